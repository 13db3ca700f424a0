"""Allocation: the standard method, by which a whole area's sector total is shared out by an activity (標準的手法).

``sector total of the whole × activity of the municipality ÷ activity of the whole``. Where the statistics hide a value
(秘匿 X), the ministry counts it as zero; the result is then too small, and says so.
"""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Annotated

from pydantic import Field

from domain.errors import Refusal, refuse_first
from domain.kernel import Line, Text, Tonnes, Value
from domain.labels import Labelled

GRAIN = Decimal("0.000001")  # one gram: what a stored tonnage can hold
DIGITS = 60  # more than any product of two stored figures has
Quantity = Annotated[Decimal, Field(ge=0, max_digits=24, decimal_places=6, allow_inf_nan=False)]


class Whole(Labelled):
    """按分元: the area whose total is shared out."""

    PREFECTURE = "prefecture", "都道府県", "prefecture"
    NATION = "nation", "全国", "nation"


class Share(Value):
    """市町村の活動量の内訳: one line of the statistics; without a quantity it is hidden there (秘匿 X)."""

    name: Line
    quantity: Quantity | None = None


class Allocation(Value):
    """按分: everything that goes into the standard method for one sector, with where it was taken from."""

    whole: Whole = Whole.PREFECTURE
    whole_total: Annotated[Tonnes, Field(ge=0, description="按分元の部門の排出量 t-CO2")]
    whole_activity: Quantity
    shares: Annotated[tuple[Share, ...], Field(min_length=1, description="市町村の活動量。秘匿Xは数量なし")]
    activity_name: Line
    unit: Line
    source: Line

    @property
    def activity(self) -> Decimal:
        """The municipality's activity, what is hidden counted as zero."""
        return Decimal(sum(share.quantity for share in self.shares if share.quantity is not None))

    @property
    def suppressed(self) -> tuple[str, ...]:
        """The lines that the statistics hide."""
        return tuple(share.name for share in self.shares if share.quantity is None)

    @property
    def understated(self) -> bool:
        """Whether the result is smaller than the truth because something hidden counts as zero."""
        return bool(self.suppressed)


class AllocationWithoutActivity(Refusal):
    """按分元の活動量が0のため、按分できません。"""


class ShareExceedsWhole(Refusal):
    """市町村の活動量が按分元の活動量を超えています。"""


class WholeNotOfMethod(Refusal):
    """標準的手法がこの部門に用いる按分元（都道府県・全国）と異なります。"""


class Allocated(Value):
    """按分の結果: the value in t-CO2, the formula as people read it, and whether it is too small."""

    value: Tonnes
    formula: Text
    understated: bool


def allocation_blockers(given: Allocation) -> Iterator[Refusal]:
    """Yield what makes a share impossible: nothing to share by, or a part larger than the whole."""
    if not given.whole_activity:
        yield AllocationWithoutActivity(activity=given.activity_name)
    if given.activity > given.whole_activity:
        yield ShareExceedsWhole(activity=given.activity_name, part=given.activity, whole=given.whole_activity)


def allocate(given: Allocation) -> Allocated:
    """Share the total out; the quotient is cut to a gram, half up, since a quotient need not end."""
    refuse_first(allocation_blockers(given))
    with localcontext() as exact:
        exact.prec = DIGITS
        value = (given.whole_total * given.activity / given.whole_activity).quantize(GRAIN, rounding=ROUND_HALF_UP)
    return Allocated(value=value, formula=_formula(given, value), understated=given.understated)


def _formula(given: Allocation, value: Decimal) -> str:
    written = (
        f"{given.whole.japanese}の排出量 {given.whole_total:,} t-CO2"
        f" × {given.activity_name} {given.activity:,} {given.unit} ÷ {given.whole_activity:,} {given.unit}"
        f" = {value:,} t-CO2"
    )
    hidden = "、".join(given.suppressed)
    return f"{written}（秘匿X {hidden} を0として算定。過少）" if hidden else written
