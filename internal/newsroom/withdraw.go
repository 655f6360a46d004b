package newsroom

import (
	"context"
	"time"

	"warta/internal/locale"
	"warta/internal/news"
	"warta/internal/store"
)

// Withdraw takes a live article away: its address answers 410 with ground and
// reason, and no list, feed or last good copy shows it any more (WF-15).
type Withdraw struct {
	Article    news.ArticleID
	IfRevision int
	Ground     news.Ground
	// Reason is public.
	Reason string
}

func (w Withdraw) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermWithdraw, w.Article)
}

func (w Withdraw) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := load(ctx, tx, "withdraw", w.Article, w.IfRevision)
	if err != nil {
		return outcome{}, err
	}
	out, err := withdraw(ctx, tx, who, &a, news.CmdWithdraw, w.Ground, w.Reason)
	if err != nil {
		return outcome{}, err
	}
	return out, sign(ctx, tx, who, &a)
}

// withdraw takes an article away. The effect is immediate; a second signature
// comes after (COR-9).
func withdraw(ctx context.Context, tx store.Tx, who Actor, a *news.Article, cmd news.Command, ground news.Ground, reason string) (outcome, error) {
	was := a.Revision
	before, err := liveVersion(ctx, tx, "withdraw", a)
	if err != nil {
		return outcome{}, err
	}
	if ground == news.GroundExpired && !expires(before.Content.Kind) {
		return outcome{}, &news.Error{Kind: news.Invalid, Op: "withdraw article " + a.ID.String(), Code: "never_expires",
			Fields: []news.FieldError{{Field: "ground", Code: "unknown"}}}
	}
	notice := news.Withdrawal{Ground: ground, Reason: reason, By: who.String()}
	if err := a.Withdraw(notice, before.Content.Headline, tx.Now()); err != nil {
		return outcome{}, err
	}
	a.Revision++
	r := &news.Revision{Article: a.ID, Number: a.Revision, Kind: news.RevisionWithdrawn, Base: was,
		At: tx.Now(), By: who.String(), Version: before.ID}
	if err := tx.Articles().AddRevision(ctx, r); err != nil {
		return outcome{}, err
	}
	if ground != news.GroundExpired {
		if a.Flow.Signature, err = toSign(ctx, tx, who, a); err != nil {
			return outcome{}, err
		}
	}
	if err := tx.Articles().Save(ctx, a, was); err != nil {
		return outcome{}, err
	}
	keys, err := hide(ctx, tx, a, before, *a.Withdrawal)
	if err != nil {
		return outcome{}, err
	}
	audit := auditOf(cmd, a, before)
	audit.Reason = string(ground) + ": " + reason
	return outcome{
		result: resultOf(a, 0),
		events: []news.Event{{Edition: a.Edition, Kind: news.EventWithdrawn, Article: a.ID, Keys: keys,
			Drop: []string{news.KeyArticle(a.ID), news.KeyCard(a.ID)}}},
		audit: audit,
	}, nil
}

// toSign says whether a second person must sign: the edition asks for it, or two
// people could.
func toSign(ctx context.Context, tx store.Tx, who Actor, a *news.Article) (*news.Signature, error) {
	e, err := tx.Editions().Get(ctx, a.Edition)
	if err != nil {
		return nil, err
	}
	asked := e.Settings.TwoPersonWithdrawal
	if asked != nil && !*asked {
		return nil, nil
	}
	if asked == nil {
		s, err := subjectOf(ctx, tx, a)
		if err != nil {
			return nil, err
		}
		n, err := house(ctx).holders(ctx, tx, PermWithdraw, s)
		if err != nil || n < 2 {
			return nil, err
		}
	}
	first := who.publisher()
	if first == "" {
		first = who.String()
	}
	return &news.Signature{First: first, Due: tx.Now().Add(news.SignatureTime)}, nil
}

// sign makes the clock look for the second signature.
func sign(ctx context.Context, tx store.Tx, _ Actor, a *news.Article) error {
	if a.Flow.Signature == nil {
		return nil
	}
	return tx.Workflow().AwaitSignature(ctx, a.ID, a.Flow.Signature.Due)
}

// ConfirmWithdrawal is the second signature (COR-9).
type ConfirmWithdrawal struct{ Article news.ArticleID }

func (c ConfirmWithdrawal) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermWithdraw, c.Article)
}

func (c ConfirmWithdrawal) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	return turn{cmd: news.CmdConfirm, article: c.Article}.run(ctx, tx, who, func(a *news.Article) error {
		by := who.publisher()
		if by == "" {
			by = who.String()
		}
		if err := a.Confirm(by, tx.Now()); err != nil {
			return err
		}
		return tx.Workflow().AwaitSignature(ctx, a.ID, time.Time{})
	})
}

