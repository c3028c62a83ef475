#!/usr/bin/env python3
"""Makes the fixtures of the verifier's checks: for each code a broken zone and a near-miss sound one.

Needs dnssec-signzone. The keys in keys/ sign nothing real. Run it in its own directory, with the codes whose fixtures are to be
made, or without for all of them (ECDSA signatures differ each time); the diff is reviewed like code.
"""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
KEYS = HERE / "keys"
START, END = "20261001000000", "20270101000000"

BASE = """
$ORIGIN example.
$TTL 3600
@ SOA ns1 hostmaster 7 7200 3600 1209600 600
@ NS ns1
@ NS ns2
ns1 A 192.0.2.1
ns2 A 192.0.2.2
*.wild TXT "w"
a.b.ent A 192.0.2.9
secure NS ns.secure
secure DS 12345 13 2 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
ns.secure A 192.0.2.10
insecure NS ns1
"""


def sign(zone, *options, keys=("+013+",), include=""):
    """Signs with the keys whose names have one of the texts (next/… for those there); gives records as [owner, ttl, type, rdata]."""
    with tempfile.TemporaryDirectory() as place:
        names = [text.rpartition("/") for text in keys]
        files = sorted(file for folder, _, name in names for file in (KEYS / folder).glob(f"Kexample.{name}*.key"))
        text = zone + include + "".join(f"$INCLUDE {file}\n" for file in files)
        (pathlib.Path(place) / "zone").write_text(text)
        ksks = [file for file in files if " 257 " in file.read_text()]
        zsks = [file for file in files if file not in ksks]
        command = ["dnssec-signzone", "-q", "-P", "-O", "full", "-s", START, "-e", END, *options, "-o", "example"]
        for file in ksks:
            command += ["-k", str(file.with_suffix(""))]
        command += ["-f", "signed", "zone", *[str(file.with_suffix("")) for file in zsks]]
        subprocess.run(command, cwd=place, check=True, capture_output=True)
        lines = (pathlib.Path(place) / "signed").read_text().splitlines()
    records = []
    for line in lines:
        if line and not line.startswith(";"):
            owner, ttl, _, kind, rdata = line.split(None, 4)
            records.append([owner, ttl, kind, rdata])
    return sorted(records, key=lambda r: r[2] != "SOA")


def text(records):
    return "".join(dict.fromkeys(f"{owner} {ttl} IN {kind} {rdata}\n" for owner, ttl, kind, rdata in records))


def without(records, owner=None, kind=None, covered=None):
    def hit(r):
        return ((owner is None or r[0] == owner) and (kind is None or r[2] == kind)
                and (covered is None or r[3].split()[0] == covered))
    return [r for r in records if not hit(r)]


def change(records, owner, kind, covered, edit):
    """Edits the first record that fits: edit takes the RDATA's words and the record."""
    done = False
    out = []
    for r in records:
        if not done and r[0] == owner and r[2] == kind and (covered is None or r[3].split()[0] == covered):
            r = list(r)
            words = r[3].split()
            edit(words, r)
            r[3] = " ".join(words)
            done = True
        out.append(r)
    assert done, (owner, kind, covered)
    return out


def put(place, value):
    def edit(words, record):
        words[place] = value
    return edit


def flip(words, record):
    words[8] = ("A" if words[8][0] != "A" else "B") + words[8][1:]


def named(records, kind, number):
    return [r for r in records if r[2] == kind][number][0]


NSEC = sign(BASE)
NSEC3 = sign(BASE, "-3", "-")
OPTOUT = sign(BASE, "-3", "-", "-A")
TWO = sign(BASE, keys=("+013+", "+015+"))
KSK = next(r for r in NSEC if r[2] == "DNSKEY" and r[3].startswith("257"))
ZSK = next(r for r in NSEC if r[2] == "DNSKEY" and r[3].startswith("256"))
ED_KSK = next(r for r in TWO if r[2] == "DNSKEY" and r[3].startswith("257 3 15"))
ED_ZSK = next(r for r in TWO if r[2] == "DNSKEY" and r[3].startswith("256 3 15"))
APEX, NS1 = "example.", "ns1.example."
HASHED = sorted(r[0] for r in NSEC3 if r[2] == "NSEC3")
NEXT = [["example.", "3600", "DNSKEY", line.split("DNSKEY ")[1]]
        for file in sorted((KEYS / "next").glob("*.key"))
        for line in file.read_text().splitlines() if " DNSKEY " in line]
FIXTURES = {}


def case(code, broken, sound, **files):
    FIXTURES[code] = (broken if isinstance(broken, str) else text(broken), sound if isinstance(sound, str) else text(sound), files)


def extra(records, *more):
    return [*records, *([*r] for r in more)]


