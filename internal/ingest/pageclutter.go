package ingest

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
)

// What stands around, and in, the text of an article's page without being part of it,
// as the makers of pages name it. All of it is data of a general kind: words of class
// names, ids and roles, and labels in the languages of the press. A page whose words
// are not here needs a word in a table, not code.

// clutterWords are parts of class names and ids of what is no text of the article.
// Names are taken apart at signs and at capitals, so that "js-relatedStories" is
// "js", "related", "stories".
var clutterWords = words(`share sharing shares sharebar sharetools socials social socialmedia related relateds recommended recommendation recommendations recirc recirculation
	newsletter newsletters promo promos promotion promobox ad ads adv advert adverts advertisement advertising adbox adslot adunit sponsor sponsored dfp gpt outbrain taboola plista
	comment comments commenting disqus kommentare kommentar cookie cookies consent gdpr paywall subscribe subscription subscriptions abo regwall
	breadcrumb breadcrumbs pagination pager paging nav navigation navbar menu menus sidebar widget widgets toolbar popup modal lightbox overlay tooltip
	teaser teasers trending popular mostread mostviewed latest footer masthead tags taglist tag keywords topics
	authorbox authorbio authorinfo aboutauthor bio print rating ratings poll quiz survey skip hidden offscreen screenreader visuallyhidden
	readmore alsoread seealso onward onwards signup signin login register toast follow following feedback donate donation donations support
	bookmark bookmarks playlist carousel slider ticker livestream infobar actionbar tools actions utility
	copyright legal disclaimer imprint sitemap search byline bylines dateline timestamp timestamps pubdate publishdate
	caption captions credit credits banner outbound affiliate shopping newsticker linkbox linklist crosslink crosslinks readalso bacajuga terkait rekomendasi iklan
	notification notifications snackbar appdownload interstitial preroll audioplayer listen tts speech hashtags reactions reaction likes like
	recirculate nextarticle prevarticle nextpost prevpost postnav moreon morefrom furtherreading`)

// clutterPairs are two such parts beside each other.
var clutterPairs = words(`read-more read-next read-also also-read see-also more-on more-from more-stories more-articles most-read most-viewed most-popular up-next next-article
	next-post prev-post post-nav post-navigation sign-up sign-in log-in about-author author-box author-bio author-info author-card author-profile screen-reader sr-only visually-hidden
	social-media article-tags post-tags tag-list article-tools article-actions article-meta post-meta entry-meta article-info article-header-meta story-meta meta-data
	back-top print-only no-print further-reading in-article-promo cta-box call-action link-box link-list baca-juga berita-terkait key-words audio-player text-to-speech
	live-ticker mega-menu site-header site-footer image-caption photo-credit image-credit reading-time read-time word-count page-header page-footer newsletter-signup`)

// clutterRoles are roles of elements that hold no text of an article.
var clutterRoles = words("navigation banner complementary contentinfo dialog alertdialog alert search menu menubar menuitem toolbar tooltip button tablist tab listbox status form presentation-link")

// textWords are parts of names of what holds the text.
var textWords = words(`article articlebody body content contents entry text story storybody post main paragraph copy richtext prose artikel inhalt isi konten berita`)

// classWords takes class names and the id apart.
func classWords(n *html.Node, each func(word, pair string) bool) bool {
	for i := range n.Attr {
		a := &n.Attr[i]
		if a.Key != "class" && a.Key != "id" && a.Key != "data-component" && a.Key != "data-testid" && a.Key != "data-block" && a.Key != "data-module" {
			continue
		}
		if len(a.Val) > 500 {
			continue
		}
		last, start := "", -1
		s := a.Val
		var prev rune
		emit := func(w string) bool {
			w = strings.ToLower(w)
			pair := ""
			if last != "" {
				pair = last + "-" + w
			}
			last = w
			return each(w, pair)
		}
		for k, r := range s + " " {
			letter := unicode.IsLetter(r)
			switch {
			case start < 0 && letter:
				start = k
			case start >= 0 && !letter:
				if emit(s[start:k]) {
					return true
				}
				start = -1
				if r == ' ' {
					last = ""
				}
			case start >= 0 && unicode.IsUpper(r) && unicode.IsLower(prev):
				if emit(s[start:k]) {
					return true
				}
				start = k
			}
			prev = r
		}
	}
	return false
}

