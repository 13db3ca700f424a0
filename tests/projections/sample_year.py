"""A whole review year in samples, small and complete: every kind of object that a view tells of takes part."""

from datetime import date

from domain.advice import Advice, AdviserCapacity, Answer, Opinion, ResponseClass, Sense
from domain.agenda import ItemKind, Material, Matter, Outcome
from domain.api_key import ApiKey
from domain.attendance import Attendance, Proxy, Seat
from domain.body import BodyKind
from domain.calendar import OFFICE_STEPS, Step
from domain.change_cause import ChangeCause
from domain.compilation import Compilation, Missing
from domain.emission_statement import EmissionStatement
from domain.excerpt import Excerpt, Extract
from domain.factor_table import FactorTable
from domain.filing import FieldComment
from domain.in_house_report import InHouseReport
from domain.measure import Measure
from domain.measure_terms import Direction, Indicator, LaunchDecision, YearlyTarget
from domain.meeting import Meeting
from domain.notice import Notice
from domain.notice_terms import Occasion, Stage, SupersedeCause
from domain.office import Cadence, Capacity, Office
from domain.pin import Pin
from domain.plan import Plan
from domain.plan_content import Content as PlanContent
from domain.plan_content import Initiative, Policy, Sector, Target
from domain.progress_report import ProgressReport
from domain.publication import Channel, Content, Edition, Publication, Standing
from domain.region import Region
from domain.review_round import ReviewRound
from domain.round_frame import MeasureDue, Publicity
from domain.timetable import Extension, Ground
from tests.domain import office_year as sample
from tests.domain.emission_samples import entry, propose, table
from tests.projections import sample_accounts, sample_letters, sample_organisation, sample_webhooks
from tests.projections.tape import Tape

LG, OTHER, THIRD = sample.LG, sample.OTHER, "43211"
TODAY = date(2025, 7, 1)
HASH = "a" * 64
STANDING = Standing(number=1, approved_on=date(2026, 2, 6), heard_on=date(2026, 2, 20))


def region() -> Region:
    made = Region(slug="kumamoto", name="熊本連携中枢都市圏", established_on=date(2016, 3, 30))
    for lg_code in (LG, OTHER, THIRD):
        made.admit(lg_code, date(2016, 3, 30))
    made.record_left(THIRD, date(2024, 4, 1))
    made.establish_body("liaison-council", BodyKind.LIAISON_COUNCIL, "連絡会議", date(2021, 4, 1))
    made.establish_body("advisory-committee", BodyKind.ADVISORY_COMMITTEE, "意見聴取委員会", date(2021, 4, 1))
    made.rename_body("liaison-council", "温暖化対策連絡会議", date(2025, 4, 1))
    return made


def office() -> Office:
    made = Office(
        slug=LG, region_id="region:kumamoto", name="サンプル課", opened_on=date(2016, 4, 1), lg_code=LG, body_id=None
    )
    made.set_contact("c-43100", Cadence.DAILY)
    made.add_closed_days((date(2025, 8, 14),), "サンプル条例")
    made.assign_person("person-1", Capacity.CLERK, date(2023, 4, 1))
    made.release_person("person-1", Capacity.CLERK, date(2025, 4, 1))
    made.assign_person("person-2", Capacity.CLERK, date(2025, 4, 1))
    made.hand_over(sample_organisation.handover())
    return made


def plan(
    slug: str = "kumamoto-1", generation: int = 1, first: int = 2021, members: tuple[str, ...] = (LG, OTHER)
) -> Plan:
    made = Plan(
        slug=slug,
        region_id="region:kumamoto",
        generation=generation,
        name="実行計画",
        first_fiscal_year=first,
        last_fiscal_year=first + 9,
    )
    for lg_code in members:
        made.enter_municipality(lg_code, date(first, 3, 31))
    made.set_policy(Policy(number=1, name="省エネルギーの推進"))
    made.set_priority_initiative(Initiative(number=1))
    made.set_target(Target(base_fiscal_year=2013, target_fiscal_year=2030, reduction_percent="40"))
    made.set_sector_tree(tuple(Sector(code=code, parent=None, name=code) for code in sample.SECTORS))
    made.adopt(date(first, 3, 31))
    made.revise(date(first + 1, 3, 31), "サンプル決裁", "見直し", PlanContent(sectors=made.sectors))
    return made


