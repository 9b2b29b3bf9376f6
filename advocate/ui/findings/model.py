"""Findings as a list in groups: ids and states at once, contents page by page from a reader thread."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Slot

from advocate.domain.ids import short_id
from advocate.domain.views import FindingView
from advocate.domain.vocabulary import FindingStatus
from advocate.services.finding_pages import FindingLine, ObservationView, Outline
from advocate.ui.i18n import capital, label, tr
from advocate.ui.moments import instant_text
from advocate.ui.widgets.pills import Pill

Index = QModelIndex | QPersistentModelIndex
#: Asks for the contents of ids and hands them to the callback, later, in the GUI thread.
Fetch = Callable[[Sequence[int], Callable[[list[FindingView]], None]], None]

PAGE_LINES = 60
#: Contents kept in memory; the rest is asked for again when it comes into sight.
CACHE_FINDINGS = 1_500

#: Role under which the model answers with a `Line`.
LINE_ROLE = Qt.ItemDataRole.UserRole + 21

STATUS_TONES = {
    FindingStatus.SUGGESTED: "warning",
    FindingStatus.CONFIRMED: "success",
    FindingStatus.REJECTED: "neutral",
}


@dataclass(frozen=True, slots=True)
class Line:
    """What one line shows."""

    title: str
    detail: str
    pills: tuple[Pill, ...] = ()
    group: bool = False


@dataclass(frozen=True, slots=True)
class _Group:
    rule: str
    members: int
    open: int


class FindingModel(QAbstractListModel):
    """Groups cannot be selected; they carry the title of their rule and how many of its findings are open.

    ``data`` never waits: a finding that is not here yet shows its number and status.
    """

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._outline = Outline((), {})
        self._status: FindingStatus | None = None
        self._zone = "Asia/Shanghai"
        self._lines: list[FindingLine | _Group] = []
        self._places: dict[int, int] = {}
        self._cache: OrderedDict[int, FindingView] = OrderedDict()
        self._fresh: set[int] = set()
        self._wanted: list[int] = []
        self._asked: set[int] = set()
        self._generation = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_fetch)

    def set_outline(self, outline: Outline, zone: str) -> None:
        """Show the findings of ``outline``, their times in ``zone``; known contents show until the new ones arrive."""
        self._outline = outline
        self._zone = zone
        self._arrange()

    def set_status(self, status: FindingStatus | None) -> None:
        """Show the findings of one status, or all."""
        self._status = status
        self._arrange()

    def clear(self) -> None:
        """Forget everything: another case comes."""
        self._cache.clear()
        self.set_outline(Outline((), {}), self._zone)

    def counts(self) -> dict[FindingStatus, int]:
        """Return how many findings have each status, shown or not."""
        found = Counter(line.status for line in self._outline.lines)
        return {status: found[status] for status in FindingStatus}

    def total(self) -> int:
        """Return how many findings there are, shown or not."""
        return len(self._outline.lines)

    def finding_at(self, place: int) -> FindingLine | None:
        """Return the finding in line ``place``; None for a group or outside."""
        line = self._lines[place] if 0 <= place < len(self._lines) else None
        return line if isinstance(line, FindingLine) else None

    def known(self, finding_id: int) -> FindingView | None:
        """Return a finding if its contents are here."""
        return self._cache.get(finding_id)

    def place_of(self, finding_id: int) -> int:
        """Return the line of a finding, -1 where it is not shown."""
        return self._places.get(finding_id, -1)

    def places(self) -> list[int]:
        """Return the lines that hold findings."""
        return list(self._places.values())

    def group_of(self, place: int) -> list[int]:
        """Return the lines of the findings below the group in line ``place``."""
        group = self._lines[place]
        return list(range(place + 1, place + 1 + group.members)) if isinstance(group, _Group) else []

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._lines):
            return None
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, LINE_ROLE):
            return None
        line = self._line(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return line.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " · ".join([line.title, line.detail, *(pill.text for pill in line.pills)])
        return line

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self.finding_at(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren

    def _line(self, row: int) -> Line:
        entry = self._lines[row]
        if isinstance(entry, _Group):
            return _group(entry, self._outline.titles.get(entry.rule, entry.rule))
        if entry.id not in self._fresh:
            self._want(row // PAGE_LINES)
        view = self._cache.get(entry.id)
        return _placeholder(entry) if view is None else _line(view, self._zone)

    def _arrange(self) -> None:
        groups: dict[str, list[FindingLine]] = {}
        for finding in self._outline.lines:
            if self._status in (None, finding.status):
                groups.setdefault(finding.rule, []).append(finding)
        lines: list[FindingLine | _Group] = []
        for rule, members in groups.items():
            waiting = sum(finding.status is FindingStatus.SUGGESTED for finding in members)
            lines.append(_Group(rule, len(members), waiting))
            lines += members
        self.beginResetModel()
        self._lines = lines
        self._places = {line.id: place for place, line in enumerate(lines) if isinstance(line, FindingLine)}
        self._generation += 1
        self._fresh.clear()
        self._wanted.clear()
        self._asked.clear()
        self.endResetModel()

    def _want(self, page: int) -> None:
        if page in self._asked or page in self._wanted:
            return
        self._wanted.append(page)
        # Who scrolls fast stops at the last one asked for.
        del self._wanted[:-3]
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _on_fetch(self) -> None:
        while self._wanted:
            page = self._wanted.pop()
            first = page * PAGE_LINES
            ids = [line.id for line in self._lines[first : first + PAGE_LINES] if isinstance(line, FindingLine)]
            if ids:
                self._asked.add(page)
                self._fetch(ids, partial(self._take, page, self._generation, ids))

    def _take(self, page: int, generation: int, ids: Sequence[int], views: Iterable[FindingView]) -> None:
        if generation != self._generation:
            return
        self._asked.discard(page)
        for view in views:
            self._cache[view.id] = view
            self._cache.move_to_end(view.id)
        self._fresh.update(ids)
        while len(self._cache) > CACHE_FINDINGS:
            dropped, _ = self._cache.popitem(last=False)
            self._fresh.discard(dropped)
        first = page * PAGE_LINES
        last = min(first + PAGE_LINES, len(self._lines)) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first), self.index(last))


class ObservationModel(QAbstractListModel):
    """What deserves a look without being a finding, all of it in memory."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._seen: tuple[ObservationView, ...] = ()

    def set_observations(self, seen: Iterable[ObservationView]) -> None:
        """Show ``seen`` in their order."""
        self.beginResetModel()
        self._seen = tuple(seen)
        self.endResetModel()

    def observation_at(self, place: int) -> ObservationView | None:
        """Return the observation in a line."""
        return self._seen[place] if 0 <= place < len(self._seen) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._seen)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        seen = self.observation_at(index.row()) if index.isValid() else None
        if seen is None:
            return None
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return seen.text if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{seen.title} · {seen.text}"
        if role != LINE_ROLE:
            return None
        count = len(seen.contacts)
        parts = [seen.title, tr("{count} contact" if count == 1 else "{count} contacts", count=f"{count:,}")]
        pills = (own_pill(),) if seen.own else ()
        return Line(capital(seen.text), "  ·  ".join(parts), pills)


