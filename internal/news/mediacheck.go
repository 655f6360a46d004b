package news

import (
	"path"
	"slices"
	"strings"
	"time"

	"warta/internal/body"
)

// MediaUse is one place of a text that shows an asset.
type MediaUse struct {
	Asset AssetID
	// Field is "lead" or "body", Block the id of the body block.
	Field, Block string
	// Picture says that it is looked at: it needs words for those who cannot.
	Picture    bool
	Caption    string
	Credit     string
	Alt        string
	Decorative bool
	// Leading is the picture above the article.
	Leading bool
}

// MediaUses lists the places of the content that show assets, in reading order.
func (c *Content) MediaUses() []MediaUse {
	var out []MediaUse
	if l := c.Lead; l != nil && l.Asset != 0 {
		out = append(out, MediaUse{Asset: l.Asset, Field: "lead", Picture: true, Caption: l.Caption, Credit: l.Credit, Alt: l.Alt,
			Decorative: l.Decorative, Leading: true})
	}
	add := func(u MediaUse) {
		if u.Asset != 0 {
			u.Field = "body"
			out = append(out, u)
		}
	}
	c.Body.Walk(func(b body.Block) {
		switch b := b.(type) {
		case *body.Image:
			add(MediaUse{Asset: AssetID(b.Asset), Block: b.ID, Picture: true, Caption: b.Caption.Text(), Credit: b.Credit, Alt: b.Alt, Decorative: b.Decorative})
		case *body.Video:
			add(MediaUse{Asset: AssetID(b.Asset), Block: b.ID, Caption: b.Caption.Text(), Credit: b.Credit})
			// The still stands for the film and needs no words of its own.
			add(MediaUse{Asset: AssetID(b.Poster), Block: b.ID, Caption: b.Caption.Text(), Credit: b.Credit})
		case *body.Audio:
			add(MediaUse{Asset: AssetID(b.Asset), Block: b.ID, Caption: b.Caption.Text(), Credit: b.Credit})
			add(MediaUse{Asset: AssetID(b.Poster), Block: b.ID, Caption: b.Caption.Text(), Credit: b.Credit})
		case *body.File:
			add(MediaUse{Asset: AssetID(b.Asset), Block: b.ID, Caption: b.Label})
		}
	})
	return out
}

// MediaProblem is a rule about media that a place of the text does not meet.
type MediaProblem struct {
	// Rule is one of those in MediaRules.
	Rule string
	// Field is a path such as "lead.alt" or "body.credit".
	Field, Block string
	Asset        AssetID
	// Limit fills the message's placeholder, where it has one.
	Limit int
}

// MediaRules lists the rules with whether they block publishing or only warn
// (newsroom.md CHK-1, press-rules.md PRS-80, PRS-93).
var MediaRules = []struct {
	Rule   string
	Blocks bool
}{
	{"media_missing", true},
	{"media_denied", true},
	{"media_expired", true},
	{"media_credit", true},
	{"media_alt", true},
	{"media_consent", true},
	{"media_rights_unknown", false},
	{"media_alt_repeats", false},
	{"media_small", false},
}

// leadWidth is from where on the picture above an article is large enough for
// search engines and shares.
const leadWidth = 1200

// CheckMedia says which rules about media the content does not meet at a moment:
// that of publishing, or the one that it is scheduled for. assets are those that
// the content names, as far as they are there.
func (c *Content) CheckMedia(assets map[AssetID]Asset, at time.Time) []MediaProblem {
	var out []MediaProblem
	for _, u := range c.MediaUses() {
		add := func(rule, field string, limit int) {
			if field != "" {
				field = "." + field
			}
			out = append(out, MediaProblem{Rule: rule, Field: u.Field + field, Block: u.Block, Asset: u.Asset, Limit: limit})
		}
		a, ok := assets[u.Asset]
		if !ok {
			add("media_missing", "", 0)
			continue
		}
		switch a.Rights.State(at) {
		case RightsDenied:
			add("media_denied", "", 0)
		case RightsExpired:
			add("media_expired", "", 0)
		case RightsUnknown:
			add("media_rights_unknown", "", 0)
		}
		if a.Kind != "file" && blank(u.Credit) && blank(a.Credit) {
			add("media_credit", "credit", 0)
		}
		if a.AISource != "" && a.Likeness && blank(a.Consent) {
			add("media_consent", "", 0)
		}
		if u.Picture {
			checkAlt(u, &a, add)
		}
		if u.Leading && a.Width > 0 && a.Width < leadWidth {
			add("media_small", "", leadWidth)
		}
	}
	return out
}

func checkAlt(u MediaUse, a *Asset, add func(rule, field string, limit int)) {
	alt, caption := u.Alt, u.Caption
	if blank(alt) && !u.Decorative {
		alt = a.Alt
	}
	if blank(caption) {
		caption = a.Caption
	}
	switch {
	case blank(alt) && !u.Decorative:
		add("media_alt", "alt", 0)
	case blank(alt):
	case same(alt, caption), same(alt, a.Name), same(alt, strings.TrimSuffix(a.Name, path.Ext(a.Name))):
		add("media_alt_repeats", "alt", 0)
	}
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// same compares words, without regard to case and to the signs between them.
func same(a, b string) bool {
	words := func(s string) []string {
		return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune(" \t\r\n\u00a0.,;:!?-_\"'“”‘’()", r) })
	}
	x, y := words(a), words(b)
	return len(x) > 0 && slices.Equal(x, y)
}
