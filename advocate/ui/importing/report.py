"""What an import added: counts, period, what became of each file, and what it did not take of one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from advocate import messages
from advocate.domain.facts import Reason
from advocate.domain.views import FileReport, ImportReport
from advocate.ui.i18n import Spoken, language, tr
from advocate.ui.importing.files import FileColumn, FileModel
from advocate.ui.importing.model import Column, RejectionModel
from advocate.ui.importing.questions import OWNER_ASKED
from advocate.ui.moments import instant_text
from advocate.ui.theme import Space
from advocate.ui.widgets.page import Banner, EmptyState
from advocate.ui.widgets.tables import Table
from advocate.ui.widgets.text import TextLabel, surface

#: Warnings shown.
MOST_WARNINGS = 4
_ONE_REASON, _ANY_HEIGHT = 110, 16_777_215


class _Tile(QWidget):
    """A number and what it counts."""

    def __init__(self) -> None:
        super().__init__()
        card = surface("sunken")
        self.number = TextLabel("0", "title")
        self.name = TextLabel(role="caption", wrap=True)
        inside = QVBoxLayout(card)
        inside.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        inside.setSpacing(0)
        inside.addWidget(self.number)
        inside.addWidget(self.name)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)


class ReportView(Spoken, QWidget):
    """Shows an `ImportReport`, of a preview or of the import itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.report: ImportReport | None = None
        self._rows = 0
        self._zone = "Asia/Shanghai"
        self.added, self.duplicates, self.left_out, self.other, self.problems = (_Tile() for _ in range(5))
        self.facts = TextLabel(role="soft", wrap=True)
        self.warnings = Banner(closable=False)
        self.files_model = FileModel(self)
        self.files = Table()
        self.files.setModel(self.files_model)
        self.files.set_widths(
            {
                FileColumn.STATE: 112,
                FileColumn.FILE: 200,
                FileColumn.FORMAT: 150,
                FileColumn.NEW: 64,
                FileColumn.KNOWN: 104,
            },
            FileColumn.WHY,
        )
        self.files.selectionModel().currentRowChanged.connect(self._on_file)
        self.model = RejectionModel(self)
        self.table = Table()
        self.table.setModel(self.model)
        self.table.set_widths({Column.KIND: 78, Column.FILE: 150, Column.PLACE: 110}, Column.REASON)
        self.all_taken = EmptyState("circle-check")
        self.list_title = TextLabel(role="field")
        self.stack = QStackedWidget()
        self.stack.addWidget(_framed(self.table))
        self.stack.addWidget(self.all_taken)
        tiles = QHBoxLayout()
        tiles.setSpacing(Space.S)
        for tile in (self.added, self.duplicates, self.left_out, self.other, self.problems):
            tiles.addWidget(tile, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(tiles)
        for widget in (self.facts, self.warnings):
            column.addWidget(widget)
        below = QWidget()
        below.setMinimumHeight(96)
        rest = QVBoxLayout(below)
        rest.setContentsMargins(0, 0, 0, 0)
        rest.setSpacing(Space.XS)
        rest.addWidget(self.list_title)
        rest.addWidget(self.stack, 1)
        self._files_frame = _framed(self.files)
        self.splitter = QSplitter(Qt.Orientation.Vertical)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self._files_frame)
        self.splitter.addWidget(below)
        self.splitter.setHandleWidth(Space.S)
        self.splitter.setSizes([260, 140])
        self._below = below
        column.addWidget(self.splitter, 1)
        self.say(self.list_title.setText, "Not taken, and why")
        self.say(self.all_taken.title.setText, "Every entry can be taken")
        self.say(self.duplicates.name.setText, "there already")
        self.say(self.left_out.name.setText, "left out before")
        self.say(self.other.name.setText, "passed over: drafts, unsent")
        self.say(self.problems.name.setText, "with problems")
        self.say(self.table.setAccessibleName, "Not taken, and why")
        self.say(self.files.setAccessibleName, "Files")

    def show_report(self, report: ImportReport, zone: str) -> None:
        """Show ``report``, its times in ``zone``."""
        if self.report is None or report.run != self.report.run:
            self._rows = 0
        self.report, self._zone = report, zone
        files = report.files
        other = sum(file.other for file in files)
        self.added.number.setText(f"{report.added:,}")
        self.added.name.setText(tr("new, in the inbox"))
        # What people left out before is no second copy of something that is here.
        left_out = sum(file.left_out for file in files)
        self.duplicates.number.setText(f"{report.duplicates - left_out:,}")
        self.left_out.number.setText(f"{left_out:,}")
        self.left_out.setVisible(left_out > 0)
        self.other.number.setText(f"{other:,}")
        self.problems.number.setText(f"{sum(file.rejected_count for file in files) - other:,}")
        self.facts.setText(self._facts(report))
        # Whose chat it is stands as a question above.
        sentences = dict.fromkeys(
            _warning(file, warning, len(files))
            for file in files
            for warning in file.warnings
            if warning.code not in OWNER_ASKED
        )
        self.warnings.setVisible(bool(sentences))
        if sentences:
            self.warnings.show_text("\n".join(list(sentences)[:MOST_WARNINGS]), "warning")
        several = len(files) > 1
        self._files_frame.setVisible(several)
        self.files_model.set_files(files)
        self.table.setColumnHidden(Column.FILE, True)
        if several:
            self.files.setCurrentIndex(self.files_model.index(0, 0))
        else:
            self._show_file(files[0] if files else None)

    def show_rows(self, rows: int) -> None:
        """Say how many rows were read from pictures that came with it."""
        self._rows = rows
        if self.report is not None:
            self.facts.setText(self._facts(self.report))

    @Slot(QModelIndex, QModelIndex)
    def _on_file(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._show_file(self.files_model.file_at(current.row()))

    def _show_file(self, file: FileReport | None) -> None:
        """Show what was not taken of one file; where everything was, and there are others, leave them the room."""
        self.model.set_files([file] if file is not None else [])
        rejected = self.model.rowCount() > 0
        self.list_title.setVisible(rejected)
        self.stack.setCurrentIndex(0 if rejected else 1)
        self._below.setVisible(rejected or self._files_frame.isHidden())
        # One reason needs one line; hundreds of them need half of the room.
        self._below.setMaximumHeight(_ONE_REASON if self.model.rowCount() == 1 else _ANY_HEIGHT)

    def retranslated(self) -> None:
        self.model.retranslated()
        self.files_model.retranslated()
        if self.report is not None:
            self.show_report(self.report, self._zone)

    def _facts(self, report: ImportReport) -> str:
        formats = dict.fromkeys(file.format for file in report.files if file.format)
        parts = [messages.text(f"format.{name}", language()) for name in formats]
        firsts = [file.first_utc for file in report.files if file.first_utc is not None]
        lasts = [file.last_utc for file in report.files if file.last_utc is not None]
        if firsts and lasts:
            parts.append(
                tr(
                    "from {first} to {last} ({zone})",
                    first=instant_text(min(firsts), self._zone),
                    last=instant_text(max(lasts), self._zone),
                    zone=self._zone,
                )
            )
        if self._rows:
            parts.append(tr("{count} rows on the pictures to proof-read", count=f"{self._rows:,}"))
        return "  ·  ".join(parts)


def _framed(table: Table) -> QWidget:
    frame = surface("card")
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(1, 1, 1, 1)
    inside.addWidget(table)
    return frame


def _warning(file: FileReport, warning: Reason, files: int) -> str:
    sentence = messages.text(warning.code, language(), **dict(warning.params))
    sentence = sentence[:1].upper() + sentence[1:]
    return sentence if files == 1 else f"{file.file}: {sentence}"
