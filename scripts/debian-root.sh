# Sourced by the scripts that try things in a plain Debian or Ubuntu: makes a root of its own, and runs commands in it.
# It needs root, debootstrap, and the way to the system's and Python's packages. The root goes away with the script.

plain_root() { # SUITE: makes $root; returns 3 where the system's packages cannot be had
    command -v debootstrap >/dev/null || { echo "install it first: apt-get install debootstrap" >&2; exit 3; }
    [ "$(id -u)" = 0 ] || { echo "only root can make a root of its own" >&2; exit 3; }
    root=$(mktemp -d -p "${TRY_IN:-${TMPDIR:-/tmp}}")
    trap 'rm -rf --one-file-system "$root"' EXIT
    echo "A plain system ($1)"
    # shellcheck disable=SC2046
    if ! debootstrap --variant=minbase "$1" "$root" $(mirror_of "$1") >"$root.log" 2>&1; then
        tail -3 "$root.log" >&2
        rm -f "$root.log"
        return 3
    fi
    rm -f "$root.log"
    cp /etc/resolv.conf "$root/etc/resolv.conf" # its own way to the packages
    if [ -n "${PIP_CERT:-}" ]; then mkdir -p "$root/etc/ssl" && cp "$PIP_CERT" "$root/etc/ssl/own.crt"; fi
}

plain_debian() { # SUITE: the same, and ends the script where it cannot be had
    plain_root "$1" || exit 3
}

mirror_of() { # SUITE: where its packages are, and the script that knows what a system of that kind is made of
    case $1 in
        jammy | noble | plucky | questing) echo "${UBUNTU_MIRROR:-http://archive.ubuntu.com/ubuntu} gutsy" ;;
        *) echo "${MIRROR:-http://deb.debian.org/debian}" ;;
    esac
}

inside() { # COMMAND...: in the root, with processes and mounts of its own, as in a container
    unshare --mount --pid --fork --mount-proc="$root/proc" \
        chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        ${PIP_CERT:+PIP_CERT=/etc/ssl/own.crt} ${PIP_INDEX_URL:+PIP_INDEX_URL="$PIP_INDEX_URL"} \
        ${https_proxy:+https_proxy="$https_proxy"} ${http_proxy:+http_proxy="$http_proxy"} "$@"
}
