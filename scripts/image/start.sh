#!/usr/bin/env bash
# What the container runs: Asterisk and Hausruf side by side, each restarted when it dies.
set -euo pipefail
app=$(cd "$(dirname "$0")/../.." && pwd)
cd "$app"
# Recordings are nobody else's business.
umask 027
exec node scripts/supervise.ts
