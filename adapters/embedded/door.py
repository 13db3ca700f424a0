"""Whether the server lets one in: a short talk, since a socket also accepts for a server that recovers or hangs."""

import socket
import struct
from pathlib import Path

from adapters.embedded.cluster import DATABASE, USER
from adapters.embedded.socket_folder import PORT

_PROTOCOL = 3 << 16
_WORDS = f"user\0{USER}\0database\0{DATABASE}\0\0".encode()
_HELLO = struct.pack("!II", 8 + len(_WORDS), _PROTOCOL) + _WORDS
_GOODBYE = b"X\0\0\0\x04"
_READY = b"Z\0\0\0\x05I"
_NOT_NOW = b"C57P03\0"
_WAIT = 2.0


def answers(folder: Path) -> bool:
    """Tell whether the server behind the socket in a folder takes a connection, or refuses it for good."""
    with socket.socket(socket.AF_UNIX) as door:
        door.settimeout(_WAIT)
        try:
            door.connect(f"{folder}/.s.PGSQL.{PORT}")
            door.sendall(_HELLO)
            heard = b""
            while _READY not in heard:
                if not (more := door.recv(4096)):
                    return heard.startswith(b"E") and _NOT_NOW not in heard
                heard += more
            door.sendall(_GOODBYE)
        except OSError:
            return False
    return True
