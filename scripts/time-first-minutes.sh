#!/bin/sh
# Time, from a clean clone with nothing cached, a learner's way to the first passed check, and an instructor's to
# the first graded and marked submission: sh scripts/time-first-minutes.sh [student] [instructor]
# What a person types and reads is not in it: a program writes the answer and marks it, through the page's server.
set -eu

here=$PWD
python=$(command -v "${PYTHON:-python3}")
[ $# -gt 0 ] || set -- student instructor
place=$(mktemp -d -p "${TRY_IN:-${TMPDIR:-/tmp}}")
trap 'rm -rf "$place"' EXIT

alone() { # COMMAND...: as somebody who is here for the first time: an empty home, no settings, no caches
    env -i HOME="$place/home" PATH="$PWD/.venv/bin:/usr/sbin:/usr/bin:/sbin:/bin" LANG=C.UTF-8 TMPDIR="$place/tmp" \
        PIP_NO_CACHE_DIR=1 PIP_CONFIG_FILE=/dev/null ${PIP_CERT:+PIP_CERT="$PIP_CERT"} \
        ${https_proxy:+https_proxy="$https_proxy"} ${http_proxy:+http_proxy="$http_proxy"} "$@"
}

step() { # TITLE COMMAND...: do it, and say how long it took
    title=$1 && shift
    before=$(date +%s)
    alone "$@" >"$place/log" 2>&1 || { tail -20 "$place/log" >&2; echo "failed: $title" >&2; exit 1; }
    echo "  $(($(date +%s) - before)) s  $title"
}

begin() { # WHO
    rm -rf "$place/home" "$place/tmp" "$place/clone"
    mkdir "$place/home" "$place/tmp"
    cd "$place"
    echo "$1 ($(getconf _NPROCESSORS_ONLN) cores; load at the beginning: $(cut -d ' ' -f 1 /proc/loadavg 2>/dev/null || echo unknown))"
    began=$(date +%s)
    step "git clone" git clone -q "file://$here" clone
    cd clone
    step "make setup" make setup PYTHON="$python"
}

student() {
    begin "A learner, from the README to the first passed check"
    step "JupyterLab answers, softmax is written, notebook 1 says 4 of 4 points" \
        .venv/bin/python scripts/first_steps.py check softmax
    echo "  $(($(date +%s) - began)) s in all"
}

instructor() {
    begin "An instructor, from a clone to the first graded and marked submission"
    step "w2v release" .venv/bin/w2v release
    step "w2v sample-class" .venv/bin/w2v sample-class
    step "w2v grade ada" .venv/bin/w2v grade ada
    step "w2v mark: the page answers, ada's first answer is marked there" \
        .venv/bin/python scripts/first_steps.py mark
    echo "  $(($(date +%s) - began)) s in all"
}

for who in "$@"; do
    "$who"
done
