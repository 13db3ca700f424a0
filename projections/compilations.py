"""The compilations: what each year's report is made from, which number stands, and why an earlier one fell."""

from pydantic import computed_field

from domain.compilation import Compilation, CompilationState, Finalisation, Lapse, Missing
from domain.kernel import FiscalYear, Value
from domain.pin import Pin
from domain.report_form import ReportForm
from projections.view import ObjectRow, ObjectView, on, opens


class Numbered(Value):
    """番号付きの取りまとめ: the parts of one number with their versions, what it lacks, and what became of it."""

    number: int
    parts: tuple[Pin, ...]
    missing: tuple[Missing, ...]
    basis: tuple[Pin, ...]
    form: ReportForm
    finalised: Finalisation | None = None
    lapse: Lapse | None = None

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def state(self) -> CompilationState:
        """Tell how this number stands."""
        if self.lapse is not None:
            return CompilationState.LAPSED
        return CompilationState.COMPILED if self.finalised is None else CompilationState.FINALISED


class CompilationRow(ObjectRow):
    """取りまとめの行: every number of one year, oldest first; fallen ones stay in the record."""

    fiscal_year: FiscalYear
    numbers: tuple[Numbered, ...]

    @property
    def current(self) -> Numbered:
        """Give the number that was compiled last."""
        return self.numbers[-1]

    @computed_field  # type: ignore[prop-decorator]  # pydantic's own way
    @property
    def state(self) -> CompilationState:
        """Tell how the current number stands."""
        return self.current.state


class Compilations(ObjectView[CompilationRow]):
    """取りまとめ一覧: what is the year's report made from, and what is missing?"""

    name = "compilations"
    version = 2
    row = CompilationRow

    @opens(Compilation.Compiled)
    def _compiled(self, told: Compilation.Compiled, key: str) -> CompilationRow:
        return CompilationRow(object_id=key, fiscal_year=told.fiscal_year, numbers=(_numbered(told),))

    @on(Compilation.CompiledAnew)
    def _compiled_anew(self, row: CompilationRow, told: Compilation.CompiledAnew) -> CompilationRow:
        return row.model_copy(update={"numbers": (*row.numbers, _numbered(told))})

    @on(Compilation.Finalised)
    def _finalised(self, row: CompilationRow, told: Compilation.Finalised) -> CompilationRow:
        return _last(row, finalised=Finalisation(number=told.number, by=told.by))

    @on(Compilation.Lapsed)
    def _lapsed(self, row: CompilationRow, told: Compilation.Lapsed) -> CompilationRow:
        return _last(row, lapse=Lapse(number=told.number, cause=told.cause, stream_id=told.stream_id))


def _numbered(told: Compilation.Compiled | Compilation.CompiledAnew) -> Numbered:
    return Numbered(number=told.number, parts=told.parts, missing=told.missing, basis=told.basis, form=told.form)


def _last(row: CompilationRow, **facts: Finalisation | Lapse) -> CompilationRow:
    return row.model_copy(update={"numbers": (*row.numbers[:-1], row.current.model_copy(update=facts))})
