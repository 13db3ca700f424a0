"""The form of the annual report: which sections it has. A compilation names its form, so old bytes stay the same."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

ReportForm = Annotated[int, Field(ge=1, description="報告書の様式の版")]
FIRST_FORM = 1
SECOND_FORM = 2
THIRD_FORM = 3
CURRENT_FORM = 4
ADDED: Mapping[int, frozenset[str]] = {
    SECOND_FORM: frozenset({"form", "outreach", "achievements"}),
    THIRD_FORM: frozenset({"initiatives", "challenges", "cooperation"}),
    CURRENT_FORM: frozenset({"reductions"}),
}


def unknown_to(form: int) -> frozenset[str]:
    """Name the sections that came only with later forms: a report of this form does not even mention them."""
    return frozenset(name for since, names in ADDED.items() if since > form for name in names)