def signatures():
    case("RRSET-UNSIGNED", without(NSEC, NS1, "RRSIG", "A"), NSEC)
    case("RRSET-ALGORITHM-INCOMPLETE",
         [r for r in TWO if not (r[0] == NS1 and r[2] == "RRSIG" and r[3].startswith("A 15"))], TWO)
    case("RRSIG-INVALID", change(NSEC, NS1, "RRSIG", "A", flip), NSEC)
    case("RRSIG-EXPIRED", change(NSEC, NS1, "RRSIG", "A", put(4, "20261110000000")),
         change(NSEC, NS1, "RRSIG", "A", put(4, END)))
    case("RRSIG-NOT-YET-VALID", change(NSEC, NS1, "RRSIG", "A", put(5, "20261120000000")), NSEC)
    case("RRSIG-TIMES-REVERSED", change(NSEC, NS1, "RRSIG", "A", put(4, "20260901000000")), NSEC)
    case("RRSIG-EXPIRES-SOON", change(NSEC, NS1, "RRSIG", "A", put(4, "20261115120000")), NSEC)
    long = BASE.replace("ns1 A", "ns1 5000000 A")
    case("RRSIG-TTL-OUTLIVES", sign(long), sign(BASE.replace("ns1 A", "ns1 86400 A")))
    case("RRSIG-SIGNER", change(NSEC, NS1, "RRSIG", "A", put(7, "ample.")), change(NSEC, NS1, "RRSIG", "A", put(7, "EXAMPLE.")))
    case("RRSIG-LABELS", change(NSEC, NS1, "RRSIG", "A", put(2, "1")), NSEC)
    case("RRSIG-ORIGINAL-TTL", change(NSEC, NS1, "RRSIG", "A", put(3, "7200")), NSEC)

    def ttl(words, record):
        record[1] = "7200"
    case("RRSIG-TTL", change(NSEC, NS1, "RRSIG", "A", ttl), NSEC)
    case("RRSIG-KEY-ABSENT", change(NSEC, NS1, "RRSIG", "A", put(6, "1")), NSEC)
    case("RRSIG-ORPHAN", change(extra(NSEC, next(r for r in NSEC if r[0] == NS1 and r[2] == "RRSIG" and r[3].startswith("A "))),
                                NS1, "RRSIG", "A", put(0, "MX")), NSEC)
    case("RRSIG-UNWANTED", extra(NSEC, ["insecure.example.", "3600", "RRSIG", f"NS 13 2 3600 {END} {START} {tag(ZSK)} example. AAAA"]), NSEC)
    case("RRSIG-OVER-RRSIG", extra(NSEC, [NS1, "3600", "RRSIG", f"RRSIG 13 2 3600 {END} {START} {tag(ZSK)} example. AAAA"]), NSEC)
    again = next(r for r in NSEC if r[0] == NS1 and r[2] == "RRSIG" and r[3].startswith("A "))
    words = again[3].split()
    case("RRSIG-DUPLICATE", extra(NSEC, [NS1, "3600", "RRSIG", " ".join([*words[:5], "20261002000000", *words[6:]])]), TWO)
    case("RRSIG-ALGORITHM-UNKNOWN", unknown(), NSEC)
    case("RRSIG-KEY-UNFIT", change(NSEC, NS1, "RRSIG", "A", put(6, tag(revoked(ZSK))))
         + [[APEX, "3600", "DNSKEY", revoked(ZSK)[3]], signed_by(revoked(ZSK))], NSEC)


def tag(record):
    """The key tag of a DNSKEY (RFC 4034, Appendix B)."""
    import base64
    words = record[3].split()
    octets = int(words[0]).to_bytes(2, "big") + bytes([int(words[1]), int(words[2])]) + base64.b64decode("".join(words[3:]))
    total = sum(octet << 8 if i % 2 == 0 else octet for i, octet in enumerate(octets))
    return str((total + (total >> 16)) & 0xFFFF)


def revoked(key):
    words = key[3].split()
    return [key[0], key[1], key[2], " ".join([str(int(words[0]) | 128), *words[1:]])]


def signed_by(key):
    return [APEX, "3600", "RRSIG", f"DNSKEY {key[3].split()[2]} 1 3600 {END} {START} {tag(key)} example. AAAA"]


def unknown():
    """Every RRset has a signature of algorithm 200 too."""
    key = [APEX, "3600", "DNSKEY", "256 3 200 AAAAAAAAAAAA"]
    more = [key]
    for r in NSEC:
        if r[2] == "RRSIG":
            words = r[3].split()
            more.append([r[0], r[1], r[2], " ".join([words[0], "200", *words[2:6], tag(key), words[7], "AAAA"])])
    return extra(NSEC, *more)


def rsa(octets, others=(), exponent=b"\x03\x01\x00\x01"):
    """The zone with RSA keys beside its own, each RRset signed by their tag too; made up, and never verified."""
    import base64
    records = [[APEX, "3600", "DNSKEY", "256 3 8 " + base64.b64encode(exponent + bytes(key)).decode()]
               for key in (octets, *others)]
    more = list(records)
    for r in NSEC:
        if r[2] == "RRSIG":
            words = r[3].split()
            more.append([r[0], r[1], r[2], " ".join([words[0], "8", *words[2:6], tag(records[0]), words[7], "AAAA"])])
    return extra(NSEC, *more)


