#!/bin/sh
# Run the README's commands in plain systems, from a clone of what is committed: sh scripts/try-roots.sh [SUITE...]
# Each step is timed. TESTS names test files in place of all that `make test` runs, which takes long; TESTS="" runs none.
set -u

. scripts/debian-root.sh
[ $# -gt 0 ] || set -- bookworm trixie noble
failed=

step() { # TITLE COMMAND: say how long it took, and what it ended with
    began=$(date +%s)
    inside /bin/sh -c "cd /root/word2vec 2>/dev/null; $2" >"$root/step.log" 2>&1
    code=$?
    echo "  $1: $(($(date +%s) - began)) s, exit $code"
    [ "$code" = 0 ] || { grep -E "^(FAILED|ERROR) " "$root/step.log"; tail -25 "$root/step.log"; return 1; }
    tail -"${3:-1}" "$root/step.log" | sed 's/^/    /'
}

try() { # SUITE
    plain_root "$1" || { echo "  its packages cannot be had here"; return 3; }
    git bundle create -q "$root/kit.bundle" HEAD
    step "packages" "apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends \
        python3 python3-venv git make >/dev/null && python3 --version" || return
    step "clone" "git clone -q /kit.bundle /root/word2vec && git -C /root/word2vec log --oneline -1" || return
    step "make setup" "make setup" || return
    step "make demo" "make demo" 12 || return
    step "first check" "cd assignments/word2vec && ../../.venv/bin/w2v check softmax; [ \$? = 1 ]" || return
    if [ -z "${TESTS-all}" ]; then return; fi
    if [ -n "${TESTS:-}" ]; then
        step "make test-setup lint" "make test-setup lint" || return
        step "pytest $TESTS" ".venv/bin/python -m pytest -n 2 $TESTS" 3
    else
        step "make test" "make test" 3
    fi
}

for suite in "$@"; do
    try "$suite" || failed="$failed $suite"
    rm -rf --one-file-system "$root"
done
[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }
