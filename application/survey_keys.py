"""Reference numbers (整理番号): by them a workbook is known again, also when its hidden sheet was taken out on the way.

The short number stands visibly on the sheet and ends in signs that only this service can make; the hidden sheet holds
the same under a whole signature. Neither gives a right to anything: who may file is asked when it comes back.
"""

import base64
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from application.authenticator import SecretKeyMissing
from application.survey_form import FORMS, SurveyContent, SurveyForm
from domain.errors import Refusal

PURPOSE = b"shinchoku survey key 1"
REFERENCE = re.compile(r"(\d{1,2})\.(\d{1,3})-(\d{5})-(\d{4})-(\d{1,6})-([A-Z2-7]{8})")
SIGNS = 8


class SurveyReferenceUnknown(Refusal):
    """調査票の整理番号を確認できません。進捗管理システムから取得した調査票に記入してください。"""


class SurveyFormOutdated(Refusal):
    """調査票の様式の版が古くなっています。新しい調査票を取得して、記入し直してください。"""


@dataclass(frozen=True, slots=True)
class SurveyReference:
    """整理番号: which form in which version, for whom and which review year, issued on which version of the record."""

    form: SurveyForm
    form_version: int
    lg_code: str
    fiscal_year: int
    version: int


class SurveyKeys:
    """整理番号の係: makes and knows reference numbers; ``master`` is the service's secret key."""

    def __init__(self, master: bytes | None) -> None:
        self._master = master

    def reference(self, survey: SurveyContent) -> str:
        """Give the reference number of a survey; raises ``SecretKeyMissing``."""
        number = list(FORMS).index(survey.form.kind) + 1
        told = f"{number}.{survey.form.version}-{survey.lg_code}-{survey.fiscal_year}-{survey.version}"
        return f"{told}-{self._signs(told)}"

    def sealed(self, survey: SurveyContent) -> tuple[str, str]:
        """Give what the hidden sheet holds: the reference with the keys of all lines, and the signature over it."""
        content = json.dumps({"reference": self.reference(survey), "keys": [each.key for each in survey.lines]})
        return content, self._mac(content).hex()

    def read(self, reference: str) -> SurveyReference:
        """Read a reference number as it stands on a sheet; raises ``SurveyReferenceUnknown``."""
        found = REFERENCE.fullmatch(reference.strip())
        told = reference.strip().rpartition("-")[0]
        if found is None or not hmac.compare_digest(self._signs(told), found[6]):
            raise SurveyReferenceUnknown(reference=reference[:60])
        forms = list(FORMS.values())
        number = int(found[1])
        if not 1 <= number <= len(forms):
            raise SurveyReferenceUnknown(reference=reference[:60])
        return SurveyReference(forms[number - 1], int(found[2]), found[3], int(found[4]), int(found[5]))

    def unsealed(self, content: str, signature: str) -> str:
        """Give the reference that a hidden sheet holds; raises ``SurveyReferenceUnknown`` for what was changed."""
        told = _mapping(content)
        if not hmac.compare_digest(self._mac(content).hex(), signature) or not isinstance(told.get("reference"), str):
            raise SurveyReferenceUnknown(reference=str(told.get("reference", ""))[:60])
        return str(told["reference"])

    def _signs(self, told: str) -> str:
        return base64.b32encode(self._mac(told)).decode()[:SIGNS]

    def _mac(self, told: str) -> bytes:
        if self._master is None:
            raise SecretKeyMissing
        return hmac.digest(self._master, PURPOSE + b"\0" + told.encode("utf-8", "surrogatepass"), "sha256")


def _mapping(content: str) -> Mapping[str, object]:
    try:
        told = json.loads(content)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
