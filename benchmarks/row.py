"""A row of the table: one piece of work, ours and a peer's, their ratio and the goal."""

import statistics
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """比較: what we do of a piece of work, and what the peer, in ``unit``; more is better, or less if it says so."""

    work: str
    peer_name: str
    ours: float
    peer: float
    goal: float | None
    unit: str
    less_is_better: bool = False

    @property
    def ratio(self) -> float:
        """Give how many times better than the peer we are."""
        return self.peer / self.ours if self.less_is_better else self.ours / self.peer

    @property
    def reached(self) -> bool | None:
        """Tell whether the goal is reached; rows without a goal are there to be seen."""
        return None if self.goal is None else self.ratio >= self.goal

    def published(self) -> Mapping[str, object]:
        """Give the row as it stands in the JSON file."""
        fields = asdict(self)
        fields["work"] = f"{fields['work']} / {fields.pop('peer_name')}"
        del fields["less_is_better"]  # the ratio has it
        return {**fields, "ours": round(self.ours, 1), "peer": round(self.peer, 1), "ratio": round(self.ratio, 2)}


def alternate(rounds: int, contenders: Mapping[str, Callable[[], float]]) -> Mapping[str, float]:
    """Measure all contenders in turn, several times, and give each one's median: a noisy machine is noisy to all."""
    measured: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, measure in contenders.items():
            measured[name].append(measure())
    return {name: statistics.median(values) for name, values in measured.items()}


def table(rows: Iterable[Row]) -> str:
    """Write the rows as a Markdown table, which reads well on a terminal too."""
    head = "| work | peer | ours | peer's | unit | ratio | goal | |\n|---|---|---:|---:|---|---:|---:|---|"
    marks = {True: "reached", False: "**missed**", None: ""}
    lines = (
        f"| {row.work} | {row.peer_name} | {row.ours:,.0f} | {row.peer:,.0f} | {row.unit} | {row.ratio:.2f} "
        f"| {'' if row.goal is None else f'{row.goal:.3g}'} | {marks[row.reached]} |"
        for row in rows
    )
    return "\n".join([head, *lines])
