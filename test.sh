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
# These start no program, and with TEST_QUICK those of the React package build no apps.
if [ "$*" = --quick ]; then
  asked=("${together[@]}" React)
  export TEST_QUICK=1
fi
for name in "${asked[@]}"; do
  [[ " ${together[*]} ${alone[*]} " == *" $name "* ]] || { echo "$name is none of ${together[*]} ${alone[*]}." >&2; exit 2; }
done
wanted() { [[ " ${asked[*]} " == *" $1 "* ]]; }

# needs PROGRAM PACKAGE: installs the package where the program is missing.
needs() {
  [ -z "$(PATH=$PATH:/usr/sbin command -v "$1")" ] || return 0
  [ "$(id -u)" = 0 ] || { echo "$1 is missing; install it (Debian: apt-get install $2)." >&2; exit 1; }
  # Services are not started: the tests start the programs themselves.
  apt-get update -q && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -qy "$2"
}
if wanted Web; then needs chromium chromium; fi
if wanted Api.Processes; then needs nginx nginx-light; needs sqlite3 sqlite3; needs promtool prometheus; fi
if wanted Cluster; then
  needs pgbouncer pgbouncer
  compgen -G "/usr/lib/*/faketime/libfaketimeMT.so.1" >/dev/null || needs faketime faketime
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
    local options=()
    # Many of its tests wait for a time to pass, and two at once would leave a core idle.
    [ "$1" != Api.Processes ] || options=(--max-threads 3)
    "tests/$1.Tests/bin/Release/net10.0/OrleansUsers.$1.Tests" --no-ansi --progress off "${options[@]}"
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
