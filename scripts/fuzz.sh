#!/bin/sh
# Fuzzes every Fuzz function in the tree for the given time each.
set -u
for_each=${1:-20s}
status=0
grep -rlE '^func Fuzz[A-Z]' --include='*_test.go' internal cmd | sort | while read -r file; do
	dir=$(dirname "$file")
	for name in $(grep -oE '^func Fuzz[A-Za-z0-9_]+' "$file" | cut -d' ' -f2); do
		echo "fuzz: $dir $name for $for_each"
		go test "./$dir" -run '^$' -fuzz "^$name\$" -fuzztime "$for_each" -fuzzminimizetime 5x || exit 1
	done
done || status=1
exit $status
