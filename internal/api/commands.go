package api

import (
	"context"
	"net/http"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
)

// onArticle is a command on an article that was looked at in a revision.
type onArticle[B any] struct {
	ID int64 `path:"id" minimum:"1"`
	Match
	Body B
}

// bare is such a command that needs no more words.
type bare struct {
	ID int64 `path:"id" minimum:"1"`
	Match
}

// about is a command on an article that does not depend on its revision.
type about[B any] struct {
	ID   int64 `path:"id" minimum:"1"`
	Body B
}

// alone names an article and nothing else.
type alone struct {
	ID int64 `path:"id" minimum:"1"`
}

// verb is the route of a command on an article: POST /articles/{id}/verb.
func verb(id, path string) protocol.Route {
	return protocol.Route{ID: id, Method: http.MethodPost, Path: "/articles/{id}/" + path, Group: "workflow", Access: protocol.Person}
}

func revised(r protocol.Route) protocol.Route {
	r.Errors = append(r.Errors, http.StatusPreconditionFailed, http.StatusPreconditionRequired)
	return r
}

// with declares a command that is built on a revision and has a body.
func with[B any](s *Server, id, path string, build func(a news.ArticleID, revision int, b B) (newsroom.Command, error)) {
	protocol.Handle(s.door, revised(verb(id, path)), func(ctx context.Context, in *onArticle[B]) (*protocol.Answer[Done], error) {
		revision, err := in.revision()
		if err != nil {
			return nil, err
		}
		cmd, err := build(news.ArticleID(in.ID), revision, in.Body)
		if err != nil {
			return nil, err
		}
		return s.do(ctx, cmd)
	})
}

// plainly declares a command that is built on a revision and has no body.
func plainly(s *Server, id, path string, build func(a news.ArticleID, revision int) newsroom.Command) {
	protocol.Handle(s.door, revised(verb(id, path)), func(ctx context.Context, in *bare) (*protocol.Answer[Done], error) {
		revision, err := in.revision()
		if err != nil {
			return nil, err
		}
		return s.do(ctx, build(news.ArticleID(in.ID), revision))
	})
}

// free declares a command that does not depend on a revision.
func free[B any](s *Server, id, path string, build func(a news.ArticleID, b B) newsroom.Command) {
	protocol.Handle(s.door, verb(id, path), func(ctx context.Context, in *about[B]) (*protocol.Answer[Done], error) {
		return s.do(ctx, build(news.ArticleID(in.ID), in.Body))
	})
}

// single declares a command that needs the article's number alone.
func single(s *Server, id, path string, build func(a news.ArticleID) newsroom.Command) {
	protocol.Handle(s.door, verb(id, path), func(ctx context.Context, in *alone) (*protocol.Answer[Done], error) {
		return s.do(ctx, build(news.ArticleID(in.ID)))
	})
}

