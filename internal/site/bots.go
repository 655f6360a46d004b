package site

import "strings"

// botWords are parts of user agents by which programs declare themselves, in
// lower case. What does not declare itself is counted: telling it apart would
// mean watching readers (RD-2).
var botWords = []string{
	// words that programs use of themselves
	"bot", "crawl", "spider", "slurp", "scrape", "fetcher", "preview", "monitor", "uptime", "validator", "checker",
	"headless", "lighthouse", "pagespeed", "archiver", "feed", "rss", "http-client", "httpclient", "link check",
	// programs named otherwise
	"facebookexternalhit", "facebookcatalog", "meta-external", "whatsapp/", "telegram", "skypeuripreview", "embedly",
	"bingpreview", "google-inspectiontool", "googleother", "google-read-aloud", "mediapartners-google", "apis-google",
	"duckduckgo-favicons", "ia_archiver", "heritrix", "nutch", "yandex.com/bots", "baiduspider", "sogou", "ahrefs",
	"semrush", "dataforseo", "screaming frog", "chatgpt-user", "claude-", "anthropic-ai", "perplexity", "cohere-ai",
	"bytespider", "ccbot", "diffbot", "omgili", "iframely", "vkshare", "pinterest/", "flipboardproxy", "tumblr/",
	"outbrain", "nuzzel", "w3c_", "qwantify", "applebot", "petalbot",
	// libraries and tools
	"curl/", "wget/", "python", "aiohttp", "httpx", "go-http", "okhttp", "java/", "apache-http", "libwww", "lwp",
	"perl", "ruby", "php/", "guzzle", "node-fetch", "axios", "undici", "got (", "scrapy", "postman", "insomnia",
	"phantomjs", "puppeteer", "playwright", "selenium", "winhttp", "dart:io",
}

// isBot reports whether a user agent declares itself a program. None at all
// is a program, too: every browser sends one.
func isBot(userAgent string) bool {
	if userAgent == "" {
		return true
	}
	ua := strings.ToLower(userAgent)
	for _, w := range botWords {
		if strings.Contains(ua, w) {
			return true
		}
	}
	return false
}
