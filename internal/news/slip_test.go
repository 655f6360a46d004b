package news

import (
	"slices"
	"strings"
	"testing"
	"time"

	"warta/internal/body"
)

// slipTable is a hundred changes of a live text, later than fifteen minutes, and
// what each of them touches; none means that it may pass as a typing slip
// (PRS-6). A change is "before => after" in the body, or in the field named.
const slipTable = `
pasar itu dibuaka pagi ini => pasar itu dibuka pagi ini :
pasar itu di buka => pasar itu dibuka :
mereka pergi kepasar => mereka pergi ke pasar :
ia ber kata begitu => ia berkata begitu :
jalan rusak parahh => jalan rusak parah :
warga mengeluh , katanya => warga mengeluh, katanya :
tidak ada yang terluka. => tidak ada yang terluka :
dia datang datang ke kantor => dia datang ke kantor :
harga cabe naik => harga cabai naik :
para pedagang antri => para pedagang antre :
resiko banjir tinggi => risiko banjir tinggi :
praktek itu dilarang => praktik itu dilarang :
aktifitas warga lumpuh => aktivitas warga lumpuh :
ijin usaha dicabut => izin usaha dicabut :
kerjasama antarkota => kerja sama antarkota :
nelayan melaut lagi => Nelayan melaut lagi :
Kota itu tenang. warga tidur => Kota itu tenang. Warga tidur :
dermaga dirubah menjadi taman => dermaga diubah menjadi taman :
rumah rumah hanyut => rumah-rumah hanyut :
gelombang tinggi melanda pesisir => gelombang tinggi melanda pesisir selatan :
korban 3 orang => korban 4 orang : digit
sebanyak 1.200 rumah => sebanyak 1.300 rumah : digit
pukul 19.13 => pukul 19.31 : digit
harga Rp10.000 => harga Rp100.000 : digit
pada 2024 => pada 2025 : digit
suhu 30,5 derajat => suhu 35,0 derajat : digit
kejadian tanggal 1 => kejadian tanggal 2 : digit
hampir 50 persen => hampir 15 persen : digit
jalan sepanjang 7 kilometer => jalan sepanjang 70 kilometer : digit
dua orang tewas => 2 orang tewas : digit
ada 5 korban => ada korban : digit
ada korban => ada 5 korban : digit
skor 2-1 => skor 1-2 : digit
nomor 08123 => nomor 08132 : digit
umur 17 tahun => umur 18 tahun : digit
kata presiden Jokowi => kata presiden Prabowo : name
warga desa Sukatani => warga desa Sukamaju : name
kata Ranita pada kami => kata Ranitha pada kami : name
menurut Bupati Hasan => menurut Bupati Hasyim : name
dari PT Maju Jaya => dari PT Maju Raya : name
bersama Menteri Keuangan => bersama Menteri Kesehatan : name
laporan wulung di lapangan => laporan di lapangan : name
kota Medan dan sekitarnya => kota Padang dan sekitarnya : name
oleh KPK kemarin => oleh KPU kemarin : name
terdakwa Budi dibebaskan => terdakwa Andi dibebaskan : name
di Sungai Musi => di Sungai Batanghari : name
di hadapan Hakim Sari => di hadapan hakim lain : name
sang wali kota Rahma hadir => sang wali kota hadir : name
tim sepak bola Persija kalah => tim sepak bola Persib kalah : name
sejak hari Senin lalu => sejak hari Selasa lalu : name
ia berkata “kami siap” => ia berkata “kami siaga” : quotation
ia berkata “kami menolak” => ia berkata “kami tidak menolak” : quotation
katanya "sudah selesai" lalu pergi => katanya "belum selesai" lalu pergi : quotation
“jangan takut” ujarnya => “jangan kalut” ujarnya : quotation
menurutnya “harga naik” besok => menurutnya “harga turun” besok : quotation
“kami akan hadir,” katanya => “kami akan datang,” katanya : quotation
“tidak benar itu” => “tidak betul itu” : quotation
“semua aman sekali” => “semua aman” : quotation
«tempat ini indah» => «tempat itu indah» : quotation
ujar dia "pulang" => ujar dia "pergi" : quotation
headline: Banjir melanda pesisir => Banjir menerjang pesisir : headline
headline: Harga beras naik => Harga beras turun : headline
headline: Warga menolak tambang => Warga menerima tambang : headline
headline: Jalan rusak di pesisir => Jalan rusak dari pesisir :
headline: Pasar dan dermaga dibuka => Pasar serta dermaga dibuka :
headline: Pasar dibuka => Pasar dibuka lagi : headline
headline: Pasar lama dibuka => Pasar dibuka : headline
headline: Rob merendam kota => Rob merendam desa : headline
headline: Gubernur diperiksa => Gubernur ditahan : headline
headline: harga pasar turun => Harga pasar turun :
headline: Dermaga roboh, warga panik => Dermaga roboh warga panik :
headline: Gempa tidak merusak => Gempa merusak : headline
headline: Ada 3 korban => Ada 4 korban : digit headline
headline: Bupati Hasan hadir => Bupati Hasyim hadir : name headline
headline: Ia bilang “siap” => Ia bilang “siaga” : quotation headline
standfirst: Warga sudah di ungsikan => Warga sudah diungsikan :
standfirst: Ada 10 rumah => Ada 12 rumah : digit
standfirst: Kata Hasan begitu => Kata Husin begitu : name
standfirst: ringkasan lama => ringkasan baru :
kicker: banjir rop => banjir rob :
kicker: PILKADA 2024 => PILKADA 2029 : digit
closing: penulis adalh peneliti => penulis adalah peneliti :
closing: terbit di jilid 3 => terbit di jilid 4 : digit
place: Jakarta => Bandung : 
caption: perahu di dermaga => perahu di tepi dermaga :
caption: perahu 2 buah => perahu 3 buah : digit
caption: tampak Hasan di kiri => tampak Husin di kiri : name
kami menulis a b c d e f g h i j k l m n o p q r s t => kami menulis b c d e f g h i j k l m n o p q r s t u :
satu dua tiga empat lima enam tujuh delapan sembilan sepuluh a b c d e f g h i j k => kata lain yang sama sekali bukan itu lagi dan juga bukan yang tadi karena semuanya diganti oleh penyunting kami begitu saja : words
ikan asin murah => ikan asin mahal :
nelayan tidak melaut => nelayan melaut :
Rp5 juta => Rp5 miliar :
pembukaan pasar ditunda => pembukaan pasar di tunda :
anak anak bermain => anak-anak bermain :
sungai meluap karena hujan => sungai meluap akibat hujan :
polisi memeriksa saksi => polisi memeriksa para saksi :
bantuan telah tiba => bantuan sudah tiba :
listrik padam semalam => listrik padam tadi malam :
hutan itu terbakar => hutan itu dibakar :
kapal feri tenggelam => kapal ferri tenggelam :
`

