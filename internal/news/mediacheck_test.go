package news

import (
	"slices"
	"testing"
	"time"

	"warta/internal/body"
)

func TestMediaRulesAtAMoment(t *testing.T) {
	now := time.Date(2025, 3, 1, 10, 0, 0, 0, time.UTC)
	good := Asset{ID: 1, Kind: "photo", Credit: "Antara", Alt: "Perahu di sungai", Width: 4000, Name: "DSC_01.jpg", Rights: Rights{Category: "agency"}}
	with := func(change func(*Asset)) Asset { a := good; change(&a); return a }
	lead := func(l LeadMedia) *Content { l.Asset = 1; return &Content{Lead: &l} }
	block := func(b body.Block) *Content { return &Content{Body: body.Doc{Blocks: []body.Block{b}}} }
	inText := func(m body.Image) *Content { m.ID, m.Asset = "000000000001", 1; return block(&m) }
	for _, c := range []struct {
		name  string
		asset Asset
		c     *Content
		want  []string
	}{
		{"everything is there", good, lead(LeadMedia{}), nil},
		{"no media", good, &Content{}, nil},
		{"no such asset", Asset{}, lead(LeadMedia{}), []string{"media_missing lead"}},
		{"denied", with(func(a *Asset) { a.Rights.Deny = true }), lead(LeadMedia{}), []string{"media_denied lead"}},
		{"ends this moment", with(func(a *Asset) { a.Rights.ExpiresAt = now }), lead(LeadMedia{}), []string{"media_expired lead"}},
		{"ends in a moment", with(func(a *Asset) { a.Rights.ExpiresAt = now.Add(time.Microsecond) }), lead(LeadMedia{}), nil},
		{"unknown", with(func(a *Asset) { a.Rights.Category = "" }), lead(LeadMedia{}), []string{"media_rights_unknown lead"}},
		{"no credit", with(func(a *Asset) { a.Credit = " " }), inText(body.Image{}), []string{"media_credit body.credit"}},
		{"credit of the place", with(func(a *Asset) { a.Credit = "" }), inText(body.Image{Credit: "Warga"}), nil},
		{"no alt", with(func(a *Asset) { a.Alt = "" }), inText(body.Image{}), []string{"media_alt body.alt"}},
		{"alt of the place", with(func(a *Asset) { a.Alt = "" }), inText(body.Image{Alt: "Perahu"}), nil},
		{"decorative", with(func(a *Asset) { a.Alt = "" }), inText(body.Image{Decorative: true}), nil},
		{"alt is the caption", good, lead(LeadMedia{Caption: "Perahu, di sungai."}), []string{"media_alt_repeats lead.alt"}},
		{"alt is the file's name", good, lead(LeadMedia{Alt: "DSC_01"}), []string{"media_alt_repeats lead.alt"}},
		{"small above the article", with(func(a *Asset) { a.Width = 1199 }), lead(LeadMedia{}), []string{"media_small lead"}},
		{"small in the text", with(func(a *Asset) { a.Width = 600 }), inText(body.Image{}), nil},
		{"a likeness without consent", with(func(a *Asset) { a.AISource, a.Likeness = "trainedAlgorithmicMedia", true }), lead(LeadMedia{}), []string{"media_consent lead"}},
		{"a likeness with consent", with(func(a *Asset) { a.AISource, a.Likeness, a.Consent = "trainedAlgorithmicMedia", true, "surat" }), lead(LeadMedia{}), nil},
		{"a film needs a credit and no alt", with(func(a *Asset) { a.Kind, a.Credit, a.Alt = "video", "", "" }), block(&body.Video{Asset: 1}), []string{"media_credit body.credit"}},
		{"a document needs neither", with(func(a *Asset) { a.Kind, a.Credit, a.Alt = "file", "", "" }), block(&body.File{Asset: 1}), nil},
		{"in a gallery", with(func(a *Asset) { a.Alt = "" }), block(&body.Gallery{Images: []*body.Image{{Asset: 1}, {Asset: 1, Alt: "x"}}}), []string{"media_alt body.alt"}},
	} {
		assets := map[AssetID]Asset{}
		if c.asset.ID != 0 {
			assets[1] = c.asset
		}
		var got []string
		for _, p := range c.c.CheckMedia(assets, now) {
			got = append(got, p.Rule+" "+p.Field)
			if !slices.ContainsFunc(MediaRules, func(r struct {
				Rule   string
				Blocks bool
			}) bool {
				return r.Rule == p.Rule
			}) {
				t.Errorf("%s: rule %s is not on the list", c.name, p.Rule)
			}
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func TestMadeByMachine(t *testing.T) {
	for in, want := range map[string]string{
		"http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia":               "trainedAlgorithmicMedia",
		"https://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia": "compositeWithTrainedAlgorithmicMedia",
		"compositesynthetic": "compositeSynthetic", " algorithmicMedia ": "algorithmicMedia",
		"http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture": "", "": "", "digitisedFromNegativeOnFilm": "",
	} {
		if got := MadeByMachine(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestReadersGetNothingOfTheNewsroomsOwn(t *testing.T) {
	a := Asset{ID: 1, Hash: "h", Name: "anak.jpg", Original: "o", People: []string{"Ani"}, Keywords: []string{"k"}, City: "c", Look: "l", Consent: "x",
		Sensitive: Sensitive{Child: true, Graphic: true}, Rights: Rights{Category: "agency", Restrictions: "r", Reason: "p", Licence: "CC BY"}, Uploader: 3,
		TakenAt: time.Now(), Added: time.Now(), Making: Making{State: MakingFailed}, From: map[string]string{"credit": "iptc"}, Credit: "Antara", Revision: 2, Bytes: 1}
	want := Asset{ID: 1, Credit: "Antara", Sensitive: Sensitive{Graphic: true}, Rights: Rights{Licence: "CC BY"}}
	got := a.Public()
	if got.Original != "" || got.Name != "" || got.Uploader != 0 || got.People != nil || got.Rights != want.Rights || got.Sensitive != want.Sensitive || got.Credit != want.Credit {
		t.Errorf("got %+v", got)
	}
}

func TestAssetLimits(t *testing.T) {
	for name, a := range map[string]Asset{
		"caption": {Caption: string(make([]byte, 601))}, "keywords": {Keywords: make([]string, 31)},
		"focal": {FocalX: 1.01}, "turn": {Turn: 4}, "rights.category": {Rights: Rights{Category: "mine"}},
		"crops": {Crops: map[string]Crop{"2:1": {W: 1, H: 1}}}, "crops.4:3": {Crops: map[string]Crop{"4:3": {X: 0.5, W: 0.6, H: 0.5}}},
	} {
		err := a.Validate(Check{})
		var e *Error
		if !Is(err, Invalid) {
			t.Errorf("%s: %v", name, err)
			continue
		}
		e = err.(*Error)
		if len(e.Fields) != 1 || e.Fields[0].Field != name {
			t.Errorf("%s: %+v", name, e.Fields)
		}
	}
	long := Asset{Caption: string(make([]rune, 601))}
	if err := long.Validate(Check{Imported: true}); err != nil {
		t.Errorf("imported: %v", err)
	}
}
