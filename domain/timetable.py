"""The timetable of a round: its frozen windows, the extensions granted, and how each step of the offices ended."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Self, TypeAlias

from domain.calendar import OFFICE_STEPS, Step, Window
from domain.errors import Refusal
from domain.kernel import LgCode, Line, Value
from domain.labels import Labelled

Owed: TypeAlias = Mapping[Step, Collection[str]]
NOBODY: Owed = {}
CONFIRMED_LATE_BY = "correct-progress-report"  # the act by which an office confirms what was listed after acceptance


class StepEnd(Labelled):
    """工程の終わり方: completed and lapsed are different facts, and the record keeps both."""

    COMPLETED = "completed", "完了", "completed"
    LAPSED = "lapsed", "期限経過", "lapsed"


class Ground(Labelled):
    """延長の事由: why a deadline moved."""

    DISASTER = "disaster", "災害", "disaster"
    WORKLOAD = "workload", "業務繁忙", "workload"
    STATISTICS_LATE = "statistics-late", "統計・係数の公表遅延", "statistics or factors published late"
    SYSTEM_FAILURE = "system-failure", "システム障害", "failure of a system"
    OFFICE_CLOSED = "office-closed", "閉庁日", "the office is closed on the day"
    OTHER = "other", "その他", "other"


class Extension(Value):
    """期限の延長: for whom, for which step, to which day, on what ground and by which authority."""

    lg_codes: tuple[LgCode, ...]
    step: Step
    due_on: date
    ground: Ground
    authority: Line
    extended_on: date


class Completion(Value):
    """工程の完了: every office's act of the step is accepted."""

    step: Step
    completed_on: date


class StepLapse(Value):
    """工程の期限経過: who had filed nothing when the time ran out."""

    step: Step
    missing: tuple[LgCode, ...]
    lapsed_on: date


class NotARoundMember(Refusal):
    """この年度点検の対象ではない市町村です。"""


class StepNotOfOffices(Refusal):
    """市町村ごとの期限がない工程です。"""


class StepNotOpen(Refusal):
    """工程の開始日より前です。"""


class StepAlreadyCompleted(Refusal):
    """工程はすでに完了しています。"""


class StepIncomplete(Refusal):
    """受理されていない団体があります。"""


class ListedMeasuresUnconfirmed(Refusal):
    """受理後に点検の対象へ加えた施策が確認されていません。受理後の訂正で確認してください。"""


class DueDayNotLater(Refusal):
    """新しい期限は現在の期限より後の日でなければなりません。"""


class DueDayClosed(Refusal):
    """新しい期限が閉庁日です。開庁日を指定してください。"""


class DueDayNotPassed(Refusal):
    """期限がまだ過ぎていない団体があります。"""


class StepsUnfinished(Refusal):
    """完了も期限経過も記録されていない工程があります。"""


class DeadlineStillRuns(Refusal):
    """延長した期限がまだ過ぎていない団体があります。"""


class ActsFallenSinceCompletion(Refusal):
    """完了した工程に、受理が効力を失ったままの団体があります。再提出と受理、または期限経過の記録が必要です。"""


class NothingMissing(Refusal):
    """提出のない団体はありません。"""


