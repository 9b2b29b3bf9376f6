"""What an import did not take, entry by entry, with place and reason."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from advocate import messages
from advocate.domain.drafts import Rejection
from advocate.domain.views import FileReport
from advocate.ui.i18n import language, mark, tr
from advocate.ui.widgets.pills import INK_ROLE, PILLS_ROLE, Pill
from advocate.ui.widgets.text import plain_tip

Index = QModelIndex | QPersistentModelIndex


class Column(IntEnum):
    """Columns of the list."""

    KIND = 0
    FILE = 1
    PLACE = 2
    REASON = 3


_TITLES = {Column.FILE: mark("File"), Column.PLACE: mark("Place"), Column.REASON: mark("Explanation")}


class RejectionModel(QAbstractTableModel):
    """Problems first, then what was left out because it is no contact: drafts, outbox, failed, queued."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[tuple[str, Rejection]] = []

    def set_files(self, files: Iterable[FileReport]) -> None:
        """Show what ``files`` had rejected."""
        rows = [(file.file, rejection) for file in files for rejection in file.rejected]
        self.beginResetModel()
        self._rows = sorted(rows, key=lambda row: row[1].other)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(Column)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(Column):
            return None
        title = _TITLES.get(Column(section))
        return (tr(title) if title else "") if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._rows):
            return None
        file, rejection = self._rows[index.row()]
        column = Column(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return {Column.FILE: file, Column.PLACE: rejection.place, Column.REASON: reason_text(rejection)}.get(column)
        if role == PILLS_ROLE and column is Column.KIND:
            return (Pill(tr("Left out")) if rejection.other else Pill(tr("Problem"), "warning"),)
        if role == Qt.ItemDataRole.ToolTipRole and column is Column.REASON:
            return plain_tip(reason_text(rejection))
        if role == INK_ROLE and column is not Column.REASON:
            return "text_soft"
        return None

    def retranslated(self) -> None:
        """Have everything asked for again."""
        self.beginResetModel()
        self.endResetModel()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(Column) - 1)


def reason_text(rejection: Rejection) -> str:
    """Return why an entry was not taken, as one sentence."""
    return messages.text(rejection.reason, language(), **dict(rejection.params))
