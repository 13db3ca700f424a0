"""The Word documents of papers in another office program: opened without repair, and every word still there."""

from pathlib import Path

import pytest
from pdfminer.high_level import extract_text

from adapters.documents.word import word_of
from tests.adapters.documents.test_papers import PAPER
from tests.browser.test_surveys_in_libreoffice import OFFICE, converted


def test_another_program_opens_and_prints_a_paper(tmp_path: Path) -> None:
    if OFFICE is None:
        pytest.fail("LibreOffice がありません。「apt install libreoffice-writer-nogui」で導入できます。")
    file = tmp_path / "paper.docx"
    file.write_bytes(word_of(PAPER))
    printed = "".join(extract_text(converted(tmp_path, file, "pdf")).split())
    for words in ("議事要旨", "会議室", "が発言した。=1+1", "第一部", "熊本市", "サンプル（架空値）", "1/1"):
        assert words in printed, words
