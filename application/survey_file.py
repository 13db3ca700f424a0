"""The file of a survey: what is refused before anything in it is read as a survey, by which words."""

from domain.errors import Refusal

MOST_BYTES = 2 * 1024 * 1024


class WorkbookTooLarge(Refusal):
    """ファイルが大きすぎます。2MB以下のExcelブック（xlsx）を提出してください。"""


class WorkbookNotXlsx(Refusal):
    """Excelブック（xlsx）ではありません。「Excelブック（*.xlsx）」の形式で保存し直してください。"""


class WorkbookEncrypted(Refusal):
    """パスワードが設定されているか、古い形式（xls）です。パスワードのない「Excelブック（*.xlsx）」で保存し直してください。"""


class WorkbookWithMacros(Refusal):
    """マクロや埋込みファイルを含むブックは受け付けられません。"""


class WorkbookWithLinks(Refusal):
    """ほかのファイルへのリンクを含むブックは受け付けられません。値だけを記入してください。"""


class WorkbookBloated(Refusal):
    """ブックの中身が大きすぎます。調査票のシートだけにして保存し直してください。"""


class WorkbookDamaged(Refusal):
    """ブックが壊れているため読み取れません。Excelで開いて保存し直してください。"""


class SurveyNotFound(Refusal):
    """調査票が見つかりません。進捗管理システムから取得した調査票に記入して提出してください。"""


REFUSALS: tuple[type[Refusal], ...] = (
    WorkbookTooLarge,
    WorkbookNotXlsx,
    WorkbookEncrypted,
    WorkbookWithMacros,
    WorkbookWithLinks,
    WorkbookBloated,
    WorkbookDamaged,
    SurveyNotFound,
)
