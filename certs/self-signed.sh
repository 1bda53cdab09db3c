#!/bin/sh
# Makes a root, and a certificate of it that is valid for the webhook's Service, where there is no cert-manager:
#
#   certs/self-signed.sh && kubectl apply -k deploy/overlays/self-signed
#
# Run again it changes nothing as long as the certificate is good for another 30 days.
#   --renew    a new certificate of the same root: no moment in which API servers refuse it
#   --force    a new root too: API servers refuse the old certificate until kubelet has brought the new one, about a minute
#   --days N   how long the certificate is valid (default: 365)
#   --out DIR  where the files go (default: deploy/overlays/self-signed)
#
# Makes ca.crt, ca.key, tls.crt and tls.key. ca.key signs certificates that API servers trust for this webhook: it is needed for --renew
# only, is no part of the Secret, and belongs in a safe rather than in a repository. Needs openssl.
set -eu

service=admission-guard
namespace=admission-guard
name=$service.$namespace.svc
root_days=3650
least_seconds=2592000 # 30 days

fail() {
    echo "self-signed.sh: $1" >&2
    exit "${2:-1}"
}

out=$(cd "$(dirname "$0")/.." && pwd)/deploy/overlays/self-signed
days=365
mode=keep
while [ $# -gt 0 ]; do
    case $1 in
        --renew) mode=renew ;;
        --force) mode=force ;;
        --days | --out)
            [ $# -ge 2 ] || fail "$1 needs a value" 2
            if [ "$1" = --days ]; then days=$2; else out=$2; fi
            shift
            ;;
        *) fail "unknown argument $1; expected --renew, --force, --days N or --out DIR" 2 ;;
    esac
    shift
done

case $days in
    '' | *[!0-9]* | 0*) fail "--days $days: expected a number of days" 2 ;;
esac
[ "$days" -le "$root_days" ] || fail "--days $days: the root is valid for $root_days days only" 2
command -v openssl >/dev/null || fail "openssl is not installed"
[ -d "$out" ] || fail "$out is no directory"

# What is wrong with the files that are there, in words; nothing when they are good.
flaw() {
    for file in ca.crt tls.crt tls.key; do
        [ -r "$out/$file" ] || { echo "$file is missing"; return; }
    done
    openssl x509 -in "$out/tls.crt" -noout 2>/dev/null || { echo "tls.crt is no certificate"; return; }
    [ "$(openssl x509 -in "$out/tls.crt" -noout -pubkey)" = "$(openssl pkey -in "$out/tls.key" -pubout 2>/dev/null)" ] ||
        { echo "tls.key is not the key of tls.crt"; return; }
    openssl x509 -in "$out/tls.crt" -noout -checkend "$least_seconds" >/dev/null || { echo "tls.crt ends within 30 days"; return; }
    openssl verify -CAfile "$out/ca.crt" -purpose sslserver -verify_hostname "$name" "$out/tls.crt" >/dev/null 2>&1 ||
        echo "tls.crt is not valid for $name under ca.crt"
}

present=
for file in ca.crt ca.key tls.crt tls.key; do
    [ ! -e "$out/$file" ] || present="$present $file"
done

if [ "$mode" = keep ] && [ -n "$present" ]; then
    found=$(flaw)
    [ -z "$found" ] || fail "$out: $found. Nothing was overwritten: --renew makes a new certificate, --force a new root too"
    echo "$out: the certificate is good until $(openssl x509 -in "$out/tls.crt" -noout -enddate | cut -d= -f2); nothing to do"
    exit
fi
[ "$mode" != renew ] || { [ -r "$out/ca.key" ] && [ -r "$out/ca.crt" ]; } ||
    fail "$out: --renew needs ca.key and ca.crt; without them use --force"

# Everything is made beside the old files and moved over them at the end: a failure leaves them as they were. Keys are for the owner only.
umask 077
new=$(mktemp -d "$out/.new-XXXXXX")
trap 'rm -rf "$new"' EXIT

quiet() {
    openssl "$@" 2>"$new/log" || fail "openssl $1: $(tail -n 1 "$new/log")"
}

if [ "$mode" = renew ]; then
    root=$out
    openssl x509 -in "$root/ca.crt" -noout -checkend $((days * 86400)) >/dev/null ||
        fail "$out/ca.crt ends before a certificate of $days days would; use fewer --days, or --force"
else
    root=$new
    quiet ecparam -name prime256v1 -genkey -noout -out "$new/ca.key"
    # A name of its own for each root, so that an old one and a new one can be told apart.
    quiet req -x509 -new -key "$new/ca.key" -sha256 -days "$root_days" -out "$new/ca.crt" \
        -subj "/CN=admission-guard-ca-$(openssl rand -hex 4)" \
        -addext "basicConstraints=critical,CA:TRUE,pathlen:0" -addext "keyUsage=critical,keyCertSign,cRLSign"
fi

cat >"$new/extensions" <<END
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=serverAuth
subjectAltName=DNS:$name,DNS:$name.cluster.local
authorityKeyIdentifier=keyid
subjectKeyIdentifier=hash
END
quiet ecparam -name prime256v1 -genkey -noout -out "$new/tls.ec"
quiet pkcs8 -topk8 -nocrypt -in "$new/tls.ec" -out "$new/tls.key"
quiet req -new -key "$new/tls.key" -sha256 -subj "/CN=$name" -out "$new/request"
quiet x509 -req -in "$new/request" -CA "$root/ca.crt" -CAkey "$root/ca.key" -set_serial "0x$(openssl rand -hex 16 | sed 's/^./4/')" \
    -sha256 -days "$days" -extfile "$new/extensions" -out "$new/tls.crt"

for file in ca.key ca.crt tls.key tls.crt; do
    [ ! -e "$new/$file" ] || mv -f "$new/$file" "$out/$file"
done
found=$(least_seconds=0; flaw)
[ -z "$found" ] || fail "$out: $found, although it was just made"
echo "$out: made a certificate for $name, good for $days days; apply it with: kubectl apply -k deploy/overlays/self-signed"
