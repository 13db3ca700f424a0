"""Commands of people: population and households of a municipality by year, entered and corrected with their source."""

from typing import Annotated

from pydantic import Field

from application.command import Command
from application.desk import Desk
from application.organisation import require_member
from domain.kernel import LgCode, Line, StreamId, Text
from domain.people import HeadCount, People


class _PeopleAct(Command):
    """人口と世帯数に対する操作。"""

    lg_code: Annotated[LgCode, Field(description="市町村の団体コード")]
    count: Annotated[HeadCount, Field(description="年度、人口、世帯数とその出典")]

    @property
    def object_id(self) -> StreamId:
        """Name the municipality's record."""
        return People.create_id(self.lg_code)


class EnterHeadCount(_PeopleAct):
    """年度の人口と世帯数を出典とともに記録する。"""

    OBJECT = People

    async def decide(self, desk: Desk) -> None:
        """Enter what a source says of a member of a region; the first count opens the record."""
        await require_member(desk, self.lg_code)
        record = await desk.find(People, self.object_id) or desk.add(People(lg_code=self.lg_code))
        record.enter_head_count(self.count, on=desk.act.effective_on)


class CorrectHeadCount(_PeopleAct):
    """記録された年度の人口と世帯数を訂正する。"""

    OBJECT = People
    reason: Annotated[Text, Field(description="訂正の理由")]
    authority: Annotated[Line, Field(description="訂正の根拠となる権限")]

    async def decide(self, desk: Desk) -> None:
        """Ask the record."""
        (await desk.load(People, self.object_id)).correct_head_count(
            self.count, on=desk.act.effective_on, reason=self.reason, authority=self.authority
        )
