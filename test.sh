#!/usr/bin/env bash
# Runs every test on real parts; installs what is missing and starts a throw-away PostgreSQL server. Ends with "N passed, N failed".
# Arguments are names of test projects, none means all: ./test.sh Grains Silo
set -euo pipefail
cd "$(dirname "$0")"
[ -n "${TEST_POSTGRES:-}" ] || exec tests/with-postgres.sh "./$(basename "$0")" "$@"

npm ci --prefix tests/Harness/foreign-client --no-audit --no-fund --loglevel error
dotnet build OrleansUsers.sln --configuration Release --nologo --verbosity quiet
[ "${CI:-}" != true ] || dotnet format OrleansUsers.sln --verify-no-changes --no-restore

log=$(mktemp)
trap 'rm -f "$log"' EXIT
count() { sed -nE "s/^ *$1: *([0-9]+).*/\1/p" "$log" | tail -n 1; }

passed=0 failed=0 skipped=0
for project in tests/*.Tests; do
  name=$(basename "$project" .Tests)
  if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
  echo "── $name"
  if "$project/bin/Release/net10.0/OrleansUsers.$name.Tests" --no-ansi --progress off 2>&1 | tee "$log"; then broken=0; else broken=1; fi
  right=$(count succeeded) wrong=$(count failed) left=$(count skipped)
  passed=$((passed + ${right:-0})) skipped=$((skipped + ${left:-0}))
  # A runner that ends badly without counting a failure has failed all the same.
  failed=$((failed + ${wrong:-0} + (broken && ${wrong:-0} == 0)))
done

[ "$skipped" = 0 ] || echo "$skipped skipped: see above what this machine does not allow"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