def measure(slug: str = "43100-0001") -> Measure:
    made = Measure(
        slug=slug, plan_id="plan:kumamoto-1", owners=(LG,), name="サンプル事業", proposed_on=date(2023, 4, 1)
    )
    made.take_up(date(2023, 6, 1), "サンプル会議")
    made.set_indicator(Indicator(code="homes", name="件数", unit="件", direction=Direction.INCREASE))
    made.set_yearly_target(YearlyTarget(indicator="homes", fiscal_year=2024, amount=10))
    made.launch(
        date(2024, 10, 1),
        LaunchDecision(decided_by="市長", decision_reference="第1号", budget_fiscal_year=2024, reason="予算の成立"),
    )
    made.suspend(date(2025, 1, 1), "サンプルの都合")
    made.resume(date(2025, 2, 1))
    made.add_joint_owner(OTHER, date(2025, 3, 1))
    return made


def review_round() -> ReviewRound:
    due = MeasureDue(measure_id=sample.MEASURES[0], lg_codes=(LG, OTHER), stage="under-way")
    made = sample.review_round((due,))
    made.list_measure(
        MeasureDue(measure_id=sample.MEASURES[1], lg_codes=(LG,), stage="under-study"), ground="漏れ", on=TODAY
    )
    made.extend_deadline(
        Extension(
            lg_codes=(OTHER,),
            step=Step.PROGRESS_CONFIRMATION,
            due_on=date(2025, 7, 31),
            ground=Ground.DISASTER,
            authority="サンプル決裁",
            extended_on=TODAY,
        )
    )
    return made


def closed_round(made: ReviewRound) -> None:
    for step in OFFICE_STEPS:
        made.complete_step(step, outstanding=(), on=date(2026, 1, 5))
    made.propose_closing(by="person-8", on=date(2026, 3, 30), published=Publicity(public=1, newest=1))
    made.close(by="person-9", on=date(2026, 3, 31), published=Publicity(public=1, newest=1))
    made.propose_reopening(by="person-8", on=date(2026, 4, 1), ground="誤り", authority="事務局長")
    made.reopen(by="person-9", on=date(2026, 4, 2))


def report() -> ProgressReport:
    made = sample.full_report()
    sample.submitted(made)
    made.send_back((FieldComment(field=sample.MEASURES[0], comment="理由を"),), on=TODAY)
    made.report(sample.statement(narrative="直した"))
    sample.submitted(made, TODAY)
    made.withdraw(on=TODAY)
    made.list_measure("measure:43100-0003")
    made.confirm_unchanged((sample.statement("measure:43100-0003"),), from_fiscal_year=2024)
    sample.accepted(made)
    made.correct((sample.statement(narrative="訂正"),), on=TODAY, reason="誤記", authority="事務局")
    return made


def statement() -> EmissionStatement:
    made = sample.full_statement()
    sample.accepted(made)
    made.restate(
        (sample.cell(value="1200"),), on=date(2025, 11, 1), reason="係数", authority="国の公表", effect="約3%減"
    )
    return made


def factor_table() -> FactorTable:
    made = table(entry(2021))
    propose(made, entry())
    made.publish_factor(1, by="person-2", on=TODAY)
    propose(made, entry(2022, "0.0004"))
    made.correct_factor(2, by="person-2", on=TODAY)
    for _ in range(2):
        propose(made, entry(2023))
    made.drop_proposal(3, reason="誤記", on=TODAY)
    return made


def in_house_report() -> InHouseReport:
    made = sample.in_house_report()
    sample.change_in_house_report(made)
    sample.accepted(made)
    return made


def compilation() -> Compilation:
    parts = (Pin(stream_id=sample.REPORT_ID, version=3, leaf=HASH),)
    missing = (Missing(lg_code=OTHER, step=Step.EVALUATION, state=None),)
    made = Compilation.compile(2025, parts, missing)
    made.finalise(1, "person-8")
    return made


def meeting(body_id: str, number: int, outcome: Outcome, held_on: date) -> Meeting:
    made = Meeting(
        body_id=body_id,
        fiscal_year=2025,
        number=number,
        meets_on=held_on,
        place="会議室",
        roster=(Seat(member="office:43100"), Seat(member="office:43210"), Seat(member="person-7")),
    )
    kind = ItemKind.DECISION if outcome is Outcome.APPROVED else ItemKind.REPORT
    made.put_item(Matter(kind=kind, title="点検結果", object_id="compilation:2025", object_version=1))
    made.fix_material(Material(compilation_id="compilation:2025", number=1, content_hash=HASH))
    attendance = Attendance(
        held_on=held_on, present=("office:43100",), proxies=(Proxy(member="office:43210", person="person-6"),)
    )
    made.hold(attendance, held_on)
    made.decide_item(1, outcome)
    made.draft_minutes(HASH, "person-5")
    made.approve_minutes(HASH, "person-8")
    made.make_public_copy("b" * 64)
    made.close()
    return made


