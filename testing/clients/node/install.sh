#!/bin/sh
# Installs what package-lock.json pins, again whenever it has changed. Where there is no npm, or npm
# fails, nothing fails here: the test that needs the client then says that it was skipped, and why.
cd "$(dirname "$0")" || exit 1
if [ node_modules/.package-lock.json -nt package-lock.json ]; then
  exit 0
fi
if ! command -v npm >/dev/null 2>&1; then
  echo "There is no npm on the PATH: the test that needs @azure/batch will be skipped."
  exit 0
fi
npm ci --ignore-scripts --no-audit --no-fund ||
  echo "npm ci failed: the test that needs @azure/batch will be skipped."
