#!/usr/bin/env bash
# Runs a command with a throw-away PostgreSQL server on a free port, named to it in TEST_POSTGRES; the server's programs are in
# TEST_POSTGRES_PROGRAMS.
# Installs PostgreSQL when it is missing.
set -euo pipefail

work=$(mktemp -d)
as_postgres() { if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi; }

programs() {
  local found
  for found in "$(pg_config --bindir 2>/dev/null)" /usr/lib/postgresql/*/bin; do
    if [ -x "$found/initdb" ]; then echo "$found"; return; fi
  done
  return 1
}

if ! programs >/dev/null; then
  [ "$(id -u)" = 0 ] || { echo "PostgreSQL is missing; install it (Debian: apt-get install postgresql)." >&2; exit 1; }
  apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -qy postgresql
fi
bin=$(programs)
data=$work/data

stop() {
  [ ! -d "$data" ] || as_postgres "$bin/pg_ctl" --pgdata "$data" --mode immediate stop >/dev/null || true
  rm -rf "$work"
}
trap stop EXIT

port=$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })')
# The server refuses to run as root, and wants a folder of its own.
[ "$(id -u)" != 0 ] || chown postgres "$work"
as_postgres "$bin/initdb" --pgdata "$data" --username postgres --auth trust --encoding UTF8 --locale C >/dev/null
as_postgres "$bin/pg_ctl" --pgdata "$data" --log "$work/log" --wait start \
  --options "-p $port -k $work -c listen_addresses=127.0.0.1 -c max_connections=300" >/dev/null

TEST_POSTGRES_PROGRAMS=$bin TEST_POSTGRES="Host=127.0.0.1;Port=$port;Username=postgres;Database=postgres" "$@"
