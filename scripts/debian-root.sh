# Sourced by the scripts that try things in a plain Debian or Ubuntu: makes a root of its own, and runs commands in it.
# It needs root, debootstrap, and the way to the system's and Python's packages. The root goes away with the script.

plain_root() { # SUITE: makes $root; returns 3 where the system's packages cannot be had
    command -v debootstrap >/dev/null || { echo "install it first: apt-get install debootstrap" >&2; exit 3; }
    [ "$(id -u)" = 0 ] || { echo "only root can make a root of its own" >&2; exit 3; }
    root=$(mktemp -d -p "${TRY_IN:-${TMPDIR:-/tmp}}")
    chmod 755 "$root" # apt reads it with an account of its own
    trap 'rm -rf --one-file-system "$root"' EXIT
    echo "A plain system ($1)"
    if ! bootstrap "$1" >"$root.log" 2>&1; then
        tail -3 "$root.log" >&2
        rm -f "$root.log"
        return 3
    fi
    rm -f "$root.log"
    cp /etc/resolv.conf "$root/etc/resolv.conf" # its own way to the packages
    if [ -n "${PIP_CERT:-}" ]; then mkdir -p "$root/etc/ssl" && cp "$PIP_CERT" "$root/etc/ssl/own.crt"; fi
}

bootstrap() { # SUITE: an Ubuntu has its python3-venv in universe, and Debian's debootstrap knows its oldest name
    case $1 in
        jammy | noble | plucky | questing)
            debootstrap --variant=minbase --components=main,universe "$1" "$root" \
                "${UBUNTU_MIRROR:-http://archive.ubuntu.com/ubuntu}" gutsy ;;
        *) debootstrap --variant=minbase "$1" "$root" "${MIRROR:-http://deb.debian.org/debian}" ;;
    esac
}

plain_debian() { # SUITE: the same, and ends the script where it cannot be had
    plain_root "$1" || exit 3
}

inside() { # COMMAND...: in the root, with processes and mounts of its own, as in a container
    unshare --mount --pid --fork --mount-proc="$root/proc" \
        chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        ${PIP_CERT:+PIP_CERT=/etc/ssl/own.crt} ${PIP_INDEX_URL:+PIP_INDEX_URL="$PIP_INDEX_URL"} \
        ${https_proxy:+https_proxy="$https_proxy"} ${http_proxy:+http_proxy="$http_proxy"} "$@"
}