def colliding(count):
    """Keys of one tag: swapping octets at a distance of two leaves the sum."""
    octets = [0xC1, *(i % 251 + 1 for i in range(254)), 1]
    others = []
    for i in range(2, 2 + 2 * count, 2):
        other = list(octets)
        other[i], other[i + 2] = other[i + 2], other[i]
        others.append(other)
    return rsa(octets, others)


def keys():
    case("DNSKEY-MISSING", without(NSEC, APEX, "DNSKEY"), NSEC)
    case("DNSKEY-PROTOCOL", extra(NSEC, [APEX, "3600", "DNSKEY", "256 2 " + " ".join(ZSK[3].split()[2:])]), NSEC)
    case("DNSKEY-NOT-ZONE-KEY", extra(NSEC, [APEX, "3600", "DNSKEY", "0 3 " + " ".join(ZSK[3].split()[2:])]), NSEC)
    case("DNSKEY-MALFORMED", extra(NSEC, [APEX, "3600", "DNSKEY", "256 3 13 AAAAAAAA"]), NSEC)
    ksk = tag(KSK)
    bare = [r for r in NSEC if not (r[2] == "RRSIG" and r[3].startswith("DNSKEY") and r[3].split()[6] == ksk)]
    words = next(r for r in NSEC if r[2] == "RRSIG" and r[3].startswith("DNSKEY"))[3].split()
    case("DNSKEY-UNSIGNED-BY-KSK", extra(bare, [APEX, "3600", "RRSIG", " ".join([*words[:6], tag(ZSK), *words[7:]])]), sign(BASE, "-x"))
    case("DNSKEY-REVOKED-NOT-SELF-SIGNED", extra(NSEC, [APEX, "3600", "DNSKEY", revoked(ZSK)[3]]), NSEC)
    case("DNSKEY-REVOKED-ONLY", extra(without(without(NSEC, APEX, "DNSKEY", "257"), APEX, "RRSIG", "DNSKEY"), revoked(KSK), signed_by(revoked(KSK)), signed_by(ZSK)), NSEC)
    case("DNSKEY-TAG-COLLISION", colliding(1), TWO)
    case("RRSIG-COLLISION-LIMIT", colliding(4), TWO)
    ds = subprocess.run(["dnssec-dsfromkey", "-2", str(next(f for f in KEYS.glob("*.key") if KSK[3].split()[3][:20] in f.read_text()))],
                        check=True, capture_output=True, text=True).stdout
    case("DNSKEY-NOT-TRUSTED", sign(BASE, keys=("+015+",)), NSEC, **{"anchor.ds": ds})
    case("DNSSEC-ABSENT", BASE, NSEC)
    case("DNSSEC-UNEXPECTED", NSEC, BASE)
    case("DNSKEY-ALGORITHM", unknown(), NSEC)
    case("DNSKEY-NOT-RECOMMENDED", sign(BASE, keys=("+010+",)), NSEC)
    case("DNSKEY-SIZE", rsa([0xC1, *range(1, 127), 1]), NSEC)


def denial():
    case("DENIAL-MISSING", [r for r in NSEC if r[2] != "NSEC" and not (r[2] == "RRSIG" and r[3].startswith("NSEC "))], NSEC)
    mixed = [r for r in NSEC if r[2] == "NSEC" or (r[2] == "RRSIG" and r[3].startswith("NSEC "))]
    both = []
    for r in [*NSEC3, *mixed]:
        r = list(r)
        if r[2] == "NSEC3" and r[3].split()[6:] != ["NS"] and len(r[3].split()) > 5:
            r = nsec_in(r)
        if r[2] == "NSEC3" and r[3].split()[5:] == ["NS"]:
            r[3] += " RRSIG NSEC"
        if r[2] == "NSEC" and r[0] == APEX:
            r[3] += " NSEC3PARAM"
        both.append(r)
    case("DENIAL-MIXED", both, NSEC)
    case("NSEC-MISSING", [r for r in NSEC
                          if not (r[0] == NS1 and (r[2] == "NSEC" or (r[2] == "RRSIG" and r[3].startswith("NSEC "))))], NSEC)
    case("NSEC-MULTIPLE", extra(NSEC, [NS1, "600", "NSEC", "zz.example. A RRSIG NSEC"]), NSEC)
    case("NSEC-CHAIN-BROKEN", change(NSEC, NS1, "NSEC", None, put(0, "secure.example.")), NSEC)
    case("NSEC-BITMAP", change(NSEC, NS1, "NSEC", None, lambda w, r: w.append("TXT")), NSEC)
    case("NSEC-UNWANTED", extra(NSEC, ["ns.secure.example.", "600", "NSEC", "*.wild.example. A RRSIG NSEC"]), NSEC)

    def late(r):
        if r[0] == NS1 and r[2] == "NSEC":
            return [r[0], "900", r[2], r[3]]
        if r[0] == NS1 and r[2] == "RRSIG" and r[3].startswith("NSEC "):
            return [r[0], "900", r[2], r[3].replace(" 600 ", " 900 ", 1)]
        return r
    case("NSEC-TTL", [late(r) for r in NSEC], NSEC)


