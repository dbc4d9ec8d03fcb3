#!/bin/sh
# Installs the system packages of the parts that are named, where it may (root, apt); elsewhere says what is left out.
#     system-packages.sh [sandbox] [browser] [database]
# With CI=true a missing part fails.

has_seccomp() {
    case "$(PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null)" in
        *libseccomp.so.2*) ;;
        *) return 1 ;;
    esac
}

has_browser() {
    command -v chromium || command -v chromium-browser || command -v google-chrome
}

has_database() {
    ls /usr/lib/postgresql/*/bin/initdb || command -v initdb
}

missing=""
for part in "$@"; do
    case $part in
        sandbox)
            command -v bwrap >/dev/null || missing="$missing bubblewrap"
            has_seccomp || missing="$missing libseccomp2"
            ;;
        browser)
            has_browser >/dev/null || missing="$missing chromium"
            ;;
        database)
            has_database >/dev/null 2>&1 || missing="$missing postgresql"
            ;;
        *)
            echo "$0: there is no part '$part'; there are sandbox, browser and database" >&2
            exit 2
            ;;
    esac
done
[ -z "$missing" ] && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing$missing"
    # shellcheck disable=SC2086
    if apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $missing >/dev/null; then
        exit 0
    fi
fi

for package in $missing; do
    case $package in
        bubblewrap | libseccomp2) part="the sandbox for grading" ;;
        chromium) part="the tests in a browser" ;;
        postgresql) part="the tests with a gradebook in PostgreSQL" ;;
    esac
    echo "Left out: $part. To get it: sudo apt-get install $package" >&2
done
[ "${CI:-}" != true ]
