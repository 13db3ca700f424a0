"""The story: which act falls on which day of the fiscal year. The days are invented, like all that happens on them."""

from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date, timedelta

from adapters.demo.cast import Cast
from adapters.demo.challenge_year import ChallengeYear
from adapters.demo.joint_year import JointYear
from adapters.demo.office_year import OfficeYear
from adapters.demo.organisation_year import LEAVING_OFFICE, OrganisationYear
from application.reference import MunicipalityRow, read
from application.samples import (
    NOTICE,
    SampleActual,
    SampleEmission,
    SampleEvaluation,
    SampleIncident,
    SampleInHouseReport,
)

Act = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Scene:
    """場面: one act of the day, and the sentence that is told of it, if it is worth one."""

    act: Act
    told: str | None = None


@dataclass(slots=True)
class Story:
    """筋書き: the scenes of a fiscal year, day by day."""

    cast: Cast
    fiscal_year: int
    members: tuple[str, ...]
    measures: dict[str, tuple[str, ...]]
    scenes: dict[date, list[Scene]] = field(default_factory=lambda: defaultdict(list))
    given: list[str] = field(default_factory=list)

    def day(self, month: int, day: int) -> date:
        """Give a day of the fiscal year: January to March belong to the next calendar year."""
        return date(self.fiscal_year + (month < 4), month, day)  # noqa: PLR2004 - April begins the fiscal year

    def write(self) -> None:
        """Write the whole year."""
        incidents = {(str(row.kind), row.lg_code): row for row in read(SampleIncident)}
        for number, lg_code in enumerate(self.members):
            _OfficeScenes(self, self._office(lg_code), number, incidents).write()
        self._write_incidents(incidents)
        self._write_organisation(OrganisationYear(self.cast, self.fiscal_year, self.members))
        self._write_challenges(ChallengeYear(self.cast, self.fiscal_year))
        self._write_joint(JointYear(self.cast, self.fiscal_year, self.members))

    def add(self, day: date, act: Act, told: str | None = None) -> None:
        """Add a scene."""
        self.scenes[day].append(Scene(act, told))

    def _office(self, lg_code: str) -> OfficeYear:
        return OfficeYear(
            cast=self.cast,
            fiscal_year=self.fiscal_year,
            lg_code=lg_code,
            measures=self.measures[lg_code],
            actuals=read(SampleActual),
            emissions=tuple(row for row in read(SampleEmission) if row.lg_code == lg_code),
            evaluation=next(row for row in read(SampleEvaluation) if row.lg_code == lg_code),
            report=next(row for row in read(SampleInHouseReport) if row.lg_code == lg_code),
        )

    def _write_incidents(self, incidents: dict[tuple[str, str], SampleIncident]) -> None:
        for (kind, lg_code), row in incidents.items():
            if kind == "extended" and lg_code in self.members and row.step is not None:
                self.add(self.day(9, 12), self._extension(row), f"{name_of(lg_code)}の期限を延長（{row.text}）")
            if kind == "launched" and row.measure is not None:
                told = f"{name_of(lg_code)}の検討事業が実施事業へ（{row.text}）"
                self.add(self.day(10, 6), self._launch(row, self.day(10, 6)), told)

    def _extension(self, row: SampleIncident) -> Act:
        return lambda: self.cast.secretariat.do(
            "ExtendDeadline",
            f"review-round:{self.fiscal_year}",
            fiscal_year=self.fiscal_year,
            step=row.step.value if row.step else None,
            due_on=str(self.day(10, 31)),
            ground="disaster",
            lg_codes=[row.lg_code],
            authority=f"{NOTICE}事務局長決定",
            reason=row.text,
        )

    def _launch(self, row: SampleIncident, day: date) -> Act:
        return lambda: self.cast.office(row.lg_code, "manager").do(
            "LaunchMeasure",
            f"measure:{row.measure}",
            measure_id=f"measure:{row.measure}",
            launched_on=str(day),
            decided_by=f"{NOTICE}の決定者",
            decision_reference=f"{NOTICE}補正予算",
            budget_fiscal_year=self.fiscal_year,
            reason=row.text,
        )

    def _write_organisation(self, organisation: OrganisationYear) -> None:
        self.add(self.day(4, 10), organisation.seat_committee, f"意見聴取委員を任期付きで名簿に記載（{NOTICE}）")
        self.add(self.day(4, 11), organisation.record_outreach, f"前年度の啓発・支援活動を記録（{NOTICE}）")
        self.add(self.day(4, 14), organisation.enter_office_plans, f"各市町村の事務事業編の策定状況を記録（{NOTICE}）")
        first = date(self.fiscal_year + 1, 4, 1)
        told = f"{name_of(LEAVING_OFFICE)}の担当の人事異動を記録（4月1日付、{NOTICE}）"
        self.add(self.day(3, 27), lambda: organisation.hand_over(first), told)

    def _write_challenges(self, challenges: ChallengeYear) -> None:
        self.add(self.day(1, 9), challenges.raise_all, f"課題を提起し、担当部局を決定（{NOTICE}）")
        self.add(self.day(1, 16), challenges.review_all, f"課題の年度の点検を記録（{NOTICE}）")
        self.add(self.day(3, 27), challenges.carry_over, f"課題を次年度へ引継ぎ（{NOTICE}）")

    def _write_joint(self, joint: JointYear) -> None:
        self.add(self.day(6, 12), lambda: joint.meet("officers-meeting", self.day(6, 12)), "担当者会議")
        self.add(self.day(11, 13), lambda: joint.meet("officers-meeting", self.day(11, 13)), "担当者会議")
        self.add(self.day(12, 22), lambda: joint.draft_next_plan(self.day(12, 22)), "第2次計画の案を登録")
        self.add(self.day(1, 20), joint.compile, "取りまとめ：各団体の版を固定")
        self.add(self.day(1, 28), joint.finalise, "取りまとめを確定")
        self.add(self.day(2, 6), lambda: self._council(joint), "連絡会議：取りまとめを議決")
        self.add(self.day(2, 20), lambda: self._committee(joint), "意見聴取委員会：報告し、意見を聴取")
        self.add(self.day(3, 6), lambda: joint.answer(self.given), "意見に回答（1件は次年度へ引継ぎ）")
        self.add(self.day(3, 16), joint.prepare, "公表の準備")
        self.add(self.day(3, 26), joint.publish, "公表")
        self.add(self.day(3, 30), joint.close_round, "年度点検を終了（2名による）")
        self.add(self.day(3, 31), lambda: joint.succeed(self.day(3, 31)), "第2次計画へ移行")

    async def _council(self, joint: JointYear) -> None:
        await joint.minute(await joint.meet("liaison-council", self.day(2, 6)))

    async def _committee(self, joint: JointYear) -> None:
        meeting_id = await joint.meet("advisory-committee", self.day(2, 20))
        self.given = await joint.advise(meeting_id)
        await joint.minute(meeting_id)