def council() -> Meeting:
    return meeting("liaison-council", 1, Outcome.APPROVED, date(2026, 2, 6))


def committee() -> Meeting:
    return meeting("advisory-committee", 1, Outcome.HEARD, date(2026, 2, 20))


def advice() -> Advice:
    made = Advice(
        fiscal_year=2025,
        number=1,
        opinion=Opinion(
            member="person-7",
            capacity=AdviserCapacity.EXPERT,
            meeting_id="meeting:advisory-committee:2025:1",
            object_id="compilation:2025",
            object_version=1,
            sense=Sense.SUGGESTION,
            text="家庭部門を",
        ),
    )
    made.carry_over(2026)
    made.follow_up("検討した")
    made.answer_with(Answer(response=ResponseClass.FOR_PRACTICE, text="参考とします", office_id="office:secretariat"))
    made.settle()
    return made


def publication() -> Publication:
    content = Content(compilation_id="compilation:2025", number=1, content_hash=HASH)
    made = Publication.prepare(2025, content, "person-8", STANDING)
    made.prepare_anew(content.model_copy(update={"content_hash": "c" * 64}), "person-8", STANDING)
    made.publish((Channel.WEBSITE,), date(2026, 3, 20), "person-9", STANDING)
    made.correct(
        Edition(
            edition=2,
            content=content.model_copy(update={"content_hash": "d" * 64}),
            channels=(Channel.WEBSITE,),
            published_on=date(2026, 3, 25),
            by="person-9",
            reason="誤記",
        ),
        STANDING,
    )
    return made


def excerpt() -> Excerpt:
    made = Excerpt(
        meeting_id="meeting:liaison-council:2025:1",
        item=1,
        office_id="office:43100",
        lg_code=LG,
        extract=extract("c"),
    )
    made.make_anew(extract("d"))
    made.receive(date(2026, 3, 12), "person-2")
    made.minutes_changed(ChangeCause.MINUTES_CORRECTED)
    return made


def extract(digit: str) -> Extract:
    return Extract(content_hash=digit * 64, minutes_hash=HASH, made_on=date(2026, 3, 10), by="person-8")


def notice(recipient: str = "office-43100") -> Notice:
    occasion = Occasion(
        round_id="review-round:2025",
        lg_code=LG,
        step=Step.PROGRESS_CONFIRMATION,
        stage=Stage.REQUEST,
        recipient=recipient,
    )
    return Notice(occasion=occasion, subject="request", due_on=date(2025, 4, 1))


def sent_notice() -> Notice:
    made = notice()
    made.claim("worker-1", TODAY)
    made.defer("451", date(2025, 4, 2))
    made.claim("worker-2", TODAY)
    made.record_refused("550")
    made.dead_letter("550")
    made.claim("worker-1", TODAY)
    made.record_sent("<abc@shinchoku.example>")
    return made


def superseded_notice() -> Notice:
    made = notice("person-2")
    made.supersede(SupersedeCause.OBLIGATION_MET)
    return made


def api_key() -> ApiKey:
    made = ApiKey(
        key_id="k-1",
        person_id="person-2",
        office_id="office:43100",
        lg_code=LG,
        capacity=Capacity.CLERK,
        secret_hash=HASH,
        issued_on=date(2025, 4, 1),
        expires_on=date(2026, 3, 31),
        scope=(),
        origin="console-code",
        body_id=None,
    )
    made.revoke(date(2025, 10, 1), "異動")
    return made


def tape() -> Tape:
    """Tell the whole year."""
    review, made, held = review_round(), compilation(), council()
    evaluation = sample.full_evaluation()
    sample.approved(evaluation)
    told = Tape().take(region(), office(), plan(), measure(), review, report(), statement(), in_house_report())
    told.take(factor_table())
    evaluation.part_changed(sample.REPORT_ID, 99)
    told.take(evaluation, made, held, committee(), excerpt(), advice(), publication())
    made.changed(sample.REPORT_ID, ChangeCause.PART_CORRECTED)
    held.changed("compilation:2025", ChangeCause.PART_CORRECTED)
    made.compile_anew(made.parts, ())
    closed_round(review)
    told.take(made, held, review, sent_notice(), superseded_notice(), api_key())
    told.take(*sample_organisation.everything(), *sample_webhooks.everything(), *sample_letters.everything())
    told.take(*sample_accounts.everything())
    return told
