"""The states of a meeting."""

from domain.labels import Labelled


class MeetingState(Labelled):
    """会議の状態: computed from what has happened."""

    CONVENED = "convened", "招集済み", "convened"
    HELD = "held", "開催済み", "held"
    CLOSED = "closed", "終了", "closed"
