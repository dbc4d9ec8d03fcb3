#!/bin/sh
# Open a notebook as Colab does: alone, in an empty folder, with Colab's versions: sh scripts/try-colab.sh PYTHON
# The package google-colab is not to be had; an empty one of that name stands in for it. The setup cell clones this
# checkout's last commit and installs it. None of Colab's versions may be another one afterwards.
set -eu

python=${1:-python3.12}
command -v "$python" >/dev/null || { echo "$python is not on this machine (Colab's is 3.12)" >&2; exit 3; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

echo "Colab's versions, on $("$python" --version)"
"$python" -m venv "$place/env"
"$place/env/bin/python" -m pip install -q --disable-pip-version-check -r requirements/colab.txt
packages=$("$place/env/bin/python" -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
mkdir -p "$packages/google/colab" "$place/content" "$place/ipython/profile_default/startup"
touch "$packages/google/colab/__init__.py"
echo 'import google.colab' >"$place/ipython/profile_default/startup/00-colab.py"

echo "A repository, as a course publishes it"
git clone -q . "$place/published"
sed -i "s|^# repository = .*|repository = \"file://$place/published\"|" "$place/published/solutions/word2vec/course.toml"
(cd "$place/published" && w2v release >/dev/null && git -c user.name=a -c user.email=a@b commit -qam "Say where this is")
cp "$place/published/assignments/word2vec/01_foundations.ipynb" "$place/content"

echo "The notebook, opened alone"
export PATH="$place/env/bin:$PATH" IPYTHONDIR="$place/ipython"
began=$(date +%s)
python scripts/first_cells.py "$place/content/01_foundations.ipynb"
echo "  took $(($(date +%s) - began)) s, with getting the course"

pip list --format freeze --disable-pip-version-check >"$place/after.txt"
changed=$(grep -E '^[A-Za-z]' requirements/colab.txt | sed 's/_/-/g' | tr '[:upper:]' '[:lower:]' |
    while read -r pin; do sed 's/_/-/g' "$place/after.txt" | tr '[:upper:]' '[:lower:]' | grep -qx "$pin" || echo "$pin"; done)
[ -z "$changed" ] || { echo "no longer Colab's: $changed" >&2; exit 1; }
echo "None of Colab's versions changed."

echo "All cells of the notebook that have code of the course"
cd "$place/content/course/assignments/word2vec"
w2v check softmax || [ $? = 1 ]
