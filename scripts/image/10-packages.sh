#!/usr/bin/env bash
# Image, step 1 (as root, in the image): the Debian packages and the user that everything runs as.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
mapfile -t packages < <(sed 's/#.*//; s/[[:space:]]*$//; /^$/d' "$here/packages.txt")
export DEBIAN_FRONTEND=noninteractive
apt-get update
apt-get install -y --no-install-recommends "${packages[@]}"
rm -rf /var/lib/apt/lists/* /var/cache/apt/archives/*.deb
# A fixed number, so that the owner of the volumes stays the same from image to image.
groupadd --system --gid 10001 hausruf
useradd --system --uid 10001 --gid hausruf --home-dir /data --no-create-home --shell /usr/sbin/nologin hausruf
install -d -o hausruf -g hausruf -m 0750 /data
install -d -o hausruf -g hausruf -m 0755 /models
