#!/bin/sh
# Compares our JPEGs of 1,280 pixels with mozjpeg's at equal structural
# similarity: sh scripts/mediabench.sh [FOLDER OF PHOTOS]. Needs node and npm.
# Large photos say most; without a folder those of the sample newspaper are taken.
set -eu
cd "$(dirname "$0")/.."
for tool in node npm; do
	command -v $tool >/dev/null 2>&1 || { echo "mediabench: no $tool here, nothing was measured"; exit 0; }
done
[ -d scripts/mediabench/node_modules/@jsquash ] || npm ci --prefix scripts/mediabench --ignore-scripts --no-audit --no-fund >/dev/null
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/in" "$work/out"
photos=${1:-internal/sample/photos}
case $photos in /*) ;; *) photos=$PWD/$photos ;; esac
WARTA_MEDIABENCH=$work WARTA_MEDIABENCH_PHOTOS=$photos ${GO:-go} test ./internal/media -count=1 -run ForTheBench >"$work/log" || { cat "$work/log"; exit 1; }
node scripts/mediabench/compare.mjs "$work"
