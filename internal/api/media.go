package api

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"time"

	"warta/internal/api/protocol"
	"warta/internal/news"
	"warta/internal/newsroom"
	"warta/internal/store"
)

// AssetInfo is a photo, film, sound or document.
type AssetInfo struct {
	ID          int64             `json:"id"`
	Edition     int64             `json:"edition"`
	Revision    int               `json:"revision"`
	Kind        string            `json:"kind" enum:"photo,video,audio,file"`
	MIME        string            `json:"mime"`
	Name        string            `json:"name,omitempty" doc:"The file's name on the sender's machine"`
	Hash        string            `json:"hash" doc:"SHA-256 of the original"`
	Caption     string            `json:"caption,omitempty"`
	Alt         string            `json:"alt,omitempty"`
	Title       string            `json:"title,omitempty"`
	Credit      string            `json:"credit,omitempty"`
	Copyright   string            `json:"copyright,omitempty"`
	Source      string            `json:"source,omitempty"`
	City        string            `json:"city,omitempty"`
	TakenAt     *time.Time        `json:"taken_at,omitempty"`
	People      []string          `json:"people,omitempty"`
	Keywords    []string          `json:"keywords,omitempty"`
	From        map[string]string `json:"from,omitempty" doc:"Where each field came from"`
	Sensitive   news.Sensitive    `json:"sensitive"`
	Rights      news.Rights       `json:"rights"`
	AISource    string            `json:"ai_source,omitempty" doc:"IPTC digital source type of what a machine made"`
	Width       int               `json:"width,omitempty"`
	Height      int               `json:"height,omitempty"`
	Size        int64             `json:"size,omitempty"`
	Seconds     int               `json:"seconds,omitempty"`
	FocalX      float64           `json:"focal_x,omitempty"`
	FocalY      float64           `json:"focal_y,omitempty"`
	Crops       map[string]Crop   `json:"crops,omitempty"`
	Colour      string            `json:"colour,omitempty"`
	Renditions  []news.Rendition  `json:"renditions" doc:"Files of it; they are public when a live article shows them"`
	Uploader    int64             `json:"uploader,omitempty"`
	Added       *time.Time        `json:"added,omitempty"`
	Likeness    bool              `json:"likeness,omitempty"`
	ConsentNote string            `json:"consent,omitempty"`
}

// Crop is a frame, 0–1.
type Crop = news.Crop

func assetOf(a news.Asset) AssetInfo {
	out := AssetInfo{ID: int64(a.ID), Edition: int64(a.Edition), Revision: a.Revision, Kind: a.Kind, MIME: a.MIME, Name: a.Name, Hash: a.Hash, Caption: a.Caption,
		Alt: a.Alt, Title: a.Title, Credit: a.Credit, Copyright: a.Copyright, Source: a.Source, City: a.City, TakenAt: moment(a.TakenAt), People: a.People,
		Keywords: a.Keywords, From: a.From, Sensitive: a.Sensitive, Rights: a.Rights, AISource: a.AISource, Width: a.Width, Height: a.Height, Size: a.Size,
		Seconds: a.Seconds, FocalX: a.FocalX, FocalY: a.FocalY, Crops: a.Crops, Colour: a.Colour, Renditions: a.Renditions, Uploader: int64(a.Uploader),
		Added: moment(a.Added), Likeness: a.Likeness, ConsentNote: a.Consent}
	if out.Renditions == nil {
		out.Renditions = []news.Rendition{}
	}
	return out
}

// Describing says what an asset shows; what is absent stays.
type Describing struct {
	Caption   *string         `json:"caption,omitempty"`
	Alt       *string         `json:"alt,omitempty"`
	Title     *string         `json:"title,omitempty"`
	Credit    *string         `json:"credit,omitempty"`
	Copyright *string         `json:"copyright,omitempty"`
	Source    *string         `json:"source,omitempty"`
	City      *string         `json:"city,omitempty"`
	TakenAt   *time.Time      `json:"taken_at,omitempty"`
	People    *[]string       `json:"people,omitempty"`
	Keywords  *[]string       `json:"keywords,omitempty"`
	Sensitive *news.Sensitive `json:"sensitive,omitempty"`
	AISource  *string         `json:"ai_source,omitempty" doc:"The label that a machine made it cannot be taken off again"`
	Likeness  *bool           `json:"likeness,omitempty"`
	Consent   *string         `json:"consent,omitempty"`
}

