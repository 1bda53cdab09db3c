#!/bin/sh
# Prints the path of a kubectl of at least v1.32: the one on the PATH when it is new enough, else Debian 13's, which is
# downloaded through a private apt root and unpacked under artifacts/kubectl. Nothing is installed, and the system's apt
# keeps its configuration: a kubectl package must not meet a kubectl that came another way.
set -eu

minimum=32
suite=trixie
package=kubectl
keyring=/usr/share/keyrings/debian-archive-keyring.gpg
target=${ADMISSION_GUARD_KUBECTL_DIR:-$(cd "$(dirname "$0")/.." && pwd)/artifacts/kubectl}

fail() {
    echo "kubectl.sh: $1" >&2
    exit 1
}

# The minor version of a client that is v1, or nothing. A dispatcher has a version of its own and a HOME to keep clients in.
minor_of() {
    home=$(mktemp -d)
    HOME=$home "$1" version --client 2>/dev/null | sed -n 's/^Client Version: v1\.\([0-9]*\).*/\1/p'
    rm -rf "$home"
}

is_new_enough() {
    minor=$(minor_of "$1")
    [ -n "$minor" ] && [ "$minor" -ge "$minimum" ]
}

# The address from which this system gets its own release of Debian, so that no other host need be reachable.
debian_mirror() {
    codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    apt-get --print-uris update | sed -n "s|^'\\(.*\\)dists/$codename/InRelease' .*|\\1|p" | head -n 1
}

unpack() {
    command -v apt-get >/dev/null && command -v dpkg >/dev/null || fail "no kubectl of v1.$minimum or newer on the PATH, and no apt to get one"
    [ -r "$keyring" ] || fail "$keyring is missing: install debian-archive-keyring"
    mirror=$(debian_mirror)
    [ -n "$mirror" ] || fail "apt's sources name no mirror of this Debian release"

    root=$(mktemp -d)
    trap 'rm -rf "$root"' EXIT
    mkdir -p "$root/lists/partial" "$root/cache/archives/partial" "$root/parts"
    : >"$root/status"
    echo "deb [signed-by=$keyring] $mirror $suite main" >"$root/sources.list"

    # Only places are changed: proxies and whatever else the system's apt needs stay. The user _apt cannot write here.
    private() {
        apt-get -qq \
            -o Dir::Etc::sourcelist="$root/sources.list" -o Dir::Etc::sourceparts="$root/parts" \
            -o Dir::Etc::preferences="$root/none" -o Dir::Etc::preferencesparts="$root/parts" \
            -o Dir::State::lists="$root/lists" -o Dir::State::status="$root/status" \
            -o Dir::Cache="$root/cache" -o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
    }

    private update >&2 || fail "no package lists of $suite from $mirror"
    (cd "$root" && private download "$package" >&2) || fail "no package $package in $suite at $mirror"
    rm -rf "$target.new"
    dpkg -x "$root/$package"_*.deb "$target.new"
    rm -rf "$target"
    mv "$target.new" "$target"
}

if command -v kubectl >/dev/null && is_new_enough "$(command -v kubectl)"; then
    command -v kubectl
    exit
fi

unpacked=$target/usr/bin/kubectl
[ -x "$unpacked" ] || unpack
is_new_enough "$unpacked" || fail "$unpacked is no kubectl of v1.$minimum or newer"
echo "$unpacked"