class Timetable(Value):
    """日程: who has until when for which step. Every change gives a new timetable."""

    members: tuple[LgCode, ...]
    windows: tuple[Window, ...]
    extensions: tuple[Extension, ...] = ()
    completions: tuple[Completion, ...] = ()
    lapses: tuple[StepLapse, ...] = ()

    def extended(self, extension: Extension) -> Self:
        """Add an extension."""
        return self.model_copy(update={"extensions": (*self.extensions, extension)})

    def completed(self, completion: Completion) -> Self:
        """Add the completion of a step."""
        return self.model_copy(update={"completions": (*self.completions, completion)})

    def lapsed(self, lapse: StepLapse) -> Self:
        """Add the lapse of a step for those it names; the step is no longer complete, if it was."""
        others = tuple(each for each in self.completions if each.step is not lapse.step)
        return self.model_copy(update={"lapses": (*self.lapses, lapse), "completions": others})

    def extension_blockers(self, extension: Extension) -> Iterator[Refusal]:
        """Yield what stands against an extension: its step, its municipalities, then a day that is not later."""
        yield from self.step_blockers(extension.step)
        yield from self.member_blockers(extension.lg_codes)
        if extension.lg_codes and not self.later(extension).lg_codes:
            yield DueDayNotLater(lg_codes=list(extension.lg_codes), due_on=extension.due_on)

    def later(self, extension: Extension) -> Extension:
        """Leave out whoever has that day or a later one already: nobody loses a day by what is given to all."""
        codes = [code for code in extension.lg_codes if extension.due_on > self.due_on(code, extension.step)]
        return extension.model_copy(update={"lg_codes": tuple(codes)})

    def completion_blockers(
        self, step: Step, outstanding: Collection[str], unconfirmed: Mapping[str, Sequence[str]]
    ) -> Iterator[Refusal]:
        """Yield what stands against completing a step: the step, offices not yet accepted, measures listed late.

        ``unconfirmed`` names by office the measures that were listed after its report was accepted: only a correction
        of the accepted report can confirm them, so the refusal names that act.
        """
        yield from self.step_blockers(step)
        if set(outstanding) - set(unconfirmed):
            yield StepIncomplete(step=step, lg_codes=sorted(outstanding))
        if unconfirmed:
            measures = {code: list(unconfirmed[code]) for code in sorted(unconfirmed)}
            yield ListedMeasuresUnconfirmed(step=step, measures=measures, act=CONFIRMED_LATE_BY)

    def lapse_blockers(self, step: Step, missing: Collection[str], on: date) -> Iterator[Refusal]:
        """Yield what stands against a lapse: the step, nobody missing, then whoever still has time on that day.

        A completed step lapses for those whose act has fallen since, when nothing more comes from them.
        """
        if step not in OFFICE_STEPS:
            yield StepNotOfOffices(step=step)
        if not missing:
            done = self.step_end(step) is StepEnd.COMPLETED
            yield StepAlreadyCompleted(step=step) if done else NothingMissing(step=step)
        yield from self.member_blockers(missing)
        in_time = sorted(code for code in missing if on <= self.due_on(code, step))
        if in_time:
            yield DueDayNotPassed(step=step, lg_codes=in_time)

    def step_blockers(self, step: Step) -> Iterator[Refusal]:
        """Yield what stands against touching the end of a step."""
        if step not in OFFICE_STEPS:
            yield StepNotOfOffices(step=step)
        if self.step_end(step) is StepEnd.COMPLETED:
            yield StepAlreadyCompleted(step=step)

    def member_blockers(self, lg_codes: Collection[str]) -> Iterator[Refusal]:
        """Yield the municipalities that are not members of this round (rule 10)."""
        strangers = sorted(set(lg_codes) - set(self.members))
        if strangers:
            yield NotARoundMember(lg_codes=strangers)

    def opening_blockers(self, step: Step, on: date) -> Iterator[Refusal]:
        """Yield a window that has not opened yet; on its first day it is open."""
        opens_on = self.window(step).opens_on
        if on < opens_on:
            yield StepNotOpen(step=step, opens_on=opens_on)

    def window(self, step: Step) -> Window:
        """Give the frozen window of a step."""
        return next(window for window in self.windows if window.step is step)

    def extension_of(self, lg_code: str, step: Step) -> Extension | None:
        """Give the extension that holds for a municipality and step: the last one granted."""
        granted = [each for each in self.extensions if each.step is step and lg_code in each.lg_codes]
        return granted[-1] if granted else None

    def due_on(self, lg_code: str, step: Step) -> date:
        """Give the due day of a step for a municipality, extensions counted in."""
        extension = self.extension_of(lg_code, step)
        return self.window(step).due_on if extension is None else extension.due_on

    def step_end(self, step: Step) -> StepEnd | None:
        """Tell how a step ended; one that lapsed and was filled up later counts as completed."""
        if any(each.step is step for each in self.completions):
            return StepEnd.COMPLETED
        return StepEnd.LAPSED if self.lapsed_for(step) else None

    def lapsed_for(self, step: Step) -> tuple[str, ...]:
        """Name those for whom the time of a step ran out; who was given more time since is not among them."""
        of_step = [(each, code) for each in self.lapses if each.step is step for code in each.missing]
        return tuple(sorted({code for each, code in of_step if each.lapsed_on > self.due_on(code, step)}))

    def closing_blockers(self, owed: Owed, on: date) -> Iterator[Refusal]:
        """Yield steps without an end, acts that fell in completed ones, then days not yet over in those that lapsed.

        ``owed`` names by step whose act is not settled.
        """
        if self.unfinished:
            yield StepsUnfinished(steps=list(self.unfinished))
        completed = [step for step in OFFICE_STEPS if self.step_end(step) is StepEnd.COMPLETED]
        fallen = {step: sorted(owed.get(step, ())) for step in completed}
        if any(fallen.values()):
            yield ActsFallenSinceCompletion(lg_codes={step: codes for step, codes in fallen.items() if codes})
        lapsed = [step for step in OFFICE_STEPS if self.step_end(step) is StepEnd.LAPSED]
        days = {step: {code: self.due_on(code, step) for code in sorted(owed.get(step, ()))} for step in lapsed}
        running = {step: {code: day for code, day in due.items() if day >= on} for step, due in days.items()}
        if any(running.values()):
            yield DeadlineStillRuns(due_on={step: due for step, due in running.items() if due})

    @property
    def unfinished(self) -> tuple[Step, ...]:
        """Name the steps of the offices that have neither been completed nor lapsed."""
        return tuple(step for step in OFFICE_STEPS if self.step_end(step) is None)