def nsec_in(record):
    words = record[3].split()
    types = words[5:]
    if types:
        order = ["A", "NS", "SOA", "TXT", "DS", "RRSIG", "NSEC", "DNSKEY", "NSEC3PARAM"]
        types = sorted(set(types) | {"NSEC", "RRSIG"}, key=order.index)
    return [record[0], record[1], record[2], " ".join(words[:5] + types)]


def hashed():
    no_param = [r for r in NSEC3 if r[2] != "NSEC3PARAM" and not (r[2] == "RRSIG" and r[3].startswith("NSEC3PARAM"))]
    no_param = [[r[0], r[1], r[2], r[3].replace(" NSEC3PARAM", "")] if r[2] == "NSEC3" else r for r in no_param]
    case("NSEC3PARAM-MISSING", no_param, NSEC3)
    case("NSEC3PARAM-MALFORMED", change(NSEC3, APEX, "NSEC3PARAM", None, put(1, "1")), NSEC3)
    case("NSEC3-ITERATIONS", sign(BASE, "-3", "-", "-H", "1"), NSEC3)
    case("NSEC3-SALT", sign(BASE, "-3", "ab"), NSEC3)
    excess = [[r[0], r[1], r[2], r[3].replace("1 0 0 -", "1 0 151 -")] if r[2] in ("NSEC3", "NSEC3PARAM") else r for r in NSEC3]
    case("NSEC3-ITERATIONS-LIMIT", excess, NSEC3)
    bad = HASHED[2]
    flags = change(NSEC3, bad, "NSEC3", None, put(1, "2"))
    case("NSEC3-MALFORMED", flags, NSEC3)
    gone, before = HASHED[3], HASHED[2]
    follow = next(r for r in NSEC3 if r[0] == gone and r[2] == "NSEC3")[3].split()[4]
    case("NSEC3-MISSING", change(without(NSEC3, gone), before, "NSEC3", None, put(4, follow)), OPTOUT)
    insecure = next(r[0] for r in NSEC3 if r[2] == "NSEC3" and r[3].split()[5:] == ["NS"])
    i = HASHED.index(insecure)
    follow = next(r for r in NSEC3 if r[0] == insecure and r[2] == "NSEC3")[3].split()[4]
    case("NSEC3-OPT-OUT-WRONG", change(without(NSEC3, insecure), HASHED[i - 1], "NSEC3", None, put(4, follow)), OPTOUT)
    twice = next(r for r in NSEC3 if r[0] == HASHED[1] and r[2] == "NSEC3")
    case("NSEC3-MULTIPLE", extra(NSEC3, [twice[0], twice[1], twice[2], twice[3] + " TYPE65280"]), NSEC3)
    case("NSEC3-CHAIN-BROKEN", change(NSEC3, HASHED[1], "NSEC3", None, put(4, HASHED[0].split(".")[0])), NSEC3)
    typed = next(r[0] for r in NSEC3 if r[2] == "NSEC3" and "TXT" in r[3])
    case("NSEC3-BITMAP", change(NSEC3, typed, "NSEC3", None, lambda w, r: w.remove("TXT")), NSEC3)
    stray = HASHED[1][:31] + ("0" if HASHED[1][31] != "0" else "1") + HASHED[1][32:]
    link = next(r for r in NSEC3 if r[0] == HASHED[1] and r[2] == "NSEC3")[3].split()
    pair = sorted([stray, HASHED[1]])
    later = stray == pair[1]
    more = [stray, "600", "NSEC3", " ".join([*link[:4], link[4] if later else HASHED[1].split(".")[0]])]
    sig = [stray, "600", "RRSIG", f"NSEC3 13 2 600 {END} {START} {tag(ZSK)} example. AAAA"]
    changed = change(NSEC3, HASHED[1] if later else HASHED[0], "NSEC3", None, put(4, stray.split(".")[0]))
    case("NSEC3-UNWANTED", extra(changed, more, sig), NSEC3)
    lone = ["0" * 32 + ".example.", "600", "NSEC3", "1 0 5 - " + "0" * 32]
    case("NSEC3-PARAMETERS", extra(NSEC3, lone, [lone[0], *sig[1:]]), NSEC3)
    case("ZONE-WILDCARD-OPT-OUT", OPTOUT, NSEC3)


def zonemd():
    digest = "\n@ ZONEMD 7 1 1 " + "0" * 96 + "\n"
    case("ZONEMD-MISMATCH", BASE + digest, BASE)
    case("ZONEMD-SERIAL", BASE + digest.replace(" 7 1 1", " 6 1 1"), BASE)
    case("ZONEMD-DUPLICATE", BASE + "\n@ ZONEMD 7 240 240 " + "0" * 96 + "\n@ ZONEMD 7 240 240 " + "1" * 96 + "\n", BASE)
    case("ZONEMD-UNKNOWN", BASE + "\n@ ZONEMD 7 240 240 " + "0" * 96 + "\n", BASE)


def plain(code, broken, sound=""):
    case(code, BASE + broken + "\n", BASE + sound + "\n")


