#!/usr/bin/env bash
# Image, step 3 (in the finished image): tries the programs and notes where they are.
# Usage: 30-tools.sh [FILE]      default: tools.json beside package.json
set -euo pipefail
app=$(cd "$(dirname "$0")/../.." && pwd)
exec node "$app/scripts/image/write-tools.mjs" "${1:-$app/tools.json}"
