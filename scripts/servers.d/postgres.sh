# PostgreSQL of Debian's package. It refuses to run as root, so root runs it as its own user, with its data where that user may go.

postgres_root() { [ "$(id -u)" = 0 ]; }
postgres_folder() { if postgres_root; then echo /var/tmp/docarchive-test-postgres; else echo "$home/postgres"; fi; }
as_postgres() { if postgres_root; then (cd / && runuser -u postgres -- "$@"); else "$@"; fi; }
postgres_start() {
  package '/usr/lib/postgresql/*/bin/initdb' postgresql
  local bin dir; dir=$(postgres_folder)
  bin=$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -1)")
  mkdir -p "$dir"
  if postgres_root; then chown postgres "$dir"; ln -sfn "$dir/log" "$home/postgres/log"; fi
  if ! as_postgres "$bin/pg_ctl" -D "$dir/data" status >/dev/null 2>&1; then
    [ -d "$dir/data" ] || postgres_create "$bin" "$dir"
    as_postgres "$bin/pg_ctl" -D "$dir/data" -l "$dir/log" -w start -o "-p $pg_port -c listen_addresses=127.0.0.1 \
      -c unix_socket_directories=$dir -c max_connections=200" >/dev/null
  fi
  await postgres 20 "$bin/pg_isready" -h 127.0.0.1 -p $pg_port
  PGPASSWORD=docarchive-test "$bin/createdb" -h 127.0.0.1 -p $pg_port -U docarchive docarchive 2>/dev/null || true # it may exist
}
postgres_create() { # postgres_create BIN FOLDER
  echo docarchive-test >"$2/password"
  chmod 644 "$2/password"
  as_postgres "$1/initdb" -D "$2/data" -U docarchive --auth=scram-sha-256 --pwfile="$2/password" --encoding=UTF8 --locale=C.UTF-8 >/dev/null
}
postgres_stop() { end "$(postgres_folder)/data/postmaster.pid" "${1:-INT}"; }
postgres_wipe() { rm -rf "$(postgres_folder)" "$home/postgres"; }
