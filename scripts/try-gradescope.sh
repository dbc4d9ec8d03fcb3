#!/bin/sh
# Run the autograder zip as Gradescope would, in a plain Debian root of its own: sh scripts/try-gradescope.sh
# It unpacks Debian (debootstrap), runs setup.sh, then run_autograder for a right, a wrong, a hostile and a broken
# hand-in, and compares what results.json says. It needs root, debootstrap, and the way to Debian's and Python's packages.
set -eu

suite=${SUITE:-bookworm}
mirror=${MIRROR:-http://deb.debian.org/debian}
python=.venv/bin/python
command -v debootstrap >/dev/null || { echo "install it first: apt-get install debootstrap" >&2; exit 3; }
[ "$(id -u)" = 0 ] || { echo "only root can make a root of its own" >&2; exit 3; }

root=$(mktemp -d -p "${TRY_IN:-${TMPDIR:-/tmp}}")
trap 'rm -rf --one-file-system "$root"' EXIT

inside() { # COMMAND...: in the root, with processes and mounts of its own, as in a container
    unshare --mount --pid --fork --mount-proc="$root/proc" \
        chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        ${PIP_CERT:+PIP_CERT=/etc/ssl/own.crt} ${PIP_INDEX_URL:+PIP_INDEX_URL="$PIP_INDEX_URL"} \
        ${https_proxy:+https_proxy="$https_proxy"} ${http_proxy:+http_proxy="$http_proxy"} "$@"
}

echo "A plain Debian ($suite)"
debootstrap --variant=minbase "$suite" "$root" "$mirror" >"$root.log" 2>&1 || { tail "$root.log" >&2; exit 3; }
rm -f "$root.log"
cp /etc/resolv.conf "$root/etc/resolv.conf" # its own way to the packages
if [ -n "${PIP_CERT:-}" ]; then mkdir -p "$root/etc/ssl" && cp "$PIP_CERT" "$root/etc/ssl/own.crt"; fi

echo "The zip"
$python -m autograder.cli export gradescope --out "$root/autograder.zip"
mkdir -p "$root/autograder/source" "$root/autograder/submission" "$root/autograder/results"
$python - "$root" <<'UNPACK'
import os, sys, zipfile
root = sys.argv[1]
with zipfile.ZipFile(f"{root}/autograder.zip") as archive:
    for info in archive.infolist():
        os.chmod(archive.extract(info, f"{root}/autograder/source"), info.external_attr >> 16)
UNPACK
cp "$root/autograder/source/run_autograder" "$root/autograder/run_autograder"

echo "setup.sh"
began=$(date +%s)
inside /bin/bash /autograder/source/setup.sh >"$root/setup.log" 2>&1 || { tail -30 "$root/setup.log" >&2; exit 1; }
echo "  took $(($(date +%s) - began)) s; $(du -sm "$root/autograder/env" | cut -f1) MB installed"

W2V_ROOT=$root $python -m pytest -q tests/gradescope_root.py
