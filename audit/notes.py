"""Checkpoints signed: C2SP tlog-checkpoint in a signed-note, Ed25519. `verify.py` reads them."""

import secrets
from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.verify import Checkpoint

ED25519 = b"\x01"  # the signature type of c2sp.org/signed-note


@dataclass(frozen=True, repr=False)
class Signer:
    """The log's name, which is its checkpoints' origin, and its private key (32 bytes)."""

    name: str
    secret: bytes

    @classmethod
    def new(cls, name: str) -> "Signer":
        return cls(name, secrets.token_bytes(32))

    @property
    def vkey(self) -> str:
        """What whoever verifies needs: name, key id and public key."""
        public = ED25519 + self._key.public_key().public_bytes_raw()
        return f"{self.name}+{self._id.hex()}+{b64encode(public).decode()}"

    def checkpoint(self, size: int, root: bytes, of: str = "") -> Checkpoint:
        """`of`: which tree beside the log's own; its origin is the log's name with that."""
        text = f"{self.name}{of}\n{size}\n{b64encode(root).decode()}\n"
        return Checkpoint(size, root, f"{text}\n{self._signature(text)}")

    def _signature(self, text: str) -> str:
        signature = self._id + self._key.sign(text.encode())
        return f"— {self.name} {b64encode(signature).decode()}\n"

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.secret)

    @property
    def _id(self) -> bytes:
        public = ED25519 + self._key.public_key().public_bytes_raw()
        return sha256(self.name.encode() + b"\n" + public).digest()[:4]


def tlog_proof(index: int, path: list[bytes], note: str) -> str:
    """c2sp.org/tlog-proof: one event's place in the log, to be checked without the log."""
    hashes = "".join(f"{b64encode(each).decode()}\n" for each in path)
    return f"c2sp.org/tlog-proof@v1\nindex {index}\n{hashes}\n{note}"
