package feed

import "warta/internal/news"

// Use is what a crawler's harvest is for.
type Use string

const (
	// UseSearch: lists of results that lead readers to us.
	UseSearch Use = "search"
	// UseAnswer: texts made for somebody who asks just now, from what is
	// fetched for that question or kept in an index for such questions.
	UseAnswer Use = "answer"
	// UseTraining: models are made from it, and nothing leads back.
	UseTraining Use = "training"
)

// Uses lists the uses in the order screens show them.
var Uses = []Use{UseSearch, UseAnswer, UseTraining}

// Crawler is a machine reader that says who it is and reads robots.txt, or
// says that it does.
type Crawler struct {
	// Name is the key in the edition's settings; it never changes.
	Name string
	// Token is the product token of its user agent in robots.txt.
	Token string
	Use   Use
	// Who runs it.
	Who string
}

// Crawlers are the declared ones, for which robots.txt can decide. Who is not
// on the list follows the rules for all. Crawlers that fetch what a reader
// shares (previews in messengers) and those that watch feeds are not here: who
// closes the paper to them closes it to readers.
var Crawlers = []Crawler{
	{"googlebot", "Googlebot", UseSearch, "Google"},
	{"googlebot-news", "Googlebot-News", UseSearch, "Google"},
	{"googlebot-image", "Googlebot-Image", UseSearch, "Google"},
	{"bingbot", "Bingbot", UseSearch, "Microsoft"},
	{"duckduckbot", "DuckDuckBot", UseSearch, "DuckDuckGo"},
	{"applebot", "Applebot", UseSearch, "Apple"},
	{"yandex", "Yandex", UseSearch, "Yandex"},
	{"baiduspider", "Baiduspider", UseSearch, "Baidu"},
	{"yeti", "Yeti", UseSearch, "Naver"},
	{"petalbot", "PetalBot", UseSearch, "Huawei"},
	{"qwantbot", "Qwantbot", UseSearch, "Qwant"},
	{"seznambot", "SeznamBot", UseSearch, "Seznam"},
	{"mojeekbot", "MojeekBot", UseSearch, "Mojeek"},
	{"kagibot", "Kagibot", UseSearch, "Kagi"},

	{"oai-searchbot", "OAI-SearchBot", UseAnswer, "OpenAI"},
	{"chatgpt-user", "ChatGPT-User", UseAnswer, "OpenAI"},
	{"claude-searchbot", "Claude-SearchBot", UseAnswer, "Anthropic"},
	{"claude-user", "Claude-User", UseAnswer, "Anthropic"},
	{"perplexitybot", "PerplexityBot", UseAnswer, "Perplexity"},
	{"perplexity-user", "Perplexity-User", UseAnswer, "Perplexity"},
	{"duckassistbot", "DuckAssistBot", UseAnswer, "DuckDuckGo"},
	{"mistralai-user", "MistralAI-User", UseAnswer, "Mistral AI"},
	{"meta-externalfetcher", "meta-externalfetcher", UseAnswer, "Meta"},
	{"youbot", "YouBot", UseAnswer, "You.com"},

	{"gptbot", "GPTBot", UseTraining, "OpenAI"},
	{"claudebot", "ClaudeBot", UseTraining, "Anthropic"},
	{"google-extended", "Google-Extended", UseTraining, "Google"},
	{"applebot-extended", "Applebot-Extended", UseTraining, "Apple"},
	{"meta-externalagent", "meta-externalagent", UseTraining, "Meta"},
	{"amazonbot", "Amazonbot", UseTraining, "Amazon"},
	{"bytespider", "Bytespider", UseTraining, "ByteDance"},
	{"ccbot", "CCBot", UseTraining, "Common Crawl"},
	{"cohere-training-data-crawler", "cohere-training-data-crawler", UseTraining, "Cohere"},
	{"ai2bot", "AI2Bot", UseTraining, "Allen Institute for AI"},
	{"diffbot", "Diffbot", UseTraining, "Diffbot"},
	{"pangubot", "PanguBot", UseTraining, "Huawei"},
	{"webzio-extended", "Webzio-Extended", UseTraining, "Webz.io"},
	{"timpibot", "Timpibot", UseTraining, "Timpi"},
	{"img2dataset", "img2dataset", UseTraining, "img2dataset"},
}

// Decisions of an edition.
const (
	Allow = "allow"
	Deny  = "deny"
)

// Decision for a use: the edition's, else search and answers are allowed and
// training is not.
func (u Use) Decision(m news.Machine) string {
	if d := m.CrawlerUse[string(u)]; d == Allow || d == Deny {
		return d
	}
	if u == UseTraining {
		return Deny
	}
	return Allow
}

// Decision for a crawler: its own, else that of its use.
func (c Crawler) Decision(m news.Machine) string {
	if d := m.Crawlers[c.Name]; d == Allow || d == Deny {
		return d
	}
	return c.Use.Decision(m)
}