def zone_rules():
    plain("ZONE-DUPLICATE-RECORD", "w A 192.0.2.7\nW A 192.0.2.7", "w A 192.0.2.7\nw A 192.0.2.8")
    plain("ZONE-TTL-MISMATCH", "w 60 A 192.0.2.7\nw 61 A 192.0.2.8", "w 60 A 192.0.2.7\nw 61 AAAA 2001:db8::8")
    plain("ZONE-OUT-OF-ZONE", "w.example.net. A 192.0.2.7", "w.example.net.example. A 192.0.2.7")
    plain("ZONE-SOA-NOT-AT-APEX", "w SOA ns1 hostmaster 1 2 3 4 5", 'w TXT "SOA"')
    plain("ZONE-SOA-MULTIPLE", "@ SOA ns1 hostmaster 8 7200 3600 1209600 600", "@ SOA NS1 Hostmaster 7 7200 3600 1209600 600")
    case("ZONE-NS-MISSING", BASE.replace("@ NS ns1\n@ NS ns2\n", ""), BASE)
    plain("ZONE-CNAME-AND-OTHER-DATA", "c CNAME ns1\nc TXT x", "c CNAME ns1\nd TXT x")
    plain("ZONE-CNAME-MULTIPLE", "c CNAME ns1\nc CNAME ns2", "c CNAME ns1\nC CNAME NS1")
    plain("ZONE-DNAME-MULTIPLE", "d DNAME e\nd DNAME f", "d DNAME e\nD DNAME E")
    plain("ZONE-DNAME-AT-DELEGATION", "d NS ns1\nd DNAME e", "d NS ns1\ne DNAME f")


def zone_text():
    case("ZONEFILE-FORMAT", "\0\0\0\2" + "\0" * 60, BASE)
    plain("ZONEFILE-SYNTAX", "w", "w TXT w")
    plain("ZONEFILE-PARENTHESIS", "w TXT a )", "w TXT ( a )")
    plain("ZONEFILE-QUOTE", 'w TXT "a', 'w TXT "a"')
    plain("ZONEFILE-NAME", "a" * 64 + " TXT x", "a" * 63 + " TXT x")
    plain("ZONEFILE-TYPE", "w NOSUCHTYPE x", "w TYPE65280 \\# 1 00")
    plain("ZONEFILE-CLASS", "w CH TXT x", "w IN TXT x")
    case("ZONEFILE-TTL", "$ORIGIN example.\nw A 192.0.2.1\n" + BASE.replace("$TTL 3600\n", ""), BASE.replace("$TTL 3600\n", ""))
    plain("ZONEFILE-TTL-RANGE", "w 2147483648 TXT x", "w 3600 TXT x")
    plain("ZONEFILE-RDATA", "w A 192.0.2.256", "w A 192.0.2.255")
    plain("ZONEFILE-DIRECTIVE", "$ORIGN example.", "$ORIGIN example.\nw TXT x")
    plain("ZONEFILE-INCLUDE", "$INCLUDE nowhere", "; $INCLUDE nowhere")
    plain("ZONEFILE-GENERATE", "$GENERATE 9-1 g$ A 192.0.2.$", "$GENERATE 1-9 g$ A 192.0.2.$")
    plain("ZONEFILE-TOO-LARGE", "w TXT " + " ".join(['"' + "x" * 255 + '"'] * 257), "w TXT " + '"' + "x" * 255 + '"')
    case("ZONEFILE-UNFINISHED", BASE + "w TXT x", BASE + "w TXT x\n")
    case("ZONEFILE-OWNER", " A 192.0.2.1\n" + BASE, BASE)
    case("ZONEFILE-ORIGIN", "; no $ORIGIN, and none given\nwww 3600 A 192.0.2.1\n" + BASE, "; no relative name before $ORIGIN\n" + BASE)


