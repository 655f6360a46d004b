package ingest

import "warta/internal/news"

// What news pages in Indonesian and English print around their articles. All
// rules about words are here, as data: a page with words of its own needs a
// line in a table, not code. Everything is written folded (see fold).

// networks are words of share bars. A line made of nothing else is one.
var networks = words(`facebook fb twitter x tweet whatsapp wa telegram line threads instagram linkedin pinterest email
	e-mail surel mail copy salin copylink link tautan url print cetak reddit messenger bluesky mastodon tumblr pocket
	flipboard icon ikon logo share bagikan sharing button tombol`)

// shareNames are those of them that name a network or an act; a line needs one.
var shareNames = words(`facebook fb twitter x tweet whatsapp wa telegram line threads instagram linkedin pinterest
	email e-mail surel copy salin share bagikan print cetak reddit messenger bluesky`)

// whole lists lines by what they are, where the whole line says it.
var whole = map[string][]string{
	"share": {"bagikan", "share", "share:", "bagikan:", "bagikan :", "share this", "share this article", "share this story",
		"bagikan artikel ini", "bagikan berita ini", "bagikan ke", "bagikan ke:", "copy link", "salin link", "salin tautan", "copy url",
		"share on facebook", "share on twitter", "share on x", "share on whatsapp", "share on telegram", "email this article"},
	"toast": {"url berhasil dicopy", "url berhasil disalin", "link berhasil dicopy", "link berhasil disalin", "tautan berhasil disalin",
		"tautan disalin", "link disalin", "berhasil disalin", "link copied", "link copied!", "url copied", "url copied!",
		"copied to clipboard", "link copied to clipboard", "copied", "copied!"},
	"advert": {"advertisement", "advertisements", "iklan", "- advertisement -", "scroll to continue with content",
		"scroll untuk melanjutkan membaca", "scroll ke bawah untuk lanjut membaca", "lanjutkan membaca setelah iklan",
		"article continues after this advertisement", "story continues below advertisement", "artikel dilanjutkan di bawah iklan"},
	"navigation": {"beranda", "home", "menu", "cari", "search", "login", "masuk", "daftar", "sign in", "subscribe", "langganan",
		"selengkapnya", "lihat semua", "lihat selengkapnya", "lihat lainnya", "indeks", "indeks berita", "see all", "view all", "read more",
		"load more", "muat lainnya", "show more", "more", "kembali ke atas", "back to top", "skip to content", "skip to main content",
		"langsung ke konten", "langsung ke isi", "a- a a+", "a a a", "a+ a-", "aa", "dengarkan", "listen", "listen to this article",
		"dengarkan artikel", "simpan", "save", "bookmark", "laporkan", "report", "cetak", "print", "×", "close", "tutup"},
	"comments": {"komentar", "tulis komentar", "tinggalkan komentar", "tinggalkan balasan", "beri komentar", "kolom komentar",
		"comments", "comment", "leave a comment", "leave a reply", "join the conversation", "0 komentar", "0 comments"},
	"label": {"penulis", "editor", "reporter", "author", "authors", "byline", "tim redaksi", "redaksi", "sumber", "source"},
}

// openings are how a line of a kind begins; what follows is free.
var openings = map[string][]string{
	"channel": {"ikuti whatsapp channel ", "ikuti saluran whatsapp ", "ikuti kami di ", "ikuti berita ", "follow us on ", "follow the ",
		"gabung di ", "bergabung dengan saluran ", "dapatkan update berita ", "dapatkan berita terbaru ", "cek berita dan artikel ",
		"simak berita terbaru ", "download aplikasi ", "get the latest news ", "sign up for our ", "subscribe to our "},
	"updated":    {"diperbarui", "diupdate", "update:", "updated", "last updated", "terakhir diperbarui", "pembaruan terakhir", "last modified"},
	"navigation": {"home >", "home »", "home ›", "home /", "beranda >", "beranda »", "beranda ›", "beranda /"},
	"foot": {"©", "copyright ©", "copyright (c)", "copyright 20", "copyright 19", "hak cipta ©", "hak cipta dilindungi", "all rights reserved",
		"seluruh hak cipta"},
	"comments": {"komentar (", "comments ("},
}

// channelWords must stand in a line that invites to a channel: "Follow the" also
// begins sentences.
var channelWords = []string{"whatsapp", "telegram", "google news", "channel", "saluran", "newsletter", "aplikasi", " app", "instagram",
	"facebook", "twitter", "tiktok", "youtube"}

// ends are how a line of a kind ends.
var ends = map[string][]string{
	"reading_time": {" min read", " menit baca", " minute read", " minutes read", " mins read", " menit membaca"},
}

// counters are read counters: {n} stands for the number.
var counters = []string{"berita ini {n} kali dibaca", "berita ini telah dibaca {n} kali", "artikel ini telah dibaca {n} kali",
	"artikel ini {n} kali dibaca", "dibaca {n} kali", "telah dibaca {n} kali", "sudah dibaca {n} kali", "{n} kali dibaca", "dibaca {n}",
	"dibaca: {n}", "dibaca : {n}", "dilihat {n} kali", "{n} kali dilihat", "{n} dibaca", "{n}x dibaca", "{n}x dilihat", "{n} x dibaca",
	"{n} pembaca", "{n} views", "{n} view", "views: {n}", "views : {n}", "view: {n}", "{n} reads", "read {n} times", "viewed {n} times",
	"this article has been read {n} times", "post views: {n}", "post views : {n}", "hits: {n}", "hits : {n}"}

// countersOfOne say one without a number.
var countersOfOne = []string{"read once", "viewed once", "dibaca sekali"}

