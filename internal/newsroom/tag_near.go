package newsroom

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"unicode"

	"warta/internal/news"
	"warta/internal/store"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// NearTags are tags that may be one: the same but for spaces, signs, the order of
// words, or a single letter. Whether they are is for a person to say.
type NearTags struct {
	Tags []TagLine
	// Why is "signs", "order" or "letter".
	Why string
}

// mostCompared bounds the tags that are compared.
const mostCompared = 20_000

// NearDuplicates finds tags that may be one, at most limit groups, those with
// the most articles first.
func (n *Newsroom) NearDuplicates(ctx context.Context, who Actor, e news.EditionID, limit int) (out []NearTags, err error) {
	limit = limited(limit, 100)
	err = n.db.Read(ctx, func(tx store.Tx) error {
		out = nil
		if !Can(who, PermTagMerge, Subject{}) {
			return news.E(news.Forbidden, string(PermTagMerge), nil)
		}
		var all []news.Tag
		name, id := "", news.TagID(0)
		for len(all) < mostCompared {
			page, err := tx.Names().TagsAfter(ctx, e, name, id, 500)
			if err != nil {
				return err
			}
			for _, t := range page {
				if t.MergedInto == 0 {
					all = append(all, t)
				}
			}
			if len(page) < 500 {
				break
			}
			name, id = page[len(page)-1].Name, page[len(page)-1].ID
		}
		groups, whys := nearTags(all)
		for i, g := range groups {
			near := NearTags{Why: whys[i]}
			for _, t := range g {
				line := TagLine{Tag: t}
				var err error
				if line.Live, err = tx.Names().CountListed(ctx, e, "tag", int64(t.ID)); err != nil {
					return err
				}
				near.Tags = append(near.Tags, line)
			}
			slices.SortStableFunc(near.Tags, func(a, b TagLine) int { return cmp.Compare(b.Live, a.Live) })
			out = append(out, near)
		}
		slices.SortStableFunc(out, func(a, b NearTags) int { return cmp.Compare(b.Tags[0].Live, a.Tags[0].Live) })
		out = out[:min(limit, len(out))]
		return nil
	})
	return out, err
}

// nearTags groups tags by what their names come to. A tag is in one group, that
// of the strongest reason.
func nearTags(all []news.Tag) (groups [][]news.Tag, whys []string) {
	taken := map[news.TagID]bool{}
	collect := func(why string, keys func(news.Tag) []string) {
		by := map[string][]news.Tag{}
		var order []string
		for _, t := range all {
			if taken[t.ID] {
				continue
			}
			for _, k := range keys(t) {
				if by[k] == nil {
					order = append(order, k)
				}
				by[k] = append(by[k], t)
			}
		}
		for _, k := range order {
			g := slices.DeleteFunc(by[k], func(t news.Tag) bool { return taken[t.ID] })
			if len(g) < 2 {
				continue
			}
			for _, t := range g {
				taken[t.ID] = true
			}
			groups, whys = append(groups, g), append(whys, why)
		}
	}
	collect("signs", func(t news.Tag) []string { return nonEmpty(strings.Join(nameWords(t.Name), "")) })
	collect("order", func(t news.Tag) []string {
		words := nameWords(t.Name)
		slices.Sort(words)
		return nonEmpty(strings.Join(words, " "))
	})
	// Two names that differ in one letter become equal when that one is left out.
	collect("letter", func(t news.Tag) []string {
		letters := []rune(strings.Join(nameWords(t.Name), " "))
		if len(letters) < 6 || slices.ContainsFunc(letters, unicode.IsNumber) {
			return nil // short names and years differ on purpose
		}
		out := []string{string(letters)}
		for i := range letters {
			// The first letter tells names apart that rhyme.
			if i > 0 {
				out = append(out, string(letters[:i])+string(letters[i+1:]))
			}
		}
		slices.Sort(out)
		return slices.Compact(out)
	})
	return groups, whys
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// nameWords are the words of a name as they are compared, without accents.
func nameWords(name string) []string {
	folded := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(cases.Fold().String(name)))
	return strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
}
