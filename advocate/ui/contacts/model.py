"""The rows of the contact log: ids at once, contents page by page from a reader thread."""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Sequence
from enum import IntEnum
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer, Signal, Slot

from advocate.domain.ids import short_id
from advocate.domain.views import ContactView
from advocate.domain.vocabulary import Behaviour, Direction
from advocate.ui import icons
from advocate.ui.i18n import label, mark, tr
from advocate.ui.moments import duration_text, moment_text
from advocate.ui.widgets.pills import CELL_ROLE, ICON_ROLE, INK_ROLE, PILLS_ROLE, Cell, Pill
from advocate.ui.widgets.text import plain_tip

Index = QModelIndex | QPersistentModelIndex
#: Asks for the contents of ids and hands them to the callback, later, in the GUI thread.
Fetch = Callable[[Sequence[int], Callable[[list[ContactView]], None]], None]

PAGE_ROWS = 100
#: Rows kept in memory; the rest is asked for again when it comes into sight.
CACHE_ROWS = 3_000
#: Pages asked for at a time; scrolling fast skips what nobody stopped at.
PAGES_AT_ONCE = 2
#: Characters of a message that a line shows.
LINE_CHARACTERS = 240

ID_ROLE = Qt.ItemDataRole.UserRole + 11

_PLACEHOLDER = "…"


class Column(IntEnum):
    """Columns of the contact log."""

    TIME = 0
    MEDIUM = 1
    NUMBER = 2
    NAME = 3
    REACHED = 4
    TEXT = 5
    BEHAVIOURS = 6
    FINDINGS = 7


_TITLES = {
    Column.TIME: mark("Time"),
    Column.NUMBER: mark("Number"),
    Column.NAME: mark("Name"),
    Column.REACHED: mark("Reached"),
    Column.TEXT: mark("What was said"),
    Column.BEHAVIOURS: mark("Behaviours"),
    Column.FINDINGS: mark("Findings"),
}