@dataclass(frozen=True, slots=True)
class _OfficeScenes:
    story: Story
    office: OfficeYear
    number: int
    incidents: dict[tuple[str, str], SampleIncident]

    def write(self) -> None:
        self._progress()
        emissions = self.story.day(10, 20) if self._is("extended") else self._spread(8, 3)
        self._filed(emissions, self.office.compute_emissions, "EmissionStatement", "排出量の算定")
        self._filed(self._spread(11, 4), self.office.evaluate, "Evaluation", "点検評価")
        held_on = self._spread(12, 1)
        self._filed(held_on, lambda: self.office.report_in_house(held_on), "InHouseReport", "庁内報告")

    def _progress(self) -> None:
        day = self.story.day(7, 9) if self._is("late") else self._spread(5, 12)
        told = f"{name_of(self.office.lg_code)}が期限後に提出（{NOTICE}）" if self._is("late") else None
        if not self._is("returned"):
            self._filed(day, self.office.confirm_measures, "ProgressReport", "取組状況の確認", told)
            return
        text = self.incidents["returned", self.office.lg_code].text
        name = name_of(self.office.lg_code)
        self.story.add(day, self.office.confirm_measures)
        self.story.add(
            day + timedelta(days=1), lambda: self.office.send_back("ProgressReport", text), f"{name}へ差戻し（{text}）"
        )
        self.story.add(day + timedelta(days=6), self.office.answer_return, f"{name}が再提出")
        self.story.add(day + timedelta(days=7), lambda: self.office.accept("ProgressReport"))

    def _filed(self, day: date, act: Act, kind: str, title: str, told: str | None = None) -> None:
        last = self.number == len(self.story.members) - 1
        self.story.add(day, act, told)
        self.story.add(
            day + timedelta(days=2),
            lambda: self.office.accept(kind),
            f"{title}：構成団体の提出がほぼ出そろう" if last else None,
        )

    def _spread(self, month: int, day: int) -> date:
        return self.story.day(month, day) + timedelta(days=self.number)

    def _is(self, kind: str) -> bool:
        return (kind, self.office.lg_code) in self.incidents


def name_of(lg_code: str) -> str:
    """Give the name of a municipality."""
    return {row.lg_code: str(row.name) for row in read(MunicipalityRow)}[lg_code]