// The bodies of commands. Lengths and rules are the newsroom's.
type (
	// Because gives a reason.
	Because struct {
		Reason string `json:"reason" doc:"3 to 500 characters, for the author"`
	}
	// Overriding passes what the checklist blocks.
	Overriding struct {
		Override string `json:"override,omitempty" doc:"A chief's reason to pass what the checklist blocks; it is recorded"`
	}
	// Updating makes new text live.
	Updating struct {
		Class    string   `json:"class" enum:"minor,update" doc:"minor is a typing slip, update brings new facts"`
		Content  *Content `json:"content,omitempty" doc:"The new text; absent takes the open draft"`
		Override string   `json:"override,omitempty" doc:"A chief's reason to pass what the checklist blocks"`
		Slip     string   `json:"slip,omitempty" doc:"A chief's reason to let a change of facts pass as a typing slip"`
	}
	// Correcting sets a live article right.
	Correcting struct {
		Kind        string   `json:"kind" enum:"ralat,koreksi,klarifikasi,hak_jawab"`
		Note        string   `json:"note" doc:"What was wrong and what is right; 20 to 2,000 characters"`
		RequestedBy string   `json:"requested_by,omitempty" doc:"Who asked for it; never public"`
		Reply       int64    `json:"reply,omitempty" doc:"The article that carries the full reply"`
		Draft       bool     `json:"draft,omitempty" doc:"Take the open draft as the corrected text"`
		Content     *Content `json:"content,omitempty" doc:"The corrected text; absent leaves it as it is"`
		Override    string   `json:"override,omitempty" doc:"A chief's reason to pass what the checklist blocks"`
	}
	// Withdrawing takes a live article away.
	Withdrawing struct {
		Ground string `json:"ground" enum:"sara,kesusilaan,masa_depan_anak,trauma_korban,dewan_pers,perintah_pengadilan,kedaluwarsa"`
		Reason string `json:"reason" doc:"Public; 20 to 1,000 characters"`
	}
	// Scheduling binds the draft to a time.
	Scheduling struct {
		At       time.Time `json:"at"`
		Class    string    `json:"class,omitempty" enum:"minor,update" doc:"What sort of change it will be for an article that is live"`
		Override string    `json:"override,omitempty" doc:"A chief's reason to pass what the checklist blocks"`
		Slip     string    `json:"slip,omitempty" doc:"A chief's reason to let a change of facts pass as a typing slip"`
	}
	// AtTime names a time.
	AtTime struct {
		At time.Time `json:"at"`
	}
	// Until names a time and a reason.
	Until struct {
		Until  time.Time `json:"until"`
		Reason string    `json:"reason,omitempty" doc:"At most 200 characters"`
	}
	// Lifting ends an embargo.
	Lifting struct {
		Until  time.Time `json:"until,omitempty" doc:"The earlier end; absent lifts it altogether"`
		Reason string    `json:"reason" doc:"10 characters at least"`
	}
	// Ending says when something ends.
	Ending struct {
		At *time.Time `json:"at,omitempty" doc:"Absent: never"`
	}
	// Claiming names who works on it.
	Claiming struct {
		To   int64 `json:"to,omitempty" doc:"A user; absent means who asks"`
		Over bool  `json:"over,omitempty" doc:"Take it over from whoever has it"`
	}
	// Ticking says that a check was done.
	Ticking struct {
		Check string `json:"check" example:"names"`
		Undo  bool   `json:"undo,omitempty"`
		Note  string `json:"note,omitempty"`
	}
	// Moving names a section.
	Moving struct {
		Section int64 `json:"section"`
	}
	// Forking copies or translates.
	Forking struct {
		Translate bool   `json:"translate,omitempty"`
		Language  string `json:"language,omitempty" doc:"Of the translation" example:"en"`
		Section   int64  `json:"section,omitempty" doc:"Where the new one lies; absent means where the other does"`
		ClientID  string `json:"client_id,omitempty" doc:"ULID: the same one twice makes one article"`
	}
	// Translating names the original.
	Translating struct {
		Of int64 `json:"of" doc:"The article that it translates"`
	}
	// Reinstating gives a withdrawn article back.
	Reinstating struct {
		Reason string `json:"reason" doc:"For the newsroom; 10 to 1,000 characters"`
	}
)

