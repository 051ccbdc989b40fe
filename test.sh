#!/usr/bin/env bash
# Runs every test on real parts: builds, installs what is missing, starts a throw-away PostgreSQL server on a free port.
# Ends with "N passed, N failed". Arguments are names of test projects; none means all of them: ./test.sh Grains Silo
set -euo pipefail
cd "$(dirname "$0")"

work=$(mktemp -d)
trap 'stop_postgres; rm -rf "$work"' EXIT

as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

postgres_programs() {
  local found
  for found in "$(pg_config --bindir 2>/dev/null)" /usr/lib/postgresql/*/bin; do
    [ -x "$found/initdb" ] && echo "$found" && return
  done
  return 1
}

start_postgres() {
  if ! postgres_programs >/dev/null; then
    [ "$(id -u)" = 0 ] || { echo "PostgreSQL is missing; install it (Debian: apt-get install postgresql)." >&2; exit 1; }
    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy postgresql
  fi
  bin=$(postgres_programs)
  port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
  mkdir "$work/postgres"
  if [ "$(id -u)" = 0 ]; then chmod 711 "$work" && chown postgres "$work/postgres"; fi
  as_postgres "$bin/initdb" --pgdata "$work/postgres/data" --username postgres --auth trust --encoding UTF8 --locale C >"$work/initdb.log"
  as_postgres "$bin/pg_ctl" --pgdata "$work/postgres/data" --log "$work/postgres/log" --wait start \
    --options "-p $port -k $work/postgres -c listen_addresses=127.0.0.1 -c max_connections=300" >"$work/start.log"
  export TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres"
}

stop_postgres() {
  [ -d "$work/postgres/data" ] && as_postgres "$bin/pg_ctl" --pgdata "$work/postgres/data" --mode immediate stop >/dev/null || true
}

command -v node >/dev/null || { echo "Node.js is missing: npm's svix and jose are the foreign clients of the tests." >&2; exit 1; }
(cd tests/Harness/foreign-client && npm ci --no-audit --no-fund --loglevel error)
start_postgres

dotnet build OrleansUsers.sln --configuration Release --nologo --verbosity quiet
if [ "${CI:-}" = true ]; then dotnet format OrleansUsers.sln --verify-no-changes --no-restore; fi

passed=0 failed=0
for project in tests/*.Tests; do
  name=$(basename "$project" .Tests)
  if [ $# -gt 0 ] && [[ " $* " != *" $name "* ]]; then continue; fi
  echo "── $name"
  "$project/bin/Release/net10.0/OrleansUsers.$name.Tests" --no-ansi --no-progress --minimum-expected-tests 1 | tee "$work/$name.log" || failed_run=1
  count() { sed -nE "s/^ *$1: *([0-9]+).*/\1/p" "$work/$name.log" | tail -n 1; }
  if [ -z "$(count total)" ]; then
    failed=$((failed + 1)) # It ended before it could count.
  else
    passed=$((passed + $(count succeeded)))
    failed=$((failed + $(count failed)))
  fi
done

echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
