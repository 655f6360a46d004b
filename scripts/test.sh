#!/bin/sh
# Runs the whole suite once and ends with a list of what was skipped and why.
set -u
dirty=$(gofmt -l cmd internal)
if [ -n "$dirty" ]; then
	echo "not formatted:"; echo "$dirty"; exit 1
fi
go vet ./... || exit 1
log=$(mktemp)
trap 'rm -f "$log" "$log.rc"' EXIT
{ go test -count=1 -timeout 20m -v ./... 2>&1; echo $? >"$log.rc"; } >"$log"
rc=$(cat "$log.rc")
grep -E '^(ok|FAIL|---? FAIL|panic:|\?)' "$log" | grep -v 'no test files'
if [ "$rc" != 0 ]; then
	echo; echo "What failed:"
	grep -E -B 30 -- '--- FAIL|^panic:|\[build failed\]' "$log" | tail -n 200
fi
passed=$(grep -cE '^ *--- PASS' "$log")
failed=$(grep -cE '^ *--- FAIL' "$log")
skipped=$(grep -cE '^ *--- SKIP' "$log")
if [ "$skipped" != 0 ]; then
	echo; echo "Skipped:"
	grep -E -A 3 '^ *--- SKIP' "$log" | grep -v '^--$' | grep -vE '^(=== |ok )' | head -n 60
fi
echo
echo "$passed passed, $failed failed, $skipped skipped"
exit "$rc"
