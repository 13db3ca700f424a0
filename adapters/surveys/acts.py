"""From the lines that a survey changes to the acts that they ask for, the same as on the pages."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from pydantic import ValidationError

from adapters.api.field_problems import field_problems
from adapters.surveys.content import KINDS, Issue, cell_of, measure_of
from application.command import Command
from application.entering import entered_cell, entered_measure
from application.submissions import BeginEmissionStatement, BeginProgressReport, StateCells
from application.survey_compare import Compared, SurveyLineIncomplete, SurveyProblem
from domain.emission_statement import EmissionStatement
from domain.errors import Refusal
from domain.progress_report import ProgressReport
from domain.survey import SurveyKind

Terms: TypeAlias = Mapping[str, object]  # of acts: on whose behalf, by which way it came, on which day


def acts_of(issued: Issue, found: Compared, terms: Terms) -> Sequence[Command]:
    """Give the acts that the changed lines ask for; what is wrong with a line becomes a problem in its cell."""
    content = issued.content
    of: Terms = {**terms, "lg_code": content.lg_code, "fiscal_year": content.fiscal_year}
    made: list[Command] = []
    cells = []
    for key, entered in found.entered.items():
        if key in found.faulty:
            continue
        try:
            if content.form.kind is SurveyKind.PROGRESS:
                made += _measure_act(issued, of, key, entered)
            else:
                held = issued.held.cells.get(cell_of(key)) if isinstance(issued.held, EmissionStatement) else None
                cell = entered_cell(*cell_of(key), held, entered)
                cells += [] if cell is None else [cell]
        except ValidationError as error:
            found.problems += _wrong(error, key, issued)
    if cells:
        made.append(StateCells.model_validate({**of, "cells": tuple(cells)}))
    if made and issued.held is None:
        begin = BeginProgressReport if KINDS[content.form.kind] is ProgressReport else BeginEmissionStatement
        made.insert(0, begin.model_validate(of))
    return made


def _measure_act(issued: Issue, of: Mapping[str, object], key: str, entered: Mapping[str, str]) -> Sequence[Command]:
    held = issued.held.statements.get(measure_of(key)) if isinstance(issued.held, ProgressReport) else None
    unchanged = issued.sheet[key].may_be_confirmed_unchanged
    act = entered_measure(of, measure_of(key), held, entered, may_be_confirmed_unchanged=unchanged)
    return [] if act is None else [act]


def _wrong(error: ValidationError, key: str, issued: Issue) -> Sequence[SurveyProblem]:
    headings = {each.name: each.heading for each in issued.content.form.columns}
    told = field_problems([{**each, "loc": ("body", *each["loc"])} for each in error.errors()])
    return [
        SurveyProblem(
            address=key,
            heading=headings.get((each.pointer or "").rpartition("/")[2], "行"),
            code=SurveyLineIncomplete().code,
            japanese=each.detail,
        )
        for each in told
    ]


def problem_of(refusal: Refusal, command: Command) -> SurveyProblem:
    """Tell what stands against an act as a problem of its line."""
    statement = getattr(command, "statement", None)
    key = "" if statement is None else statement.measure_id.removeprefix("measure:")
    return SurveyProblem(address=key or "－", heading="行", code=refusal.code, japanese=refusal.japanese)
