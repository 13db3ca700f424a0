"""The catalogue: every command there is, by name. The families are named here, none is discovered."""

from collections.abc import Mapping

from application import (
    accounts,
    advice,
    announcements,
    calendar_feeds,
    carrying,
    challenges,
    confirming,
    daily,
    excerpts,
    factors,
    handovers,
    joint,
    mailing,
    measure_owners,
    measure_variations,
    measures,
    meetings,
    minutes,
    office_plans,
    organisation,
    outreach,
    outreach_plans,
    past_emissions,
    people,
    plans,
    publications,
    reckoning,
    rosters,
    round_steps,
    rounds,
    submission_flow,
    submissions,
    survey_intake,
    undelivered,
    webhooks,
    wordings,
)
from application.command import Command

FAMILIES = (
    organisation,
    accounts,
    handovers,
    office_plans,
    outreach,
    outreach_plans,
    rosters,
    plans,
    measures,
    measure_owners,
    measure_variations,
    rounds,
    round_steps,
    submissions,
    survey_intake,
    confirming,
    submission_flow,
    reckoning,
    factors,
    past_emissions,
    people,
    joint,
    meetings,
    carrying,
    minutes,
    excerpts,
    advice,
    challenges,
    publications,
    mailing,
    undelivered,
    announcements,
    wordings,
    calendar_feeds,
    daily,
    webhooks,
)


def commands() -> Mapping[str, type[Command]]:
    """Give every command of the families by its class name, in the order in which they are written."""
    return {
        name: command
        for family in FAMILIES
        for name, command in Command.catalogue.items()
        if command.__module__ == family.__name__
    }
