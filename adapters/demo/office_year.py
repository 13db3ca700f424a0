"""One office's year: the four acts, each begun, approved in-house, submitted and accepted, on days of its own."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from adapters.demo.cast import Cast
from application.samples import NOTICE, SampleActual, SampleEmission, SampleEvaluation, SampleInHouseReport
from domain.errors import kebab

RANKS = ("clerk", "manager", "head")


@dataclass(frozen=True, slots=True)
class OfficeYear:
    """担当部局の一年: what one office does, from the marked samples."""

    cast: Cast
    fiscal_year: int
    lg_code: str
    measures: tuple[str, ...]
    actuals: tuple[SampleActual, ...]
    emissions: tuple[SampleEmission, ...]
    evaluation: SampleEvaluation
    report: SampleInHouseReport

    async def confirm_measures(self) -> None:
        """Confirm every measure due, studies included."""
        clerk, object_id = self.cast.office(self.lg_code), self._id("progress-report")
        await clerk.do("BeginProgressReport", object_id, **self._key)
        for measure_id in self.measures:
            await clerk.do("ReportMeasure", object_id, **self._key, statement=self._statement(measure_id))
        await self._file("ProgressReport", object_id)

    async def answer_return(self) -> None:
        """Answer a return: add what was asked for, have it approved anew, and submit again."""
        clerk, object_id = self.cast.office(self.lg_code), self._id("progress-report")
        statement = self._statement(self.measures[0])
        statement["narrative"] = f"{statement.get('narrative') or NOTICE}（根拠資料を追記）"
        await clerk.do("ReportMeasure", object_id, **self._key, statement=statement)
        await self._file("ProgressReport", object_id)

    async def compute_emissions(self) -> None:
        """State a value or a notation key for every sector, and answer what the checks ask about it."""
        clerk, object_id = self.cast.office(self.lg_code), self._id("emission-statement")
        await clerk.do("BeginEmissionStatement", object_id, **self._key)
        await clerk.do("StateCells", object_id, **self._key, cells=[_cell(row) for row in self.emissions])
        for shown in (await clerk.get("/api/v1/emission-warnings", **self._key))["warnings"]:
            asked = {"warning": shown["warning"]["code"], "field": shown["warning"]["field"], "reason": NOTICE}
            await clerk.do("AnswerWarning", object_id, **self._key, **asked)
        await self._file("EmissionStatement", object_id)

    async def evaluate(self) -> None:
        """Evaluate by rank, bottom up."""
        object_id = self._id("evaluation")
        await self.cast.office(self.lg_code).do("BeginEvaluation", object_id, **self._key)
        for rank in RANKS:
            await self.cast.office(self.lg_code, rank).do(
                "EvaluateYear",
                object_id,
                **self._key,
                rank=rank,
                grade=self.evaluation.grade,
                comment=self.evaluation.comment,
            )
        await self._file("Evaluation", object_id)

    async def report_in_house(self, held_on: date) -> None:
        """Report to the municipality's policy meeting; what came on paper is entered with its source."""
        object_id = self._id("in-house-report")
        meeting: dict[str, Any] = {
            "meeting_name": self.report.meeting_name,
            "held_on": str(held_on),
            "chair": self.report.chair,
            "outcome": self.report.outcome.value,
            "evidence": self.report.evidence,
            "summary": NOTICE,
        }
        if self.report.received_by is not None:
            meeting["receipt"] = {"source": self.report.received_by.value, "received_on": str(held_on)}
        await self.cast.office(self.lg_code).do("RecordInHouseReport", object_id, **self._key, meeting=meeting)
        await self._file("InHouseReport", object_id)

    async def accept(self, kind: str) -> None:
        """Let the secretariat accept an act."""
        await self.cast.secretariat.do(f"Accept{kind}", self._of(kind), **self._key)

    async def send_back(self, kind: str, text: str) -> None:
        """Let the secretariat return an act, with a comment tied to a field."""
        comments = [{"field": self.measures[0], "comment": text}]
        await self.cast.secretariat.do(f"Return{kind}", self._of(kind), **self._key, comments=comments)

    async def _file(self, kind: str, object_id: str) -> None:
        number = f"{NOTICE}{self.fiscal_year}-{self.lg_code}"
        manager = self.cast.office(self.lg_code, "manager")
        await manager.do(f"Approve{kind}", object_id, **self._key, rank="manager", decision_number=number)
        await self.cast.office(self.lg_code).do(f"Submit{kind}", object_id, **self._key)

    def _statement(self, measure_id: str) -> dict[str, Any]:
        row = next((row for row in self.actuals if f"measure:{row.measure}" == measure_id), None)
        if row is None:
            return {"measure_id": measure_id, "status": "under-way", "no_change": True, "narrative": NOTICE}
        return {
            "measure_id": measure_id,
            "status": row.status.value,
            "indicator_actual": _text(row.indicator_actual),
            "reduction": _text(row.reduction_t_co2),
            "grade": row.grade,
            "narrative": row.narrative,
            "no_change": row.no_change,
        }

    @property
    def _key(self) -> dict[str, Any]:
        return {"lg_code": self.lg_code, "fiscal_year": self.fiscal_year}

    def _id(self, kind: str) -> str:
        return f"{kind}:{self.lg_code}:{self.fiscal_year}"

    def _of(self, kind: str) -> str:
        return self._id(kebab(kind))


def _cell(row: SampleEmission) -> dict[str, Any]:
    return {
        "sector": row.sector,
        "gas": "co2",
        "value": _text(row.amount_t_co2),
        "notation": row.notation.value if row.notation else None,
        "method": row.method.value if row.method and row.amount_t_co2 is not None else None,
        "note": NOTICE,
    }


def _text(amount: object) -> str | None:
    return None if amount is None else str(amount)
