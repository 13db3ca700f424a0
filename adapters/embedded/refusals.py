"""Refusals of the embedded database: what stands in the way, and what the person at the keyboard can do about it."""

from domain.errors import Refusal


class EmbeddedDatabaseRefused(Refusal):
    """組み込みデータベースを使用できません。"""

    def __str__(self) -> str:
        """Show the sentence before the facts: this reaches people on a console, not only logs."""
        return f"{self.japanese} [{super().__str__()}]"


class BinariesMissing(EmbeddedDatabaseRefused):
    """組み込みPostgreSQLがありません。「python3 run.py demo」で入れるか、SHINCHOKU_DATABASE_URLを指定してください。"""


class MachineUnsupported(EmbeddedDatabaseRefused):
    """この機種では組み込みPostgreSQLが動作しません。SHINCHOKU_DATABASE_URLを指定してください。"""


class AccountUnnamed(EmbeddedDatabaseRefused):
    """この利用者では起動できません。名前のある一般利用者で実行するか、SHINCHOKU_DATABASE_URLを指定してください。"""


class DataDirectoryNotWritable(EmbeddedDatabaseRefused):
    """データの保存先に書き込めません。保存先の権限を確かめるか、書き込める場所を指定してください。"""


class DiskFull(EmbeddedDatabaseRefused):
    """ディスクの空きが足りません。不要なファイルを消して空きを作ってから、もう一度実行してください。"""


class PathUnusable(EmbeddedDatabaseRefused):
    """この保存先は使用できません。別の場所を指定してください。"""


class DataFromOtherVersion(EmbeddedDatabaseRefused):
    """保存されているデータは別の版のPostgreSQLのものです。その版で書き出して（pg_dump）、新しい保存先に読み込んでください。"""


class SettingsDiffer(EmbeddedDatabaseRefused):
    """同じ保存先のPostgreSQLが、異なる設定で動作中です。利用中の処理を終えてから、もう一度実行してください。"""


class ServerNotStarted(EmbeddedDatabaseRefused):
    """PostgreSQLを起動できませんでした。下の記録の末尾を確かめてください。"""


class StartTimedOut(EmbeddedDatabaseRefused):
    """PostgreSQLが時間内に起動しませんでした。下の記録の末尾を確かめ、しばらくしてからもう一度実行してください。"""


def refusal(code: str, details: dict[str, object]) -> EmbeddedDatabaseRefused:
    """Make the refusal that the supervisor wrote down for those who wait for it."""
    known = {kind.code: kind for kind in EmbeddedDatabaseRefused.__subclasses__()}
    return known.get(code, ServerNotStarted)(**details)
