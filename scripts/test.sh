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
{ go test -count=1 -timeout 60m -v ./... 2>&1; echo $? >"$log.rc"; } >"$log"
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
	awk '/^ *--- SKIP/ { sub(/^ *--- SKIP: /, ""); sub(/ \(.*/, ""); print "  " $0 ": " why; why = "" }
		/^ +[A-Za-z0-9_]+\.go:[0-9]+: / { why = $0; sub(/^ +[A-Za-z0-9_]+\.go:[0-9]+: /, "", why) }' "$log" | sort -u
fi
echo
echo "$passed passed, $failed failed, $skipped skipped"
exit "$rc"
