package newsroom

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"warta/internal/job"
	"warta/internal/news"
	"warta/internal/store"
)

// jobMake is the kind of jobs that make renditions.
const jobMake = "media.make"

// jobCopy is the kind of jobs that copy film, sound and documents for readers. A
// film of two gigabytes takes as long as the line to the bucket takes, and no
// photo waits for it.
const jobCopy = "media.copy"

// copyTime is how long that may be: two gigabytes at 300 kB a second.
const copyTime = 2 * time.Hour

// jobOf is the kind that makes an asset's files.
func jobOf(a *news.Asset) string {
	if a.Kind == "photo" {
		return jobMake
	}
	return jobCopy
}

// darkroomHand is who makes renditions, in audit rows.
func darkroomHand() Actor { return Actor{kind: "darkroom"} }

const (
	// makingTries is after how many tries a photo that fails for no told reason is
	// given up, makingTime how long a bucket or a disk that is away is waited for.
	makingTries = 5
	makingTime  = 23 * time.Hour
)

// Workers are the newsroom's durable work.
func (n *Newsroom) Workers() []job.Worker {
	if n.blobs == nil || n.darkroom == nil {
		return n.importWorkers()
	}
	do := func(ctx context.Context, jobs []store.Job) []error {
		out := make([]error, len(jobs))
		for i, j := range jobs {
			out[i] = n.makeRenditions(ctx, j)
		}
		return out
	}
	// Files of imports come first: what is fetched is then made.
	return append(n.importWorkers(), job.Worker{Kind: jobMake, Do: do}, job.Worker{Kind: jobCopy, Time: copyTime, Apart: true, Do: do})
}

// makeRenditions does one job. What is wrong with the file itself is told on the
// asset and ends the job; what is wrong with us is tried again.
func (n *Newsroom) makeRenditions(ctx context.Context, j store.Job) error {
	var id news.AssetID
	var making string
	if _, err := fmt.Sscanf(j.Payload, "%d %s", &id, &making); err != nil {
		return job.Final(fmt.Errorf("read job %s: %w", j.ID, err))
	}
	a, err := n.asset(ctx, id)
	if news.Is(err, news.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if a.Making.Job != making || a.Making.State != news.MakingWaiting {
		return nil // a newer one does it, or it is done
	}
	made, err := n.develop(ctx, a)
	if err == nil {
		_, err = n.Do(ctx, darkroomHand(), &showMade{made: made, making: making})
		return err
	}
	if ctx.Err() != nil {
		return err
	}
	code, final := n.makingProblem(ctx, err, j)
	if !final {
		return err
	}
	if _, told := n.Do(ctx, darkroomHand(), failMade{asset: id, making: making, problem: code}); told != nil {
		return errors.Join(err, told)
	}
	return job.Final(err)
}

// makingProblem says what an asset's people read, and whether that is the end.
func (n *Newsroom) makingProblem(ctx context.Context, err error, j store.Job) (code string, final bool) {
	var e *news.Error
	if errors.As(err, &e) && e.Code != "" && (e.Kind == news.Invalid || e.Kind == news.TooLarge) {
		return e.Code, true
	}
	if !news.Is(err, news.Unavailable) && j.Attempts >= makingTries {
		return "media_making", true
	}
	// Age is by the database's time, as everything about jobs.
	late := false
	_ = n.db.Read(ctx, func(tx store.Tx) error {
		late = tx.Now().Sub(j.Made) > makingTime
		return nil
	})
	return "media_making", late
}

// develop makes an asset's files and stores them; nothing refers to them yet.
func (n *Newsroom) develop(ctx context.Context, a news.Asset) (news.Asset, error) {
	f, err := n.open(ctx, a.Original)
	if err != nil {
		return a, err
	}
	defer f.Close()
	a.Renditions = nil
	err = n.darkroom.Make(ctx, f, &a, func(p Print, r io.Reader) error {
		// The name tells a shape and a size, never what the picture shows.
		shape := "f"
		if p.Crop != "" {
			shape = cropName(p.Crop)
		}
		if p.Width > 0 {
			shape = fmt.Sprintf("%s%d", shape, p.Width)
		}
		p.Name = shape + "-" + unguessable() + p.Ext
		if err := n.db.Write(ctx, func(tx store.Tx) error { return tx.Uploads().Plan(ctx, p.Name) }); err != nil {
			return err
		}
		stored := &counted{r: r}
		if err := n.blobs.Put(ctx, p.Name, stored); err != nil {
			return news.E(news.Unavailable, "store "+p.Name, err)
		}
		p.Size = stored.n
		a.Renditions = append(a.Renditions, p.Rendition)
		return nil
	})
	return a, err
}

// counted counts the bytes that were read.
type counted struct {
	r io.Reader
	n int64
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// cropName makes a crop's name fit for a file's.
func cropName(crop string) string {
	out := []byte(crop)
	for i, c := range out {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			continue
		}
		out[i] = 'x'
	}
	return string(out) + "-"
}

// showMade puts finished renditions in the place of what was there.
type showMade struct {
	made   news.Asset
	making string
}

func (*showMade) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermMediaEdit, Subject{}, nil
}

