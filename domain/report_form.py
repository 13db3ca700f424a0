"""The form of the annual report: which sections it has. A compilation names its form, so old bytes stay the same.

The fifth form has no section of its own: it marks the amounts of the emissions (過少・暫定), as earlier forms do not.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

ReportForm = Annotated[int, Field(ge=1, description="報告書の様式の版")]
FIRST_FORM = 1
SECOND_FORM = 2
THIRD_FORM = 3
FOURTH_FORM = 4
FIFTH_FORM = 5
SIXTH_FORM = 6
CURRENT_FORM = 7
ADDED: Mapping[int, frozenset[str]] = {
    SECOND_FORM: frozenset({"form", "outreach", "achievements"}),
    THIRD_FORM: frozenset({"initiatives", "challenges", "cooperation"}),
    FOURTH_FORM: frozenset({"reductions"}),
    SIXTH_FORM: frozenset({"membership"}),
    CURRENT_FORM: frozenset(
        {
            *("members", "round_course", "sittings", "policies", "courses", "figures", "targets", "office_plans"),
            "corrections",
        }
    ),
}


def unknown_to(form: int) -> frozenset[str]:
    """Name the sections that came only with later forms: a report of this form does not even mention them."""
    return frozenset(name for since, names in ADDED.items() if since > form for name in names)
