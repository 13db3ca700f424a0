"""The library's own recorder cases, which ship in its wheel, on our log: with UUIDs and with text as ids.

They catch a log that loses events only now and then; ``test_lane`` is there to catch one every time.
"""

from uuid import UUID, uuid4

import pytest
from eventsourcing.tests import persistence

from adapters.postgres.connection import Database
from tests.adapters.postgres.library_face import AggregateFace, LibraryFace, LoopThread


class OnOurLog:
    """A database of its own for every case."""

    @pytest.fixture(autouse=True)
    def _database(self, database: Database) -> None:
        self.database = database

    def create_recorder(self) -> LibraryFace:
        """Open the log as a recorder and close it after the case."""
        return self.face(LibraryFace, UUID)

    def face(self, kind: type[LibraryFace], read_id: "type[UUID | str]") -> LibraryFace:
        """Open the log with this face."""
        on = LoopThread(self.database)
        self.addCleanup(on.close)  # type: ignore[attr-defined]  # the library's cases are unittest's
        return kind(on, read_id)


class TestAggregates(OnOurLog, persistence.AggregateRecorderTestCase):
    """Streams of aggregates."""

    def create_recorder(self) -> AggregateFace:
        """Open the log as a recorder that tells no positions."""
        face = self.face(AggregateFace, UUID)
        assert isinstance(face, AggregateFace)
        return face


class TestApplication(OnOurLog, persistence.ApplicationRecorderTestCase[LibraryFace]):
    """The whole log, by position."""


class TestApplicationWithTextIds(OnOurLog, persistence.ApplicationRecorderTestCase[LibraryFace]):
    """The same where ids are text, as ours are."""

    def new_originator_id(self) -> str:
        """Make an id that is text."""
        return f"text-{uuid4()}"

    def create_recorder(self) -> LibraryFace:
        """Open the log with ids as they are."""
        return self.face(LibraryFace, str)


class TestNonInterleaving(OnOurLog, persistence.NonInterleavingNotificationIDsBaseCase):
    """Two appends at the same time stand one behind the other."""


class TestTracking(OnOurLog, persistence.TrackingRecorderTestCase):
    """What a reader has seen only ever goes forward."""


class TestProcess(OnOurLog, persistence.ProcessRecorderTestCase):
    """What was seen and what follows from it are stored together or not at all."""