// tellUnsigned opens a task for the chiefs when nobody has signed a withdrawal
// within its day. The article stays away.
type tellUnsigned struct{}

func (tellUnsigned) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermWithdraw, Subject{}, nil
}

func (tellUnsigned) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	id, err := tx.Workflow().Unsigned(ctx, tx.Now())
	if news.Is(err, news.NotFound) {
		return outcome{}, nil
	}
	if err != nil {
		return outcome{}, err
	}
	if err := tx.Workflow().Hold(ctx, id); err != nil {
		return outcome{}, err
	}
	if err := tx.Workflow().AwaitSignature(ctx, id, time.Time{}); err != nil {
		return outcome{}, err
	}
	a, err := load(ctx, tx, "sign", id, 0)
	if err != nil {
		return outcome{}, err
	}
	if s := a.Flow.Signature; s == nil || s.By != "" || s.Told {
		return outcome{}, nil
	}
	told := *a.Flow.Signature
	told.Told = true
	a.Flow.Signature = &told
	if err := tx.Articles().Save(ctx, &a, a.Revision); err != nil {
		return outcome{}, err
	}
	if _, err := openTask(ctx, tx, who, news.Task{Edition: a.Edition, Kind: news.TaskSignature, Article: a.ID, Due: tx.Now()}); err != nil {
		return outcome{}, err
	}
	return outcome{result: resultOf(&a, 0), audit: auditOf("withdraw.unsigned", &a, nil),
		events: []news.Event{{Edition: a.Edition, Kind: news.EventTask, Article: a.ID}}}, nil
}

// Reinstate gives a withdrawn article back to readers; the register keeps both
// entries (WF-16).
type Reinstate struct {
	Article news.ArticleID
	// Reason is for the newsroom, 10 to 1,000.
	Reason string
}

func (c Reinstate) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return ask(ctx, tx, PermWithdraw, c.Article)
}

func (c Reinstate) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	a, err := load(ctx, tx, "reinstate", c.Article, 0)
	if err != nil {
		return outcome{}, err
	}
	if n := news.Length(c.Reason); n < 10 || n > 1000 {
		return outcome{}, badField("reinstatement", "reason", "required")
	}
	was := a.Revision
	if err := a.Reinstate(tx.Now()); err != nil {
		return outcome{}, err
	}
	v, err := tx.Articles().Version(ctx, a.Live)
	if err != nil {
		return outcome{}, err
	}
	if err := tx.Workflow().AwaitSignature(ctx, a.ID, time.Time{}); err != nil {
		return outcome{}, err
	}
	if err := tx.Articles().Save(ctx, &a, was); err != nil {
		return outcome{}, err
	}
	keys, err := show(ctx, tx, &a, &v, nil)
	if err != nil {
		return outcome{}, err
	}
	audit := auditOf(news.CmdReinstate, &a, &v)
	audit.Reason = c.Reason
	return outcome{result: resultOf(&a, v.ID), audit: audit, events: []news.Event{{Edition: a.Edition, Kind: news.EventReinstated,
		Article: a.ID, Keys: keys, Drop: []string{news.KeyArticle(a.ID)}}}}, nil
}

// expireNext withdraws the next advertorial or notice whose time is over (WF-20).
type expireNext struct{ found news.ArticleID }

func (*expireNext) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermWithdraw, Subject{}, nil
}

func (c *expireNext) run(ctx context.Context, tx store.Tx, who Actor) (outcome, error) {
	c.found = 0
	id, err := tx.Workflow().Expired(ctx, tx.Now())
	if news.Is(err, news.NotFound) {
		return outcome{}, nil
	}
	if err != nil {
		return outcome{}, err
	}
	c.found = id
	a, err := load(ctx, tx, "expire", id, 0)
	if err != nil {
		return outcome{}, err
	}
	live, err := liveVersion(ctx, tx, "expire", &a)
	if err != nil {
		return outcome{}, err
	}
	if !expires(live.Content.Kind) {
		// It became something that does not end; forget the time.
		a.Flow.ExpiresAt = time.Time{}
		return outcome{}, tx.Articles().Save(ctx, &a, a.Revision)
	}
	e, err := tx.Editions().Get(ctx, a.Edition)
	if err != nil {
		return outcome{}, err
	}
	set := e.Settings.WithDefaults()
	reason := locale.Get(set.Locale).With(set.Messages).Message("withdrawal.expired")
	return withdraw(ctx, tx, who, &a, news.CmdExpire, news.GroundExpired, reason)
}
