"""The catalogue: every command there is, by name. The families are named here, none is discovered."""

from collections.abc import Mapping

from application import (
    advice,
    carrying,
    confirming,
    daily,
    excerpts,
    factors,
    handovers,
    joint,
    mailing,
    measure_variations,
    measures,
    meetings,
    minutes,
    office_plans,
    organisation,
    outreach,
    past_emissions,
    plans,
    publications,
    reckoning,
    rosters,
    rounds,
    submission_flow,
    submissions,
)
from application.command import Command

FAMILIES = (
    organisation,
    handovers,
    office_plans,
    outreach,
    rosters,
    plans,
    measures,
    measure_variations,
    rounds,
    submissions,
    confirming,
    submission_flow,
    reckoning,
    factors,
    past_emissions,
    joint,
    meetings,
    carrying,
    minutes,
    excerpts,
    advice,
    publications,
    mailing,
    daily,
)


def commands() -> Mapping[str, type[Command]]:
    """Give every command of the families by its class name, in the order in which they are written."""
    return {
        name: command
        for family in FAMILIES
        for name, command in Command.catalogue.items()
        if command.__module__ == family.__name__
    }
