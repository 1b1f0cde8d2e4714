# The servers as services of docker-compose.yml, read by scripts/servers where a Docker engine answers.

export PG_PORT=$pg_port AMQP_PORT=$amqp_port S3_PORT=$s3_port ES_PORT=$es_port SECRETS=$home/secrets PUBLIC_URL=http://localhost
compose() { docker compose --file "$here/docker-compose.yml" --file "$here/scripts/servers.d/compose.yml" "$@" >&2; }
secrets() { # the same for all, as the printed addresses say
  mkdir -p "$SECRETS"
  local name
  for name in database_password s3_secret_key search_password broker_password secret_key; do printf docarchive-test >"$SECRETS/$name"; done
  chmod 600 "$SECRETS"/*
  if [ "$(id -u)" = 0 ]; then chown 1000:1000 "$SECRETS"/*; fi
}
start() { secrets; compose up --detach --wait "$1"; }
stop() { if [ "${2:-}" = KILL ]; then compose kill "$1"; else compose stop "$1"; fi; }
wipe() { compose rm --force --stop "$1"; docker volume rm --force "docarchive-servers_$1" >&2; }
after_down() { :; }
