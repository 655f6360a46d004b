package site

// storyHeadlines are the example cards: an invented coast, so that nothing here
// can be taken for news.
var storyHeadlines = []struct{ kicker, headline, standfirst, section, colour string }{
	{"Pesisir utara", "Di Walira, Lonceng Tua Masih Memberi Tahu Kapan Perahu Boleh Pulang", "Sudah ada radar dan aplikasi cuaca. Nelayan tetap menunggu satu bunyi dari menara kayu yang dibangun kakek mereka.", "DAERAH", "toska"},
	{"Pangan", "Harga Cabai Turun, Petani Lereng Menanam Kopi di Sela-selanya", "Dua musim rugi membuat satu desa mengubah cara menghitung tanah.", "Ekonomi", "zaitun"},
	{"", "Perpustakaan Terapung Menambah Dua Dermaga", "", "DAERAH", "toska"},
	{"Panggung", "Dalang Muda Menulis Ulang Lakon Lama untuk Penonton Radio", "Tanpa layar, tanpa bayangan: hanya suara dan gamelan.", "LIFE STYLE & ENTERTAINMENT", "manggis"},
	{"Sekolah", "Kelas Malam bagi Anak-anak Pasar Ikan Dibuka Lagi", "", "DAERAH", "toska"},
	{"Kereta", "Jalur Pesisir Dibuka Kembali, Kereta Pertama Penuh oleh Pedagang", "", "Ekonomi", "zaitun"},
	{"Gim", "Gim Buatan Tiga Mahasiswa Menghidupkan Permainan Dakon", "", "LIFE STYLE & ENTERTAINMENT", "manggis"},
	{"Cuaca", "Angin Timur Datang Lebih Awal, Musim Layang-layang Ikut Maju", "", "DAERAH", "toska"},
	{"", "Kampung Batik Menyimpan Warna dari Kulit Manggis", "", "Ekonomi", "jati"},
	{"Bahari", "Peta Karang Digambar Ulang oleh Penyelam Tradisional", "", "INTERNASIONAL", "nila"},
	{"Kuliner", "Warung yang Hanya Buka Ketika Hujan", "", "LIFE STYLE & ENTERTAINMENT", "manggis"},
	{"Energi", "Kincir Kecil di Bukit Menyalakan Empat Puluh Rumah", "", "Ekonomi", "zaitun"},
}

// storyText is the example text.
var storyText = []string{
	"Setiap sore, sebelum warna laut berubah, Wayan Karta menaiki empat puluh dua anak tangga menara kayu di ujung dermaga. Ia tidak melihat jam. Ia melihat garis basah pada tiang ketiga, lalu memukul lonceng dua kali bila air cukup dalam untuk perahu bercadik, tiga kali bila tidak.",
	"Radar dipasang pemerintah daerah lima tahun lalu. Aplikasi cuaca ada di setiap telepon. “Radar tahu hujan,” kata Wayan. “Lonceng tahu pulang.” Dalam catatan koperasi, tidak ada perahu yang kandas di mulut teluk sejak buku itu mulai ditulis.",
	"Buku itu sendiri sudah tujuh jilid. Tiap halaman memuat tanggal, jumlah pukulan, dan nama yang bertugas. Jilid pertama ditulis dengan tinta biru yang kini kecokelatan; jilid terakhir, dengan pulpen dari bank perkreditan.",
	"Anak-anak belajar menghitung dari bunyi itu. Mereka tahu bahwa dua berarti ayah sebentar lagi di rumah, dan tiga berarti nasi harus ditutup lebih lama. Tahun depan, kata kepala sekolah, pelajaran membaca pasang akan masuk jadwal.",
}
