"""Tiles: each municipality in a cell of its own, next to where it lies, and always the same one."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.charts.places import tiles
from application.reference import MunicipalityRow, read

EVERYBODY = tuple(read(MunicipalityRow))
KUMAMOTO, ASO, NAGASU, YAMATO, KIKUCHI = "43100", "43214", "43368", "43447", "43210"


def test_the_tiles_lie_as_the_towns_lie() -> None:
    found = tiles(EVERYBODY)
    assert len(set(found.values())) == len(EVERYBODY)
    assert found[NAGASU].column < found[KUMAMOTO].column < found[ASO].column
    assert found[KIKUCHI].row < found[KUMAMOTO].row < found[YAMATO].row
    assert found["43442"].column < found["43447"].column  # 嘉島町 lies between 熊本市 and 山都町
    assert found[KUMAMOTO].column < found["43443"].column < found["43432"].column  # 熊本市, 益城町, 西原村


@given(st.permutations(EVERYBODY), st.integers(1, len(EVERYBODY)))
def test_the_same_members_lie_in_the_same_cells(mixed: list[MunicipalityRow], number: int) -> None:
    members = sorted(mixed[:number], key=lambda row: row.lg_code)
    found = tiles(mixed[:number])
    assert found == tiles(members)
    assert set(found) == {row.lg_code for row in members}
    assert len(set(found.values())) == number


def test_nobody_makes_no_map_and_one_makes_one_tile() -> None:
    assert tiles(()) == {}
    assert tiles(EVERYBODY[:1]) == {EVERYBODY[0].lg_code: (0, 0)}
