#!/bin/sh
# Install the zip for students as they would, and the wheels as a JupyterHub does, for each Python that is given, and
# run the tests of the bundle and all notebooks in these environments: sh scripts/try-bundle.sh [--newest] PYTHON...
# --newest installs the newest versions that there are in place of the pins.
set -eu

newest=no
if [ "${1:-}" = --newest ]; then newest=yes; shift; fi
bundle=$PWD/build/release/word2vec.zip
dist=$PWD/build/dist
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
failed=

try() {  # PYTHON
    version=$("$1" -c 'import platform; print(platform.python_version())')
    home=$place/$version
    mkdir "$home"
    "$1" -m zipfile -e "$bundle" "$home"
    "$1" -m venv "$home/env"
    cd "$home/word2vec"
    if [ "$newest" = yes ]; then
        sed -i 's/ *==[^;]*//; s/;.*//' requirements.txt
    fi
    "$home/env/bin/python" -m pip install -qq --disable-pip-version-check -r requirements.txt
    cd "$OLDPWD"
    echo "Python $version, newest: $newest; $("$home/env/bin/python" -m pip list --format freeze --disable-pip-version-check |
        grep -iE '^(numpy|scipy|jupyterlab|matplotlib|ipython|plotly|pillow)=' | tr '\n' ' ')"
    "$1" -m venv "$home/hub"
    if [ "$newest" = yes ]; then
        "$home/hub/bin/python" -m pip install -qq --disable-pip-version-check "$(echo "$dist"/w2v_autograder-*.whl)[instructor]"
    else
        "$home/hub/bin/python" -m pip install -qq --disable-pip-version-check --require-hashes -r "$dist/requirements.txt"
    fi
    "$home/hub/bin/python" -m pip install -qq --disable-pip-version-check --no-deps "$dist"/*.whl
    W2V_BARE=$home/env W2V_HUB=$home/hub python -m pytest tests/test_bundle.py tests/test_notebooks.py
}

for python in "$@"; do
    if command -v "$python" > /dev/null && "$python" -c '' 2> /dev/null; then
        try "$python" &  # by itself, since `set -e` does not hold in what `||` follows
        wait $! || failed="$failed $python"
    else
        echo "$python is not on this machine"
    fi
done
[ -z "$failed" ] || { echo "failed:$failed"; exit 1; }
