#!/usr/bin/env bash
# Prints the sample zone, tld.example: what a small registry's zone has in it. The same text every time.
set -euo pipefail

delegations=${1:-300}

cat <<'END'
; A small registry's zone, made up from end to end: names under .example, addresses from the documentation ranges.
$ORIGIN tld.example.
$TTL 1h
@               IN SOA  ns1.nic hostmaster.nic (
                        2026112100 ; serial
                        2h         ; refresh
                        1h         ; retry
                        2w         ; expire
                        1h )       ; negative answers
                NS      ns1.nic
                NS      ns2.nic
                NS      ns.secondary.example.
                MX      10 mail.nic
                TXT     "v=spf1 mx -all"
                CAA     0 issue "ca.example"
                CAA     0 iodef "mailto:hostmaster@nic.tld.example"

; The registry's own hosts; nic itself is a name with records, _tcp.www.nic an empty non-terminal.
nic             A       192.0.2.80
                AAAA    2001:db8::80
                CAA     0 issue "ca.example"
                TXT     "the registry of tld.example"
ns1.nic         A       192.0.2.53
                AAAA    2001:db8::53
ns2.nic         A       198.51.100.53
                AAAA    2001:db8:100::53
mail.nic        A       192.0.2.25
www.nic         HTTPS   1 . alpn="h2,h3" ipv4hint=192.0.2.80 ipv6hint=2001:db8::80
                A       192.0.2.80
                AAAA    2001:db8::80
_443._tcp.www.nic  TLSA 3 1 1 0D6FCE3B8B13B8A3A5B6B5F1B0C0A6A9F8D5E5D4C3B2A190817263544536271F
_dns.ns1.nic    SVCB    1 ns1.nic alpn=dot port=853
rdap.nic        CNAME   www.nic
whois.nic       CNAME   www.nic
_whois._tcp     SRV     0 0 43 whois.nic

; A wildcard below a name of the registry's own, and an empty non-terminal (city) above a district.
*.test          TXT     "no such test"
district.city   NS      ns1.district.city
                NS      ns2.hoster.example.
                DS      12345 13 2 AAAA000000000000000000000000000000000000000000000000000000000000
ns1.district.city  A    203.0.113.10

; Internationalized names, in the form that DNS carries: peña, københavn, 例え.
xn--pea-8ma     NS      ns1.hoster.example.
                NS      ns2.hoster.example.
xn--kbenhavn-54a  NS    ns1.hoster.example.
                NS      ns2.hoster.example.
                DS      2371 15 2 BBBB000000000000000000000000000000000000000000000000000000000000
xn--r8jz45g     NS      ns1.xn--r8jz45g
                NS      ns2.xn--r8jz45g
ns1.xn--r8jz45g A       203.0.113.20
ns2.xn--r8jz45g AAAA    2001:db8:113::20

; The delegations: two name servers each, a DS for each second, name servers of their own with glue for each tenth.
END

for ((i = 1; i <= delegations; i++)); do
    name=$(printf 'shop%03d' "$i")
    if ((i % 10 == 0)); then
        printf '%s\tNS\tns1.%s\n\tNS\tns2.%s\n' "$name" "$name" "$name"
        printf 'ns1.%s\tA\t203.0.113.%d\nns2.%s\tAAAA\t2001:db8:%x::53\n' "$name" $((i % 250 + 1)) "$name" "$i"
    else
        printf '%s\tNS\tns1.hoster.example.\n\tNS\tns2.hoster.example.\n' "$name"
    fi
    if ((i % 2 == 0)); then
        printf '%s\tDS\t%d 13 2 %064X\n' "$name" $((i * 97 % 65536)) $((i * 1000003))
    fi
done