// Framing says what crops keep.
type Framing struct {
	Focal *FocalPoint      `json:"focal,omitempty"`
	Crops *map[string]Crop `json:"crops,omitempty" doc:"Shapes framed by hand; empty leaves every shape to the focal point"`
	Turn  *int             `json:"turn,omitempty" minimum:"0" maximum:"3" doc:"Quarter turns clockwise"`
	Note  string           `json:"note,omitempty" doc:"For readers, when a published picture made by a machine is cut"`
}

// FocalPoint is the point that crops keep, 0–1 each way.
type FocalPoint struct {
	X float64 `json:"x" minimum:"0" maximum:"1"`
	Y float64 `json:"y" minimum:"0" maximum:"1"`
}

// UploadIn begins an upload.
type UploadIn struct {
	Edition  int64  `json:"edition,omitempty"`
	Name     string `json:"name"`
	Size     int64  `json:"size" minimum:"1"`
	Hash     string `json:"hash,omitempty" doc:"SHA-256 of the whole file: what is here already need not be sent"`
	Replaces int64  `json:"replaces,omitempty" doc:"The asset whose bytes it will be"`
}

// UploadInfo is how far an upload is.
type UploadInfo struct {
	ID    string `json:"id"`
	Chunk int64  `json:"chunk" doc:"Size of every piece but the last"`
	Size  int64  `json:"size"`
	Have  []int  `json:"have" doc:"Numbers of the pieces that are here"`
	Asset int64  `json:"asset,omitempty" doc:"What it became"`
}

func uploadOf(u store.Upload) UploadInfo {
	out := UploadInfo{ID: u.ID, Chunk: u.Chunk, Size: u.Size, Have: u.Pieces, Asset: int64(u.Asset)}
	if out.Have == nil {
		out.Have = []int{}
	}
	return out
}

// onAsset is a command on an asset that was looked at in a revision.
func onAsset[B any](s *Server, id, method, path string, build func(a news.AssetID, revision int, b B) newsroom.Command) {
	r := revised(protocol.Route{ID: id, Method: method, Path: "/media/{id}" + path, Group: "media", Access: protocol.Person})
	protocol.Handle(s.door, r, func(ctx context.Context, in *onArticle[B]) (*protocol.Answer[Done], error) {
		revision, err := in.revision()
		if err != nil {
			return nil, err
		}
		return s.do(ctx, build(news.AssetID(in.ID), revision, in.Body))
	})
}

