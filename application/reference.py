"""Reference data: the facts of ``data/*.csv`` with their sources, as typed rows. What was not found is ``None``."""

import csv
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Annotated, ClassVar, TypeVar

from pydantic import Field, StringConstraints, ValidationError

from domain.allocation import Whole
from domain.body import BodyId, BodyKind
from domain.calendar import Rolling, Step
from domain.errors import Refusal
from domain.kernel import FiscalYear, LgCode, Line, Value
from domain.plan_content import SectorCode
from domain.plan_membership import Standing

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Month = Annotated[int, Field(ge=1, le=12)]


class ReferenceDamaged(Refusal):
    """基礎データの行が正しくありません。"""


class Row(Value):
    """行: one row of a file; ``FILE`` names the file."""

    FILE: ClassVar[str]


class Sourced(Row):
    """出典のある行: a fact, with where it was found."""

    source: Line


R = TypeVar("R", bound=Row)


def data_folder() -> Traversable:
    """Give the folder of the data, in the checkout or in the wheel."""
    return files("data")


@cache
def read(kind: type[R], folder: Traversable | None = None) -> tuple[R, ...]:
    """Read all rows of a kind; raises ``ReferenceDamaged`` with file, line and fields."""
    try:
        text = (folder or data_folder()).joinpath(kind.FILE).read_text(encoding="utf-8")
        rows = list(csv.DictReader(text.splitlines()))
    except (UnicodeDecodeError, csv.Error) as error:
        raise ReferenceDamaged(file=kind.FILE) from error
    return tuple(_row(kind, number, cells) for number, cells in enumerate(rows, start=2))


def _row(kind: type[R], number: int, cells: dict[str, str | None]) -> R:
    if None in cells or None in cells.values():
        raise ReferenceDamaged(file=kind.FILE, line=number, fields=("number of columns",))
    try:
        return kind.model_validate_strings({name: cell for name, cell in cells.items() if cell})
    except ValidationError as error:
        faults = tuple(".".join(map(str, fault["loc"])) for fault in error.errors())
        raise ReferenceDamaged(file=kind.FILE, line=number, fields=faults) from error


class MunicipalityRow(Sourced):
    """市町村: codes, names, address, and the census figures of 2015."""

    FILE = "municipalities.csv"
    lg_code: LgCode
    check_code: Annotated[str, StringConstraints(pattern=r"^\d{6}$")]
    name: Line
    kana: Line
    romaji: Line
    kind: Line
    postcode: Line
    address: Line
    telephone: Line
    official_url: Line
    latitude: Decimal
    longitude: Decimal
    population_2015: int
    households_2015: int
    area_km2_2015: Decimal


class RegionRow(Sourced):
    """圏域: the region and its founding day."""

    FILE = "region.csv"
    slug: BodyId
    name: Line
    established_on: date


class MembershipRow(Sourced):
    """加入: a municipality belongs to the region from a day on."""

    FILE = "membership.csv"
    lg_code: LgCode
    joined_on: date
    left_on: date | None = None


class LocalWordRow(Sourced):
    """土地の語: a word of the area that no password may lean on."""

    FILE = "local_words.csv"
    word: Line


class BodyRow(Sourced):
    """会議体等: the bodies that the seed names."""

    FILE = "bodies.csv"
    body_id: BodyId
    kind: BodyKind
    name: Line
    established_on: date | None = None
    under: BodyId | None = None
    lg_code: LgCode | None = None


class PlanRow(Sourced):
    """計画: the generations of the plan."""

    FILE = "plans.csv"
    slug: Slug
    region: BodyId
    generation: int
    name: Line
    adopted_on: date | None = None
    first_fiscal_year: FiscalYear | None = None
    last_fiscal_year: FiscalYear | None = None
    members_count: int
    note: Line


class PlanMemberRow(Sourced):
    """計画の構成: who takes part, or that it is not known."""

    FILE = "plan_members.csv"
    plan: Slug
    lg_code: LgCode
    standing: Standing
    entered_on: date | None = None


class PolicyRow(Sourced):
    """基本理念・基本方針・重点取組: what the plan states; ``kind`` is philosophy, policy or initiative."""

    FILE = "policies.csv"
    plan: Slug
    kind: Annotated[str, StringConstraints(pattern=r"^(philosophy|policy|initiative)$")]
    number: int | None = None
    name: Line | None = None
    status: Line


class WindowRow(Sourced):
    """年間スケジュール: the months of each step, and on what the end rests."""

    FILE = "windows.csv"
    step: Step
    from_month: Month
    to_month: Month
    rolling: Rolling
    end_basis: Line


class SectorRow(Sourced):
    """部門: the sectors of the standard method; one that is not ``counted`` is no part of the sector tree."""

    FILE = "sectors.csv"
    code: SectorCode
    parent: SectorCode | None = None
    name: Line
    level: int
    gas: Line
    allocation_activity: Line | None = None
    allocation_whole: Whole | None = None
    counted: bool
    status: Line


class PrefectureEmissionRow(Sourced):
    """県の排出量: the figures found for the prefecture; ``derived`` ones were computed from those published.

    Without a ``sector`` it is the total over all of them.
    """

    FILE = "emissions_prefecture.csv"
    fiscal_year: FiscalYear
    sector: SectorCode | None = None
    scope: Line
    amount: Decimal
    unit: Line
    status: Line
    note: Line


class CityMeasureRow(Sourced):
    """熊本市の補助事業: the real quotas of each line of the programme in a fiscal year."""

    FILE = "measures_kumamoto_city.csv"
    measure: Slug
    name: Line
    fiscal_year: FiscalYear
    indicator: Slug
    indicator_name: Line
    quota: Decimal | None = None
    unit: Line
    note: Line


FACTS: tuple[type[Sourced], ...] = (
    MunicipalityRow,
    RegionRow,
    MembershipRow,
    LocalWordRow,
    BodyRow,
    PlanRow,
    PlanMemberRow,
    PolicyRow,
    WindowRow,
    SectorRow,
    PrefectureEmissionRow,
    CityMeasureRow,
)
