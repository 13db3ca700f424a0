"""Ed25519 by the library ``cryptography``: a signer over a key file, and the check of a signature."""

from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from adapters.key_file import kept
from application.checkpoints import VerifierKey


class SigningKeyUnfit(Exception):  # noqa: N818 - named like the refusals
    """署名鍵のファイルを Ed25519 の秘密鍵（PEM）として読み取れません。"""


class Ed25519Signer:
    """署名者: the port ``Signer`` over a private key."""

    def __init__(self, name: str, private: Ed25519PrivateKey) -> None:
        """Sign under a name, which is the origin of the record."""
        self._private = private
        public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self._key = VerifierKey(name, public)

    @property
    def key(self) -> VerifierKey:
        """Give the name and the public key."""
        return self._key

    def sign(self, message: bytes) -> bytes:
        """Sign with Ed25519."""
        return self._private.sign(message)


def signer_at(name: str, file: Path) -> Ed25519Signer:
    """Read the key of a file, or make one there for its owner alone (0600); raises ``SigningKeyUnfit``."""
    return Ed25519Signer(name, private_key(kept(file, new_key), file))


def private_key(pem: bytes, file: Path) -> Ed25519PrivateKey:
    """Read a private key; raises ``SigningKeyUnfit``."""
    try:
        found = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as error:
        raise SigningKeyUnfit(file) from error
    if not isinstance(found, Ed25519PrivateKey):
        raise SigningKeyUnfit(file)
    return found


def new_key() -> bytes:
    """Make a private key, as PEM."""
    return Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def verify(public: bytes, signature: bytes, message: bytes) -> bool:
    """Tell whether a signature holds."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True