def content():
    case("ZONE-SOA-NOT-FIRST", "$ORIGIN example.\n$TTL 3600\nns1 A 192.0.2.1\n" + BASE.replace("ns1 A 192.0.2.1\n", ""), BASE)
    case("ZONE-NS-SINGLE", BASE.replace("@ NS ns2\n", ""), BASE)
    plain("ZONE-NS-ALIAS", "cut NS alias\nalias CNAME ns1", "cut NS ns1\nalias CNAME ns1")
    plain("ZONE-NS-NO-ADDRESS", "cut NS nowhere", "cut NS ns9.wild\n*.wild A 192.0.2.3")
    plain("ZONE-NS-IP-ADDRESS", "cut NS 192.0.2.1.", "cut NS 192.0.2.a.elsewhere.")
    plain("ZONE-GLUE-MISSING", "cut NS ns.cut", "cut NS ns.cut\nns.cut AAAA 2001:db8::1")
    plain("ZONE-GLUE-SIBLING", "cut NS ns2.secure", "cut NS ns.secure")
    plain("ZONE-GLUE-UNUSED", "old.secure A 192.0.2.4", "other NS old.secure\nold.secure A 192.0.2.4")
    plain("ZONE-OCCLUDED", "www.secure TXT x", "www TXT x")
    plain("ZONE-BELOW-DNAME", "d DNAME elsewhere.\nwww.d A 192.0.2.5", "d DNAME elsewhere.\nd A 192.0.2.5")
    plain("ZONE-CNAME-LOOP", "l1 CNAME l2\nl2 CNAME l1\nd DNAME e.d", "l1 CNAME ns1\nl2 CNAME ns2\nd DNAME e.dd")
    plain("ZONE-CNAME-CHAIN", "c1 CNAME c2\nc2 CNAME ns1", "c1 CNAME ns1\nc2 CNAME ns1")
    plain("ZONE-CNAME-DANGLING", "c1 CNAME nowhere", "c1 CNAME made.wild")
    plain("ZONE-TARGET-ALIAS", "m MX 10 alias\nalias CNAME ns1", "m MX 10 ns1\nalias CNAME ns1")
    plain("ZONE-TARGET-NO-ADDRESS", "m MX 10 nowhere", "m MX 0 .\n_s._tcp SRV 0 0 0 .")
    plain("ZONE-HOST-NAME", "m MX 10 under_score.example.net.", "m MX 10 under-score.example.net.\n_sip._tcp SRV 0 0 0 .\n_s SVCB 0 _t.example.net.")
    plain("ZONE-WILDCARD-INNER", "a.*.b TXT x", "a.b TXT x\n*.b TXT x")
    plain("ZONE-SPF-TYPE", 's SPF "v=spf1 -all"', 's TXT "v=spf1 -all"')
    plain("ZONE-RP-TXT-MISSING", "p RP me nowhere", 'p RP me words\nwords TXT "call me"')
    plain("ZONE-TLSA-OWNER", "w TLSA 3 1 1 " + "0" * 64, "_443._tcp.w TLSA 3 1 1 " + "0" * 64)
    plain("ZONE-SMIMEA-OWNER", "w SMIMEA 3 1 1 " + "0" * 64, "abc._smimecert SMIMEA 3 1 1 " + "0" * 64)
    plain("ZONE-SVCB-ALIAS", "u HTTPS 0 v\nv CNAME w\nw HTTPS 0 u", "u HTTPS 0 v\nv CNAME w\nw HTTPS 1 ns1 alpn=h2")
    plain("ZONE-NS-WILDCARD", "*.c NS ns1", "c NS ns1\n*.d TXT x")
    plain("ZONE-APEX-TYPE", "k NSEC3PARAM 1 0 0 -", "k TXT x")
    plain("ZONE-SVCB-DNS", "_853._dns.r SVCB 1 ns1 alpn=dot,h2", "_853._dns.r SVCB 1 ns1 alpn=dot\n_dns.r SVCB 1 ns1 alpn=h2 dohpath=/q{?dns}\ndns SVCB 1 ns1")
    plain("ZONE-DS-AT-APEX", "@ DS 12345 13 2 " + "0" * 64, "insecure DS 12345 13 2 " + "0" * 64)
    plain("ZONE-DS-WITHOUT-NS", "alone DS 12345 13 2 " + "0" * 64, "alone NS ns1\nalone DS 12345 13 2 " + "0" * 64)
    plain("ZONE-DS-ALGORITHM", "insecure DS 12345 3 2 " + "0" * 64, "insecure DS 12345 8 2 " + "0" * 64)
    plain("ZONE-DS-DIGEST", "insecure DS 12345 13 1 " + "0" * 40, "insecure DS 12345 13 1 " + "0" * 40 + "\ninsecure DS 12345 13 2 " + "0" * 64)
    plain("ZONE-DS-DIGEST-UNFIT", f"insecure DS 12345 13 1 {'0' * 40}\ninsecure DS 12345 13 2 {'0' * 64}",
          f"insecure DS 12345 13 2 {'0' * 64}\ninsecure DS 12345 13 4 {'0' * 96}")
    case("ZONE-EXPIRE-OUTLIVES", sign(BASE.replace("1209600", "6048000")), NSEC)
    cds = subprocess.run(["dnssec-dsfromkey", "-2", str(next(f for f in KEYS.glob("*.key") if KSK[3].split()[3][:20] in f.read_text()))],
                         check=True, capture_output=True, text=True).stdout.split(None, 3)[3]
    both = f"@ CDS {cds}@ CDNSKEY {KSK[3]}\n"
    ok = sign(BASE + both)
    case("CDS-ALONE", sign(BASE + f"@ CDS {cds}"), ok)
    case("CDS-CDNSKEY-MISMATCH", sign(BASE + f"@ CDS {cds}@ CDNSKEY {ZSK[3]}\n"), ok)
    other = "257 3 13 " + "".join(ZSK[3].split()[3:])
    case("CDS-ORPHAN", sign(BASE + f"@ CDNSKEY {other}\n@ CDS {digest_of(other)}\n"), ok)
    case("CDS-DELETE", sign(BASE + both + "@ CDS 0 0 0 00\n"), sign(BASE + "@ CDS 0 0 0 00\n@ CDNSKEY 0 3 0 AA==\n"))
    case("CDS-WITHOUT-DNSSEC", BASE + both, ok)


