package wordpress

import (
	"net/http"

	"warta/internal/news"
)

func noUser() *fault { return refuse(http.StatusNotFound, "rest_user_invalid_id", "Invalid user ID.") }

// users are public profiles of people with articles. There is no account in them:
// the slug is that of the profile's page, and nobody signs in with it.
func (a *answer) users() (any, error) {
	if a.ask.has("roles") || a.ask.has("who") || a.ask.has("capabilities") {
		return nil, refuse(http.StatusUnauthorized, "rest_user_cannot_view", "Sorry, you are not allowed to filter users by role.")
	}
	all, err := a.lists("person")
	if err != nil {
		return nil, err
	}
	list, err := a.chosen("users", all)
	if err != nil {
		return nil, err
	}
	ids := make([]news.PersonID, len(list))
	for i, t := range list {
		ids[i] = news.PersonID(t.id)
	}
	found, err := a.view.People(a.ctx, ids)
	out := make([]object, 0, len(list))
	for _, id := range ids {
		if p, ok := found[id]; ok {
			out = append(out, a.userObject(p))
		}
	}
	return out, err
}

func (a *answer) user(id string) (any, error) {
	if id == "me" {
		return nil, refuse(http.StatusUnauthorized, "rest_not_logged_in", "You are not currently logged in.")
	}
	n, ok := number(id)
	if !ok {
		return nil, noUser()
	}
	found, err := a.view.People(a.ctx, []news.PersonID{news.PersonID(n)})
	if err != nil {
		return nil, err
	}
	p, ok := found[news.PersonID(n)]
	if !ok {
		return nil, noUser()
	}
	return a.userObject(p), nil
}

func (a *answer) userObject(p news.Person) object {
	a.show(news.KeyPerson(p.ID))
	self := a.api("users/" + itoa(int64(p.ID)))
	return object{"id": int64(p.ID), "name": p.Name, "url": "", "description": escape(p.Bio), "link": a.page("path.author", p.Slug), "slug": p.Slug,
		"avatar_urls": object{}, "meta": []any{}, "_links": object{"self": href(self), "collection": href(a.api("users"))}}
}