def own_pill() -> Pill:
    """Return the mark of what rests on the organisation's own words."""
    return Pill(tr("Own words"), "accent")


def span_text(finding: FindingView, zone: str) -> str:
    """Return the time, or the first and last time, of the contacts behind a finding."""
    first, last = instant_text(finding.first_utc, zone), instant_text(finding.last_utc, zone)
    if first == last:
        return first
    return f"{first} – {last[11:]}" if first[:10] == last[:10] else f"{first} – {last}"


def status_pills(finding: FindingView) -> tuple[Pill, ...]:
    """Return status, and whether the finding has questions, is out of date, or rests on the organisation's words."""
    pills = [Pill(label("finding_status", finding.status), STATUS_TONES[finding.status])]
    if finding.stale:
        pills.append(Pill(tr("Out of date"), "danger"))
    if finding.review and finding.status is FindingStatus.SUGGESTED:
        pills.append(Pill(tr("Check"), "accent"))
    if any(hit.own for hit in finding.hits):
        pills.append(own_pill())
    return tuple(pills)


def _group(group: _Group, title: str) -> Line:
    if group.open:
        return Line(title, group.rule, (Pill(tr("{count} to decide", count=f"{group.open:,}"), "warning"),), group=True)
    return Line(title, group.rule, (Pill(f"{group.members:,}", "neutral"),), group=True)


def _placeholder(entry: FindingLine) -> Line:
    pill = Pill(label("finding_status", entry.status), STATUS_TONES[entry.status])
    return Line("…", short_id("finding", entry.id), (pill,))


def _line(finding: FindingView, zone: str) -> Line:
    count = len(finding.contacts)
    if finding.debts and not count:
        loans = ", ".join(short_id("debt", debt) for debt in finding.debts)
        return Line(tr("From the ledger"), f"{short_id('finding', finding.id)}  ·  {loans}", status_pills(finding))
    parts = [
        short_id("finding", finding.id),
        tr("{count} contact" if count == 1 else "{count} contacts", count=f"{count:,}"),
    ]
    return Line(span_text(finding, zone), "  ·  ".join(parts), status_pills(finding))
