"""Folding: plain text in 76 columns, where a Japanese letter takes two and a line never starts with 「。」."""

import unicodedata

COLUMNS = 76
NOT_FIRST = frozenset(
    "、。，．・：；？！）」』】〕］｝〉》〟’”％ー゛゜ヽヾゝゞ々ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ,.:;?!)]}%"
)
NOT_LAST = frozenset("（「『【〔［｛〈《〝‘“([{")
BLANK = " 　"


def columns(text: str) -> int:
    """Count the columns: full-width and ambiguous letters take two, combining marks none."""
    return sum(_width(sign) for sign in text)


def fold(text: str, width: int = COLUMNS) -> str:
    """Fold each line to the width; what follows a fold keeps the indent of its line. Addresses are never cut."""
    return "\n".join(part for line in text.split("\n") for part in _fold_line(line.rstrip(BLANK), width))


def _width(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "FWA" else 1


def _fold_line(line: str, width: int) -> list[str]:
    if columns(line) <= width:
        return [line]
    indent = line[: len(line) - len(line.lstrip(BLANK))]
    folded, current = [], indent
    for piece in _pieces(line[len(indent) :]):
        if columns(current + piece.rstrip(BLANK)) > width and current.strip(BLANK):
            folded.append(current.rstrip(BLANK))
            current = indent + piece.lstrip(BLANK)
        else:
            current += piece
    return [*folded, current.rstrip(BLANK)]


def _pieces(text: str) -> list[str]:
    """Cut into the smallest parts that may stand apart: a word of half-width letters, or one full-width letter."""
    pieces: list[str] = []
    for sign in text:
        if pieces and _belongs_together(pieces[-1], sign):
            pieces[-1] += sign
        else:
            pieces.append(sign)
    return pieces


def _belongs_together(piece: str, sign: str) -> bool:
    last = piece[-1]
    return (
        sign in NOT_FIRST
        or last in NOT_LAST
        or unicodedata.combining(sign) > 0
        or (_width(sign) == 1 and _width(last) == 1 and last not in BLANK)
    )