def more():
    zsk, ksk = (ds_of(key) for key in (ZSK, KSK))
    case("DNSKEY-NEXT-NOT-TRUSTED", sign(BASE, "-x"), NSEC, **{"next.ds": zsk})
    case("DNSKEY-DS-ALGORITHM", sign(BASE, keys=("+015+",)), NSEC, **{"anchor.ds": ksk})
    case("DNSKEY-EXPONENT", rsa([0xC1, *(i % 251 + 1 for i in range(254)), 1], exponent=b"\x01\x03"), TWO)
    flat = [r[:3] + [r[3].replace("257 3 13", "256 3 13")] if r[2] == "DNSKEY" else r for r in NSEC]
    case("DNSKEY-NO-SEP", retag(flat, KSK, next(r for r in flat if r[2] == "DNSKEY" and r[3].split()[3:] == KSK[3].split()[3:])), NSEC)
    plain("ZONE-TTL-LONG", "long 604801 A 192.0.2.4", "long 604800 A 192.0.2.4")
    plain("ZONE-RECORD-COUNT", "one A 192.0.2.4", "")
    plain("ZONEMD-MALFORMED", "ns1 ZONEMD 7 1 1 " + "0" * 96, "")
    asked = f"@ CDS {zsk.split(None, 3)[3]}@ CDNSKEY {ZSK[3]}\n"
    good = f"@ CDS {ksk.split(None, 3)[3]}@ CDNSKEY {KSK[3]}\n"
    case("CDS-BREAKS-CHAIN", sign(BASE + asked, "-x"), sign(BASE + good))
    def is_by(key, record, *covered):
        words = record[3].split()
        return record[2] == "RRSIG" and words[0] in covered and words[6] == tag(key)
    by_zsk = [r for r in sign(BASE + good) if not is_by(ZSK, r, "DNSKEY") and not is_by(KSK, r, "CDS", "CDNSKEY")]
    case("CDS-SIGNER", by_zsk, sign(BASE + good, "-x"))
    newer = BASE.replace(" 7 7200", " 8 7200")
    case("PREVIOUS-ONLY-SERIAL", newer, newer + "new A 192.0.2.4\n", **{"previous.zone": BASE})
    rows = "".join(f"example. {role} 015 {int(key):05} 20261201000000 20261201000000 20280101000000 20280201000000 presign=20261101000000\n"
                   for role, key in (("ZSK", tag(ED_ZSK)), ("KSK", tag(ED_KSK))))
    case("RRSIG-KEY-PRESIGN", [r for r in TWO if not (r[2] == "DNSKEY" and r[3].split()[2] == "15")], NSEC,
         **{"keyindex.txt": "dn type alg tag publish start end remove\n" + rows})


def ds_of(key):
    words = key[3].split()
    return f"example. 3600 DS {digest_of(' '.join([*words[:3], ''.join(words[3:])]))}\n"


def digest_of(rdata):
    import base64
    import hashlib
    words = rdata.split()
    octets = int(words[0]).to_bytes(2, "big") + bytes([int(words[1]), int(words[2])]) + base64.b64decode("".join(words[3:]))
    return f"{tag([None, None, None, rdata])} {words[2]} 2 " + hashlib.sha256(b"\x07example\x00" + octets).hexdigest()


def previous():
    newer = BASE.replace(" 7 7200", " 8 7200")
    older = BASE.replace(" 7 7200", " 6 7200")
    case("PREVIOUS-SERIAL", newer.replace(" 8 7200", " 7 7200") + "new A 192.0.2.8\n", BASE, **{"previous.zone": BASE})
    case("PREVIOUS-SHRUNK", newer.replace("insecure NS ns1\n", ""), newer, **{"previous.zone": BASE})
    many = "".join(f"d{i} NS ns1\n" for i in range(30))
    moved = "".join(f"d{i} NS ns{2 if i < 11 else 1}\n" for i in range(30))
    case("PREVIOUS-CHANGED", newer + moved, newer + moved.replace("d10 NS ns2", "d10 NS ns1"), **{"previous.zone": BASE + many})
    case("PREVIOUS-UNSIGNED", newer, sign(newer), **{"previous.zone": text(NSEC)})
    case("PREVIOUS-UNSIGNED-DATA", sign(newer.replace("ns.secure A 192.0.2.10", "ns.secure A 192.0.2.11")), sign(newer),
         **{"previous.zone": text(NSEC)})
    signed = sign(newer)
    next_zsk, next_ksk = (next(r for r in NEXT if r[3].startswith(flags)) for flags in ("256", "257"))
    case("PREVIOUS-KEY-GONE", retag([*without(signed, APEX, "DNSKEY", "256"), next_zsk], ZSK, next_zsk), signed,
         **{"previous.zone": text([*NSEC, next_zsk])})
    case("PREVIOUS-KEY-TOO-NEW", retag([*signed, next_zsk], ZSK, next_zsk), [*retag(signed, ZSK, ZSK)], **{"previous.zone": text(NSEC)})
    case("PREVIOUS-KSK-WITHDRAWN", signed, sign(newer, keys=("+013+", "+015+")), **{"previous.zone": text(TWO)})
    rolled(newer, BASE)
    case("PREVIOUS-KSK-CHANGED", retag([*without(signed, APEX, "DNSKEY", "257"), next_ksk], KSK, next_ksk), signed,
         **{"previous.zone": text(NSEC)})