func declareMedia(s *Server) {
	route := func(id, method, path string) protocol.Route {
		return protocol.Route{ID: id, Method: method, Path: path, Group: "media", Access: protocol.Person}
	}
	protocol.Handle(s.door, route("listMedia", http.MethodGet, "/media"), s.listMedia)
	protocol.Handle(s.door, route("getMedia", http.MethodGet, "/media/{id}"), func(ctx context.Context, in *alone) (*protocol.Answer[AssetInfo], error) {
		a, err := s.room.Asset(ctx, actor(ctx), news.AssetID(in.ID))
		return &protocol.Answer[AssetInfo]{ETag: protocol.Revision(a.Revision), Body: assetOf(a)}, err
	})
	protocol.Handle(s.door, route("getMediaUses", http.MethodGet, "/media/{id}/uses"), s.mediaUses)
	protocol.Handle(s.door, route("getDuplicates", http.MethodGet, "/media/{id}/duplicates"), s.duplicates)
	protocol.Handle(s.door, route("getMediaHistory", http.MethodGet, "/media/{id}/history"), s.mediaHistory)
	onAsset(s, "describeMedia", http.MethodPatch, "", func(a news.AssetID, rev int, b Describing) newsroom.Command {
		return newsroom.DescribeAsset{Asset: a, IfRevision: rev, Caption: b.Caption, Alt: b.Alt, Title: b.Title, Credit: b.Credit, Copyright: b.Copyright,
			Source: b.Source, City: b.City, TakenAt: b.TakenAt, People: b.People, Keywords: b.Keywords, Sensitive: b.Sensitive, AISource: b.AISource,
			Likeness: b.Likeness, Consent: b.Consent}
	})
	onAsset(s, "frameMedia", http.MethodPut, "/frame", func(a news.AssetID, rev int, b Framing) newsroom.Command {
		cmd := newsroom.FrameAsset{Asset: a, IfRevision: rev, Crops: b.Crops, Turn: b.Turn, Note: b.Note}
		if b.Focal != nil {
			cmd.Focal = &newsroom.Point{X: b.Focal.X, Y: b.Focal.Y}
		}
		return cmd
	})
	onAsset(s, "setMediaRights", http.MethodPut, "/rights", func(a news.AssetID, rev int, b news.Rights) newsroom.Command {
		return newsroom.SetRights{Asset: a, IfRevision: rev, Rights: b}
	})
	protocol.Handle(s.door, route("makeMediaAgain", http.MethodPost, "/media/{id}/make"), func(ctx context.Context, in *alone) (*protocol.Answer[Done], error) {
		return s.do(ctx, newsroom.MakeAgain{Asset: news.AssetID(in.ID)})
	})
	protocol.Handle(s.door, revised(route("deleteMedia", http.MethodDelete, "/media/{id}")), func(ctx context.Context, in *bare) (*protocol.Answer[Done], error) {
		revision, err := in.revision()
		if err != nil {
			return nil, err
		}
		return s.do(ctx, newsroom.DeleteAsset{Asset: news.AssetID(in.ID), IfRevision: revision})
	})
	begin := route("beginUpload", http.MethodPost, "/uploads")
	begin.Status = http.StatusCreated
	protocol.Handle(s.door, begin, func(ctx context.Context, in *struct{ Body UploadIn }) (*protocol.Answer[UploadInfo], error) {
		edition, err := s.editionID(ctx, in.Body.Edition)
		if err != nil {
			return nil, err
		}
		b := in.Body
		u, err := s.room.BeginUpload(ctx, actor(ctx), newsroom.BeginUpload{Edition: edition, Name: b.Name, Size: b.Size, Hash: b.Hash, Replaces: news.AssetID(b.Replaces)})
		return &protocol.Answer[UploadInfo]{Location: protocol.Prefix + "/uploads/" + u.ID, Body: uploadOf(u)}, err
	})
	protocol.Handle(s.door, route("getUpload", http.MethodGet, "/uploads/{id}"), func(ctx context.Context, in *onUpload) (*protocol.Answer[UploadInfo], error) {
		u, err := s.room.Upload(ctx, actor(ctx), in.ID)
		return &protocol.Answer[UploadInfo]{Body: uploadOf(u)}, err
	})
	piece := route("appendUpload", http.MethodPut, "/uploads/{id}/pieces/{piece}")
	piece.Raw, piece.MaxBody = "application/octet-stream", maxPiece
	protocol.Handle(s.door, piece, func(ctx context.Context, in *struct {
		ID      string `path:"id" maxLength:"64"`
		Piece   int    `path:"piece" minimum:"0"`
		Hash    string `header:"X-Piece-Hash" maxLength:"64" doc:"SHA-256 of the piece"`
		RawBody []byte `contentType:"application/octet-stream"`
	}) (*protocol.Answer[UploadInfo], error) {
		u, err := s.room.AppendUpload(ctx, actor(ctx), in.ID, in.Piece, in.Hash, bytes.NewReader(in.RawBody))
		return &protocol.Answer[UploadInfo]{Body: uploadOf(u)}, err
	})
	protocol.Handle(s.door, route("finishUpload", http.MethodPost, "/uploads/{id}/finish"), func(ctx context.Context, in *struct {
		ID   string `path:"id" maxLength:"64"`
		Body *struct {
			Note string `json:"note,omitempty" doc:"For readers, when it replaces a published picture made by a machine"`
		}
	}) (*protocol.Answer[AssetInfo], error) {
		a, err := s.room.FinishUpload(ctx, actor(ctx), in.ID, orEmpty(in.Body).Note)
		return &protocol.Answer[AssetInfo]{ETag: protocol.Revision(a.Revision), Body: assetOf(a)}, err
	})
}

// maxPiece is more than a piece of an upload ever is (MDK-1: 256 KB).
const maxPiece = 4 << 20

type onUpload struct {
	ID string `path:"id" maxLength:"64"`
}

