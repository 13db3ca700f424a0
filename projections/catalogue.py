"""The catalogue of views: every view there is. They are named here, none is discovered."""

from typing import Any

from projections.accounts import Accounts
from projections.advice_ledger import AdviceLedger
from projections.calendar_feeds import CalendarFeeds
from projections.callers import Callers
from projections.challenge_ledger import ChallengeLedger
from projections.compilations import Compilations
from projections.emission_series import EmissionSeries
from projections.excerpts import Excerpts
from projections.factor_tables import FactorTables
from projections.filings import Filings
from projections.letters import Announcements, LetterWordings, MailPauses
from projections.measure_register import Confirmations, MeasureRegister
from projections.measure_variations import MeasureVariations
from projections.meeting_pack import MeetingPack
from projections.notices import Notices
from projections.office_plans import OfficePlans
from projections.organisation import Offices, Regions
from projections.outreach import OutreachRegister
from projections.outreach_plans import OutreachPlans
from projections.people import PeopleByYear
from projections.plans import Plans
from projections.publication import Publications
from projections.rosters import Rosters
from projections.rounds import Rounds
from projections.surveys import Surveys
from projections.view import View
from projections.webhooks import WebhookRegister

VIEWS: tuple[type[View[Any]], ...] = (
    Regions,
    Offices,
    Plans,
    MeasureRegister,
    MeasureVariations,
    Rounds,
    Filings,
    Confirmations,
    EmissionSeries,
    PeopleByYear,
    FactorTables,
    Compilations,
    MeetingPack,
    Excerpts,
    AdviceLedger,
    ChallengeLedger,
    Publications,
    OfficePlans,
    OutreachRegister,
    OutreachPlans,
    Rosters,
    Notices,
    Announcements,
    MailPauses,
    LetterWordings,
    CalendarFeeds,
    Surveys,
    Callers,
    Accounts,
    WebhookRegister,
)


def all_views() -> tuple[View[Any], ...]:
    """Make one of each view, for the projector and for those who read."""
    return tuple(view() for view in VIEWS)
