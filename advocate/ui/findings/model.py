"""Findings as a list in groups: a line for each rule, below it a line for each finding."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from advocate.domain.ids import short_id
from advocate.domain.views import FindingView
from advocate.domain.vocabulary import FindingStatus
from advocate.ui.i18n import label, tr
from advocate.ui.moments import instant_text
from advocate.ui.widgets.pills import Pill

Index = QModelIndex | QPersistentModelIndex

#: Role under which the model answers with a `Line`.
LINE_ROLE = Qt.ItemDataRole.UserRole + 21

STATUS_TONES = {
    FindingStatus.SUGGESTED: "warning",
    FindingStatus.CONFIRMED: "success",
    FindingStatus.REJECTED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one line shows. A group has no finding."""

    title: str
    detail: str
    pills: tuple[Pill, ...] = ()
    finding: FindingView | None = None


class FindingModel(QAbstractListModel):
    """Groups cannot be selected; they carry the title of their rule and how many of its findings are open."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._findings: tuple[FindingView, ...] = ()
        self._status: FindingStatus | None = None
        self._zone = "Asia/Shanghai"
        self._lines: list[Line] = []

    def set_findings(self, findings: Iterable[FindingView], zone: str) -> None:
        """Show ``findings``, their times in ``zone``."""
        self._findings = tuple(findings)
        self._zone = zone
        self._arrange()

    def set_status(self, status: FindingStatus | None) -> None:
        """Show the findings of one status, or all."""
        self._status = status
        self._arrange()

    def counts(self) -> dict[FindingStatus, int]:
        """Return how many findings have each status, shown or not."""
        found = dict.fromkeys(FindingStatus, 0)
        for finding in self._findings:
            found[finding.status] += 1
        return found

    def total(self) -> int:
        """Return how many findings there are, shown or not."""
        return len(self._findings)

    def finding_at(self, place: int) -> FindingView | None:
        """Return the finding in line ``place``; None for a group or outside."""
        return self._lines[place].finding if 0 <= place < len(self._lines) else None

    def place_of(self, finding_id: int) -> int:
        """Return the line of a finding, -1 where it is not shown."""
        for place, line in enumerate(self._lines):
            if line.finding is not None and line.finding.id == finding_id:
                return place
        return -1

    def places(self) -> list[int]:
        """Return the lines that hold findings."""
        return [place for place, line in enumerate(self._lines) if line.finding is not None]

    def group_of(self, place: int) -> list[int]:
        """Return the lines of the findings below the group in line ``place``."""
        found = []
        for below in range(place + 1, len(self._lines)):
            if self._lines[below].finding is None:
                break
            found.append(below)
        return found

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._lines):
            return None
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " · ".join([line.title, line.detail, *(pill.text for pill in line.pills)])
        return line if role == LINE_ROLE else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.finding_at(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def _arrange(self) -> None:
        groups: dict[str, list[FindingView]] = {}
        for finding in self._findings:
            if self._status in (None, finding.status):
                groups.setdefault(finding.rule, []).append(finding)
        lines: list[Line] = []
        for rule, members in groups.items():
            lines.append(_group(rule, members))
            lines += [_line(finding, self._zone) for finding in members]
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()


def span_text(finding: FindingView, zone: str) -> str:
    """Return the time, or the first and last time, of the contacts behind a finding."""
    first, last = instant_text(finding.first_utc, zone), instant_text(finding.last_utc, zone)
    if first == last:
        return first
    return f"{first} – {last[11:]}" if first[:10] == last[:10] else f"{first} – {last}"


def status_pills(finding: FindingView) -> tuple[Pill, ...]:
    """Return status, and whether the finding has questions or is out of date."""
    pills = [Pill(label("finding_status", finding.status), STATUS_TONES[finding.status])]
    if finding.stale:
        pills.append(Pill(tr("Out of date"), "danger"))
    if finding.review and finding.status is FindingStatus.SUGGESTED:
        pills.append(Pill(tr("Check"), "accent"))
    return tuple(pills)


def _group(rule: str, members: Sequence[FindingView]) -> Line:
    open_ones = sum(finding.status is FindingStatus.SUGGESTED for finding in members)
    if open_ones:
        return Line(members[0].title, rule, (Pill(tr("{count} to decide", count=open_ones), "warning"),))
    return Line(members[0].title, rule, (Pill(str(len(members)), "neutral"),))


def _line(finding: FindingView, zone: str) -> Line:
    count = len(finding.contacts)
    parts = [
        short_id("finding", finding.id),
        tr("{count} contact" if count == 1 else "{count} contacts", count=f"{count:,}"),
    ]
    return Line(span_text(finding, zone), "  ·  ".join(parts), status_pills(finding), finding)
