# RabbitMQ of Debian's package, with a name, a port mapper and data of its own beside any other node of this machine.

rabbitmq_start() {
  package /usr/lib/rabbitmq/bin/rabbitmq-server rabbitmq-server
  rabbitmq_names
  mkdir -p "$home/rabbitmq"
  printf '%s\n' "listeners.tcp.1 = 127.0.0.1:$amqp_port" 'vm_memory_high_watermark.relative = 0.2' \
    'disk_free_limit.absolute = 200MB' 'default_user = docarchive' 'default_pass = docarchive-test' >"$home/rabbitmq/rabbitmq.conf"
  echo '[].' >"$home/rabbitmq/enabled_plugins"
  port_open $amqp_port || background rabbitmq /usr/lib/rabbitmq/bin/rabbitmq-server
  await rabbitmq 60 /usr/lib/rabbitmq/bin/rabbitmqctl -q await_startup --timeout 5
}
rabbitmq_names() {
  local dir=$home/rabbitmq
  export RABBITMQ_NODENAME=docarchive-servers@localhost RABBITMQ_MNESIA_BASE=$dir/data RABBITMQ_LOG_BASE=$dir HOME=$dir \
    RABBITMQ_PID_FILE=$dir/beam-pid RABBITMQ_CONFIG_FILE=$dir/rabbitmq RABBITMQ_ENABLED_PLUGINS_FILE=$dir/enabled_plugins \
    RABBITMQ_DIST_PORT=$dist_port ERL_EPMD_PORT=$epmd_port ERL_EPMD_ADDRESS=127.0.0.1 \
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS='-kernel inet_dist_use_interface {127,0,0,1}'
}
rabbitmq_stop() {
  end "$home/rabbitmq/beam-pid" "${1:-TERM}"
  rm -f "$home/rabbitmq/pid"
  ERL_EPMD_PORT=$epmd_port epmd -kill >/dev/null 2>&1 || true # the node's own port mapper outlives it; it may be gone already
}
rabbitmq_wipe() { rm -rf "$home/rabbitmq"; }
