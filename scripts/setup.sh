#!/bin/sh
# Installs what the tests would otherwise skip, when we may: PostgreSQL,
# Chromium, xmllint, exiftool and a feed parser from Debian's packages. Says what is
# missing when we may not.
set -u
missing=
have_postgres() { command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
have_chromium() { command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; }
have_xmllint() { command -v xmllint >/dev/null 2>&1; }
# The distribution's packages are for its own Python.
have_feedparser() { /usr/bin/python3 -c 'import feedparser' >/dev/null 2>&1; }
have_exiftool() { command -v exiftool >/dev/null 2>&1; }
have_postgres || missing="$missing postgresql"
have_exiftool || missing="$missing libimage-exiftool-perl"
have_xmllint || missing="$missing libxml2-utils"
have_feedparser || missing="$missing python3-feedparser"
have_chromium || missing="$missing chromium"
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
	echo "setup: installing$missing"
	export DEBIAN_FRONTEND=noninteractive
	# A server of the distribution's own is not wanted: tests start private ones.
	mkdir -p /etc/postgresql-common
	[ -e /etc/postgresql-common/createcluster.conf ] || echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.conf
	apt-get update -qq >/dev/null 2>&1
	# shellcheck disable=SC2086
	apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 || true
fi
have_postgres || echo "setup: no PostgreSQL here; its tests will be skipped (Debian: apt-get install postgresql)"
have_chromium || echo "setup: no Chromium here; browser tests will be skipped (Debian: apt-get install chromium)"
have_xmllint || echo "setup: no xmllint here; sitemaps are not checked against their schema (Debian: apt-get install libxml2-utils)"
have_exiftool || echo "setup: no exiftool here; public pictures are not searched for positions and serial numbers (Debian: apt-get install libimage-exiftool-perl)"
have_feedparser || echo "setup: no feedparser for Python here; one of four feed parsers is skipped (Debian: apt-get install python3-feedparser)"
# axe and html-validate check the pages in the browser tests; others read our
# feeds. npm keeps a copy of the lock beside what it installed.
if command -v npm >/dev/null 2>&1; then
	[ scripts/webcheck/node_modules/.package-lock.json -nt scripts/webcheck/package-lock.json ] ||
		npm ci --prefix scripts/webcheck --ignore-scripts --no-audit --no-fund >/dev/null 2>&1 ||
		echo "setup: npm could not fetch what scripts/webcheck names; these checks will be skipped"
	# The newsroom's scripts are committed; these are the sources to build them again.
	[ internal/admin/editor/node_modules/.package-lock.json -nt internal/admin/editor/package-lock.json ] ||
		npm ci --prefix internal/admin/editor --ignore-scripts --no-audit --no-fund >/dev/null 2>&1 ||
		echo "setup: npm could not fetch what internal/admin/editor names; the newsroom's scripts are not built again"
else
	echo "setup: no npm here; axe, html-validate and two feed parsers will be skipped (Debian: apt-get install npm)"
fi
exit 0
