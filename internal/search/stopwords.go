package search

import "strings"

// Words that stand in nearly every text: they find nothing, so they are left
// out of the index of stems. Exact phrases keep them. Both lists were written
// for Warta.
var (
	stopIndonesian = wordSet(`
		ada adalah adanya agar akan akankah aku anda antara apa apabila apakah apalagi atau ataupun atas bagai bagaimana
		bagaimanakah bagi bahkan bahwa banyak beberapa begini begitu belum berapa berapakah berbagai bila bisa boleh bukan
		bukankah dalam dan dapat dapatkah dari darimana daripada demi demikian dengan di dia diantara dimana dimanakah dong
		dua hal hanya harus hingga ia ialah ini inilah itu itulah jadi jangan jika jikalau juga kah kalau kali kami kamu
		kapan kapankah karena kata ke kemana kembali kemudian kepada ketika kini kita ku lagi lah lain lalu lebih maka
		makin mana manakah masih maupun melainkan melalui memang mengapa mengapakah mereka meskipun mu namun nya oleh
		olehnya pada padahal paling para pasti per pernah pula pun saat saja saling sama sambil sampai sana sang sangat satu
		saya seakan seandainya sebab sebagai sebagaimana sebanyak sebelum sebuah secara sedang sedangkan segala sehingga
		sejak sekali sekitar selain selaku selalu selama seluruh semakin sementara semua seorang seperti sering serta
		sesuatu sesudah setelah setiap si siapa siapakah siapapun sini suatu sudah supaya tadi tanpa tapi telah tentang
		terhadap terlalu termasuk ternyata tersebut tetap tetapi tiap tidak tidakkah untuk walau walaupun yaitu yakni yang
		dikatakan ujarnya katanya kata tuturnya ucapnya menurut merupakan dimaksud disebut dinamakan bernama`)
	stopEnglish = wordSet(`
		a about above after again against all also am an and any are as at be because been before being below between both
		but by can could did do does doing down during each few for from further had has have having he her here hers
		herself him himself his how i if in into is it its itself just me more most my myself no nor not now of off on once
		only or other our ours out over own said same she should so some such than that the their theirs them themselves
		then there these they this those through to too under until up very was we were what when where which while who
		whom why will with would you your yours yourself`)
)

func wordSet(text string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(text) {
		out[w] = true
	}
	return out
}
