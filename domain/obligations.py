"""Obligations: who owes what at any instant, deduced from facts and never stored (rule 1).

A round's obligations are its frozen members times the steps of the offices. The deduction needs the window, the
extension, what was filed, and the day.
"""

from collections.abc import Callable, Iterator
from datetime import date

from domain.calendar import OFFICE_STEPS, Step, Window
from domain.filing import SubmissionState
from domain.kernel import LgCode, Value
from domain.labels import Labelled
from domain.timetable import Timetable


class ObligationState(Labelled):
    """提出義務の状態: what an office sees on the board for one step."""

    NOT_DUE = "not-due", "開始前", "not due yet"
    OPEN = "open", "受付中", "open"
    DRAFT = "draft", "作成中", "draft"
    SUBMITTED = "submitted", "提出済み", "submitted"
    RETURNED = "returned", "差戻し中", "returned"
    ACCEPTED = "accepted", "受理済み", "accepted"
    LAPSED = "lapsed", "期限までの提出なし", "nothing filed in time"
    EXTENDED = "extended", "期限延長中", "extended"


MET = frozenset({ObligationState.SUBMITTED, ObligationState.ACCEPTED})
OWED_NOW = frozenset(ObligationState) - MET - {ObligationState.NOT_DUE}
FILED_AS = {
    SubmissionState.SUBMITTED: ObligationState.SUBMITTED,
    SubmissionState.ACCEPTED: ObligationState.ACCEPTED,
    SubmissionState.RETURNED: ObligationState.RETURNED,
}


class Obligation(Value):
    """提出義務: one office, one step, and how it stands on a day."""

    lg_code: LgCode
    step: Step
    state: ObligationState
    opens_on: date
    due_on: date
    extended: bool
    late: bool
    overdue: bool


class FiledFact(Value):
    """提出の事実: what the deduction needs to know of a submission."""

    state: SubmissionState
    late: bool = False


def deduce(window: Window, extended_to: date | None, filed: SubmissionState | None, today: date) -> ObligationState:
    """Deduce the state: what was filed counts first, then the window, then the time left, then the draft."""
    if filed in FILED_AS:
        return FILED_AS[filed]
    if today < window.opens_on:
        return ObligationState.NOT_DUE
    if today > (extended_to or window.due_on):
        return ObligationState.LAPSED
    if filed in {SubmissionState.DRAFT, SubmissionState.WITHDRAWN}:
        return ObligationState.DRAFT
    return ObligationState.OPEN if extended_to is None else ObligationState.EXTENDED


def obligation(timetable: Timetable, lg_code: str, step: Step, filed: FiledFact | None, today: date) -> Obligation:
    """Deduce one obligation of a round; overdue is whoever has nothing standing filed after the due day."""
    window = timetable.window(step)
    extension = timetable.extension_of(lg_code, step)
    due_on = timetable.due_on(lg_code, step)
    state = deduce(window, extension.due_on if extension else None, filed.state if filed else None, today)
    done = state in {ObligationState.SUBMITTED, ObligationState.ACCEPTED}
    return Obligation(
        lg_code=lg_code,
        step=step,
        state=state,
        opens_on=window.opens_on,
        due_on=due_on,
        extended=extension is not None,
        late=filed is not None and filed.late,
        overdue=today > due_on and not done,
    )


def obligations(
    timetable: Timetable, filed: Callable[[str, Step], FiledFact | None], today: date
) -> Iterator[Obligation]:
    """Deduce every obligation of a round, member by member in the order of the steps."""
    for lg_code in timetable.members:
        for step in OFFICE_STEPS:
            yield obligation(timetable, lg_code, step, filed(lg_code, step), today)
