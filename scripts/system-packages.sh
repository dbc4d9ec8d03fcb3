#!/bin/sh
# Installs the system packages of the parts that are named, where it may (root, apt); elsewhere says what is left out.
#     system-packages.sh [sandbox] [browser] [database]
#     system-packages.sh --how PART      prints the line that installs a part of system-packages.txt here
# With CI=true a missing part fails.

table=${0%/*}/../autograder/results/system-packages.txt

has_library() { # FILE
    case "$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null)" in
        *"$1"*) ;;
        *) return 1 ;;
    esac
}

has_browser() {
    for program in chromium chromium-browser google-chrome; do
        "$program" --version >/dev/null 2>&1 && return # Ubuntu's does not start where its snap is missing
    done
    return 1
}

has_database() {
    ls /usr/lib/postgresql/*/bin/initdb || command -v initdb
}

package_of() { # PART: what it is called here; nothing where this system has none
    while read -r part apt dnf brew; do
        if [ "$part" = "$1" ]; then
            case $install in *dnf*) name=$dnf ;; brew*) name=$brew ;; *) name=$apt ;; esac
            [ "$name" = - ] || echo "$name"
        fi
    done <"$table"
}

if command -v apt-get >/dev/null; then install="sudo apt-get install"
elif command -v dnf >/dev/null; then install="sudo dnf install"
elif command -v brew >/dev/null; then install="brew install"
else install="install with your system's own program (Debian's name):"
fi

if [ "${1:-}" = --how ]; then
    echo "$install $(package_of "$2")"
    exit 0
fi

missing=""
for part in "$@"; do
    case $part in
        sandbox)
            command -v bwrap >/dev/null || missing="$missing bubblewrap"
            has_library libseccomp.so.2 || missing="$missing libseccomp"
            ;;
        browser)
            has_browser || missing="$missing browser"
            # playwright's own Node.js needs it, and Debian 12's chromium does not bring it
            has_library libatomic.so.1 || [ -z "$(package_of libatomic)" ] || missing="$missing libatomic"
            ;;
        database)
            has_database >/dev/null 2>&1 || missing="$missing database"
            ;;
        *)
            echo "$0: there is no part '$part'; there are sandbox, browser and database" >&2
            exit 2
            ;;
    esac
done
[ -z "$missing" ] && exit 0

packages=""
for part in $missing; do packages="$packages $(package_of "$part")"; done
if [ -z "${INSTALLED:-}" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$packages"
    # shellcheck disable=SC2086
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $packages >/dev/null; then
        INSTALLED=yes exec /bin/sh "$0" "$@" # and what still does not work is said
    fi
fi

for part in $missing; do
    case $part in
        bubblewrap | libseccomp) what="the sandbox for grading" ;;
        browser | libatomic) what="the tests in a browser" ;;
        database) what="the tests with a gradebook in PostgreSQL" ;;
    esac
    package=$(package_of "$part")
    case $package in
        "") echo "Left out: $what, which this system does not have; \`w2v doctor\` says what to do" >&2 ;;
        *) echo "Left out: $what. To get it: $install $package" >&2 ;;
    esac
    if [ "$part" = browser ] && program=$(command -v chromium || command -v chromium-browser); then
        "$program" --version >&2 # says why it does not start
    fi
done
[ "${CI:-}" != true ]
