#!/bin/sh
# Fails when a generated file is not what its generator makes today.
set -u
go test -count=1 -run 'Golden|Generated' ./... >/dev/null || { echo "goldens or generated files differ: make golden, then read the difference"; exit 1; }
git diff --exit-code -- docs >/dev/null || { echo "docs differ from what was committed"; exit 1; }
