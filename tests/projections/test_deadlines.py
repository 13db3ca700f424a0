"""The deadline board of the whole area: an entry in a calendar program stays the same one when all of it moves."""

from datetime import date

from domain.calendar import Rolling, Step, Window
from domain.timetable import Extension, Ground, Timetable
from projections.deadlines import day_names

A, B, C = "43100", "43210", "43211"
STEP = Step.PROGRESS_CONFIRMATION
DUE, JULY, AUGUST = date(2025, 6, 30), date(2025, 7, 31), date(2025, 8, 29)


def timetable(*extensions: tuple[date, tuple[str, ...]]) -> Timetable:
    window = Window(step=STEP, opens_on=date(2025, 4, 1), nominal_due_on=DUE, due_on=DUE, rolling=Rolling.FORWARD)
    made = Timetable(members=(A, B, C), windows=(window,))
    for due_on, codes in extensions:
        made = made.extended(
            Extension(
                lg_codes=codes,
                step=STEP,
                due_on=due_on,
                ground=Ground.DISASTER,
                authority="事務局長",
                extended_on=date(2025, 6, 1),
            )
        )
    return made


def test_until_something_moves_all_stand_in_the_first_entry() -> None:
    assert day_names(timetable(), STEP) == {A: "", B: "", C: ""}
    assert day_names(timetable((JULY, (A, B, C))), STEP) == {A: "", B: "", C: ""}


def test_what_moves_for_some_makes_an_entry_and_what_moves_for_all_of_it_keeps_it() -> None:
    assert day_names(timetable((JULY, (A,))), STEP) == {A: "x1", B: "", C: ""}
    assert day_names(timetable((JULY, (A,)), (AUGUST, (A,))), STEP) == {A: "x1", B: "", C: ""}
    assert day_names(timetable((JULY, (A,)), (AUGUST, (B, C))), STEP) == {A: "x1", B: "", C: ""}


def test_municipalities_of_one_day_share_one_entry() -> None:
    assert day_names(timetable((JULY, (A,)), (JULY, (B,))), STEP) == {A: "x1", B: "x1", C: ""}
    assert day_names(timetable((JULY, (A,)), (AUGUST, (A, B, C))), STEP) == {A: "", B: "", C: ""}