def rolled(zone, older):
    """A KSK that goes after its DS, as the keyindex records it."""
    both = ("+013+", "next/+013+11735")
    times = "20260101000000 20260101000000 20261110000000 20261114000000"
    rows = (f"example. KSK 013 {int(tag(KSK)):05} 20261001000000 20261001000000 20280101000000 20280201000000 ds-seen=20261005000000\n"
            f"example. KSK 013 11735 {times} ds-seen=20260105000000 ds-gone=20261010000000\n")
    case("PREVIOUS-KSK-ROLLED", sign(zone), sign(zone, keys=both),
         **{"previous.zone": text(sign(older, keys=both)), "keyindex.txt": "dn type alg tag publish start end remove\n" + rows})


def retag(records, old, new):
    """Lets another key have made the signatures."""
    def by(r):
        words = r[3].split()
        if r[2] == "RRSIG" and words[6] == tag(old):
            words[6] = tag(new)
        return [r[0], r[1], r[2], " ".join(words)]
    return [by(r) for r in records]


def sizes():
    ns1 = next(r for r in NSEC if r[0] == NS1 and r[2] == "RRSIG" and r[3].startswith("A "))[3].split()
    times = [f"202610{day:02}000000" for day in range(2, 18)]
    case("RRSIG-LIMIT", extra(NSEC, *([NS1, "3600", "RRSIG", " ".join([*ns1[:5], time, *ns1[6:]])] for time in times)), TWO)
    salts = [[APEX, "0", "NSEC3PARAM", f"1 0 0 A{i}"] for i in range(4)]
    case("NSEC3PARAM-LIMIT", extra(NSEC3, *salts), NSEC3)
    plain("ZONE-RRSET-COUNT", "$GENERATE 1-101 big A 192.0.2.$", "$GENERATE 1-100 big A 192.0.2.$")
    plain("ZONE-TYPE-COUNT", types(101), types(100))
    long = ".".join(["x" * 60] * 3) + ".elsewhere."
    plain("ZONE-RRSET-SIZE", f"$GENERATE 1-320 big PTR n$.{long}", f"$GENERATE 1-100 big PTR n$.{long}")
    many = "".join(f"big NS ns{i}.elsewhere{i}.\n" for i in range(20))
    case("ANSWER-SIZE-REFERRAL", sign(BASE + many), NSEC)
    case("ANSWER-SIZE-DNSKEY", TWO, NSEC)
    case("ANSWER-SIZE-NXDOMAIN", NSEC3, BASE)
    wide = "".join(f"ns1 TYPE{256 * i + 255} \\# 1 00\n" for i in range(1, 10))
    case("ANSWER-SIZE-NODATA", sign(BASE + wide), sign(BASE.replace('*.wild TXT "w"', "")))


def types(count):
    return "\n".join(f"big TYPE{1000 + i} \\# 1 00" for i in range(count))


def unreadable():
    """RDATA that no reader of files lets through, as lines of owner, TTL, type and hexadecimal RDATA beside the zone."""
    digest = "insecure DS 12345 13 2 " + "0" * 64
    raw("ZONE-DS-LENGTH", BASE, BASE + digest + "\n", "insecure", "DS", "30390D02" + "00" * 31)
    raw("ZONE-SVCB-PARAMETERS", BASE, BASE + "ns1 HTTPS 1 . alpn=h2 no-default-alpn\n", "ns1", "HTTPS", "00010000020000")
    raw("RRSIG-MALFORMED", NSEC, NSEC, "ns1", "RRSIG", "00010D0200000E10")
    after = "036E7332076578616D706C6500"  # ns2.example., and a bit map of no octet
    raw("NSEC-MALFORMED", without(NSEC, NS1, "NSEC"), NSEC, "ns1", "NSEC", after + "0000", 600)


def raw(code, broken, sound, owner, kind, rdata, ttl=3600):
    case(code, broken, sound, **{"broken.records": f"{owner}.example. {ttl} {kind} {rdata}\n"})


for family in (signatures, keys, denial, hashed, zonemd, zone_text, zone_rules, content, previous, sizes, unreadable, more):
    family()
for code, (broken, sound, files) in FIXTURES.items():
    if len(sys.argv) > 1 and code not in sys.argv[1:]:
        continue
    folder = HERE / code
    folder.mkdir(exist_ok=True)
    (folder / "broken.zone").write_text(broken)
    (folder / "sound.zone").write_text(sound)
    for name, content_of in files.items():
        if "." in name:
            (folder / name).write_text(content_of)
print(len(FIXTURES), "fixtures")
