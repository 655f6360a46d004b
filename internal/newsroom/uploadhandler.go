package newsroom

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"

	"warta/internal/news"
	"warta/internal/store"
)

// UploadHandler answers for uploads over HTTP, below the path under which it is
// mounted:
//
//	POST   /            {edition, name, size, hash?, replaces?} → upload
//	GET    /{id}        → upload: which pieces are here
//	PUT    /{id}/{n}    the bytes of piece n → upload; X-Piece-Hash may carry the
//	                    SHA-256 (hex) of the piece, and one that differs is refused
//	POST   /{id}/finish {note?} → asset
//	POST   /file        multipart form with one or more "file" fields → assets
//
// Every request can be sent again. The doors that mount it say who asks and how
// a refusal is answered.
type UploadHandler struct {
	Newsroom *Newsroom
	Who      func(*http.Request) (Actor, error)
	Fail     func(http.ResponseWriter, *http.Request, error)
	// Edition is whose library a form without one uploads to.
	Edition func(*http.Request) news.EditionID
}

// UploadState is an upload as the sender sees it.
type UploadState struct {
	ID     string `json:"id"`
	Chunk  int64  `json:"chunk"`
	Pieces int    `json:"pieces"`
	// Have are the pieces that are here.
	Have []int `json:"have"`
	// Asset is set when there is nothing more to send.
	Asset news.AssetID `json:"asset,omitempty"`
}

func stateOf(u store.Upload) UploadState {
	s := UploadState{ID: u.ID, Chunk: u.Chunk, Pieces: pieces(&u), Have: u.Pieces, Asset: u.Asset}
	if s.Have == nil {
		s.Have = []int{}
	}
	return s
}

// Routes gives the handlers to mount, by pattern of net/http.
func (h UploadHandler) Routes() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"POST /{$}":         h.answer(h.begin),
		"GET /{id}":         h.answer(h.state),
		"PUT /{id}/{n}":     h.answer(h.piece),
		"POST /{id}/finish": h.answer(h.finish),
		"POST /file":        h.answer(h.whole),
	}
}

// ServeHTTP routes by itself, for those who mount it as a whole.
func (h UploadHandler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	mux := http.NewServeMux()
	for pattern, fn := range h.Routes() {
		mux.HandleFunc(pattern, fn)
	}
	mux.ServeHTTP(w, r)
}

func (h UploadHandler) answer(fn func(w http.ResponseWriter, r *http.Request, who Actor) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, err := h.Who(r)
		var body any
		if err == nil {
			body, err = fn(w, r, who)
		}
		if err != nil {
			// What is left of a refused body is read, within reason, so that the sender
			// gets the answer instead of a broken line.
			_, _ = io.CopyN(io.Discard, r.Body, largePiece)
			h.Fail(w, r, err)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Cache-Control", "no-store")
		_ = json.NewEncoder(w).Encode(body)
	}
}

func (h UploadHandler) begin(w http.ResponseWriter, r *http.Request, who Actor) (any, error) {
	var in struct {
		Edition  news.EditionID `json:"edition"`
		Name     string         `json:"name"`
		Size     int64          `json:"size"`
		Hash     string         `json:"hash"`
		Replaces news.AssetID   `json:"replaces"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	if in.Edition == 0 && h.Edition != nil {
		in.Edition = h.Edition(r)
	}
	u, err := h.Newsroom.BeginUpload(r.Context(), who, BeginUpload(in))
	return stateOf(u), err
}

func decode(w http.ResponseWriter, r *http.Request, into any) error {
	d := json.NewDecoder(http.MaxBytesReader(w, r.Body, 64<<10))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil && !errors.Is(err, io.EOF) {
		return &news.Error{Kind: news.Invalid, Op: "read request", Err: err}
	}
	return nil
}

func (h UploadHandler) state(_ http.ResponseWriter, r *http.Request, who Actor) (any, error) {
	u, err := h.Newsroom.Upload(r.Context(), who, r.PathValue("id"))
	return stateOf(u), err
}

func (h UploadHandler) piece(w http.ResponseWriter, r *http.Request, who Actor) (any, error) {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil {
		return nil, news.E(news.NotFound, "append to upload", err)
	}
	body := http.MaxBytesReader(w, r.Body, largePiece+1)
	u, err := h.Newsroom.AppendUpload(r.Context(), who, r.PathValue("id"), n, r.Header.Get("X-Piece-Hash"), body)
	return stateOf(u), err
}

func (h UploadHandler) finish(w http.ResponseWriter, r *http.Request, who Actor) (any, error) {
	var in struct {
		Note string `json:"note"`
	}
	if err := decode(w, r, &in); err != nil {
		return nil, err
	}
	return h.Newsroom.FinishUpload(r.Context(), who, r.PathValue("id"), in.Note)
}

// Taken is what became of one file of a form.
type Taken struct {
	Name  string      `json:"name"`
	Asset *news.Asset `json:"asset,omitempty"`
	// Problem is the error code of a file that was refused; the others came in.
	Problem string         `json:"problem,omitempty"`
	Args    map[string]any `json:"args,omitempty"`
}

// whole takes the files of a form without script, each for itself.
func (h UploadHandler) whole(_ http.ResponseWriter, r *http.Request, who Actor) (any, error) {
	_, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return nil, &news.Error{Kind: news.Invalid, Op: "read form", Err: fmt.Errorf("not a form with files: %w", err)}
	}
	form, err := r.MultipartReader()
	if err != nil {
		return nil, &news.Error{Kind: news.Invalid, Op: "read form", Err: err}
	}
	var edition news.EditionID
	if h.Edition != nil {
		edition = h.Edition(r)
	}
	out := []Taken{}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, &news.Error{Kind: news.Invalid, Op: "read form", Err: err}
		}
		if part.FormName() != "file" || part.FileName() == "" {
			continue
		}
		if len(out) == mostFiles {
			return nil, news.Refuse(news.TooLarge, "read form", "upload_many", map[string]any{"limit": mostFiles})
		}
		t := Taken{Name: part.FileName()}
		a, err := h.Newsroom.ImportAsset(r.Context(), who, ImportAsset{Edition: edition, Name: part.FileName()}, part)
		var told *news.Error
		switch {
		case err == nil:
			t.Asset = &a
		case errors.As(err, &told) && told.Code != "":
			t.Problem, t.Args = told.Code, told.Args
		default:
			return nil, err
		}
		out = append(out, t)
	}
}

// mostFiles of one form (MDK-1).
const mostFiles = 200
