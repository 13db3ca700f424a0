"""JIS: text as a receiver of ISO-2022-JP can read it. What it has no letter for is spelt; what cannot be spelt stays.

Old mail systems take only what is in JIS X 0208. Letters outside of it that stand in names (髙, 﨑) are given in the
form that such systems have always shown. Where a sign has no such form nothing is forced: the caller sends UTF-8.
"""

import re
import unicodedata

CODEC = "iso2022_jp"
HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]+")
VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")  # they choose a shape, not a letter
SPELT = {
    "－": "−",
    "～": "〜",
    "—": "―",
    "∥": "‖",
    "￤": "|",
    "髙": "高",
    "﨑": "崎",
    "𠮷": "吉",
    "濵": "浜",
    "德": "徳",
    "№": "No.",
    "·": "・",
    "•": "・",
    "–": "-",
    "“": "「",
    "”": "」",
    "\u00a0": " ",
}


def in_jis(text: str) -> str | None:
    """Give the text in letters that ISO-2022-JP has, or ``None`` where one of them has no such form."""
    spelt: list[str] = []
    plain = VARIATION_SELECTORS.sub("", unicodedata.normalize("NFC", text))
    for sign in HALF_WIDTH_KANA.sub(lambda found: unicodedata.normalize("NFKC", found[0]), plain):
        found = next((each for each in (sign, SPELT.get(sign), _plain(sign)) if each is not None and _has(each)), None)
        if found is None:
            return None
        spelt.append(found)
    return "".join(spelt)


def _plain(sign: str) -> str:
    """Give the compatible form of a sign: ① is (1), ㈱ is (株), half-width kana are full-width."""
    plain = unicodedata.normalize("NFKC", sign)
    return f"({plain})" if plain.isdigit() and unicodedata.name(sign, "").startswith("CIRCLED") else plain


def _has(text: str) -> bool:
    try:
        text.encode(CODEC)
    except UnicodeEncodeError:
        return False
    return True
