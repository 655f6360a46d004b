#!/bin/sh
# Builds the newsroom's scripts and their style: each file of
# internal/admin/editor/src/entry becomes one in dist (or in the folder named
# first). Needs npm once, to fetch what package-lock.json names.
set -eu
cd "$(dirname "$0")/../internal/admin/editor"
out=${1:-dist}
[ node_modules/.package-lock.json -nt package-lock.json ] ||
	npm ci --ignore-scripts --no-audit --no-fund >/dev/null
${GO:-go} tool esbuild src/entry/*.ts src/entry/*.css --bundle --minify --format=esm --target=es2022 \
	--conditions=production --define:process.env.NODE_ENV='"production"' \
	--legal-comments=none --charset=utf8 --log-level=warning --outdir="$out"
