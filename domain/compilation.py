"""The compilation: which exact version of every office's part the year's report is made from, and what is missing."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from domain.calendar import Step
from domain.change_cause import ChangeCause
from domain.errors import Refusal, refuse_first
from domain.filing import SubmissionState
from domain.kernel import Aggregate, Created, Event, FiscalYear, LgCode, PersonId, StreamId, Value, event
from domain.labels import Labelled
from domain.pin import Pin
from domain.report_form import CURRENT_FORM, FIRST_FORM, ReportForm


class CompilationState(Labelled):
    """取りまとめの状態: computed from what has happened to the current compilation."""

    COMPILED = "compiled", "取りまとめ済み", "compiled"
    FINALISED = "finalised", "確定", "finalised"
    LAPSED = "lapsed", "失効", "lapsed"


class Missing(Value):
    """欠けている提出物: a part that was owed and not accepted, named instead of being counted as zero (rule 6).

    Without a state nothing was ever begun.
    """

    lg_code: LgCode
    step: Step
    state: SubmissionState | None


class Finalisation(Value):
    """確定: which number was declared complete, and by whom."""

    number: int
    by: PersonId


class Lapse(Value):
    """失効: which number no longer stands and why, and the part that changed."""

    number: int
    cause: ChangeCause
    stream_id: StreamId


class PartChange(Value):
    """変わった提出物: a part pinned at one version and standing at another; ``None`` where there is none."""

    stream_id: StreamId
    pinned: int | None
    now: int | None


class CompilationNotCurrent(Refusal):
    """最新の取りまとめではありません。"""


class CompilationLapsed(Refusal):
    """取りまとめは失効しています。取りまとめをやり直してください。"""


class CompilationNotFinalised(Refusal):
    """取りまとめが確定していません。"""


class Compilation(Aggregate):
    """取りまとめ: the parts of one review year, pinned; numbered anew each time that something changed."""

    TOPIC = "compilation"

    class Compiled(Created):
        """各団体の点検結果を取りまとめた。"""

        TOPIC = "compilation.compiled"
        class_version = 2
        fiscal_year: FiscalYear
        number: int
        parts: tuple[Pin, ...]
        missing: tuple[Missing, ...]
        basis: tuple[Pin, ...]
        form: ReportForm

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before there was a second form, every report was made in the first."""
            state["form"] = FIRST_FORM

    class CompiledAnew(Event):
        """各団体の点検結果を取りまとめ直した。"""

        TOPIC = "compilation.compiled-anew"
        class_version = 2
        number: int
        parts: tuple[Pin, ...]
        missing: tuple[Missing, ...]
        basis: tuple[Pin, ...]
        form: ReportForm

        @staticmethod
        def upcast_v1_v2(state: dict[str, Any]) -> None:
            """Before there was a second form, every report was made in the first."""
            state["form"] = FIRST_FORM

    class Finalised(Event):
        """取りまとめを確定した。"""

        TOPIC = "compilation.finalised"
        number: int
        by: PersonId

    class Lapsed(Event):
        """取りまとめが失効した。"""

        TOPIC = "compilation.lapsed"
        number: int
        cause: ChangeCause
        stream_id: StreamId

    @staticmethod
    def create_id(fiscal_year: int) -> str:
        """Name the stream of a year's compilation."""
        return f"compilation:{fiscal_year}"

    @classmethod
    def compile(
        cls, fiscal_year: int, parts: Collection[Pin], missing: Collection[Missing], basis: Collection[Pin] = ()
    ) -> "Compilation":
        """Make the first compilation of a year; ``basis`` pins what the parts are read with (round, plan, measures)."""
        return cls(
            fiscal_year=fiscal_year,
            number=1,
            parts=_sorted(parts),
            missing=_named(missing),
            basis=_sorted(basis),
            form=CURRENT_FORM,
        )

    @event(Compiled)
    def __init__(  # noqa: PLR0913, PLR0917 - the fields of the event
        self,
        fiscal_year: int,
        number: int,
        parts: tuple[Pin, ...],
        missing: tuple[Missing, ...],
        basis: tuple[Pin, ...],
        form: int,
    ) -> None:
        self.fiscal_year = fiscal_year
        self._stand(number, parts, missing, basis, form)

    def compile_anew(self, parts: Collection[Pin], missing: Collection[Missing], basis: Collection[Pin] = ()) -> None:
        """Compile again under the next number; when nothing has changed there is nothing to do."""
        now = (_sorted(parts), _named(missing), _sorted(basis))
        if self.lapse is not None or now != (self.parts, self.missing, self.basis):
            self._compiled_anew(self.number + 1, *now, CURRENT_FORM)

    @event(CompiledAnew)
    def _compiled_anew(
        self, number: int, parts: tuple[Pin, ...], missing: tuple[Missing, ...], basis: tuple[Pin, ...], form: int
    ) -> None:
        self._stand(number, parts, missing, basis, form)

    def _stand(
        self, number: int, parts: tuple[Pin, ...], missing: tuple[Missing, ...], basis: tuple[Pin, ...], form: int
    ) -> None:
        self.form = form
        self.number = number
        self.parts = parts
        self.missing = missing
        self.basis = basis
        self.finalised: Finalisation | None = None
        self.lapse: Lapse | None = None

    def finalise(self, number: int, by: str) -> None:
        """Declare the compilation complete; a repeated finalisation is nothing new."""
        refuse_first(self.finalise_blockers(number))
        if self.finalised is None:
            self._finalised(number=number, by=by)

    def finalise_blockers(self, number: int | None = None) -> Iterator[Refusal]:
        """Yield what stands against finalising: lapsed, then a number that is not the current one."""
        if self.lapse is not None:
            yield CompilationLapsed(**dict(self.lapse))
        if number is not None and number != self.number:
            yield CompilationNotCurrent(number=number, current=self.number)

    @event(Finalised)
    def _finalised(self, number: int, by: str) -> None:
        self.finalised = Finalisation(number=number, by=by)

    def changed(self, stream_id: str, cause: ChangeCause) -> None:
        """Lapse when the part that changed is pinned; a compilation lapses once."""
        if self.lapse is None and self.pins(stream_id):
            self._lapsed(number=self.number, cause=cause, stream_id=stream_id)

    @event(Lapsed)
    def _lapsed(self, number: int, cause: ChangeCause, stream_id: str) -> None:
        self.lapse = Lapse(number=number, cause=cause, stream_id=stream_id)

    @property
    def state(self) -> CompilationState:
        """Tell how the current compilation stands."""
        if self.lapse is not None:
            return CompilationState.LAPSED
        return CompilationState.COMPILED if self.finalised is None else CompilationState.FINALISED

    def pins(self, stream_id: str) -> bool:
        """Tell whether the current compilation pins a version of this part."""
        return any(pin.stream_id == stream_id for pin in self.parts)

    def unusable(self, number: int) -> Iterator[Refusal]:
        """Yield what forbids resting anything on this number: not finalised, lapsed, not the current one (rule 5)."""
        if self.finalised is None:
            yield CompilationNotFinalised(number=self.number)
        yield from self.finalise_blockers(number)

    def changed_since(self, parts: Collection[Pin]) -> tuple[PartChange, ...]:
        """Name the parts whose accepted version is no longer the pinned one, by stream id."""
        before, now = _versions(self.parts), _versions(parts)
        return tuple(
            PartChange(stream_id=stream_id, pinned=before.get(stream_id), now=now.get(stream_id))
            for stream_id in sorted(before.keys() | now.keys())
            if before.get(stream_id) != now.get(stream_id)
        )


def _versions(parts: Collection[Pin]) -> Mapping[str, int]:
    return {pin.stream_id: pin.version for pin in parts}


def _sorted(pins: Collection[Pin]) -> tuple[Pin, ...]:
    return tuple(sorted(pins, key=lambda pin: pin.stream_id))


def _named(missing: Collection[Missing]) -> tuple[Missing, ...]:
    return tuple(sorted(missing, key=lambda part: (part.lg_code, part.step)))
