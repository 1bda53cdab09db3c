#!/bin/sh
# Prints krew's manifest (https://krew.sigs.k8s.io) of a release.
#
#   krew.sh VERSION HOMEPAGE URL ARCHIVE...
#
# VERSION  v1.2.3
# HOMEPAGE where people read about the plugin
# URL      the folder that the archives can be loaded from
# ARCHIVE  admission-guard_OS_ARCH.tar.gz, with the program admission-guard at its top
set -eu
version=$1
homepage=$2
url=$3
shift 3

cat <<END
apiVersion: krew.googlecontainertools.github.com/v1alpha2
kind: Plugin
metadata:
  name: admission-guard
spec:
  version: $version
  homepage: $homepage
  shortDescription: Simulate NetworkPolicy changes before they break traffic
  description: |
    Simulates who can talk to whom before and after a NetworkPolicy change, with
    the cluster's real pods, and says what breaks: lost connections, blocked DNS,
    rules that do nothing.

      kubectl admission-guard review --live --change policies/
      kubectl admission-guard explain --live --from shop/web --to shop/db --port tcp/5432
  platforms:
END

for archive in "$@"; do
    name=${archive##*/}
    platform=${name#admission-guard_}
    platform=${platform%.tar.gz}
    os=${platform%_*}
    suffix=
    [ "$os" != windows ] || suffix=.exe
    cat <<END
    - selector:
        matchLabels:
          os: $os
          arch: ${platform##*_}
      uri: $url/$name
      sha256: $(sha256sum "$archive" | cut -d ' ' -f 1)
      bin: admission-guard$suffix
END
done
