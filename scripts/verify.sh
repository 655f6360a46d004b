#!/bin/sh
# Fails when a golden or a built file is not what its maker makes today.
set -u
golden=$(grep -rl 'flag.Bool("update"' internal cmd | xargs -n1 dirname | sort -u | sed 's|^|./|')
# shellcheck disable=SC2086
go test -count=1 $golden || { echo "goldens differ: make golden, then read the difference"; exit 1; }
