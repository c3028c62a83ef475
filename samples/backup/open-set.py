#!/usr/bin/env python3
"""Opens a sealed set by docs/backup-format.md alone: Python's standard library, OpenSSL's libcrypto, the openssl command.

  open-set.py SET DIRECTORY                        asks for the passphrase
  open-set.py SET DIRECTORY --passphrase-fd N      reads it from a file descriptor
  open-set.py SET DIRECTORY --share FILE...        as many shares as it takes

DIRECTORY must not exist. For the day on which keybackup cannot be had; keybackup itself checks more.
"""
import ctypes, ctypes.util, getpass, hashlib, hmac, json, os, subprocess, sys, tempfile

crypto = ctypes.CDLL(ctypes.util.find_library("crypto"))
crypto.EVP_CIPHER_CTX_new.restype = crypto.EVP_aes_256_gcm.restype = ctypes.c_void_p
PIECE = 65536


def aes_gcm(key, nonce, sealed, associated):
    """Decrypts; the last 16 octets are the tag."""
    context, length = ctypes.c_void_p(crypto.EVP_CIPHER_CTX_new()), ctypes.c_int()
    clear, tag = ctypes.create_string_buffer(len(sealed)), sealed[-16:]
    crypto.EVP_DecryptInit_ex(context, ctypes.c_void_p(crypto.EVP_aes_256_gcm()), None, key, nonce)
    crypto.EVP_DecryptUpdate(context, None, ctypes.byref(length), associated, len(associated))
    crypto.EVP_DecryptUpdate(context, clear, ctypes.byref(length), sealed, len(sealed) - 16)
    crypto.EVP_CIPHER_CTX_ctrl(context, 0x11, 16, tag)
    right = crypto.EVP_DecryptFinal_ex(context, ctypes.create_string_buffer(16), ctypes.byref(length)) == 1
    crypto.EVP_CIPHER_CTX_free(context)
    return clear.raw[:len(sealed) - 16] if right else None


def derive(secret, identifier, purpose):
    """HKDF-SHA256 (RFC 5869), one block."""
    extracted = hmac.digest(identifier, secret, "sha256")
    return hmac.digest(extracted, b"dnssec-sealed-set 1 " + purpose + b"\x01", "sha256")


def sha256(octets):
    return hashlib.sha256(octets).hexdigest()


def line(octets, at, name):
    end = octets.index(b"\n", at)
    words = octets[at:end].split(b" ")
    if words[0] != name:
        sys.exit(f"no {name.decode()} line at octet {at}")
    return words[1:], end + 1


def read(path):
    """Gives manifest, preamble and chunks, once digests and signature are right."""
    octets = open(path, "rb").read()
    if not octets.startswith(b"dnssec-sealed-set 1\n"):
        sys.exit("no sealed set of version 1")
    (length,), at = line(octets, 20, b"manifest")
    manifest = json.loads(octets[at:at + int(length)])
    (length,), at = line(octets, at + int(length) + 1, b"payload")
    preamble, left, chunks = octets[:at], int(length), []
    while not chunks or left > 0:
        size = min(left, PIECE) + 16
        chunks.append(octets[at:at + size])
        at, left = at + size, left - PIECE
    digests = at + 1
    (digest,), at = line(octets, digests, b"preamble")
    if digest.decode() != sha256(preamble):
        sys.exit("the manifest is damaged")
    for number, chunk in enumerate(chunks):
        (digest,), at = line(octets, at, b"chunk")
        if digest.decode() != sha256(chunk):
            sys.exit(f"chunk {number + 1} is damaged")
    (signer, signature), end = line(octets, at, b"signature")
    if end != len(octets) or not is_signed(bytes.fromhex(signer.decode()), bytes.fromhex(signature.decode()),
                                           b"dnssec-sealed-set 1\n" + octets[digests:at]):
        sys.exit("the signature is wrong")
    return manifest, preamble, chunks


def is_signed(signer, signature, text):
    """Ed25519 by the openssl command; nothing here is secret."""
    with tempfile.TemporaryDirectory() as directory:
        names = [os.path.join(directory, name) for name in ("key", "signature", "text")]
        for name, octets in zip(names, (bytes.fromhex("302a300506032b6570032100") + signer, signature, text)):
            open(name, "wb").write(octets)
        return subprocess.run(["openssl", "pkeyutl", "-verify", "-rawin", "-pubin", "-keyform", "DER", "-inkey", names[0],
                               "-sigfile", names[1], "-in", names[2]], capture_output=True).returncode == 0


