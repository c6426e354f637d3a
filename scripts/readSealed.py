"""Reads the committed known answers by docs/sealed.md alone: python3-cryptography, and Debian's age where it is installed.

usage: python3 scripts/readSealed.py __tests__/shared/data/sealed.json [AGE-SECRET-KEY-1... of the box]
       python3 scripts/readSealed.py __tests__/shared/data/directWay.json AGE-SECRET-KEY-1... of the device that asks
"""
import base64, hashlib, json, shutil, struct, subprocess, sys, tempfile
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SUITE = b"\1"


def raw(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def label(name):
    name = b"chat-tui/sealed2/" + name
    return bytes([len(name)]) + name


def digest(name, data):
    return hashlib.sha256(label(name) + data).digest()


def derive(key, salt, name, data):
    return HKDF(hashes.SHA256(), 32, salt, label(name) + data).derive(key)


def verify(key, signature, name, data):
    Ed25519PublicKey.from_public_bytes(raw(key)).verify(raw(signature), label(name) + data)


def with_length(data):
    data = data.encode() if isinstance(data, str) else data
    return struct.pack(">I", len(data)) + data


def age(data, identity):
    """What Debian's age opens; None where it is not installed."""
    if shutil.which("age") is None:
        return None
    with tempfile.NamedTemporaryFile("w") as key:
        key.write(identity + "\n")
        key.flush()
        return subprocess.run(["age", "-d", "-i", key.name], input=data, capture_output=True, check=True).stdout


def read_message(answers, identity):
    message, statement = raw(answers["message"]), raw(answers["statement"])
    header, sealed, signature = message[:213], message[213:-64], message[-64:]
    statement_hash = digest(b"statement", statement[:-64])
    assert statement_hash == raw(answers["statementHash"])
    suite, n, named = header[:1], struct.unpack(">I", header[1:5])[0], header[5:37]
    assert (suite, n, named) == (SUITE, 0, statement_hash)

    epoch_key = raw(answers["epochKey"])
    if identity is not None:
        box = age(raw(answers["box"]), identity)
        if box is None:
            print("age is not installed: the box and the file were not opened")
        else:
            conv = statement[1:33]
            assert box == label(b"box") + conv + struct.pack(">I", 0) + statement_hash + epoch_key
            assert age(raw(answers["file"]), answers["fileIdentity"])[:9] == b"nine byte"
            print("box and file opened with age")

    Ed25519PublicKey.from_public_bytes(raw(answers["signKey"])).verify(signature, label(b"message") + header + sealed)
    assert digest(b"message", header + sealed) == raw(answers["messageId"])
    key = derive(epoch_key, header[181:213], b"message", hashlib.sha256(header).digest())
    padded = ChaCha20Poly1305(key).decrypt(bytes(12), sealed, header)
    return padded.rstrip(b"\0")[:-1].decode()


def way(signal):
    places = [with_length(one["address"]) + struct.pack(">H", one["port"]) for one in signal["candidates"]]
    return with_length(raw(signal["publicKey"]) + struct.pack(">H", len(places)) + b"".join(places))


def read_way(answers, identity):
    """As the device that has asked reads the answer. Returns the key of the way."""
    want, come = answers["want"], answers["come"]
    session, names = answers["session"], [answers["asking"], answers["asked"]]
    question = SUITE + raw(answers["serverId"])
    question += b"".join(with_length(one) for one in [session, *names, answers["file"]])
    question += struct.pack(">Q", want["seal"]["atMs"]) + raw(want["seal"]["dev"]) + way(want)
    verify(answers["askingSignKey"], want["seal"]["signature"], b"direct-ask", question)
    q = digest(b"direct-ask", question)
    assert q == raw(answers["question"])

    box = raw(come["seal"]["box"])
    answer = SUITE + q + raw(come["seal"]["dev"]) + way(come) + with_length(box)
    verify(answers["askedSignKey"], come["seal"]["signature"], b"direct", answer)
    opened = age(box, identity)
    if opened is None:
        print("age is not installed: the box was not opened")
        opened = label(b"direct") + q + raw(answers["secret"])
    assert opened[:-32] == label(b"direct") + q
    secret = opened[-32:]

    mine = X25519PrivateKey.from_private_bytes(raw(answers["wayPrivateKey"]))
    shared = mine.exchange(X25519PublicKey.from_public_bytes(raw(come["publicKey"])))
    info = "chat-tui direct 1 " + " ".join(names)
    agreed = HKDF(hashes.SHA256(), 32, session.encode(), info.encode()).derive(shared)
    key = derive(agreed + secret, q, b"direct", digest(b"direct", answer))
    return base64.urlsafe_b64encode(key).rstrip(b"=").decode()


known, secret_key = json.load(open(sys.argv[1])), sys.argv[2] if len(sys.argv) > 2 else None
print(read_way(known, secret_key) if "want" in known else read_message(known, secret_key))
