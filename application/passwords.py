"""Passwords: what may be one, and how it is kept: argon2id, by no more threads at once than the machine has to spare.

Rules after NIST SP 800-63B and OWASP ASVS 5.0: at least 8 characters, better 15, no rules of composition, no expiry;
what could be guessed early is refused, also words of this area, which no list made elsewhere knows.
"""

import asyncio
import unicodedata
from collections.abc import Iterable

from pwdlib.hashers.argon2 import Argon2Hasher
from zxcvbn import zxcvbn

from application.reference import LocalWordRow, MunicipalityRow, read
from domain.errors import Refusal

SHORTEST, LONGEST = 8, 128
RECOMMENDED = 15
JUDGED = 72  # characters that are judged: what is longer is not guessed anyhow, and would cost time
LEAST_GUESSES = 6  # as a power of ten
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
AT_ONCE = 2


class PasswordTooShort(Refusal):
    """パスワードは8文字以上（推奨15文字以上）としてください。"""


class PasswordTooLong(Refusal):
    """パスワードは128文字以内としてください。"""


class PasswordEasilyGuessed(Refusal):
    """このパスワードは推測されやすいため使えません。よく使われる語や地名、利用者IDを避け、長くしてください。"""


class Passwords:
    """パスワードの係: judges, hashes and compares them."""

    def __init__(self, words: Iterable[str]) -> None:
        """Know the words of the area."""
        self._words = tuple(words)
        self._hasher = Argon2Hasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._places = asyncio.Semaphore(AT_ONCE)
        self._nobody: str | None = None

    def judge(self, password: str, *own: str) -> None:
        """Refuse what is too short, too long, or guessed early; ``own`` are words that stand near the person."""
        told = _one_form(password)
        if len(told) < SHORTEST:
            raise PasswordTooShort(length=len(told), shortest=SHORTEST)
        if len(told) > LONGEST:
            raise PasswordTooLong(length=len(told), longest=LONGEST)
        near = [part for each in own for part in (each, *each.split("-")) if part]
        found = zxcvbn(told[:JUDGED], user_inputs=[*self._words, *near], max_length=JUDGED)
        if found["guesses_log10"] < LEAST_GUESSES:
            raise PasswordEasilyGuessed

    async def hashed(self, password: str) -> str:
        """Give the hash to keep."""
        async with self._places:
            return await asyncio.to_thread(self._hasher.hash, _one_form(password))

    async def fits(self, password: str, kept: str | None) -> bool:
        """Tell whether a password is the one that was kept; for nobody's it takes as long and is never."""
        if self._nobody is None:
            self._nobody = await self.hashed("")
        async with self._places:
            same = await asyncio.to_thread(self._hasher.verify, _one_form(password), kept or self._nobody)
        return bool(same) and kept is not None


def area_words() -> tuple[str, ...]:
    """Read the words of the area that no password may lean on, the names of its municipalities among them."""
    words = [row.word for row in read(LocalWordRow)]
    names = [part for row in read(MunicipalityRow) for part in (row.name, *row.romaji.split())]
    return tuple(dict.fromkeys(each.lower() for each in (*words, *names)))


def _one_form(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
