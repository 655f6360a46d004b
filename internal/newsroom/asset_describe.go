package newsroom

import (
	"context"
	"slices"
	"time"

	"warta/internal/news"
	"warta/internal/store"
)

// DescribeAsset changes what is said of an asset; nil leaves a field as it is.
// Every change is a revision of its own, apart from the bytes. Credit and
// copyright stand in the public files, so changing those makes them anew.
type DescribeAsset struct {
	Asset      news.AssetID
	IfRevision int

	Caption, Alt, Title, Credit, Copyright, Source, City *string
	TakenAt                                              *time.Time
	People, Keywords                                     *[]string
	Sensitive                                            *news.Sensitive
	// AISource says that a machine made it. The label cannot be taken off again
	// (PRS-91).
	AISource *string
	Likeness *bool
	Consent  *string
}

func (c DescribeAsset) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return askAsset(ctx, tx, PermMediaEdit, c.Asset)
}

func (c DescribeAsset) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := loadAsset(ctx, tx, "describe", c.Asset, c.IfRevision)
	if err != nil {
		return outcome{}, err
	}
	// typed holds what is new: limits bind that, not what came with the file.
	var typed news.Asset
	changed, stamp := false, false
	for _, f := range []struct {
		name  string
		given *string
		into  *string
		typed *string
	}{
		{"caption", c.Caption, &a.Caption, &typed.Caption}, {"alt", c.Alt, &a.Alt, &typed.Alt},
		{"title", c.Title, &a.Title, &typed.Title}, {"credit", c.Credit, &a.Credit, &typed.Credit},
		{"copyright", c.Copyright, &a.Copyright, &typed.Copyright}, {"source", c.Source, &a.Source, &typed.Source},
		{"city", c.City, &a.City, &typed.City},
	} {
		if f.given == nil || *f.given == *f.into {
			continue
		}
		*f.into, *f.typed = *f.given, *f.given
		tellFrom(&a, f.name, "person")
		changed = true
		stamp = stamp || f.name == "credit" || f.name == "copyright"
	}
	if c.TakenAt != nil && !c.TakenAt.Equal(a.TakenAt) {
		a.TakenAt, changed = c.TakenAt.UTC(), true
		tellFrom(&a, "taken_at", "person")
	}
	for _, l := range []struct {
		name  string
		given *[]string
		into  *[]string
		typed *[]string
	}{{"people", c.People, &a.People, &typed.People}, {"keywords", c.Keywords, &a.Keywords, &typed.Keywords}} {
		if l.given != nil && !slices.Equal(*l.given, *l.into) {
			*l.into, *l.typed, changed = slices.Clone(*l.given), *l.given, true
			tellFrom(&a, l.name, "person")
		}
	}
	if c.Sensitive != nil && *c.Sensitive != a.Sensitive {
		a.Sensitive, changed = *c.Sensitive, true
	}
	if c.AISource != nil && *c.AISource != a.AISource {
		made := news.MadeByMachine(*c.AISource)
		if made == "" {
			code := "unknown"
			if *c.AISource == "" {
				code = "label_stays"
			}
			return outcome{}, badField("asset", "ai_source", code)
		}
		a.AISource, changed = made, true
	}
	if c.Likeness != nil && *c.Likeness != a.Likeness {
		a.Likeness, changed = *c.Likeness, true
	}
	if c.Consent != nil && *c.Consent != a.Consent {
		a.Consent, typed.Consent, changed = *c.Consent, *c.Consent, true
	}
	if !changed {
		return outcome{result: Result{Asset: a.ID, Revision: a.Revision}}, nil
	}
	if err := typed.Validate(news.Check{}); err != nil {
		return outcome{}, err
	}
	if stamp && a.Original != "" {
		if err := develop(ctx, tx, &a, false); err != nil {
			return outcome{}, err
		}
	}
	return saveAsset(ctx, tx, who, &a, "media.describe", "")
}
