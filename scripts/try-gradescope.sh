#!/bin/sh
# Run the autograder zip as Gradescope would, in a plain Debian root of its own: sh scripts/try-gradescope.sh
# It unpacks Debian (debootstrap), runs setup.sh, then run_autograder for a right, a wrong, a hostile and a broken
# hand-in, and compares what results.json says. It needs root, debootstrap, and the way to Debian's and Python's packages.
set -eu

suite=${SUITE:-bookworm}
python=.venv/bin/python
. scripts/debian-root.sh
plain_debian "$suite"

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
