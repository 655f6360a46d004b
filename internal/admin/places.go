package admin

import (
	"slices"

	"warta/internal/newsroom"
)

// place is somewhere to go in the newsroom.
type place struct {
	// Name is the place's: its word is the message room.place.<name>, its drawing
	// asset/icon/<name>.svg, and page.Place of its pages.
	Name, Path string
	// Need are permissions of which holding one somewhere is enough; none means
	// everybody.
	Need []newsroom.Permission
	// Key follows "g".
	Key string
	// Foot places stand in the bar at the bottom of a telephone.
	Foot bool
}

// places are the navigation, in order. A screen that is not listed here is
// reached from another. An entry appears only for who may do something there.
var places = []place{
	{Name: "meja", Path: deskPath, Need: []newsroom.Permission{newsroom.PermRead, newsroom.PermGlance}, Key: "m", Foot: true},
	{Name: "cari", Path: searchPath, Need: []newsroom.Permission{newsroom.PermRead}, Key: "c"},
	{Name: "depan", Path: frontPath, Need: []newsroom.Permission{newsroom.PermFront, newsroom.PermBreaking}, Key: "d", Foot: true},
	{Name: "angka", Path: numbersPath, Need: []newsroom.Permission{newsroom.PermStats}, Key: "a"},
	{Name: "foto", Path: photosPath, Need: []newsroom.Permission{newsroom.PermMediaAdd, newsroom.PermRead}, Key: "f", Foot: true},
	{Name: "kanal", Path: tagsPath, Need: []newsroom.Permission{newsroom.PermTag, newsroom.PermSection, newsroom.PermPerson}, Key: "r"},
	{Name: "laman", Path: menuPath, Need: []newsroom.Permission{newsroom.PermMenu, newsroom.PermRedirect}, Key: "l"},
	{Name: "koreksi", Path: correctionsPath, Need: []newsroom.Permission{newsroom.PermDesk}, Key: "k"},
	{Name: "akun", Path: accountPath, Key: "i"},
}

// Where things are.
const (
	deskPath        = "/newsroom/"
	articlePath     = "/newsroom/a/"
	newPath         = "/newsroom/new"
	quickPath       = "/newsroom/quick"
	searchPath      = "/newsroom/search"
	correctionsPath = "/newsroom/corrections"
	frontPath       = "/newsroom/front"
	photosPath      = "/newsroom/photos"
	sectionsPath    = "/newsroom/sections"
	tagsPath        = "/newsroom/tags"
	peoplePath      = "/newsroom/people"
	menuPath        = "/newsroom/menu"
	pagesPath       = "/newsroom/pages"
	redirectsPath   = "/newsroom/redirects"
	morePath        = "/newsroom/more"
	keysPath        = "/newsroom/keys"
	accountPath     = "/newsroom/account"
)

// placesFor are those that somebody may go to.
func placesFor(v *visit) (out []place) {
	for _, p := range slices.Concat(places, officePlaces) {
		if len(p.Need) == 0 || v.may(p.Need...) {
			out = append(out, p)
		}
	}
	return out
}
