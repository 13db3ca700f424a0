"""From the lines that a survey changes to the acts that they ask for, the same as on the pages."""

from collections.abc import Sequence

from pydantic import ValidationError

from adapters.api.field_problems import field_problems
from adapters.surveys.content import Issue
from adapters.surveys.subject import Terms
from application.command import Command
from application.survey_compare import Compared, SurveyLineIncomplete, SurveyProblem
from application.survey_form import SurveyContent
from domain.errors import Refusal


def acts_of(issued: Issue, found: Compared, terms: Terms) -> Sequence[Command]:
    """Give the acts that the changed lines ask for; what is wrong with a line becomes a problem in its cell."""
    content, subject = issued.content, issued.subject
    of: Terms = {**terms, "lg_code": content.lg_code, "fiscal_year": content.fiscal_year}
    made: list[Command] = []
    for line in content.lines:
        if line.key not in found.entered or line.key in found.faulty:
            continue
        try:
            command = subject.act(of, line, found.entered[line.key])
        except ValidationError as error:
            found.problems += _wrong(error, line.key, content)
        except Refusal as refusal:
            found.problems.append(_refused(refusal, line.key))
        else:
            made += [] if command is None else [command]
    acts = subject.gathered(made)
    return [*subject.begin(of), *acts] if acts and subject.held is None else acts


def _wrong(error: ValidationError, key: str, content: SurveyContent) -> Sequence[SurveyProblem]:
    headings = {each.name: each.heading for each in content.form.columns}
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
    return _refused(refusal, _line(command))


def _refused(refusal: Refusal, line: str) -> SurveyProblem:
    return SurveyProblem(address=line, heading="行", code=refusal.code, japanese=refusal.japanese)


def _line(command: Command) -> str:
    """Name the line that an act came from, where it is one."""
    statement = getattr(command, "statement", None)
    if statement is not None:
        return str(statement.measure_id).removeprefix("measure:")
    rank = getattr(command, "rank", None)
    return "－" if rank is None else str(rank.japanese)
