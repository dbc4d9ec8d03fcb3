#!/bin/sh
# Makes .venv, or installs into it; where that fails, says why in a sentence, and what to do.
#     install.sh venv PYTHON
#     install.sh pip ARGUMENT...
set -u

here=${0%/*}
megabytes=1500 # what .venv takes with all packages, and some more

stop() { # SENTENCE...: what happened, and what to do
    printf '\n' >&2
    printf '%s\n' "$@" >&2
    exit 3
}

get() { # PART: the line that installs it here
    sh "$here/system-packages.sh" --how "$1"
}

full() {
    stop "The disk is full: $megabytes MB are needed. \`df -h . ${TMPDIR:-/tmp}\` shows what is left here and for temporary files." \
        "Delete what you do not need (pip's own cache: pip cache purge), or let TMPDIR name a larger folder, and try again."
}

left() { # the megabytes that are left here; read without awk, which not every system has
    df -Pm . 2>/dev/null | { read -r _ && read -r _ _ _ left _ && echo "$left"; } || echo "$megabytes"
}

# what pip or venv said: why, and what to do
explain() {
    case $1 in
        *"No space left on device"* | *"Disk quota exceeded"*)
            full ;;
        *"Read-only file system"* | *"Permission denied"*)
            stop "This folder cannot be written to: copy it to one of yours (cp -r . ~/word2vec), and run the same there." ;;
        *"Cannot connect to proxy"* | *ProxyError* | *"407 Proxy"* | *"proxy URL"*)
            stop "The proxy does not let pip through: HTTPS_PROXY is '$(without_password "${HTTPS_PROXY:-${https_proxy:-}}")'." \
                "Set the right one (export HTTPS_PROXY=http://HOST:PORT; whoever runs your network knows it), or unset HTTPS_PROXY where there is none." ;;
        *CERTIFICATE_VERIFY_FAILED* | *SSLError* | *"TLS CA certificate"*)
            stop "The certificate of the package index is not one that pip knows: a proxy may stand between, with its own." \
                "Get that certificate from whoever runs your network, and name it: export PIP_CERT=/path/to/it.pem" ;;
        *"DO NOT MATCH THE HASHES"*)
            stop "A package arrived that is not the one that was tried here: damaged on its way, or changed." \
                "Run \`pip cache purge\`, then try again." ;;
        *"name resolution"* | *NameResolutionError* | *NewConnectionError* | *"timed out"* | *"is unreachable"* | *"Connection refused"*)
            stop "The package index cannot be reached: is there a network?" \
                "Where the way out is a proxy: export HTTPS_PROXY=http://HOST:PORT. Where there is a mirror: export PIP_INDEX_URL=…" ;;
        *"No matching distribution"*)
            stop "For this Python or this kind of machine there is no such package. Python 3.11 to 3.14 are known to work:" \
                "name one of them, as in  rm -r .venv && make setup PYTHON=python3.12" ;;
    esac
    exit 3
}

without_password() { # ADDRESS
    case $1 in
        *@*) echo "${1%%://*}://…@${1##*@}" ;;
        *) echo "$1" ;;
    esac
}

venv() { # PYTHON
    "$1" -c '' >/dev/null 2>&1 || stop "There is no program $1 here. To get Python: $(get python)"
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || stop \
        "Python 3.11 or newer is needed; $1 is $("$1" -c 'import sys; print(sys.version.split()[0])')." \
        "If there is a newer one here, name it: make setup PYTHON=python3.12. To get one: $(get python)"
    "$1" -c 'import ensurepip, venv' 2>/dev/null ||
        stop "$1 cannot make environments: its module venv is missing. To get it: $(get venv)"
    [ "$(left)" -ge "$megabytes" ] || full
    echo "Setting up .venv (a minute or two)"
    said=$("$1" -m venv .venv 2>&1) || { echo "$said" >&2; explain "$said"; }
}

install() { # ARGUMENT...
    # what is imported is compiled then; to compile everything takes pip 31 of its 75 seconds
    said=$(.venv/bin/python -m pip install -q --no-compile --disable-pip-version-check "$@" 2>&1)
    code=$?
    [ -z "$said" ] || echo "$said" >&2
    [ "$code" = 0 ] || explain "$said"
}

case ${1:-} in
    venv) venv "$2" ;;
    pip) shift && install "$@" ;;
    *) echo "usage: install.sh venv PYTHON | install.sh pip ARGUMENT..." >&2 && exit 2 ;;
esac
