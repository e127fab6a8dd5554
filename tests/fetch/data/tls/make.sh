#!/usr/bin/env bash
# Writes ca.pem, expired.pem and other.pem (a server's key and certificate in one file) anew; needs openssl 3.
set -euo pipefail
cd "$(dirname "$0")"
sign() { # sign NAME EXTENSION FROM TO, by ca.pem or by itself
    local by=(-cert ca.pem -keyfile ca.key)
    [ "$1" = ca ] && by=(-selfsign -keyfile ca.key)
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=feedarchive test $1" -keyout "$1.key" -out "$1.csr" 2>/dev/null
    mkdir -p db && : >db/index && echo "$RANDOM" | sha256sum | head -c 16 >db/serial
    openssl ca -batch -notext "${by[@]}" -startdate "$3" -enddate "$4" -in "$1.csr" -out "$1.pem" -config <(cat <<TXT
[ca]
default_ca=it
[it]
database=db/index
serial=db/serial
new_certs_dir=db
default_md=sha256
policy=any
x509_extensions=ext
[any]
commonName=supplied
[ext]
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid:always
$2
TXT
    ) 2>/dev/null
    rm -rf "$1.csr" db
}
ca='basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign'
sign ca "$ca" 20200101000000Z 21200101000000Z
sign expired 'subjectAltName=DNS:localhost' 20200101000000Z 20200102000000Z
sign other 'subjectAltName=DNS:other.example' 20200101000000Z 21200101000000Z
for leaf in expired other; do cat "$leaf.key" >>"$leaf.pem"; done
rm ./*.key
