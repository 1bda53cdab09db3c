#!/bin/sh
# Packs the command line for each platform, under the names that krew.sh reads the platform from.
#
#   archives.sh VERSION DIRECTORY [PLATFORM...]
#
# VERSION    v1.2.3
# DIRECTORY  where admission-guard_OS_ARCH.tar.gz is put, one a platform
# PLATFORM   linux_amd64, linux_arm64, darwin_arm64, windows_amd64; without one, all of them
#
# Each archive holds one file, with .NET in it: who installs a plugin of kubectl has no .NET, and krew cannot ask for it.
# Needs GNU tar. Nothing is written outside DIRECTORY.
set -eu
[ $# -ge 2 ] || { echo "usage: archives.sh VERSION DIRECTORY [PLATFORM...]" >&2; exit 2; }
version=$1
directory=$2
shift 2
[ $# -gt 0 ] || set -- linux_amd64 linux_arm64 darwin_arm64 windows_amd64
number=${version#v}
case $version in
    v[0-9]*.[0-9]*.[0-9]*) ;;
    *) echo "archives.sh: VERSION is v1.2.3, not '$version'" >&2; exit 2 ;;
esac
root=$(cd "$(dirname "$0")/.." && pwd)

for platform in "$@"; do
    case $platform in
        linux_amd64) identifier=linux-x64 ;;
        linux_arm64) identifier=linux-arm64 ;;
        darwin_arm64) identifier=osx-arm64 ;;
        windows_amd64) identifier=win-x64 ;;
        *) echo "archives.sh: no platform '$platform': linux_amd64, linux_arm64, darwin_arm64 or windows_amd64" >&2; exit 2 ;;
    esac
    program=admission-guard
    [ "$platform" != windows_amd64 ] || program=admission-guard.exe

    # A build folder of its own: a build for another platform must not mix with the one for this machine.
    work=$(mktemp -d)
    trap 'rm -rf "$work"' EXIT
    dotnet publish "$root/src/AdmissionGuard.Cli" -c Release -r "$identifier" --self-contained true -p:PublishSingleFile=true \
        -p:PublishReadyToRun=true -p:Version="$number" -p:DebugType=embedded --artifacts-path "$work" -o "$work/published" -v q --nologo >&2
    chmod 755 "$work/published/$program"

    # The same commit packs to the same bytes: no names of users, no time but the commit's.
    mkdir -p "$directory"
    archive=$directory/admission-guard_$platform.tar.gz
    tar --owner=0 --group=0 --numeric-owner --mtime="@$(git -C "$root" log -1 --format=%ct)" \
        -cf "$work/archive.tar" -C "$work/published" "$program"
    gzip -n -9 <"$work/archive.tar" >"$work/archive.tar.gz"
    mv "$work/archive.tar.gz" "$archive"
    rm -rf "$work"
    echo "$archive"
done
