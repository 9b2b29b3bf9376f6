#!/usr/bin/env bash
# Resolves the dependencies anew, for every platform and Python from 3.11 on, with hashes. For maintainers: `make lock`.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v .venv/bin/uv >/dev/null || .venv/bin/python -m pip install --quiet 'uv>=0.9'

resolve() {
    # Without a header and an index address: a lock file names packages and hashes, not where they came from.
    .venv/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-emit-find-links --no-header --no-annotate "$@"
}

upgrade=()
[ "${UPGRADE:-}" ] && upgrade=(--upgrade)
resolve "${upgrade[@]}" --extra build --extra ocr pyproject.toml -o requirements.lock
resolve "${upgrade[@]}" --extra build --extra ocr --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock
wc -l requirements.lock requirements-dev.lock
