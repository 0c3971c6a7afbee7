#!/usr/bin/env bash
# Runs a command inside an unpacked tree as a container would: own user, process and mount namespaces, a
# read-only root, user 10001, /data and /models from FOLDER, /tmp in memory. For trying the image where
# no container engine runs; needs no root where user namespaces are allowed.
# Usage: enter.sh TREE FOLDER COMMAND…      (FOLDER holds data/ and models/)
set -euo pipefail
if [ "${1:-}" != --inside ]; then
  exec unshare --user --map-root-user --mount --pid --fork --kill-child -- "$0" --inside "$@"
fi
tree=$2 folder=$3
shift 3
mount --bind "$tree" "$tree"
mount --rbind /dev "$tree/dev"
mount -t proc proc "$tree/proc"
mount -t tmpfs tmpfs "$tree/tmp"
mount --bind "$folder/data" "$tree/data"
mount --bind "$folder/models" "$tree/models"
mount -o remount,bind,ro "$tree"
# The last step takes all rights away: the image runs as this user.
exec unshare --user --map-user=10001 --map-group=10001 --root="$tree" --wd=/opt/hausruf -- "$@"
