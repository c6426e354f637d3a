"""Reads the committed known answers by docs/sealed.md alone: python3-cryptography, and Debian's age where it is installed.

usage: python3 scripts/readSealed.py __tests__/shared/data/sealed.json [AGE-SECRET-KEY-1... of the box]
"""
import base64, hashlib, json, shutil, struct, subprocess, sys, tempfile
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def raw(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def label(name):
    name = b"chat-tui/sealed2/" + name
    return bytes([len(name)]) + name


def derive(key, salt, name, data):
    return HKDF(hashes.SHA256(), 32, salt, label(name) + data).derive(key)


def age(data, identity):
    """What Debian's age opens; None where it is not installed."""
    if shutil.which("age") is None:
        return None
    with tempfile.NamedTemporaryFile("w") as key:
        key.write(identity + "\n")
        key.flush()
        return subprocess.run(["age", "-d", "-i", key.name], input=data, capture_output=True, check=True).stdout


answers = json.load(open(sys.argv[1]))
message, statement = raw(answers["message"]), raw(answers["statement"])
header, sealed, signature = message[:213], message[213:-64], message[-64:]
statement_hash = hashlib.sha256(label(b"statement") + statement[:-64]).digest()
assert statement_hash == raw(answers["statementHash"])
suite, n, named = header[0], struct.unpack(">I", header[1:5])[0], header[5:37]
assert (suite, n, named) == (1, 0, statement_hash)

epoch_key = raw(answers["epochKey"])
if len(sys.argv) > 2:
    box = age(raw(answers["box"]), sys.argv[2])
    if box is None:
        print("age is not installed: the box and the file were not opened")
    else:
        conv = statement[1:33]
        assert box == label(b"box") + conv + struct.pack(">I", 0) + statement_hash + epoch_key
        assert age(raw(answers["file"]), answers["fileIdentity"])[:9] == b"nine byte"
        print("box and file opened with age")

Ed25519PublicKey.from_public_bytes(raw(answers["signKey"])).verify(signature, label(b"message") + header + sealed)
assert hashlib.sha256(label(b"message") + header + sealed).digest() == raw(answers["messageId"])
key = derive(epoch_key, header[181:213], b"message", hashlib.sha256(header).digest())
padded = ChaCha20Poly1305(key).decrypt(bytes(12), sealed, header)
print(padded.rstrip(b"\0")[:-1].decode())
