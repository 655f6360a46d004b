package news

import (
	"testing"
	"time"
)

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