// listHeadings open a list of other articles.
var listHeadings = map[string][]string{
	"related": {"berita terkait", "artikel terkait", "baca lainnya", "berita lainnya", "artikel lainnya", "terkait", "related",
		"related articles", "related article", "related news", "related stories", "related posts", "related topics", "more on this story",
		"more on this topic", "more stories", "rekomendasi", "rekomendasi untuk anda", "rekomendasi untukmu", "pilihan untukmu",
		"you may also like", "recommended", "recommended for you", "baca berita lainnya", "simak berita lainnya", "berita sejenis",
		"berita serupa", "artikel serupa", "read next", "up next", "more from this section"},
	"latest": {"berita terbaru", "artikel terbaru", "terbaru", "terkini", "berita terkini", "latest", "latest news", "latest articles",
		"latest stories", "recent posts", "recent news", "most recent", "kabar terbaru", "news update", "just in"},
	"popular": {"terpopuler", "berita populer", "berita terpopuler", "populer", "paling banyak dibaca", "terbanyak dibaca", "most read",
		"most popular", "popular", "popular posts", "trending", "sedang tren", "trending now", "top stories", "berita utama"},
}

// readAlso labels an inline pointer; a colon follows.
var readAlso = []string{"baca juga", "baca juga berita", "baca pula", "simak juga", "lihat juga", "baca selengkapnya", "baca", "lihat",
	"simak", "read also", "also read", "see also", "read more", "read", "related", "terkait", "pilihan redaksi"}

// readAlsoAlone labels it even without a colon, on a line of its own.
var readAlsoAlone = []string{"baca juga", "baca pula", "simak juga", "lihat juga", "read also", "also read", "see also"}

// tagLabels and sourceLabels open the lines of tags and of the source.
var (
	tagLabels    = []string{"tag", "tags", "tag terkait", "topik", "topik terkait", "topics", "topic", "kata kunci", "keywords", "label"}
	sourceLabels = []string{"sumber berita", "sumber", "source", "sources", "original source"}
)

// publishedLabels stand before the date of publication.
var publishedLabels = []string{"diterbitkan", "dipublikasikan", "dipublikasi", "terbit", "tayang", "publikasi", "rilis", "dirilis", "tanggal",
	"tanggal terbit", "published", "published on", "publish", "posted", "posted on", "date", "release date", "first published", "dimuat",
	"diposting", "diposting pada", "diterbitkan pada", "dipublikasikan pada", "terbit pada"}

// roles are the words for who did what.
var roles = map[string]news.Role{
	"jurnalis": news.RoleReporter, "reporter": news.RoleReporter, "wartawan": news.RoleReporter, "pewarta": news.RoleReporter,
	"journalist": news.RoleReporter, "correspondent": news.RoleReporter, "koresponden": news.RoleReporter,
	"staff writer": news.RoleReporter, "staff reporter": news.RoleReporter, "tim liputan": news.RoleReporter,
	"penulis": news.RoleWriter, "writer": news.RoleWriter, "author": news.RoleWriter, "ditulis oleh": news.RoleWriter,
	"written by": news.RoleWriter,
	"editor":     news.RoleEditor, "redaktur": news.RoleEditor, "penyunting": news.RoleEditor, "edited by": news.RoleEditor,
	"editing": news.RoleEditor, "disunting oleh": news.RoleEditor, "diedit oleh": news.RoleEditor,
	"fotografer": news.RolePhotographer, "pewarta foto": news.RolePhotographer, "photographer": news.RolePhotographer,
	"photos by": news.RolePhotographer, "videografer": news.RoleVideographer, "videographer": news.RoleVideographer,
	"kontributor": news.RoleContributor, "contributor": news.RoleContributor, "penulis tamu": news.RoleGuest, "guest writer": news.RoleGuest,
	"ilustrator": news.RoleIllustrator, "illustrator": news.RoleIllustrator, "penerjemah": news.RoleTranslator, "alih bahasa": news.RoleTranslator,
	"translator": news.RoleTranslator, "translated by": news.RoleTranslator, "diterjemahkan oleh": news.RoleTranslator,
}

// byWords open a name without a role.
var byWords = []string{"oleh", "by"}

// photoMarks show that a line is about a photo.
var photoMarks = []string{"(foto", "foto:", "foto :", "foto/", "(photo", "photo:", "photo by", "photo courtesy", "(dok", "dok.", "dokumentasi:", "(istimewa", "(ist)",
	"ilustrasi", "illustration", "getty images", "shutterstock", "antara foto", "/reuters", "/afp", "/ap)", "(reuters", "(afp", "(ap ",
	"image:", "gambar:", "file photo", "screenshot", "tangkapan layar"}

// photoCredits open a line that is a photo's credit and nothing else.
var photoCredits = []string{"foto:", "foto :", "photo:", "photo by ", "photograph:", "kredit foto:", "sumber foto:", "image:", "gambar:", "dok."}

// nameConnectors may stand in lower case within a name.
var nameConnectors = words("bin binti van von de da di el al bt br dan and")

// pageWords and pageLabels make the line of links to an article's pages.
var (
	pageLabels = []string{"halaman", "page", "pages", "hal", "laman"}
	pageWords  = words("selanjutnya sebelumnya next previous prev berikutnya semua halaman all pages of dari show tampilkan « » < > ‹ › … ...")
)

func words(s string) map[string]bool {
	set := map[string]bool{}
	start := -1
	for i, r := range s + " " {
		space := r == ' ' || r == '\n' || r == '\t'
		switch {
		case !space && start < 0:
			start = i
		case space && start >= 0:
			set[s[start:i]] = true
			start = -1
		}
	}
	return set
}
