#!/usr/bin/env bash
# Runs every test on real parts; installs what is missing and starts a throw-away PostgreSQL server. Ends with "N passed, N failed".
#   ./test.sh                 everything
#   ./test.sh --quick         the tests that start no program
#   ./test.sh Grains React    test projects by name; React is the package in web/react
set -euo pipefail
cd "$(dirname "$0")"
[ -n "${TEST_POSTGRES:-}" ] || exec tests/with-postgres.sh "./$(basename "$0")" "$@"

# These measure nothing, so they run side by side.
together=(Grains Silo Api)
# Each other one needs the machine for itself: it measures times, or keeps all cores busy.
alone=(React)
for project in tests/*.Tests; do
  name=$(basename "$project" .Tests)
  [[ " ${together[*]} " == *" $name "* ]] || alone+=("$name")
done

asked=("$@")
[ $# -gt 0 ] || asked=("${together[@]}" "${alone[@]}")
# These start no program.
[ "$*" != --quick ] || asked=("${together[@]}" React)
for name in "${asked[@]}"; do
  [[ " ${together[*]} ${alone[*]} " == *" $name "* ]] || { echo "$name is none of ${together[*]} ${alone[*]}." >&2; exit 2; }
done
wanted() { [[ " ${asked[*]} " == *" $1 "* ]]; }

if wanted Web && ! command -v chromium >/dev/null; then
  [ "$(id -u)" = 0 ] || { echo "Chromium is missing; install it (Debian: apt-get install chromium)." >&2; exit 1; }
  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy chromium
fi
if wanted Api.Processes && ! command -v sqlite3 >/dev/null; then
  [ "$(id -u)" = 0 ] || { echo "SQLite's program is missing; install it (Debian: apt-get install sqlite3)." >&2; exit 1; }
  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy sqlite3
fi
# Packages come in while the build is at work.
installing=()
install() { npm ci --prefix "$1" --no-audit --no-fund --loglevel error & installing+=($!); }
if wanted Api.Processes || wanted Web || wanted Cluster; then install tests/Harness/foreign-client; fi
if wanted Web || wanted React; then install web; fi
solution=OrleansUsers.sln
[ "$*" != --quick ] || solution=tests/quick.slnf
dotnet build "$solution" --configuration Release --nologo --verbosity quiet
for installation in "${installing[@]}"; do wait "$installation"; done
# All other rules of style fail the build.
[ "${CI:-}" != true ] || dotnet format whitespace OrleansUsers.sln --verify-no-changes --no-restore

logs=$(mktemp -d)
trap 'rm -rf "$logs"' EXIT
passed=0 failed=0 skipped=0

# The tests start the program hundreds of times, mostly for seconds. With these settings .NET does not compile parts of it a second time in
# those seconds, which would be a sixth of the CPU time.
export DOTNET_TieredPGO=0 DOTNET_TC_CallCountingDelayMs=1000

tests_of() {
  if [ "$1" = React ]; then
    NO_COLOR=1 npm test --prefix web
  else
    "tests/$1.Tests/bin/Release/net10.0/OrleansUsers.$1.Tests" --no-ansi --progress off
  fi
}

# count NAME STATUS: adds up what the runner's output says. Two runners write: "succeeded: 3" by projects, "Tests  3 passed" by React.
count() {
  local right wrong left
  right=$(number "$1" 'succeeded' 'passed') wrong=$(number "$1" 'failed' 'failed') left=$(number "$1" 'skipped' 'skipped')
  passed=$((passed + right)) skipped=$((skipped + left))
  # A runner that ends badly without counting a failure has failed all the same.
  failed=$((failed + wrong + ($2 != 0 && wrong == 0)))
}
number() {
  local found
  found=$(sed -nE "s/^ *$2: *([0-9]+).*/\1/p; s/^ *Tests .*[^0-9]([0-9]+) $3.*/\1/p" "$logs/$1" | tail -n 1)
  echo "${found:-0}"
}

declare -A running
for name in "${together[@]}"; do
  if wanted "$name"; then
    tests_of "$name" >"$logs/$name" 2>&1 &
    running[$name]=$!
  fi
done
for name in "${together[@]}"; do
  if wanted "$name"; then
    status=0
    wait "${running[$name]}" || status=$?
    echo "── $name"
    cat "$logs/$name"
    count "$name" "$status"
  fi
done
for name in "${alone[@]}"; do
  if wanted "$name"; then
    echo "── $name"
    status=0
    tests_of "$name" 2>&1 | tee "$logs/$name" || status=$?
    count "$name" "$status"
  fi
done

[ "$skipped" = 0 ] || echo "$skipped skipped: see above what this machine does not allow"
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