class ContactModel(QAbstractTableModel):
    """``rowCount`` is the number of ids. ``data`` never waits: a row that is not here yet shows ``…``."""

    #: Emitted with the ids whose contents arrived.
    arrived = Signal(object)

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._fetch = fetch
        self._ids: array[int] = array("q")
        self._cache: OrderedDict[int, ContactView] = OrderedDict()
        self._cells: dict[int, tuple[Cell, ...]] = {}
        self._fresh: set[int] = set()
        self._wanted: list[int] = []
        self._asked: set[int] = set()
        self._generation = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._on_fetch)

    def set_ids(self, ids: array[int]) -> None:
        """Show ``ids``; contents known so far are shown until the new ones arrive."""
        self.beginResetModel()
        self._ids = ids
        self._generation += 1
        self._fresh.clear()
        self._wanted.clear()
        self._asked.clear()
        self.endResetModel()

    def clear(self) -> None:
        """Forget everything: another case comes."""
        self._cache.clear()
        self._cells.clear()
        self.set_ids(array("q"))

    def id_at(self, place: int) -> int:
        """Return the contact in line ``place``, 0 outside."""
        return self._ids[place] if 0 <= place < len(self._ids) else 0

    def place_of(self, contact_id: int) -> int:
        """Return the line of a contact, -1 where it is not shown."""
        try:
            return self._ids.index(contact_id)
        except ValueError:
            return -1

    def known(self, contact_id: int) -> ContactView | None:
        """Return a contact if its contents are here."""
        return self._cache.get(contact_id)

    def retranslated(self) -> None:
        """Have every cell and title asked for again."""
        self._cells.clear()
        if self._ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._ids) - 1, len(Column) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._ids)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        title = _TITLES.get(Column(section))
        if role == Qt.ItemDataRole.DisplayRole:
            return tr(title) if title else ""
        if role == Qt.ItemDataRole.ToolTipRole and title is None:
            return tr("Medium")
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        if not index.isValid() or row >= len(self._ids):
            return None
        contact_id = self._ids[row]
        if role == ID_ROLE:
            return contact_id
        contact = self._cache.get(contact_id)
        if contact_id not in self._fresh:
            self._want(row // PAGE_ROWS)
        column = _COLUMNS[index.column()]
        if contact is None:
            return _placeholder(column, role)
        if role == CELL_ROLE:
            cells = self._cells.get(contact_id)
            if cells is None:
                cells = self._cells[contact_id] = tuple(_cell(contact, each) for each in _COLUMNS)
            return cells[column]
        return _answer(contact, column, role)

    def _want(self, page: int) -> None:
        if page in self._asked:
            return
        if not self._wanted or self._wanted[-1] != page:
            if page in self._wanted:
                self._wanted.remove(page)
            self._wanted.append(page)
            del self._wanted[: -2 * PAGES_AT_ONCE]
        if not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _on_fetch(self) -> None:
        while self._wanted and len(self._asked) < PAGES_AT_ONCE:
            page = self._wanted.pop()
            first = page * PAGE_ROWS
            ids = list(self._ids[first : first + PAGE_ROWS])
            if not ids:
                continue
            self._asked.add(page)
            generation = self._generation
            self._fetch(ids, partial(self._take, page, generation))

    def _take(self, page: int, generation: int, rows: list[ContactView]) -> None:
        if generation != self._generation:
            return
        self._asked.discard(page)
        first = page * PAGE_ROWS
        here = self._ids[first : first + PAGE_ROWS]
        for contact in rows:
            self._cache[contact.id] = contact
            self._cells.pop(contact.id, None)
            self._cache.move_to_end(contact.id)
        self._fresh.update(here)
        while len(self._cache) > CACHE_ROWS:
            dropped, _ = self._cache.popitem(last=False)
            self._fresh.discard(dropped)
            self._cells.pop(dropped, None)
        if here:
            self.dataChanged.emit(self.index(first, 0), self.index(first + len(here) - 1, len(Column) - 1))
            self.arrived.emit([contact.id for contact in rows])
        if self._wanted and not self._timer.isActive():
            self._timer.start()


_COLUMNS = tuple(Column)


def _cell(contact: ContactView, column: Column) -> Cell:
    icon = icons.medium_icon(contact.medium) if column is Column.MEDIUM else ""
    return Cell(_text(contact, column), _ink(contact, column), icon, _pills(contact, column))


def _placeholder(column: Column, role: int) -> Any:
    if role == CELL_ROLE:
        return Cell(_PLACEHOLDER if column in (Column.TIME, Column.TEXT) else "", "text_faint")
    if role == Qt.ItemDataRole.DisplayRole and column in (Column.TIME, Column.TEXT):
        return _PLACEHOLDER
    return "text_faint" if role == INK_ROLE else None


def _answer(contact: ContactView, column: Column, role: int) -> Any:
    if role == Qt.ItemDataRole.DisplayRole:
        return _text(contact, column)
    if role == PILLS_ROLE:
        return _pills(contact, column)
    if role == ICON_ROLE:
        return icons.medium_icon(contact.medium) if column is Column.MEDIUM else None
    if role == INK_ROLE:
        return _ink(contact, column)
    if role == Qt.ItemDataRole.ToolTipRole:
        return _tip(contact, column)
    if role == Qt.ItemDataRole.AccessibleTextRole:
        return label("medium", contact.medium) if column is Column.MEDIUM else _text(contact, column)
    return None


def _text(contact: ContactView, column: Column) -> str:
    match column:
        case Column.TIME:
            return moment_text(contact.moment)
        case Column.MEDIUM:
            return ""
        case Column.NUMBER:
            return number_text(contact)
        case Column.NAME:
            return contact.name
        case Column.REACHED:
            return label("reached", contact.reached)
        case Column.TEXT:
            return line_of(contact)
        case Column.BEHAVIOURS:
            return ", ".join(label("behaviour", code) for code in contact.behaviours)
        case Column.FINDINGS:
            return str(contact.findings) if contact.findings else ""


def _pills(contact: ContactView, column: Column) -> tuple[Pill, ...]:
    if column is Column.BEHAVIOURS:
        return tuple(behaviour_pill(code) for code in contact.behaviours)
    if column is Column.FINDINGS and contact.findings:
        return (Pill(str(contact.findings), "danger"),)
    return ()


def _ink(contact: ContactView, column: Column) -> str:
    if column is Column.TEXT:
        return "text" if contact.text or contact.summary else "text_faint"
    return "text" if column in (Column.TIME, Column.NUMBER) else "text_soft"


def _tip(contact: ContactView, column: Column) -> str | None:
    match column:
        case Column.TIME:
            return plain_tip(f"{contact.moment.iso()}  {contact.moment.zone}\n{short_id('contact', contact.id)}")
        case Column.MEDIUM:
            return plain_tip(f"{label('medium', contact.medium)} · {label('direction', contact.direction)}")
        case Column.NUMBER if contact.number:
            written = f"\n{contact.number_raw}" if contact.number_raw != contact.number else ""
            return plain_tip(contact.number + written)
        case Column.TEXT if len(contact.text) > 40:
            return plain_tip(contact.text, 600)
        case Column.BEHAVIOURS if contact.behaviours:
            return plain_tip(_text(contact, column))
    return None


def number_text(contact: ContactView) -> str:
    """Return the number for a line: an outgoing one has an arrow before it, a withheld one says so."""
    number = grouped(contact.number) if contact.number else tr("withheld")
    return f"→ {number}" if contact.direction is Direction.OUT else number


def grouped(number: str) -> str:
    """Return a mainland mobile number as people read it out, ``170 1234 5678``; any other as it is."""
    local = number.removeprefix("+86")
    if local != number and len(local) == 11 and local.isdecimal() and local.startswith("1"):
        return f"{local[:3]} {local[3:7]} {local[7:]}"
    return number


def line_of(contact: ContactView) -> str:
    """Return one line for what happened: the words, or how the call went."""
    words = contact.text or contact.summary
    if words:
        return " ".join(words[:LINE_CHARACTERS].split())
    if contact.answered is False:
        return tr("not answered")
    if contact.duration_s:
        return duration_text(contact.duration_s)
    return ""


def behaviour_pill(code: str) -> Pill:
    """Return the pill of a behaviour; politeness is no accusation."""
    return Pill(label("behaviour", code), "neutral" if code == Behaviour.POLITE else "warning")
