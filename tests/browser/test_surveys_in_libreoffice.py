"""The surveys in another office program: opened, saved and printed by LibreOffice, and still what was issued."""

import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest

from adapters.workbooks.extraction import extract
from adapters.workbooks.inspection import inspect
from adapters.workbooks.writing import workbook_of
from application.survey_compare import compare
from application.survey_form import FORMS, SurveyContent, SurveyLine
from application.survey_keys import SurveyKeys
from application.survey_raw import RawSurvey
from domain.survey import SurveyKind

KEYS = SurveyKeys(b"a test's own key of enough bytes")
OFFICE = shutil.which("soffice")
CELLS: dict[SurveyKind, dict[str, str]] = {
    SurveyKind.PROGRESS: {
        "status": "under-way",
        "narrative": "=1+1 は文字です。\n𠮷髙﨑葛󠄀①",
        "indicator_actual": "120.5",
        "reduction": "12345678901234.123456",
        "grade": "A",
    },
    SurveyKind.EMISSIONS: {"value": "1234567.891", "method": "own", "note": "－"},
    SurveyKind.EVALUATION: {"grade": "A", "comment": "=1+1 は文字です。\n𠮷髙﨑葛󠄀①"},
    SurveyKind.OWN_EMISSIONS: {"tonnes": "1234.5", "source": "庁舎の報告（サンプル）", "reason": "集計の誤り"},
}
CHOICES = {"grade": (("A", "A"), ("B", "B")), "indicator": (("n", "補助件数（件）"), ("kw", "出力, 合計（kW）"))}


def survey(kind: SurveyKind) -> SurveyContent:
    form = FORMS[kind]
    shown = tuple(f"{heading}\nの内容" for heading, _ in form.shown)
    told = [CELLS[kind] if nth % 2 else {} for nth in range(40)]
    lines = [SurveyLine(f"sample-{nth:04}", shown, each, choices=CHOICES) for nth, each in enumerate(told)]
    return SurveyContent(form, "43100", "熊本市", 2025, 2024, 7, date(2025, 6, 30), lines, sample=True)


def converted(folder: Path, file: Path, to: str) -> Path:
    """Let LibreOffice open a file and save it as another kind; a repair would be told, and is a failure."""
    assert OFFICE is not None
    profile = f"-env:UserInstallation=file://{folder / 'profile'}"
    command = [OFFICE, profile, "--headless", "--convert-to", to, "--outdir", str(folder / to), str(file)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    assert "rror" not in done.stderr, done.stderr
    return folder / to / f"{file.stem}.{to}"


@pytest.mark.parametrize("kind", list(SurveyKind))
def test_another_program_opens_prints_and_saves_a_survey_and_nothing_is_lost(kind: SurveyKind, tmp_path: Path) -> None:
    issued = survey(kind)
    file = tmp_path / "survey.xlsx"
    file.write_bytes(workbook_of(issued, KEYS, datetime(2025, 4, 1)))  # noqa: DTZ001 - its days bear no zone
    saved = converted(tmp_path, file, "xlsx").read_bytes()
    inspect(saved)
    raw = RawSurvey.model_validate(extract(saved))
    assert KEYS.read(raw.reference).version == issued.version
    found = compare(issued, issued, raw)
    assert [found.changes, found.problems, found.readings, found.missing] == [[], [], [], []]
    printed = converted(tmp_path, file, "pdf")
    told = subprocess.run(["pdftotext", "-layout", str(printed), "-"], capture_output=True, text=True, check=True)
    pages = told.stdout.split("\f")
    assert all("番号" in page for page in pages if page.strip())  # the headings stand on every page
    size = subprocess.run(["pdfinfo", str(printed)], capture_output=True, text=True, check=True).stdout
    assert "A4" in size