// isClutter reports whether an element is named as something that is no text of the
// article, and the word that says so.
func isClutter(n *html.Node) (string, bool) {
	found := ""
	if classWords(n, func(w, pair string) bool {
		switch {
		case clutterPairs[pair]:
			found = pair
		case clutterWords[w]:
			found = w
		}
		return found != ""
	}) {
		return found, true
	}
	if r := strings.ToLower(attr(n, "role")); r != "" && clutterRoles[r] {
		return r, true
	}
	return "", false
}

// pointerLabels open a line that only points to other articles, in the languages of
// the press. Folded, without a colon.
var pointerLabels = []string{
	"baca juga", "baca pula", "simak juga", "lihat juga", "baca selengkapnya", "berita terkait", "artikel terkait", "pilihan editor",
	"read more", "read also", "also read", "see also", "related", "related article", "related articles", "related story", "related stories", "more on this story", "more on this", "read next", "up next", "recommended",
	"don't miss", "don’t miss", "more from", "learn more", "explore more", "continue reading", "watch", "watch also", "listen", "sign up", "subscribe", "editor's note", "must read", "trending", "read the full story",
	"lesen sie auch", "lesen sie hier", "lesen sie mehr", "lesen sie dazu", "lies auch", "mehr zum thema", "auch interessant", "mehr dazu", "siehe auch", "zum thema", "das könnte sie auch interessieren", "weiterlesen", "passend dazu", "hier lesen sie",
	"lire aussi", "à lire aussi", "a lire aussi", "à lire", "lire plus", "voir aussi", "sur le même sujet", "à découvrir",
	"leggi anche", "leggi tutto", "vedi anche", "approfondisci", "lea también", "lee también", "lea además", "leer más", "te puede interesar", "ver también", "noticias relacionadas", "más información",
	"leia também", "leia mais", "veja também", "les også", "les mer", "læs også", "läs också", "lue myös", "lees ook", "lees meer", "czytaj też", "zobacz też", "čtěte také", "skaitykite daugiau", "taip pat skaitykite",
	"ayrıca okuyun", "ilgili haberler", "читайте также", "baca lagi", "关联阅读", "相关阅读", "相关新闻", "延伸阅读", "関連記事", "관련기사", "اقرأ أيضا", "اقرأ أيضًا",
}

// appeals are sentences of a house to its readers that stand among the paragraphs, by
// how they begin. Folded.
var appeals = []string{
	"skip past ", "after newsletter promotion", "free weekly newsletter", "free daily newsletter", "privacy notice:", "if you buy something using links", "we may earn a commission", "empfohlener redaktioneller inhalt", "an dieser stelle findest du einen externen inhalt",
	"ich bin damit einverstanden, dass mir", "sign up for", "sign up to", "subscribe to", "subscribe now", "follow us on", "join our", "get the latest", "click here to", "download our app", "have a tip", "do you have a", "for more news", "for more stories",
	"this article originally appeared", "this story was originally published", "copyright ©", "copyright 20", "© 20", "all rights reserved", "photo:", "photo by", "image:", "image credit", "read our", "get more",
	"the views expressed in this article", "advertisement", "story continues below", "article continues below", "newsletter", "ikuti kami di", "dapatkan update", "simak berita", "gabung di", "ikuti saluran", "ikuti whatsapp",
	"cek berita dan artikel", "baca berita lainnya", "artikel ini telah tayang", "folgen sie uns", "abonnieren sie", "melden sie sich", "mit dem newsletter", "inscrivez-vous", "abonnez-vous", "suivez-nous", "suscríbete", "síguenos", "iscriviti", "seguici",
	"anzeige", "werbung", "publicidad", "publicité", "pubblicità", "iklan", "reklame", "annonse", "reklama",
}
