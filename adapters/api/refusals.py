"""Refusals that only exist because of HTTP: what is wrong with a request before the application sees it."""

from collections.abc import Iterator

from domain.errors import Refusal


def every_refusal(root: type[Refusal] = Refusal) -> Iterator[type[Refusal]]:
    """Give every kind of refusal that the running code knows."""
    for kind in root.__subclasses__():
        yield kind
        yield from every_refusal(kind)


class KeyRequired(Refusal):
    """APIキーが必要です。"""


class SignInNeeded(Refusal):
    """この頁を見るにはサインインしてください。"""


class PageNeedsSession(Refusal):
    """画面はサインインして開いてください。APIキーでは使えません。"""


class CrossSiteRefused(Refusal):
    """このサービスの画面から送られたものではないため、受け付けませんでした。画面を開き直して、もう一度お試しください。"""


class RouteNotFound(Refusal):
    """指定された宛先はありません。"""


class MethodNotAllowed(Refusal):
    """この宛先では使えないメソッドです。"""


class DryRunNotOffered(Refusal):
    """この操作には試行（dry_run）がありません。試行を付けずに送ってください。"""


class BodyTooLarge(Refusal):
    """送信内容が大きすぎます。"""


class MediaTypeNotSupported(Refusal):
    """送信内容は application/json にしてください。"""


class JsonMalformed(Refusal):
    """送信内容をJSONとして読み取れません。"""


class InputInvalid(Refusal):
    """入力内容に誤りがあります。"""


class IdempotencyKeyMissing(Refusal):
    """受付キー（Idempotency-Key）が必要です。"""


class IdempotencyKeyMalformed(Refusal):
    """受付キー（Idempotency-Key）は200字以内の英数字と記号で指定してください。"""


class IfMatchMalformed(Refusal):
    """If-Match には版の番号を「"3"」の形で指定してください。"""


class VersionRequired(Refusal):
    """すでに存在する対象です。If-Match で現在の版を指定してください。"""


class CursorUnreadable(Refusal):
    """続きの位置（cursor）を読み取れません。最初から読み直してください。"""


class PositionNotReached(Refusal):
    """指定された位置までの反映がまだ終わっていません。"""


class PositionAhead(Refusal):
    """指定の位置は記録の末尾より先です。操作の回答にあった position を指定してください。"""


class PositionUnasked(Refusal):
    """時刻（at）か会議（meeting_id）のどちらか一つを指定してください。"""


class LastEventIdMalformed(Refusal):
    """Last-Event-ID には最後に受け取った位置（数字）を指定してください。"""


class FeedPositionAhead(Refusal):
    """指定の位置は記録の末尾より先です。記録が復元された可能性があります。手元の写しを捨てて読み直してください。"""


class FeedsExhausted(Refusal):
    """生中継の接続が上限に達しています。しばらくしてからつなぎ直してください。"""


class RateExceeded(Refusal):
    """短い時間に要求が多すぎます。しばらく待ってからやり直してください。"""


class UnexpectedFailure(Refusal):
    """予期しない障害が起きました。受付番号を事務局へお知らせください。"""


class FilesNotReady(Refusal):
    """公表ファイルを作成しています。しばらくしてからもう一度お試しください。"""
