"""Everything that an annual report is made from, in samples: enough to fill every table of it."""

from datetime import date
from typing import Any

from domain.advice import AdviserCapacity, ResponseClass, Sense
from domain.calendar import Step
from domain.compilation import Missing
from domain.pin import Pin
from domain.report import AdviceLine, OfficeFinding, Parts
from tests.domain.test_report import CITY, SOLAR, STUDY, TOWN, full, statement

PINS = (Pin(stream_id="progress-report:43100:2025", version=8, leaf="ab" * 32),)
MISSING = (Missing(lg_code=TOWN, step=Step.EVALUATION, state=None),)


def parts(**more: Any) -> Parts:
    """Give the parts of a year: what two offices stated, one finding and one opinion."""
    facts = {"grade": "A", "indicator_actual": "12", "reduction": "3.5", "narrative": "補助 12 件", "no_change": False}
    return Parts(
        statements={CITY: [statement(SOLAR, **facts), statement(STUDY)], TOWN: [statement(SOLAR, grade="B")]},
        cells={CITY: full("1.50", "2", "3", "-4")},
        findings={CITY: OfficeFinding(lg_code=CITY, grade="A", comment="順調", reported_on=date(2025, 12, 1))},
        advice=[
            AdviceLine(
                advice_id="advice:2025:1",
                capacity=AdviserCapacity.CITIZEN,
                sense=Sense.SUPPORT,
                text="賛同します。",
                response=ResponseClass.EXPLAINED,
                answer="ありがとうございます。",
                carried_to=None,
            )
        ],
        sources=["サンプル（架空値）"],
        **more,
    )
