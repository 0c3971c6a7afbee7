#!/usr/bin/env bash
# Ends with 0 when Hausruf answers that it works (also with restrictions), else with 1. Plain bash: the
# check runs every half minute and shall cost nothing.
set -euo pipefail
port=${HAUSRUF_HTTP_PORT:-8080}
host=${HAUSRUF_HTTP_HOST:-127.0.0.1}
case $host in 0.0.0.0 | ::) host=127.0.0.1 ;; esac
{ exec 3<>"/dev/tcp/$host/$port"; } 2>/dev/null || { echo "nothing answers on port $port"; exit 1; }
printf 'GET /api/v1/health HTTP/1.0\r\nHost: %s:%s\r\n\r\n' "$host" "$port" >&3
IFS= read -r -t 4 answer <&3 || { echo 'no answer in time'; exit 1; }
[[ $answer == *' 200 '* ]] || { echo "answered ${answer%$'\r'}"; exit 1; }