def multiply(a, b):
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = (a << 1) ^ (0x11B if a & 0x80 else 0)
        b >>= 1
    return product


def inverse(a):
    return next(b for b in range(256) if multiply(a, b) == 1)


def word_list():
    """The list is a block of the document: 32 lines of eight words."""
    page = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", "backup-format.md")
    blocks = open(page, encoding="utf-8").read().split("```")
    words = next(block.split() for block in blocks if len(block.split()) == 256)
    return {word[:3]: octet for octet, word in enumerate(words)}


def read_share(path, words):
    rows = [row.split("#")[0].split() for row in open(path, encoding="utf-8")]
    octets = [words[word[:3].lower()] for row in rows for word in row if not word.isdigit()]
    share = b""
    for row in range(6):
        part = bytes(octets[row * 8:row * 8 + 8])
        if hashlib.sha256(bytes([row + 1]) + part[:7]).digest()[0] != part[7]:
            sys.exit(f"{path}: row {row + 1} was not read right")
        share += part[:7]
    if hashlib.sha256(share[:39]).digest()[:3] != share[39:]:
        sys.exit(f"{path}: not one share")
    return share


def combine(shares):
    secret = bytearray(32)
    for share in shares:
        x, weight = share[2], 1
        for other in shares:
            y = other[2]
            weight = weight if y == x else multiply(weight, multiply(y, inverse(y ^ x)))
        for i in range(32):
            secret[i] ^= multiply(weight, share[7 + i])
    return bytes(secret)


def content_key(manifest, identifier, arguments):
    if arguments[:1] == ["--share"]:
        slot = next(slot for slot in manifest["slots"] if slot["kind"] == "shares")
        words = word_list()
        shares = [read_share(path, words) for path in arguments[1:]][:slot["threshold"]]
        candidates = [(slot, derive(combine(shares), identifier, b"shares"))]
    else:
        passphrase = (os.fdopen(int(arguments[1])).readline().rstrip("\r\n") if arguments
                      else getpass.getpass("Passphrase: ")).encode()
        candidates = ((slot, hashlib.scrypt(passphrase, salt=bytes.fromhex(slot["salt"]), n=1 << slot["cost"], r=8, p=1,
                                            maxmem=(1024 << slot["cost"]) + (1 << 21), dklen=32))
                      for slot in manifest["slots"] if slot["kind"] == "passphrase")
    for slot, key in candidates:
        associated = f"dnssec-sealed-set 1 {slot['kind']} {manifest['set']}".encode()
        opened = aes_gcm(key, bytes.fromhex(slot["nonce"]), bytes.fromhex(slot["wrapped"]), associated)
        if opened:
            return opened
    sys.exit("that does not open the set")


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    manifest, preamble, chunks = read(sys.argv[1])
    identifier = bytes.fromhex(manifest["set"])
    content = content_key(manifest, identifier, sys.argv[3:])
    key, bound, payload = derive(content, identifier, b"payload"), hashlib.sha256(preamble).digest(), b""
    for number, chunk in enumerate(chunks):
        nonce = bytes(7) + number.to_bytes(4, "big") + bytes([number == len(chunks) - 1])
        piece = aes_gcm(key, nonce, chunk, bound)
        if piece is None:
            sys.exit(f"chunk {number + 1} does not belong to this set")
        payload += piece
    digest_key = derive(content, identifier, b"digests")
    os.umask(0o077)
    os.mkdir(sys.argv[2])
    at = 0
    for file in manifest["files"]:
        octets, at = payload[at:at + file["octets"]], at + file["octets"]
        parts = file["name"].split("/")
        if hmac.new(digest_key, file["name"].encode() + b"\0" + octets, "sha256").hexdigest() != file["digest"] \
                or any(part in ("", ".", "..") for part in parts):
            sys.exit(f"{file['name']}: wrong digest or name")
        path = os.path.join(sys.argv[2], *parts)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        open(path, "xb").write(octets)
        print(path)


main()