func (s *Server) listMedia(ctx context.Context, in *struct {
	protocol.Paged
	protocol.Sparse
	Edition int64  `query:"edition" minimum:"1"`
	Q       string `query:"q" maxLength:"200" doc:"Words of caption, credit, people, city, keywords and file name"`
	Kind    string `query:"kind" enum:"photo,video,audio,file"`
	Person  string `query:"person" maxLength:"120"`
	Keyword string `query:"keyword" maxLength:"120"`
	Date    string `query:"date" maxLength:"10" doc:"Day, month or year of taking" example:"2025-03"`
	Usable  bool   `query:"usable" doc:"Leave out what is denied or expired"`
	Mine    bool   `query:"mine" doc:"One's own uploads"`
}) (*protocol.Page[AssetInfo], error) {
	edition, err := s.editionID(ctx, in.Edition)
	if err != nil {
		return nil, err
	}
	name := fmt.Sprintf("media %d %q %s %q %q %s %t %t", edition, in.Q, in.Kind, in.Person, in.Keyword, in.Date, in.Usable, in.Mine)
	var from place
	if err := s.cursors.Open(name, in.Cursor, &from); err != nil {
		return nil, err
	}
	q := store.AssetQuery{Edition: edition, Words: in.Q, Kind: in.Kind, Person: in.Person, Keyword: in.Keyword, Date: in.Date, Usable: in.Usable,
		Before: news.AssetID(from.ID), Limit: min(in.Limit+1, 100)}
	if from.ID != 0 {
		q.BeforeAt = time.UnixMicro(from.At).UTC()
	}
	if in.Mine {
		q.Uploader = person(ctx).User
	}
	list, err := s.room.Assets(ctx, actor(ctx), q)
	if err != nil {
		return nil, err
	}
	return pageOf(ctx, s, name, min(in.Limit, 99), list, assetOf, func(a news.Asset) place { return place{a.Added.UnixMicro(), int64(a.ID)} }), nil
}

// MediaUses is where an asset stands, or stood.
type MediaUses struct {
	Articles  []MediaUse `json:"articles"`
	More      bool       `json:"more,omitempty"`
	Elsewhere []string   `json:"elsewhere,omitempty"`
	People    []int64    `json:"people,omitempty"`
	Topics    []int64    `json:"topics,omitempty"`
}

// MediaUse is an article in which it stands, or stood.
type MediaUse struct {
	Article  int64    `json:"article"`
	Headline string   `json:"headline,omitempty" doc:"Absent where who asks may not read the article"`
	Path     string   `json:"path,omitempty"`
	Public   string   `json:"public,omitempty"`
	Places   []string `json:"places" enum:"draft,scheduled,live,former"`
}

func (s *Server) mediaUses(ctx context.Context, in *alone) (*protocol.Answer[MediaUses], error) {
	u, err := s.room.AssetUses(ctx, actor(ctx), news.AssetID(in.ID))
	if err != nil {
		return nil, err
	}
	out := MediaUses{Articles: []MediaUse{}, More: u.More, Elsewhere: u.Elsewhere}
	for _, x := range u.Articles {
		use := MediaUse{Article: int64(x.Article), Headline: x.Headline, Path: x.Path, Public: string(x.Public), Places: []string{}}
		for _, p := range x.Places {
			use.Places = append(use.Places, string(p))
		}
		out.Articles = append(out.Articles, use)
	}
	for _, id := range u.People {
		out.People = append(out.People, int64(id))
	}
	for _, id := range u.Topics {
		out.Topics = append(out.Topics, int64(id))
	}
	return &protocol.Answer[MediaUses]{Body: out}, nil
}

// Duplicates are assets that look like one.
type Duplicates struct {
	Items []Duplicate `json:"items"`
}

// Duplicate is one of them.
type Duplicate struct {
	Asset    AssetInfo `json:"asset"`
	Distance int       `json:"distance" doc:"In how many of 64 bits the looks differ"`
}

func (s *Server) duplicates(ctx context.Context, in *alone) (*protocol.Answer[Duplicates], error) {
	list, err := s.room.Duplicates(ctx, actor(ctx), news.AssetID(in.ID))
	out := &protocol.Answer[Duplicates]{Body: Duplicates{Items: []Duplicate{}}}
	for _, d := range list {
		out.Body.Items = append(out.Body.Items, Duplicate{Asset: assetOf(d.Asset), Distance: d.Distance})
	}
	return out, err
}

// MediaPast is what was said of an asset.
type MediaPast struct {
	Revision int       `json:"revision"`
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Asset    AssetInfo `json:"asset"`
}

func (s *Server) mediaHistory(ctx context.Context, in *struct {
	ID     int64 `path:"id" minimum:"1"`
	Before int   `query:"before" minimum:"0"`
	Limit  int   `query:"limit" minimum:"1" maximum:"100" default:"20"`
}) (*protocol.Answer[protocol.List[MediaPast]], error) {
	said, _, err := s.room.AssetHistory(ctx, actor(ctx), news.AssetID(in.ID), in.Before, in.Limit)
	out := &protocol.Answer[protocol.List[MediaPast]]{Body: protocol.List[MediaPast]{Items: []MediaPast{}}}
	for _, v := range said {
		out.Body.Items = append(out.Body.Items, MediaPast{Revision: v.Revision, At: v.At.UTC(), By: v.By, Asset: assetOf(v.Asset)})
	}
	return out, err
}