func (c *showMade) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	a, err := loadAsset(ctx, tx, "show the renditions of", c.made.ID, 0)
	if err != nil || a.Making.Job != c.making {
		if news.Is(err, news.NotFound) {
			err = nil
		}
		// What was made stays planned, and is removed when its time has come.
		return outcome{}, err
	}
	old, retire := renditionNames(&a), a.Making.Retire
	a.Renditions, a.Look, a.Colour, a.Placeholder = c.made.Renditions, c.made.Look, c.made.Colour, c.made.Placeholder
	a.Width, a.Height = c.made.Width, c.made.Height
	if c.made.Seconds > 0 {
		a.Seconds = c.made.Seconds
	}
	a.Making = news.Making{State: news.MakingReady}
	if err := putAsset(ctx, tx, &a); err != nil {
		return outcome{}, err
	}
	if err := tx.Uploads().Use(ctx, a.ID, renditionNames(&a)...); err != nil {
		return outcome{}, err
	}
	if err := tx.Uploads().Unuse(ctx, a.ID, old...); err != nil {
		return outcome{}, err
	}
	if retire {
		if err := tx.Publishing().RetireFiles(ctx, old...); err != nil {
			return outcome{}, err
		}
	}
	keys, err := ownerKeys(ctx, tx, a.ID)
	if err != nil {
		return outcome{}, err
	}
	out := defined(a.Edition, news.EventMedia, "media.make", fmt.Sprintf("asset %d", a.ID), append(keys, news.KeyAsset(a.ID))...)
	out.audit.Revision, out.audit.Content = a.Revision, a.Hash
	out.result.Asset = a.ID
	return out, nil
}

// failMade tells on the asset why it has no renditions.
type failMade struct {
	asset   news.AssetID
	making  string
	problem string
}

func (failMade) asks(context.Context, store.Tx) (Permission, Subject, error) {
	return PermMediaEdit, Subject{}, nil
}

func (c failMade) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	a, err := loadAsset(ctx, tx, "fail the renditions of", c.asset, 0)
	if err != nil || a.Making.Job != c.making {
		return outcome{}, err
	}
	a.Making = news.Making{State: news.MakingFailed, Problem: c.problem, Retire: a.Making.Retire}
	if err := tx.Media().Put(ctx, &a); err != nil {
		return outcome{}, err
	}
	out := defined(a.Edition, news.EventMedia, "media.fail", fmt.Sprintf("asset %d", a.ID))
	out.audit.Revision, out.audit.Content, out.audit.Reason = a.Revision, a.Hash, c.problem
	return out, nil
}

// MakeAgain has an asset's renditions made anew, after a failure or with a new
// encoder.
type MakeAgain struct{ Asset news.AssetID }

func (c MakeAgain) asks(ctx context.Context, tx store.Tx) (Permission, Subject, error) {
	return askAsset(ctx, tx, PermMediaEdit, c.Asset)
}

func (c MakeAgain) run(ctx context.Context, tx store.Tx, _ Actor) (outcome, error) {
	a, err := loadAsset(ctx, tx, "make again", c.Asset, 0)
	if err != nil {
		return outcome{}, err
	}
	if a.Original == "" {
		return outcome{}, news.Refuse(news.Conflict, fmt.Sprintf("make asset %d again", a.ID), "asset_no_original", nil)
	}
	if err := develop(ctx, tx, &a, false); err != nil {
		return outcome{}, err
	}
	if err := tx.Media().Put(ctx, &a); err != nil {
		return outcome{}, err
	}
	out := defined(a.Edition, news.EventMedia, "media.again", fmt.Sprintf("asset %d", a.ID))
	out.result.Asset = a.ID
	return out, nil
}
