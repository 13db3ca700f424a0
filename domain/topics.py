"""Topics: every stored name and the event class behind it. All aggregate modules are named here, none is discovered."""

from collections.abc import Mapping

from domain.account import Account
from domain.advice import Advice
from domain.announcement import Announcement
from domain.api_key import ApiKey
from domain.calendar_feed import CalendarFeed
from domain.challenge import Challenge
from domain.compilation import Compilation
from domain.daily_run import DailyRun
from domain.emission_statement import EmissionStatement
from domain.evaluation import Evaluation
from domain.excerpt import Excerpt
from domain.factor_table import FactorTable
from domain.in_house_report import InHouseReport
from domain.kernel import Aggregate, Event, event_classes
from domain.letter_wording import LetterWording
from domain.mail_pause import MailPause
from domain.measure import Measure
from domain.measure_variation import MeasureVariation
from domain.meeting import Meeting
from domain.notice import Notice
from domain.number_series import NumberSeries
from domain.office import Office
from domain.office_plan import OfficePlan
from domain.outreach import Outreach
from domain.outreach_plan import OutreachPlan
from domain.past_emissions import PastEmissions
from domain.people import People
from domain.plan import Plan
from domain.progress_report import ProgressReport
from domain.publication import Publication
from domain.region import Region
from domain.review_round import ReviewRound
from domain.roster import Roster
from domain.survey import Survey
from domain.webhook import Webhook

AGGREGATES: tuple[type[Aggregate], ...] = (
    Region,
    Office,
    Plan,
    Measure,
    MeasureVariation,
    ReviewRound,
    ProgressReport,
    EmissionStatement,
    PastEmissions,
    People,
    Evaluation,
    InHouseReport,
    FactorTable,
    Compilation,
    Meeting,
    Excerpt,
    Advice,
    Challenge,
    Publication,
    OfficePlan,
    Survey,
    Outreach,
    OutreachPlan,
    Roster,
    Notice,
    Announcement,
    MailPause,
    LetterWording,
    CalendarFeed,
    DailyRun,
    NumberSeries,
    ApiKey,
    Account,
    Webhook,
)


def all_events() -> Mapping[str, type[Event]]:
    """Map every topic to its event class, kind by kind in the order of life."""
    return {fact.TOPIC: fact for aggregate in AGGREGATES for fact in event_classes(aggregate)}


def sentence_of(topic: str) -> str:
    """Give the Japanese sentence that an event tells; the library's own subclass of it has no docstring."""
    told = next(each.__doc__ for each in all_events()[topic].__mro__ if each.__doc__)
    return told.strip().splitlines()[0]


def aggregate_of(stream_id: str) -> type[Aggregate]:
    """Give the aggregate class of a stream id, whose first word is the kind."""
    return next(each for each in AGGREGATES if stream_id.startswith(f"{each.TOPIC}:"))
