# The servers as plain processes, read by scripts/servers: Debian's packages for PostgreSQL and RabbitMQ, MinIO built from its
# published Go module, Elasticsearch from its published jars. Each gets its own file here; this one holds what they share.

asroot() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi; }
package() { # package PATH-PATTERN DEBIAN-PACKAGE…: installs them unless a file like that is there
  local want=$1; shift
  compgen -G "$want" >/dev/null && return
  say "installing $*"
  { asroot apt-get update -qq && asroot env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -y -qq --no-install-recommends "$@"; } \
    >"$home/apt.log" 2>&1 || { tail -5 "$home/apt.log"; return 1; }
}
await() { # await NAME SECONDS COMMAND…: until it succeeds
  local name=$1 left=$(($2 * 4)); shift 2
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    [ $left -gt 0 ] || { say "$name doesn't answer; its log is $home/$name/log"; tail -5 "$home/$name/log"; return 1; }
    sleep 0.25
  done
  say "$name is up"
}
background() { # background NAME COMMAND…: detached, output to its log, pid kept
  local name=$1; shift
  setsid "$@" >"$home/$name/log" 2>&1 </dev/null &
  echo $! >"$home/$name/pid"
}
end() { # end PID-FILE SIGNAL: sends it and waits up to 20 s; a number that another program has by now is left alone
  local pid; pid=$(head -n 1 "$1" 2>/dev/null) || return 0
  if tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -e "$home" -e docarchive-test-postgres && kill -s "$2" "$pid" 2>/dev/null; then
    for _ in $(seq 80); do kill -0 "$pid" 2>/dev/null || break; sleep 0.25; done
  fi
  rm -f "$1"
}

for server in postgres rabbitmq minio elasticsearch; do . "$here/scripts/servers.d/$server.sh"; done

start() { mkdir -p "$home/$1"; "${1}_start"; }
stop() { # stop NAME [KILL]
  "${1}_stop" "${2:-}"
  say "$1 is down"
}
wipe() { "${1}_wipe"; }
after_down() { :; }
