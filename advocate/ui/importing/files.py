"""What became of each file of an import; thousands of files are no more work than ten."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from advocate import messages
from advocate.domain.views import FileReport
from advocate.ui.i18n import language, mark, tr
from advocate.ui.importing.model import reason_text
from advocate.ui.widgets.pills import INK_ROLE, PILLS_ROLE, Pill
from advocate.ui.widgets.text import plain_tip

Index = QModelIndex | QPersistentModelIndex


class FileColumn(IntEnum):
    """Columns of the list."""

    STATE = 0
    FILE = 1
    FORMAT = 2
    NEW = 3
    KNOWN = 4
    WHY = 5


_TITLES = {
    FileColumn.FILE: mark("File"),
    FileColumn.FORMAT: mark("What it is"),
    FileColumn.NEW: mark("New"),
    FileColumn.KNOWN: mark("There already"),
    FileColumn.WHY: mark("Explanation"),
}


def state_of(report: FileReport) -> str:
    """Return what became of a file: ``refused``, ``passed`` (no file to read), ``problems``, ``new`` or ``known``."""
    if report.refused:
        return "refused"
    if not report.format:
        return "passed"
    if report.rejected_count > report.other:
        return "problems"
    return "new" if report.added or report.evidence or report.people else "known"


_ORDER = {"refused": 0, "problems": 1, "new": 2, "known": 3, "passed": 4}


class FileModel(QAbstractTableModel):
    """Files that nobody could read come first, then those with problems."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._files: list[FileReport] = []

    def set_files(self, files: Sequence[FileReport]) -> None:
        """Show ``files``."""
        self.beginResetModel()
        self._files = sorted(files, key=lambda file: _ORDER[state_of(file)])
        self.endResetModel()

    def file_at(self, place: int) -> FileReport | None:
        """Return the file of a line."""
        return self._files[place] if 0 <= place < len(self._files) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._files)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(FileColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(FileColumn):
            return None
        title = _TITLES.get(FileColumn(section))
        return (tr(title) if title else "") if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._files):
            return None
        file, column = self._files[index.row()], FileColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(file, column)
        if role == PILLS_ROLE and column is FileColumn.STATE:
            return (_pill(file),)
        if role == Qt.ItemDataRole.ToolTipRole and column in (FileColumn.FILE, FileColumn.WHY):
            return plain_tip(_text(file, column))
        if role == INK_ROLE:
            return "text" if column in (FileColumn.FILE, FileColumn.NEW) else "text_soft"
        return None

    def retranslated(self) -> None:
        """Have everything asked for again."""
        self.beginResetModel()
        self.endResetModel()
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(FileColumn) - 1)


def _text(file: FileReport, column: FileColumn) -> str:
    match column:
        case FileColumn.FILE:
            return file.file
        case FileColumn.FORMAT:
            return messages.text(f"format.{file.format}", language()) if file.format else ""
        case FileColumn.NEW:
            return f"{file.added:,}" if file.added else ""
        case FileColumn.KNOWN:
            return f"{file.duplicates:,}" if file.duplicates else ""
        case FileColumn.WHY if file.rejected and not file.format:
            return reason_text(file.rejected[0])
        case FileColumn.WHY if file.rejected_count:
            return tr("{count} entries not taken", count=f"{file.rejected_count:,}")
        case FileColumn.WHY if not file.added and file.evidence:
            return tr("kept as evidence")
    return ""


def _pill(file: FileReport) -> Pill:
    match state_of(file):
        case "refused":
            return Pill(tr("Not readable"), "danger")
        case "problems":
            return Pill(tr("Read in part"), "warning")
        case "new":
            return Pill(tr("Read whole"), "success")
        case "known":
            return Pill(tr("Nothing new"))
    return Pill(tr("Passed over"))
