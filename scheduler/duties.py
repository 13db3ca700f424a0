"""Duties: what the calendar and the record ask for on a day, as commands. Pure: asking twice gives the same answer.

Nothing here remembers what was done before; a duty that was fulfilled is simply no longer found.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import product

from application.command import Command
from application.mailing import SETTLED, Due, PlanNotices, SupersedeNotices, Void, owed_on
from application.round_steps import CompleteStep, LapseStep
from application.rounds import ExtendDeadline, OpenReviewRound
from domain.announcement import Announcement
from domain.calendar import OFFICE_STEPS, Rolling, Step, closed_days, fiscal_year_of, roll
from domain.filing import SubmissionState
from domain.notice import Notice
from domain.notice_terms import NoticeState, Stage, SupersedeCause
from domain.plan import Plan
from domain.plan_state import PlanState
from domain.reminder import Audience, Coming, Enclosed, StageRule, Term, newest_due
from domain.review_round import ReviewRound
from domain.submission import Submission
from domain.timetable import Ground, StepEnd
from scheduler.standing import Standing

UNSENT = frozenset({NoticeState.PLANNED, NoticeState.CLAIMED, NoticeState.DEFERRED})
# Why the system acts by itself; it stands in the record beside each of these acts.
YEAR_BEGUN = "年度の開始"
OFFICE_CLOSED = "期限が団体の閉庁日に当たるため"
ROLLED = "閉庁日に当たる期限の翌開庁日への繰下げ"
ALL_ACCEPTED = "すべての構成市町村の受理"
TIME_OVER = "提出期限の経過"
STAGE_COME = "通知の時期の到来"
ANNOUNCED = "事務局によるお知らせの発出"
NO_ADDRESS = "宛先の登録がないため、次の宛先へ送付"


@dataclass(frozen=True, slots=True)
class Rules:
    """定め: what is configured and not recorded: reminder stages, holidays, the age of the emission statistics."""

    stages: tuple[StageRule, ...]
    holidays: Callable[[date], bool]
    emissions_years_back: int

    @property
    def ladder(self) -> Sequence[tuple[Audience, Sequence[StageRule]]]:
        """Give the rules by audience, from the office upwards."""
        of = [(audience, [rule for rule in self.stages if rule.audience is audience]) for audience in Audience]
        return [(audience, rules) for audience, rules in of if rules]

    def most_urgent(self, stages: Collection[Stage]) -> StageRule:
        """Give the rule of the most urgent stage: the later in the list, the more urgent."""
        return [rule for rule in self.stages if rule.stage in stages][-1]

    def text_of(self, notices: Sequence[Notice], passed: Callable[[Notice], bool]) -> str:
        """Name the text of a letter: that of the most urgent of its stages, or that of the announcement.

        ``passed`` tells of a notice whether the deadline of what it asks for is over.
        """
        occasion = notices[0].occasion
        if occasion.about is not None:
            return occasion.stage.value
        rule = self.most_urgent([each.occasion.stage for each in notices])
        late = all(passed(each) for each in notices if each.occasion.stage is rule.stage)
        return rule.text_when_passed or rule.text if late else rule.text

    def encloses(self, stage: Stage) -> Enclosed | None:
        """Tell what goes out with the letter of a stage."""
        return next((rule.encloses for rule in self.stages if rule.stage is stage), None)

    def audience_of(self, stage: Stage) -> Audience:
        """Tell to whom a stage is written; one that the list no longer has was written to the office."""
        return next((rule.audience for rule in self.stages if rule.stage is stage), Audience.OFFICE)


def openings(standing: Standing, rules: Rules, today: date) -> Iterator[Command]:
    """Open the round of the fiscal year: the last one of a plan that ended, else under the newest one in force."""
    fiscal_year = fiscal_year_of(today)
    if standing.find(ReviewRound, ReviewRound.create_id(fiscal_year)) is not None:
        return
    plans = [plan for plan in standing.every(Plan) if plan.membership.on(today)]
    ended = [plan for plan in plans if plan.ends_in_or_after(fiscal_year - 1)]
    reviewed = ended or [plan for plan in plans if _in_force(plan, fiscal_year, today)]
    if reviewed:
        plan = max(reviewed, key=lambda each: each.generation)
        yield OpenReviewRound(
            fiscal_year=fiscal_year,
            region_id=plan.region_id,
            plan_id=plan.id,
            emissions_fiscal_year=_emission_year(standing, plan, fiscal_year - rules.emissions_years_back),
            reason=YEAR_BEGUN,
        )


def _emission_year(standing: Standing, plan: Plan, by_rule: int) -> int:
    """Give the year that the rule names, or, where a round of the plan has taken it, the one after the newest taken."""
    taken = {each.emissions_fiscal_year for each in standing.every(ReviewRound) if each.plan_id == plan.id}
    return max(taken) + 1 if by_rule in taken else by_rule


def _in_force(plan: Plan, fiscal_year: int, today: date) -> bool:
    first = plan.first_fiscal_year or fiscal_year
    last = plan.last_fiscal_year or fiscal_year
    adopted = plan.state is PlanState.ADOPTED and plan.adopted_on is not None and plan.adopted_on <= today
    return adopted and first <= fiscal_year <= last


def step_ends(standing: Standing, today: date) -> Iterator[Command]:
    """Complete the steps in which everything is accepted, and lapse those whose time is over for somebody new."""
    for review_round in standing.open_rounds():
        for step in OFFICE_STEPS:
            if review_round.step_end(step) is StepEnd.COMPLETED:
                continue
            acts = {code: standing.filed(review_round, code, step) for code in review_round.members}
            if all(act is not None and act.is_settled for act in acts.values()):
                yield CompleteStep(fiscal_year=review_round.fiscal_year, step=step, reason=ALL_ACCEPTED)
            elif _newly_lapsed(review_round, step, acts, today):
                yield LapseStep(fiscal_year=review_round.fiscal_year, step=step, reason=TIME_OVER)


def rolled_deadlines(standing: Standing, rules: Rules, today: date) -> Iterator[Command]:
    """Move the deadlines to come that fall on a day on which an office itself is closed to its next open day.

    The days on which everybody is closed are in the windows already; steps that do not roll forward stay as they are,
    and so does what has come.
    """
    own_days = {code: closed_days(rules.holidays, days) for code, days in standing.own_closed_days().items() if days}
    for review_round in standing.open_rounds():
        moved: dict[tuple[Step, date], list[str]] = {}
        for lg_code, step in product(own_days.keys() & set(review_round.members), _rolling_steps(review_round)):
            due_on = review_round.due_on(lg_code, step)
            open_on = roll(due_on, Rolling.FORWARD, own_days[lg_code])
            if today <= due_on < open_on and not _has_come(standing, review_round, lg_code, step):
                moved.setdefault((step, open_on), []).append(lg_code)
        for (step, open_on), lg_codes in sorted(moved.items()):
            yield ExtendDeadline(
                fiscal_year=review_round.fiscal_year,
                step=step,
                due_on=open_on,
                ground=Ground.OFFICE_CLOSED,
                authority=ROLLED,
                lg_codes=tuple(sorted(lg_codes)),
                reason=OFFICE_CLOSED,
            )


def _rolling_steps(review_round: ReviewRound) -> Sequence[Step]:
    rolling = [step for step in OFFICE_STEPS if review_round.window(step).rolling is Rolling.FORWARD]
    return [step for step in rolling if review_round.step_end(step) is not StepEnd.COMPLETED]


def _has_come(standing: Standing, review_round: ReviewRound, lg_code: str, step: Step) -> bool:
    act = standing.filed(review_round, lg_code, step)
    return act is not None and act.has_come


def _newly_lapsed(
    review_round: ReviewRound, step: Step, acts: dict[str, Submission | None], today: date
) -> frozenset[str]:
    over = {code for code in acts if today > review_round.due_on(code, step)}
    unfiled = {code for code, act in acts.items() if act is None or not act.has_come}
    return frozenset(over & unfiled - set(review_round.timetable.lapsed_for(step)))


def _is_returned(act: Submission) -> bool:
    return act.state is SubmissionState.RETURNED


@dataclass(frozen=True, slots=True)
class Owed:
    """督促の対象: one step that an office owes, and the newest stage of reminding that has come for it."""

    review_round: ReviewRound
    lg_code: str
    step: Step
    coming: Coming
    audience: Audience


def owed(standing: Standing, rules: Rules, today: date) -> Iterator[Owed]:
    """Find every obligation of the open rounds for which a stage of reminding has come, once for each audience."""
    own_days = standing.own_closed_days()
    for review_round in standing.open_rounds():
        for lg_code in review_round.members:
            is_closed = closed_days(rules.holidays, own_days.get(lg_code, ()))
            for step in OFFICE_STEPS:
                act = standing.filed(review_round, lg_code, step)
                if owed_on(review_round, lg_code, step, act, today).state in SETTLED:
                    continue
                term = _term(review_round, lg_code, step, act)
                for audience, stages in rules.ladder:
                    coming = newest_due(stages, term, today, is_closed)
                    if coming is not None:
                        yield Owed(review_round, lg_code, step, coming, audience)


def _term(review_round: ReviewRound, lg_code: str, step: Step, act: Submission | None) -> Term:
    window = review_round.window(step)
    granted = [each for each in review_round.timetable.extensions if each.step is step and lg_code in each.lg_codes]
    return Term(
        opens_on=max(window.opens_on, review_round.opened_on),
        first_due_on=window.due_on,
        due_on=review_round.due_on(lg_code, step),
        extensions=len(granted),
        returns=() if act is None or not _is_returned(act) else tuple(each.returned_on for each in act.returns),
    )


def unplanned(standing: Standing, found: Sequence[Owed]) -> Sequence[Owed]:
    """Leave out what was planned before, to whomever: who takes over an office is not asked for old things anew."""
    planned = {
        (each.occasion.round_id, each.occasion.lg_code, each.occasion.step, each.occasion.stage, each.occasion.turn)
        for each in standing.every(Notice)
    }
    return [
        each
        for each in found
        if (each.review_round.id, each.lg_code, each.step, each.coming.stage, each.coming.turn) not in planned
    ]


def plan_for(lg_code: str, recipient: str, found: Sequence[Owed], rules: Rules) -> Iterator[Command]:
    """Plan what has come for one office, round by round, under the text of what is most urgent."""
    for review_round in {each.review_round.id: each.review_round for each in found}.values():
        of_round = [each for each in found if each.review_round.id == review_round.id]
        yield PlanNotices(
            fiscal_year=review_round.fiscal_year,
            lg_code=lg_code,
            recipient=recipient,
            subject=rules.most_urgent([each.coming.stage for each in of_round]).text,
            reason=STAGE_COME,
            due=tuple(
                Due(step=each.step, stage=each.coming.stage, turn=each.coming.turn, on=each.coming.on)
                for each in of_round
            ),
        )


def announced(standing: Standing) -> Sequence[tuple[Announcement, Sequence[str]]]:
    """Give each announcement with the municipalities for which no notice of it is planned yet."""
    planned = {(each.occasion.about, each.occasion.lg_code) for each in standing.every(Notice) if each.occasion.about}
    made = [each for each in standing.every(Announcement) if each.withdrawn_on is None]
    waiting = [(each, [code for code in each.lg_codes if (each.id, code) not in planned]) for each in made]
    return [(each, codes) for each, codes in waiting if codes]


def unsent(standing: Standing) -> Sequence[Notice]:
    """Give the notices that may still go out."""
    return [notice for notice in standing.every(Notice) if notice.state in UNSENT]


def needless(standing: Standing, found: Sequence[Owed], rules: Rules, today: date) -> Iterator[Command]:
    """Supersede the unsent notices that nothing asks for any more, or whose place a later stage has taken."""
    newest: dict[tuple[str, str, Step | None, Audience], Coming] = {
        (each.review_round.id, each.lg_code, each.step, each.audience): each.coming for each in found
    }
    voids = []
    for notice in unsent(standing):
        if notice.occasion.about is None:
            cause = _void_cause(standing, notice, rules, newest)
        else:
            cause = _void_announcement(standing, notice, today)
        if cause is not None:
            voids.append(Void(notice_id=notice.id, version=notice.version, cause=cause))
    if voids:
        yield SupersedeNotices(notices=tuple(voids))


def _void_announcement(standing: Standing, notice: Notice, today: date) -> SupersedeCause | None:
    made = standing.find(Announcement, notice.occasion.about or "")
    if made is None or made.withdrawn_on is not None:
        return SupersedeCause.WITHDRAWN
    if not made.steps:
        return None
    review_round = standing.find(ReviewRound, made.round_id)
    if review_round is None or not review_round.is_open:
        return SupersedeCause.ROUND_CLOSED
    code = notice.occasion.lg_code
    states = [owed_on(review_round, code, step, standing.filed(review_round, code, step), today) for step in made.steps]
    return SupersedeCause.OBLIGATION_MET if all(each.state in SETTLED for each in states) else None


def _void_cause(
    standing: Standing, notice: Notice, rules: Rules, newest: Mapping[tuple[str, str, Step | None, Audience], Coming]
) -> SupersedeCause | None:
    occasion = notice.occasion
    review_round = standing.find(ReviewRound, occasion.round_id)
    if review_round is None or not review_round.is_open:
        return SupersedeCause.ROUND_CLOSED
    coming = newest.get((occasion.round_id, occasion.lg_code, occasion.step, rules.audience_of(occasion.stage)))
    if coming is None:
        return SupersedeCause.OBLIGATION_MET
    if notice.requeues or (coming.stage, coming.turn) == (occasion.stage, occasion.turn):
        return None
    return SupersedeCause.LATER_STAGE if coming.on >= notice.due_on else SupersedeCause.DEADLINE_MOVED