// declareWorkflow lists the commands of the state table (newsroom.md section 2).
func declareWorkflow(s *Server) {
	plainly(s, "submitArticle", "submit", func(a news.ArticleID, rev int) newsroom.Command { return newsroom.Submit{Article: a, IfRevision: rev} })
	with(s, "returnArticle", "return", func(a news.ArticleID, rev int, b Because) (newsroom.Command, error) {
		return newsroom.Return{Article: a, IfRevision: rev, Reason: b.Reason}, nil
	})
	with(s, "approveArticle", "approve", func(a news.ArticleID, rev int, b *Overriding) (newsroom.Command, error) {
		return newsroom.Approve{Article: a, IfRevision: rev, Override: orEmpty(b).Override}, nil
	})
	plainly(s, "reopenArticle", "reopen", func(a news.ArticleID, rev int) newsroom.Command { return newsroom.Reopen{Article: a, IfRevision: rev} })
	plainly(s, "spikeArticle", "spike", func(a news.ArticleID, rev int) newsroom.Command { return newsroom.Spike{Article: a, IfRevision: rev} })
	plainly(s, "unspikeArticle", "unspike", func(a news.ArticleID, rev int) newsroom.Command { return newsroom.Unspike{Article: a, IfRevision: rev} })
	single(s, "purgeArticle", "purge", func(a news.ArticleID) newsroom.Command { return newsroom.Purge{Article: a} })
	free(s, "claimArticle", "claim", func(a news.ArticleID, b *Claiming) newsroom.Command {
		c := orEmpty(b)
		return newsroom.Claim{Article: a, To: news.UserID(c.To), Over: c.Over}
	})
	single(s, "releaseArticle", "release", func(a news.ArticleID) newsroom.Command { return newsroom.Release{Article: a} })
	with(s, "publishArticle", "publish", func(a news.ArticleID, rev int, b *Overriding) (newsroom.Command, error) {
		return newsroom.Publish{Article: a, IfRevision: rev, Override: orEmpty(b).Override}, nil
	})
	single(s, "undoPublication", "undo", func(a news.ArticleID) newsroom.Command { return newsroom.Undo{Article: a} })
	with(s, "updateArticle", "update", func(a news.ArticleID, rev int, b Updating) (newsroom.Command, error) {
		c, err := b.Content.checked("content")
		return newsroom.Update{Article: a, IfRevision: rev, Content: c, Class: news.ChangeClass(b.Class), Override: b.Override, Slip: b.Slip}, err
	})
	with(s, "correctArticle", "correct", func(a news.ArticleID, rev int, b Correcting) (newsroom.Command, error) {
		c, err := b.Content.checked("content")
		return newsroom.Correct{Article: a, IfRevision: rev, Kind: news.AmendmentKind(b.Kind), Note: b.Note, RequestedBy: b.RequestedBy,
			Reply: news.ArticleID(b.Reply), Content: c, Draft: b.Draft, Override: b.Override}, err
	})
	with(s, "withdrawArticle", "withdraw", func(a news.ArticleID, rev int, b Withdrawing) (newsroom.Command, error) {
		return newsroom.Withdraw{Article: a, IfRevision: rev, Ground: news.Ground(b.Ground), Reason: b.Reason}, nil
	})
	single(s, "confirmWithdrawal", "confirm-withdrawal", func(a news.ArticleID) newsroom.Command { return newsroom.ConfirmWithdrawal{Article: a} })
	free(s, "reinstateArticle", "reinstate", func(a news.ArticleID, b Reinstating) newsroom.Command {
		return newsroom.Reinstate{Article: a, Reason: b.Reason}
	})
	with(s, "scheduleArticle", "schedule", func(a news.ArticleID, rev int, b Scheduling) (newsroom.Command, error) {
		return newsroom.Schedule{Article: a, IfRevision: rev, At: b.At, Class: news.ChangeClass(b.Class), Override: b.Override, Slip: b.Slip}, nil
	})
	free(s, "rescheduleArticle", "reschedule", func(a news.ArticleID, b AtTime) newsroom.Command { return newsroom.Reschedule{Article: a, At: b.At} })
	single(s, "unscheduleArticle", "unschedule", func(a news.ArticleID) newsroom.Command { return newsroom.Unschedule{Article: a} })
	free(s, "expireArticle", "expiry", func(a news.ArticleID, b Ending) newsroom.Command {
		c := newsroom.SetExpiry{Article: a}
		if b.At != nil {
			c.At = *b.At
		}
		return c
	})
	free(s, "embargoArticle", "embargo", func(a news.ArticleID, b Until) newsroom.Command {
		return newsroom.SetEmbargo{Article: a, Until: b.Until, Reason: b.Reason}
	})
	free(s, "liftEmbargo", "lift-embargo", func(a news.ArticleID, b Lifting) newsroom.Command {
		return newsroom.LiftEmbargo{Article: a, Until: b.Until, Reason: b.Reason}
	})
	with(s, "moveArticle", "move", func(a news.ArticleID, rev int, b Moving) (newsroom.Command, error) {
		return newsroom.MoveSection{Article: a, IfRevision: rev, To: news.SectionID(b.Section)}, nil
	})
	free(s, "forkArticle", "fork", func(a news.ArticleID, b *Forking) newsroom.Command {
		c := orEmpty(b)
		return newsroom.Fork{From: a, Translate: c.Translate, Language: c.Language, Section: news.SectionID(c.Section), ClientID: c.ClientID}
	})
	free(s, "linkTranslation", "translation", func(a news.ArticleID, b Translating) newsroom.Command {
		return newsroom.LinkTranslation{Article: a, Of: news.ArticleID(b.Of)}
	})
	free(s, "tickArticle", "tick", func(a news.ArticleID, b Ticking) newsroom.Command {
		return newsroom.Tick{Article: a, Check: b.Check, Undo: b.Undo, Note: b.Note}
	})
	plainly(s, "approveAI", "approve-ai", func(a news.ArticleID, rev int) newsroom.Command {
		return newsroom.ApproveAI{Article: a, IfRevision: rev}
	})
}

// orEmpty is the body, or an empty one where none was sent.
func orEmpty[T any](v *T) T {
	if v == nil {
		var zero T
		return zero
	}
	return *v
}
