#!/usr/bin/env bash
# Makes what silos know each other by: an authority, and a certificate by it that all silos of a cluster may share.
# Called again, it keeps the authority and renews the certificate; running silos take it without a restart.
#   deploy/certificates.sh [FOLDER]        ca.crt, tls.crt and tls.key for the silos; ca.key to be locked away
set -euo pipefail
folder=${1:-"$(dirname "$0")/certificates"}
mkdir -p "$folder"
# Who may enter the folder may read the key. The files themselves are mounted into containers, whose user is nobody here.
chmod 700 "$folder"
cd "$folder"
new_key() { openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$1" 2>/dev/null; }

if [ ! -f ca.key ]; then
  new_key ca.key
  chmod 600 ca.key
  openssl req -new -x509 -key ca.key -subj /CN=orleans-users-silos -days 3650 -out ca.crt \
    -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign
fi

# Into place by one rename each: a silo reads them at any time, and goes on with the old ones until the two fit together.
trap 'rm -f next.key next.csr next.crt' EXIT
new_key next.key
openssl req -new -key next.key -subj /CN=orleans-users-silo -out next.csr
# A silo both calls and is called.
openssl x509 -req -in next.csr -CA ca.crt -CAkey ca.key -days 397 -out next.crt 2>/dev/null -extfile <(printf '%s\n' \
  basicConstraints=critical,CA:FALSE keyUsage=critical,digitalSignature extendedKeyUsage=serverAuth,clientAuth \
  subjectKeyIdentifier=hash authorityKeyIdentifier=keyid)
chmod 644 next.key next.crt ca.crt
mv next.key tls.key
mv next.crt tls.crt
echo "$folder: $(openssl x509 -in tls.crt -noout -enddate)"
