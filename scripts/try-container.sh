#!/bin/sh
# Build the Dockerfile by its steps, in a plain Debian root of its own, and use what was built: sh scripts/try-container.sh
# There is no docker in it: the steps are run one after the other, in the system that FROM names. Then the
# devcontainer's command runs in a copy of the checkout, JupyterLab starts as CMD says, and a notebook is opened.
set -eu

python=.venv/bin/python
. scripts/debian-root.sh
plain_debian bookworm # as FROM says; tests/test_everywhere.py compares the two

mkdir -p "$root/context" "$root/workspaces/course"
git ls-files -z | xargs -0 tar -c | tar -xC "$root/context"
git ls-files -z | xargs -0 tar -c | tar -xC "$root/workspaces/course"

echo "The steps of the Dockerfile"
began=$(date +%s)
$python scripts/dockerfile_steps.py Dockerfile >"$root/build.sh"
inside /bin/sh /build.sh >"$root/build.log" 2>&1 || { tail -30 "$root/build.log" >&2; exit 1; }
echo "  took $(($(date +%s) - began)) s"

path=/opt/course/bin:/usr/bin:/bin
try() { # FOLDER COMMAND...: what a person does in the container
    folder=$1; shift
    inside /usr/bin/env PATH="$path" /bin/sh -euc "cd $folder; $*"
}

echo "A notebook, a check and the sandbox, in /course"
try /course "python scripts/first_cells.py assignments/word2vec/01_foundations.ipynb"
try /course "w2v check softmax || [ \$? = 1 ]"
try /course "w2v doctor" | grep -E "^(ok|missing|wrong) +(Python|sandbox|links)"

echo "JupyterLab, as CMD starts it"
try /course '
    JUPYTER_TOKEN=try sh -c "exec $(cat /start) --ServerApp.port=18888" 2>/server.log & server=$!
    for second in $(seq 60); do
        python -c "import urllib.request as u; print(u.urlopen(\"http://127.0.0.1:18888/api/contents/01_foundations.ipynb?content=0&token=try\").read()[:60])" 2>/dev/null && break
        sleep 1
    done
    kill $server'

echo "The dev container: its command in a workspace of its own"
command=$($python -c 'import json; print(json.load(open(".devcontainer/devcontainer.json", encoding="utf-8"))["postCreateCommand"])')
try /workspaces/course "$command >/dev/null 2>&1 && python -c 'import autograder; print(autograder.__file__)'"
try /workspaces/course "python scripts/first_cells.py assignments/word2vec/01_foundations.ipynb"