func TestAHundredChangesAndWhatTheyTouch(t *testing.T) {
	codes := map[string]string{"digit": SlipDigit, "name": SlipName, "quotation": SlipQuotation, "headline": SlipHeadline, "words": SlipWords}
	n := 0
	for _, line := range strings.Split(strings.TrimSpace(slipTable), "\n") {
		change, wants, _ := cutLast(line, " :")
		before, after, ok := strings.Cut(change, " => ")
		if !ok {
			t.Fatalf("%q", line)
		}
		field := "body"
		if f, rest, ok := strings.Cut(before, ": "); ok && !strings.Contains(f, " ") {
			field, before = f, rest
		}
		make := func(s string) *Content {
			c := &Content{Headline: "Judul tetap", Byline: []Credit{{Name: "Ranita Wulung", Role: RoleReporter}}}
			switch field {
			case "headline":
				c.Headline = s
			case "standfirst":
				c.Standfirst = s
			case "kicker":
				c.Kicker = s
			case "closing":
				c.ClosingNote = s
			case "place":
				c.Dateline.Place = s
			case "caption":
				c.Lead = &LeadMedia{Caption: s}
			default:
				c.Body = body.Doc{Version: 1, Blocks: []body.Block{&body.Paragraph{Text: body.Text(s)}}}
			}
			return c
		}
		var want []string
		for _, w := range strings.Fields(wants) {
			want = append(want, codes[w])
		}
		got := NotSlip(make(before), make(after), []string{"Ranita Wulung"}, time.Hour)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", line, got, want)
		}
		n++
	}
	if n < 100 {
		t.Errorf("only %d changes", n)
	}
}

func cutLast(s, sep string) (string, string, bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// TestSlipsOfOtherKinds: what is no text, and the first quarter of an hour.
func TestSlipsOfOtherKinds(t *testing.T) {
	many := strings.Repeat("kata ", 30)
	doc := func(blocks ...body.Block) body.Doc { return body.Doc{Version: 1, Blocks: blocks} }
	quote := func(s string) body.Doc {
		return doc(&body.Quote{Node: body.Node{ID: "a"}, Blocks: []body.Block{&body.Paragraph{Node: body.Node{ID: "b"}, Text: body.Text(s)}}})
	}
	tests := []struct {
		name          string
		before, after Content
		since         time.Duration
		want          []string
	}{
		{"many words at once, soon", Content{Standfirst: many}, Content{Standfirst: strings.ReplaceAll(many, "kata", "ujar")}, 10 * time.Minute, nil},
		{"many words at once, later", Content{Standfirst: many}, Content{Standfirst: strings.ReplaceAll(many, "kata", "ujar")}, 16 * time.Minute, []string{SlipWords}},
		{"a digit, soon", Content{Standfirst: "ada 1"}, Content{Standfirst: "ada 2"}, time.Minute, []string{SlipDigit}},
		{"a quotation's block", Content{Body: quote("kami siap")}, Content{Body: quote("kami siaga")}, time.Hour, []string{SlipQuotation}},
		{"another picture", Content{Lead: &LeadMedia{Asset: 1}}, Content{Lead: &LeadMedia{Asset: 2}}, time.Hour, []string{SlipMedia}},
		{"an embed less", Content{Body: doc(&body.Embed{URL: "https://x"})}, Content{Body: doc()}, time.Hour, []string{SlipMedia}},
		{"a flag less", Content{Flags: Flags{Unverified: &Unverified{Source: "a"}}}, Content{}, time.Hour, []string{SlipKind}},
		{"another byline", Content{Byline: []Credit{{Person: 1}}}, Content{Byline: []Credit{{Person: 2}}}, time.Hour, []string{SlipName}},
		{"tags and address", Content{Slug: "a", Tags: []TagID{1}}, Content{Slug: "b", Tags: []TagID{2}}, time.Hour, nil},
		{"a paragraph cut in two", Content{Body: doc(&body.Paragraph{Text: body.Text("satu. Dua")})},
			Content{Body: doc(&body.Paragraph{Text: body.Text("satu.")}, &body.Paragraph{Text: body.Text("Dua")})}, time.Hour, nil},
	}
	for _, tt := range tests {
		if got := NotSlip(&tt.before, &tt.after, nil, tt.since); !slices.Equal(got, tt.want) {
			t.Errorf("%s: got %v, want %v", tt.name, got, tt.want)
		}
	}
}
