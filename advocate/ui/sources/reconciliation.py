"""The calls of a case beside the carrier's bill: in both, only on the phone, only on the bill, and day by day."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from advocate import messages
from advocate.domain.errors import AdvocateError
from advocate.domain.reconciliation import BilledCall, MatchedBy, MatchedCall, NumberDay, Reconciliation
from advocate.jobs.desk import JobDesk, reading
from advocate.jobs.runner import JobControl, JobRunner
from advocate.reports.narrative import printed_number
from advocate.services import reconciliation
from advocate.services.diary import write_new
from advocate.ui.i18n import Spoken, error_text, label, language, mark, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import Segments, button
from advocate.ui.widgets.page import Banner
from advocate.ui.widgets.pills import INK_ROLE, PILLS_ROLE, Pill
from advocate.ui.widgets.tables import Table
from advocate.ui.widgets.text import TextLabel, surface

Index = QModelIndex | QPersistentModelIndex
Line = MatchedCall | BilledCall | NumberDay

_VIEWS = ("both", "only_phone", "only_bill", "days")
_CALLS = (
    mark("Day"),
    mark("On the phone"),
    mark("On the bill"),
    mark("Apart"),
    mark("Direction"),
    mark("Number"),
    mark("Length"),
    mark("Matched by"),
    mark("Source"),
)
_DAYS = (mark("Day"), mark("Number"), mark("In both"), mark("Only on the phone"), mark("Only on the bill"))
_BY = {MatchedBy.NUMBER: "success", MatchedBy.MASK: "warning", MatchedBy.TIME: "warning"}


class ComparedModel(QAbstractTableModel):
    """One of the three lists, or the counts for each day."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[Line] = ()
        self._view = "both"

    def show(self, view: str, lines: Sequence[Line]) -> None:
        """Show ``lines`` of the list ``view``."""
        self.beginResetModel()
        self._view, self._lines = view, lines
        self.endResetModel()

    def contact_at(self, place: int) -> int | None:
        """Return the contact of a line, None for a day."""
        line = self._lines[place] if 0 <= place < len(self._lines) else None
        if isinstance(line, MatchedCall):
            return line.phone.contact_id
        return line.contact_id if isinstance(line, BilledCall) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(_DAYS if self._view == "days" else _CALLS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        titles = _DAYS if self._view == "days" else _CALLS
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(titles):
            return None
        return tr(titles[section]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._lines):
            return None
        line, column = self._lines[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return self._texts(line)[column]
        if role == PILLS_ROLE and column == 7 and isinstance(line, MatchedCall):
            return (Pill(messages.text(f"matched_by.{line.by}", language()), _BY[line.by]),)
        if role == INK_ROLE:
            return "text" if column in (0, 5) or isinstance(line, NumberDay) else "text_soft"
        return None

    def _texts(self, line: Line) -> tuple[str, ...]:
        if isinstance(line, NumberDay):
            counts = (str(count) if count else "–" for count in (line.both, line.only_phone, line.only_bill))
            return (line.day, _number(line.number), *counts)
        if isinstance(line, MatchedCall):
            call, apart = line.phone, f"{line.apart_s:+d} s" if line.apart_s else "0 s"
            by = messages.text(f"matched_by.{line.by}", language())
            sources = " · ".join(dict.fromkeys(filter(None, (line.phone.source, line.bill.source))))
            return (call.day, _clock(call), _clock(line.bill), apart, *_rest(call), by, sources)
        clocks = (_clock(line), "–") if self._view == "only_phone" else ("–", _clock(line))
        return (line.day, *clocks, "", *_rest(line), "", line.source)


def _rest(call: BilledCall) -> tuple[str, str, str]:
    length = "" if call.duration_s is None else f"{call.duration_s // 60}:{call.duration_s % 60:02}"
    return label("direction", call.direction), _number(call.number), length


def _number(number: str | None) -> str:
    return printed_number(number) if number else messages.text("reconciliation.withheld", language())


def _clock(call: BilledCall) -> str:
    return f"{call.minute // 60:02}:{call.minute % 60:02}"


class ReconciliationDialog(Spoken, QDialog):
    """Shows the comparison of one case. ``contact_asked`` asks to show a call in the log."""

    contact_asked = Signal(int)

    def __init__(self, vault: Any, runner: JobRunner, case_id: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = JobDesk(runner, self)
        self.found: Reconciliation | None = None
        self.model = ComparedModel(self)
        self._build()
        self._desk.read(
            reading(vault, lambda unit: reconciliation.of_case(unit, case_id)), self._on_found, self._on_failed
        )

    def _build(self) -> None:
        self.resize(1080, 680)
        self.setMinimumSize(760, 480)
        title = TextLabel(role="heading")
        self.bills = TextLabel(role="soft", wrap=True)
        self.statement = Banner(closable=False)
        self.views = Segments(list(_VIEWS))
        self.views.chosen.connect(self.show_view)
        self.table = Table()
        self.table.setModel(self.model)
        self.table.opened.connect(self._on_opened)
        self.export = button("", "download")
        self.export.setEnabled(False)
        self.export.clicked.connect(self.ask_export)
        self.close_button = button("primary")
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        frame = surface("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        choice = QHBoxLayout()
        choice.addWidget(self.views)
        choice.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self.export)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(title)
        column.addWidget(self.bills)
        column.addWidget(self.statement)
        column.addLayout(choice)
        column.addWidget(frame, 1)
        column.addLayout(foot)
        self.say(self.setWindowTitle, "Phone and bill")
        self.say(title.setText, "Calls of the phone beside the carrier's bill")
        self.say(self.table.setAccessibleName, "Compared calls")
        self.say(self.export.setText, "Save as CSV…")
        self.say(self.close_button.setText, "Close")
        self.retranslated()

    def _on_found(self, found: Reconciliation) -> None:
        self.found = found
        self.export.setEnabled(True)
        self.retranslated()
        self.table.setFocus()

    def _on_failed(self, error: AdvocateError) -> None:
        self.statement.show_text(error_text(error), "warning")

    @Slot(str)
    def show_view(self, view: str) -> None:
        """Show one of the lists."""
        if self.found is None:
            return
        self.model.show(view, getattr(self.found, view))
        if view == "days":
            self.table.set_widths({0: 120, 2: 110, 3: 150, 4: 150}, 1)
        else:
            self.table.set_widths({0: 100, 1: 96, 2: 88, 3: 70, 4: 84, 5: 150, 6: 70, 7: 120}, 8)
            self.table.setColumnHidden(3, view != "both")
            self.table.setColumnHidden(7, view != "both")
        if self.model.rowCount():
            self.table.setCurrentIndex(self.model.index(0, 0))

    def retranslated(self) -> None:
        counts = dict.fromkeys(_VIEWS, "")
        if self.found is not None:
            counts = {view: f"  {len(getattr(self.found, view)):,}" for view in _VIEWS}
            self.statement.show_text(reconciliation.statement(self.found, language()), "neutral")
            self.bills.setText(
                "  ·  ".join(
                    f"{bill.file}  {bill.first.isoformat()} – {bill.last.isoformat()}" for bill in self.found.bills
                )
            )
        names = {
            "both": tr("In both"),
            "only_phone": tr("Only on the phone"),
            "only_bill": tr("Only on the bill"),
            "days": tr("By number and day"),
        }
        for view, made in self.views.buttons.items():
            made.setText(names[view] + counts[view])
        self.show_view(self.views.value())

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        contact = self.model.contact_at(index.row())
        if contact is not None:
            self.accept()
            self.contact_asked.emit(contact)

    @Slot()
    def ask_export(self) -> None:
        """Ask where the lists should be written."""
        dialog = QFileDialog(self, tr("Save as CSV…"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile("calls-and-bill.csv")
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the lists to ``path``; the file dialog asked before replacing one."""
        found = self.found
        if found is None:
            return
        lang = language()

        def job(_control: JobControl) -> None:
            path.unlink(missing_ok=True)
            write_new(path, reconciliation.to_csv(found, lang))

        self._desk.read(
            job,
            lambda _none: self.statement.show_text(tr("Saved as {file}", file=path.name), "success"),
            self._on_failed,
        )
