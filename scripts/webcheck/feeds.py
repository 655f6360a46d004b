"""Reads a feed on standard input with feedparser (Debian: python3-feedparser)
and writes its entries as JSON. Used by the test that four parsers read our
feeds alike. Nothing is cleaned on the way: the text is compared as it came."""
import calendar
import json
import sys

import feedparser

feed = feedparser.parse(sys.stdin.buffer.read(), sanitize_html=False, resolve_relative_uris=False)
if feed.bozo:
    sys.exit("not well-formed: %s" % feed.bozo_exception)
json.dump([{
    "title": e.title,
    "link": e.link,
    "id": e.id,
    "published": calendar.timegm(e.published_parsed),
    "authors": [a.get("name", "") for a in e.get("authors", [])],
    "content": e.content[0].value if "content" in e else e.get("summary", ""),
} for e in feed.entries], sys.stdout)
