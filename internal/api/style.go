package api

import (
	"context"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/style"
)

// StyleRule is one rule of the house style.
type StyleRule struct {
	ID       string   `json:"id" maxLength:"64" doc:"Its name: no spaces, none of the pack's"`
	Grade    string   `json:"grade" enum:"salah,gaya,saran" doc:"salah is against the spelling rules, gaya the house's manner, saran a thought"`
	Way      string   `json:"way" enum:"word,form,pattern,matcher" doc:"word: whole words; form: a word with its affixes; pattern: RE2; matcher: one of the built-in ones"`
	Find     string   `json:"find" maxLength:"500"`
	Put      string   `json:"put,omitempty" maxLength:"500" doc:"What should stand there; a pattern's may use $1"`
	Cut      bool     `json:"cut,omitempty" doc:"Propose to leave out what was found"`
	Headline bool     `json:"headline,omitempty" doc:"Look at headlines alone"`
	Why      string   `json:"why" maxLength:"500" doc:"The explanation that the writer reads"`
	Hits     []string `json:"hits" maxItems:"20" doc:"Sentences in which the rule finds something"`
	Passes   []string `json:"passes,omitempty" maxItems:"20" doc:"Sentences in which it must not"`
}

// ruleOf and rule change between the two: style.Rule stays free of the guide's words,
// which document every field here.
func ruleOf(r style.Rule) StyleRule {
	return StyleRule{ID: r.ID, Grade: string(r.Grade), Way: string(r.Way), Find: r.Find, Put: r.Put, Cut: r.Cut, Headline: r.Headline, Why: r.Why, Hits: r.Hits, Passes: r.Passes}
}

func (r StyleRule) rule() style.Rule {
	return style.Rule{ID: r.ID, Grade: style.Grade(r.Grade), Way: style.Way(r.Way), Find: r.Find, Put: r.Put, Cut: r.Cut, Headline: r.Headline, Why: r.Why, Hits: r.Hits, Passes: r.Passes}
}

func (s *Server) getRules(ctx context.Context, in *struct {
	Edition int64 `query:"edition" minimum:"1" doc:"Absent: the first"`
	Section int64 `query:"section" minimum:"1" doc:"Absent: the whole edition"`
}) (*protocol.Answer[RulesIn], error) {
	edition, err := s.editionID(ctx, in.Edition)
	if err != nil {
		return nil, err
	}
	r, err := s.room.RulesOf(ctx, actor(ctx), edition, news.SectionID(in.Section))
	if err != nil {
		return nil, err
	}
	out := RulesIn{Edition: int64(edition), Section: in.Section, FourEyes: r.FourEyes, Style: r.Style, Levels: map[string]string{}}
	for rule, level := range r.Levels {
		out.Levels[rule] = string(level)
	}
	for _, o := range r.Own {
		out.Own = append(out.Own, ruleOf(o))
	}
	return &protocol.Answer[RulesIn]{Body: out}, nil
}

// StyleTexts are texts to be read for house style.
type StyleTexts struct {
	Edition int64       `json:"edition,omitempty"`
	Section int64       `json:"section,omitempty" doc:"Whose rules; absent: the edition's"`
	Texts   []StyleText `json:"texts" maxItems:"500"`
}

// StyleText is one paragraph or headline.
type StyleText struct {
	Text     string `json:"text" maxLength:"100000"`
	Headline bool   `json:"headline,omitempty"`
}

// StyleHits are what the rules say of each text, in the order of the texts.
type StyleHits struct {
	Items []StyleHitList `json:"items"`
	Facts StyleFacts     `json:"facts"`
}

// StyleHitList is what they say of one.
type StyleHitList struct {
	Hits []StyleHit `json:"hits"`
}

// StyleHit is a place that a rule has something to say about.
type StyleHit struct {
	Rule  string `json:"rule"`
	Grade string `json:"grade" enum:"salah,gaya,saran"`
	From  int    `json:"from" doc:"In code points of the text, as the anchors of notes"`
	To    int    `json:"to"`
	Found string `json:"found"`
	Put   string `json:"put" doc:"What might stand there"`
	Fix   bool   `json:"fix" doc:"put is a proposal; it may be to write nothing"`
	Why   string `json:"why"`
}

// StyleFacts can be counted; they are no score. Headlines are left out.
type StyleFacts struct {
	Words          int `json:"words"`
	Minutes        int `json:"minutes"`
	LongSentences  int `json:"long_sentences" doc:"Of more than 25 words"`
	LongParagraphs int `json:"long_paragraphs" doc:"Of more than 60 words"`
}

func (s *Server) readForStyle(ctx context.Context, in *struct{ Body StyleTexts }) (*protocol.Answer[StyleHits], error) {
	edition, err := s.editionID(ctx, in.Body.Edition)
	if err != nil {
		return nil, err
	}
	texts := make([]newsroom.StyleText, 0, len(in.Body.Texts))
	for _, t := range in.Body.Texts {
		texts = append(texts, newsroom.StyleText{Text: t.Text, Headline: t.Headline})
	}
	a, err := s.room.Style(ctx, actor(ctx), edition, news.SectionID(in.Body.Section), texts)
	if err != nil {
		return nil, err
	}
	out := StyleHits{Items: []StyleHitList{}, Facts: StyleFacts(a.Facts)}
	for _, hits := range a.Hits {
		list := StyleHitList{Hits: []StyleHit{}}
		for _, h := range hits {
			list.Hits = append(list.Hits, StyleHit{Rule: h.Rule, Grade: string(h.Grade), From: h.From, To: h.To, Found: h.Found, Put: h.Put, Fix: h.Fix, Why: h.Why})
		}
		out.Items = append(out.Items, list)
	}
	return &protocol.Answer[StyleHits]{Body: out}, nil
}
