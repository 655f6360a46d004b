#!/bin/sh
# Starts the sample newspaper in a folder of its own and measures it with
# Lighthouse: sh scripts/lighthouse.sh [RUNS]. Needs node, npm and Chromium.
set -eu
cd "$(dirname "$0")/.."
for tool in node npm; do
	command -v $tool >/dev/null 2>&1 || { echo "lighthouse: no $tool here, nothing was measured"; exit 0; }
done
CHROME_PATH=${CHROME_PATH:-$(command -v chromium || command -v google-chrome || true)}
[ -n "$CHROME_PATH" ] || { echo "lighthouse: no Chromium here, nothing was measured"; exit 0; }
export CHROME_PATH
[ -d scripts/lighthouse/node_modules/lighthouse ] || npm ci --prefix scripts/lighthouse --ignore-scripts --no-audit --no-fund >/dev/null
work=$(mktemp -d)
addr=127.0.0.1:${LIGHTHOUSE_PORT:-8317}
bin/warta demo --addr "$addr" --data "$work" >"$work/log" 2>&1 &
pid=$!
trap 'kill $pid 2>/dev/null; wait $pid 2>/dev/null; rm -rf "$work"' EXIT
n=0
until node -e "fetch('http://$addr/').then(r=>process.exit(r.ok?0:1),()=>process.exit(1))"; do
	n=$((n + 1)); [ $n -lt 60 ] || { cat "$work/log"; exit 1; }
	sleep 0.5
done
node scripts/lighthouse/run.mjs "http://$addr/" "${1:-3}"
