"""The contacts behind a finding, and their words with what the lexicon knows marked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QResizeEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from advocate.domain.facts import PhraseHit
from advocate.domain.views import ContactView
from advocate.ui import icons, theme
from advocate.ui.contacts.model import number_text
from advocate.ui.i18n import label, mark, tr
from advocate.ui.moments import duration_text, moment_text
from advocate.ui.widgets.pills import ICON_ROLE, INK_ROLE

Index = QModelIndex | QPersistentModelIndex

#: Characters of a message that a line shows.
_LINE_CHARACTERS = 200
#: Lines of a message shown at once; the rest is scrolled to.
_MAX_LINES = 8


class Column(IntEnum):
    """Columns of the contacts behind a finding."""

    TIME = 0
    MEDIUM = 1
    NUMBER = 2
    WORDS = 3


_TITLES = {
    Column.TIME: mark("Time"),
    Column.NUMBER: mark("Number"),
    Column.WORDS: mark("What was said"),
}


class BehindModel(QAbstractTableModel):
    """A few contacts, all of them in memory."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._contacts: tuple[ContactView, ...] = ()

    def set_contacts(self, contacts: Iterable[ContactView]) -> None:
        """Show ``contacts`` in their order."""
        self.beginResetModel()
        self._contacts = tuple(contacts)
        self.endResetModel()

    def contact_at(self, place: int) -> ContactView | None:
        """Return the contact in line ``place``."""
        return self._contacts[place] if 0 <= place < len(self._contacts) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._contacts)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        title = _TITLES.get(Column(section))
        return tr(title) if title else ""

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        contact = self.contact_at(index.row()) if index.isValid() else None
        if contact is None:
            return None
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(contact, column)
        if role == ICON_ROLE and column is Column.MEDIUM:
            return icons.medium_icon(contact.medium)
        if role == Qt.ItemDataRole.AccessibleTextRole and column is Column.MEDIUM:
            return label("medium", contact.medium)
        if role == INK_ROLE and column is Column.WORDS and not (contact.text or contact.summary):
            return "text_faint"
        return None

    def retranslated(self) -> None:
        """Have everything asked for again."""
        self.set_contacts(self._contacts)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)


def _text(contact: ContactView, column: Column) -> str:
    if column is Column.TIME:
        return moment_text(contact.moment)
    if column is Column.NUMBER:
        return number_text(contact)
    if column is Column.WORDS:
        words = contact.text or contact.summary
        if words:
            return words[:_LINE_CHARACTERS]
        if contact.answered is False:
            return tr("not answered")
        return duration_text(contact.duration_s)
    return ""


class MarkedWords(QPlainTextEdit):
    """Foreign words as plain text; what a lexicon knows is marked by formats, never by markup."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setReadOnly(True)
        self._hits: tuple[PhraseHit, ...] = ()

    def show_words(self, text: str, hits: Sequence[PhraseHit]) -> None:
        """Show ``text`` with the places of ``hits`` marked."""
        self.setPlainText(text)
        self._hits = tuple(hits)
        self._mark()
        self._fit()

    def marked(self) -> list[str]:
        """Return the words that are marked."""
        return [selection.cursor.selectedText() for selection in self.extraSelections()]

    def _mark(self) -> None:
        text = self.toPlainText()
        marks = []
        for hit in self._hits:
            selection = QTextEdit.ExtraSelection()
            cursor = QTextCursor(self.document())
            cursor.setPosition(_utf16(text, hit.start))
            cursor.setPosition(_utf16(text, hit.end), QTextCursor.MoveMode.KeepAnchor)
            selection.cursor = cursor
            selection.format = _format("accent" if hit.own else "warning")
            marks.append(selection)
        self.setExtraSelections(marks)

    def _fit(self) -> None:
        lines = min(max(self.document().size().height(), 1), _MAX_LINES)
        self.setFixedHeight(int(lines * self.fontMetrics().lineSpacing()) + 26)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.StyleChange) and hasattr(self, "_hits"):
            self._mark()


def _format(tone: str) -> QTextCharFormat:
    ink, ground = theme.TONES[tone]
    shown = QTextCharFormat()
    shown.setBackground(theme.color(ground))
    shown.setForeground(theme.color(ink))
    shown.setFontUnderline(True)
    return shown


def _utf16(text: str, place: int) -> int:
    """Return the position that Qt counts for character ``place``: an emoji is two of its units."""
    place = max(0, min(place, len(text)))
    return place + sum(ord(character) > 0xFFFF for character in text[:place])
