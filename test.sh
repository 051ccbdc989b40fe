#!/usr/bin/env bash
# Runs every test on real parts; installs what is missing and starts a throw-away PostgreSQL server. Ends with "N passed, N failed".
# Arguments are names of test projects, or React for the package in web/react; none means all: ./test.sh Grains Silo
set -euo pipefail
cd "$(dirname "$0")"
[ -n "${TEST_POSTGRES:-}" ] || exec tests/with-postgres.sh "./$(basename "$0")" "$@"

asked=" $* "
wanted() { [ "$asked" = "  " ] || [[ $asked == *" $1 "* ]]; }

if wanted Web && ! command -v chromium >/dev/null; then
  [ "$(id -u)" = 0 ] || { echo "Chromium is missing; install it (Debian: apt-get install chromium)." >&2; exit 1; }
  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy chromium
fi
# Packages come in while the build is at work.
installing=()
install() { npm ci --prefix "$1" --no-audit --no-fund --loglevel error & installing+=($!); }
install tests/Harness/foreign-client
if wanted Web || wanted React; then install web; fi
dotnet build OrleansUsers.sln --configuration Release --nologo --verbosity quiet
for installation in "${installing[@]}"; do wait "$installation"; done
# All other rules of style fail the build.
[ "${CI:-}" != true ] || dotnet format whitespace OrleansUsers.sln --verify-no-changes --no-restore

log=$(mktemp)
trap 'rm -f "$log"' EXIT
passed=0 failed=0 skipped=0

# run NAME PASSED FAILED SKIPPED COMMAND…: the three say how the command's output tells each number, which is the last match.
run() {
  echo "── $1"
  local broken=0 right wrong left
  "${@:5}" 2>&1 | tee "$log" || broken=1
  right=$(count "$2") wrong=$(count "$3") left=$(count "$4")
  passed=$((passed + ${right:-0})) skipped=$((skipped + ${left:-0}))
  # A runner that ends badly without counting a failure has failed all the same.
  failed=$((failed + ${wrong:-0} + (broken && ${wrong:-0} == 0)))
}
count() { sed -nE "s/^ *$1.*/\1/p" "$log" | tail -n 1; }

for project in tests/*.Tests; do
  name=$(basename "$project" .Tests)
  if wanted "$name"; then
    run "$name" 'succeeded: *([0-9]+)' 'failed: *([0-9]+)' 'skipped: *([0-9]+)' \
      "$project/bin/Release/net10.0/OrleansUsers.$name.Tests" --no-ansi --progress off
  fi
done
if wanted React; then
  export NO_COLOR=1
  run React 'Tests .*[^0-9]([0-9]+) passed' 'Tests .*[^0-9]([0-9]+) failed' 'Tests .*[^0-9]([0-9]+) skipped' npm test --prefix web
fi

[ "$skipped" = 0 ] || echo "$skipped skipped: see above what this machine does not allow"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
