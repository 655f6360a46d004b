package admin

import (
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"warta/internal/news"
	"warta/internal/newsroom"
)

const (
	// mostUpload bounds a form with files: two hundred of 40 MB (MDK-1).
	mostUpload = 8 << 30
	// mostFiles are the files of one form.
	mostFiles = 200
	// uploadPatience is how long a file of a form may take; every file gets it anew.
	uploadPatience = 15 * time.Minute
)

// formSize is the limit of a form that is larger than others.
func formSize(path string) (int64, bool) {
	switch rest, photo := strings.CutPrefix(path, photosPath+"/"); {
	case photo && (rest == "upload" || strings.HasSuffix(rest, "/replace")):
		return mostUpload, true
	case photo && strings.HasPrefix(rest, "bulk"), path == redirectsPath+"/many":
		return maxText, true
	}
	return 0, false
}

type uploadData struct {
	Caption, Credit, Rights field
	Taken                   []takenFile
	Good, Bad               int
	Can                     bool
}

// takenFile is what became of one file.
type takenFile struct {
	Name, Problem string
	Photo         *photoLine
}

func (s *Server) uploadPage(v *visit) error {
	return s.showUpload(v, http.StatusOK, page{}, uploadData{})
}

func (s *Server) showUpload(v *visit, status int, p page, d uploadData) error {
	d.Can = v.may(newsroom.PermMediaAdd)
	if !d.Can {
		return news.E(news.Forbidden, string(newsroom.PermMediaAdd), nil)
	}
	d.Caption.Name, d.Caption.Label, d.Caption.Hint, d.Caption.Rows, d.Caption.Prose = "caption", v.msg("room.photo.caption"), v.msg("room.photo.caption_all"), 2, true
	d.Credit.Name, d.Credit.Label, d.Credit.Hint, d.Credit.Type, d.Credit.Auto = "credit", v.msg("room.photo.credit"), v.msg("room.photo.credit_all"), "text", "off"
	on := news.RightsCategory(d.Rights.Value)
	d.Rights.Name, d.Rights.Label, d.Rights.Options = "rights", v.msg("room.photo.rights"), rightsOptions(v, on, false)
	p.Title, p.Place, p.Page, p.Scripts = v.msg("room.photo.upload"), "foto", true, []string{"photos.js"}
	return s.show(v, status, p, "photo_upload", d)
}

// upload takes the files of a form without script, each for itself: one that is
// refused keeps no other back.
func (s *Server) upload(v *visit) error {
	if !v.may(newsroom.PermMediaAdd) {
		return news.E(news.Forbidden, string(newsroom.PermMediaAdd), nil)
	}
	paper, err := s.o.Newsroom.Paper(v.r.Context(), v.who)
	if err != nil {
		return err
	}
	var d uploadData
	err = s.eachFile(v, func(said map[string]string, n int, name string, file io.Reader) error {
		d.Caption.Value, d.Credit.Value, d.Rights.Value = said["caption"], said["credit"], said["rights"]
		in := newsroom.ImportAsset{Edition: paper.Edition.ID, Name: name, Caption: strings.ReplaceAll(said["caption"], "{n}", strconv.Itoa(n)), Credit: said["credit"]}
		if c := news.RightsCategory(said["rights"]); c != "" && c != "unknown" {
			in.Rights.Category = c
		}
		a, err := s.o.Newsroom.ImportAsset(v.r.Context(), v.who, in, file)
		t := takenFile{Name: name}
		var told *news.Error
		switch {
		case err == nil:
			line := s.photoLine(v, &a, paper.Now)
			t.Photo = &line
			d.Good++
		case errors.As(err, &told) && told.Kind != news.Internal && told.Kind != news.Unavailable:
			t.Problem, _ = v.sentence(err)
			d.Bad++
		default:
			return err
		}
		d.Taken = append(d.Taken, t)
		return nil
	})
	if err != nil && !news.Is(err, news.Invalid) && !news.Is(err, news.TooLarge) {
		return err
	}
	var p page
	status := http.StatusOK
	switch {
	case err != nil:
		p.Problem, status = v.sentence(err)
	case len(d.Taken) == 0:
		p.Problem, status = v.msg("room.photo.no_file"), http.StatusBadRequest
	case d.Good == 0:
		status = http.StatusUnprocessableEntity
	}
	return s.showUpload(v, status, p, d)
}

// eachFile reads a form of text fields, and then files, in a stream: nothing of a
// film lies in memory. Fields must stand above the files.
func (s *Server) eachFile(v *visit, fn func(said map[string]string, n int, name string, file io.Reader) error) error {
	form, err := v.r.MultipartReader()
	if err != nil {
		return &news.Error{Kind: news.Invalid, Op: "read form", Err: err}
	}
	// A page may take ten seconds to arrive; forty photos over a telephone may not.
	line := http.NewResponseController(v.w)
	said := map[string]string{}
	n := 0
	for {
		_ = line.SetReadDeadline(time.Now().Add(uploadPatience))
		_ = line.SetWriteDeadline(time.Now().Add(uploadPatience + time.Minute))
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &news.Error{Kind: news.Invalid, Op: "read form", Err: err}
		}
		if part.FileName() == "" {
			// A file input that nothing was chosen in has no name either.
			b, err := io.ReadAll(io.LimitReader(part, maxForm))
			if err != nil {
				return &news.Error{Kind: news.Invalid, Op: "read form", Err: err}
			}
			said[part.FormName()] = string(b)
			continue
		}
		if n++; n > mostFiles {
			return news.Refuse(news.TooLarge, "read form", "upload_many", map[string]any{"limit": mostFiles})
		}
		if err := fn(said, n, part.FileName(), part); err != nil {
			return err
		}
	}
}
