# Sourced by the scripts that try things in a plain Debian: makes a root of its own, and runs commands in it.
# It needs root, debootstrap, and the way to Debian's and Python's packages. The root goes away with the script.

mirror=${MIRROR:-http://deb.debian.org/debian}

plain_debian() { # SUITE: makes $root
    command -v debootstrap >/dev/null || { echo "install it first: apt-get install debootstrap" >&2; exit 3; }
    [ "$(id -u)" = 0 ] || { echo "only root can make a root of its own" >&2; exit 3; }
    root=$(mktemp -d -p "${TRY_IN:-${TMPDIR:-/tmp}}")
    trap 'rm -rf --one-file-system "$root"' EXIT
    echo "A plain Debian ($1)"
    debootstrap --variant=minbase "$1" "$root" "$mirror" >"$root.log" 2>&1 || { tail "$root.log" >&2; exit 3; }
    rm -f "$root.log"
    cp /etc/resolv.conf "$root/etc/resolv.conf" # its own way to the packages
    if [ -n "${PIP_CERT:-}" ]; then mkdir -p "$root/etc/ssl" && cp "$PIP_CERT" "$root/etc/ssl/own.crt"; fi
}

inside() { # COMMAND...: in the root, with processes and mounts of its own, as in a container
    unshare --mount --pid --fork --mount-proc="$root/proc" \
        chroot "$root" /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 \
        ${PIP_CERT:+PIP_CERT=/etc/ssl/own.crt} ${PIP_INDEX_URL:+PIP_INDEX_URL="$PIP_INDEX_URL"} \
        ${https_proxy:+https_proxy="$https_proxy"} ${http_proxy:+http_proxy="$http_proxy"} "$@"
}
