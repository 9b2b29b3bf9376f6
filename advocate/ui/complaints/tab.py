"""The complaints of a case: begin one, complete it, see the document, build the packet."""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import QModelIndex, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QListView,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from advocate import messages
from advocate.domain.changes import Changes
from advocate.domain.errors import AdvocateError, Cancelled
from advocate.domain.facts import Reason
from advocate.domain.views import BuiltPacket, ComplaintField, ComplaintView, MissingField
from advocate.jobs.desk import reading, writing
from advocate.jobs.runner import JobControl, JobRunner, Progress
from advocate.services import complaints, integrity
from advocate.ui.cases.tab import CaseTab
from advocate.ui.complaints.form import ComplaintForm
from advocate.ui.complaints.model import ENTRY_HEIGHT, ComplaintDelegate, ComplaintModel
from advocate.ui.complaints.new_complaint import NewComplaintDialog
from advocate.ui.i18n import error_text, language, mark, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.page import Banner, EmptyState
from advocate.ui.widgets.pdf import PdfPane
from advocate.ui.widgets.progress import ProgressDialog
from advocate.ui.widgets.text import ElidedLabel, Line, TextLabel, surface

FORM_WIDTH = 460
#: Complaints seen without scrolling.
_VISIBLE = 3


class ComplaintsTab(CaseTab):
    """Each field saves itself; the document on the right is always the one that would be built."""

    TITLE: ClassVar[str] = mark("Complaints")
    KEY: ClassVar[str] = "complaints"
    KINDS: ClassVar[frozenset[str]] = frozenset({"complaint", "finding", "case", "debt", "evidence", "contact"})

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(vault, runner, parent)
        self.model = ComplaintModel(self)
        self._selected = 0
        self._building = 0
        self._built_in = ""
        self._progress: ProgressDialog | None = None
        self.desk.progress.connect(self._on_progress)
        self._build()

    def _build(self) -> None:
        self.empty = EmptyState("gavel")
        self.empty.action.show()
        self.empty.triggered.connect(self.ask_new)
        self.say(self.empty.title.setText, "No complaints yet")
        self.say(
            self.empty.hint.setText,
            "Confirmed findings, the evidence behind them and a letter become one packet for the regulator.",
        )
        self.say(self.empty.action.setText, "New complaint")
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self._build_left())
        self.splitter.addWidget(self._build_right())
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([FORM_WIDTH, 690])
        self.stack = QStackedWidget()
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _build_left(self) -> QWidget:
        title = TextLabel(role="heading")
        self.new = button("quiet", "plus")
        self.new.clicked.connect(self.ask_new)
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(ComplaintDelegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.selectionModel().currentChanged.connect(self._on_row)
        self.caution = Banner(closable=False)
        self.form = ComplaintForm()
        self.form.saved.connect(self._on_field)
        self.form.findings_asked.connect(lambda: self.tab_asked.emit("findings"))
        head = QHBoxLayout()
        head.setContentsMargins(Space.M, 0, 0, 0)
        head.addWidget(title, 1)
        head.addWidget(self.new)
        top = QVBoxLayout()
        top.setContentsMargins(Space.M, Space.M, Space.L, Space.S)
        top.setSpacing(Space.XS)
        top.addLayout(head)
        top.addWidget(self.list)
        left = QWidget()
        left.setMinimumWidth(380)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Line())
        warned = QVBoxLayout()
        warned.setContentsMargins(Space.M, Space.S, Space.L, 0)
        warned.addWidget(self.caution)
        column.addLayout(warned)
        column.addWidget(self.form, 1)
        self.say(title.setText, "Complaints")
        self.say(self.new.setText, "New complaint")
        self.say(self.list.setAccessibleName, "Complaints")
        return left

    def _build_right(self) -> QWidget:
        self.banner = Banner()
        self.banner.action.clicked.connect(self._on_show_folder)
        self.pdf = PdfPane()
        self.busy = TextLabel(role="caption")
        self.pdf.row.insertWidget(3, self.busy)
        self.no_preview = EmptyState("file-text")
        self.document = QStackedWidget()
        self.document.addWidget(self.pdf)
        self.document.addWidget(self.no_preview)
        self.draft = button("", "file-text")
        self.draft.clicked.connect(lambda: self.ask_folder(draft=True))
        self.final = button("primary", "folder-open")
        self.final.clicked.connect(lambda: self.ask_folder(draft=False))
        bar = surface("pane")
        row = QHBoxLayout(bar)
        row.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        row.setSpacing(Space.S)
        hint = ElidedLabel(role="caption")
        row.addWidget(hint, 1)
        row.addWidget(self.draft)
        row.addWidget(self.final)
        above = QVBoxLayout()
        above.setContentsMargins(Space.M, 0, Space.M, 0)
        above.addWidget(self.banner)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(above)
        column.addWidget(self.document, 1)
        column.addWidget(bar)
        self.say(hint.setText, "A preview. Nothing leaves the vault yet.")
        self.say(self.draft.setText, "Build a draft…")
        self.say(self.final.setText, "Build the packet…")
        self.say(self.banner.action.setText, "Show in folder")
        return right

    def load(self) -> None:
        if self.case is None:
            return
        case_id, lang = self.case.summary.id, language()
        self.desk.read(
            reading(self.vault, lambda unit: complaints.listing(unit, case_id, lang)), self._on_listing, key="listing"
        )

    def clear(self) -> None:
        self._selected = 0
        self.caution.hide()
        self.form.clear()
        self.pdf.clear()
        self.banner.hide()
        self.model.set_complaints((), "Asia/Shanghai")

    def focus_first(self) -> None:
        self.list.setFocus()

    def retranslated(self) -> None:
        if self.case is not None:
            self._load_or_wait()

    @Slot()
    def ask_new(self) -> None:
        """Ask where to complain."""
        if self.case is None:
            return
        dialog = NewComplaintDialog(self.vault, self.runner, self.case.summary.id, self)
        dialog.created.connect(self._on_created)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def ask_folder(self, *, draft: bool) -> None:
        """Ask for a folder, then build into it."""
        dialog = QFileDialog(self, tr("Folder for the packet"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self.build_into(Path(folder), draft=draft))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def build_into(self, folder: Path, *, draft: bool) -> None:
        """Build the complaint in front into ``folder``."""
        if not self._selected or self.case is None or self._building:
            return
        self.form.save()
        self.banner.hide()
        complaint_id, case_id, vault = self._selected, self.case.summary.id, self.vault
        # A draft prints what it lacks, in the document's own language; the packet is refused in that of the window.
        lang = "zh" if draft else language()

        def job(control: JobControl) -> BuiltPacket:
            built = complaints.build(vault, complaint_id, folder, draft, control, lang)
            control.changed(Changes(frozenset({"complaint"}), frozenset({("complaint", complaint_id)}), case_id))
            return built

        self._progress = ProgressDialog(tr("Building the packet"), self)
        self._building = self.desk.write(job, self._on_built, self._on_not_built)
        self._progress.cancel_asked.connect(lambda: self.desk.cancel(self._building))

    def _on_listing(self, found: list[ComplaintView]) -> None:
        wanted = self._selected
        self.model.set_complaints(found, self.case.zone if self.case else "Asia/Shanghai")
        self.list.setFixedHeight(max(1, min(len(found), _VISIBLE)) * ENTRY_HEIGHT + 2)
        self.stack.setCurrentWidget(self.splitter if found else self.empty)
        place = max(self.model.place_of(wanted), 0)
        if found:
            self.list.setCurrentIndex(self.model.index(place))

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, previous: QModelIndex) -> None:
        complaint = self.model.complaint_at(current.row())
        if complaint is None:
            return
        if complaint.id != self._selected:
            self.form.save()
            self.form.clear()
            self.pdf.clear()
            self.banner.hide()
        self._selected = complaint.id
        self._load_one()

    def _load_one(self) -> None:
        complaint_id, lang, vault = self._selected, language(), self.vault
        self.desk.read(
            reading(
                vault,
                lambda unit: (
                    complaints.form(unit, complaint_id, lang),
                    complaints.missing(unit, complaint_id, lang),
                    integrity.notices(unit, complaint_id),
                ),
            ),
            self._on_form,
            key="form",
            priority=2,
        )
        self.busy.setText(tr("Refreshing…"))
        self.desk.read(
            lambda _control: complaints.preview(vault, complaint_id),
            self._on_preview,
            self._on_no_preview,
            key="preview",
        )

    def _on_form(self, answer: tuple[list[ComplaintField], list[MissingField], tuple[Reason, ...]]) -> None:
        fields, lacking, notices = answer
        self.form.show_fields(fields, lacking)
        if notices:
            self.caution.show_text("\n".join(messages.reason_text(notice, language()) for notice in notices), "warning")
        else:
            self.caution.hide()
        self.final.setToolTip("" if not lacking else tr("First fill in what is missing, or build a draft."))

    def _on_preview(self, data: bytes) -> None:
        self.busy.setText("")
        shown = self.pdf.show_bytes(data)
        self.document.setCurrentWidget(self.pdf if shown else self.no_preview)

    def _on_no_preview(self, error: AdvocateError) -> None:
        self.busy.setText("")
        if isinstance(error, Cancelled):
            return
        self.pdf.clear()
        self.no_preview.title.setText(tr("No preview"))
        self.no_preview.hint.setText(error_text(error))
        self.document.setCurrentWidget(self.no_preview)

    @Slot(str, str)
    def _on_field(self, name: str, value: str) -> None:
        complaint_id = self._selected
        if not complaint_id:
            return
        self.desk.write(
            writing(self.vault, lambda unit: complaints.set_fields(unit, complaint_id, {name: value})),
            lambda _none: self.form.on_saved(name),
            lambda error: self.form.on_refused(name, error_text(error)),
        )

    @Slot(int)
    def _on_created(self, complaint_id: int) -> None:
        self._selected = complaint_id
        self.form.clear()
        self.pdf.clear()
        self.load()

    def _on_progress(self, job_id: int, progress: Progress) -> None:
        if self._progress is not None and job_id == self._building:
            self._progress.show_progress(progress)

    def _on_built(self, built: BuiltPacket) -> None:
        self._end_build()
        self._built_in = str(Path(built.pdf).parent)
        self.banner.action.show()
        self.banner.show_text(
            tr(
                "Built: {pages} pages and {files} files in {folder}",
                pages=built.pages,
                files=len(built.files),
                folder=self._built_in,
            ),
            "success",
        )

    def _on_not_built(self, error: AdvocateError) -> None:
        self._end_build()
        self.banner.action.hide()
        if isinstance(error, Cancelled):
            self.said.emit(tr("Stopped; nothing was written."))
        else:
            self.banner.show_text(error_text(error), "danger")

    def _end_build(self) -> None:
        self._building = 0
        if self._progress is not None:
            self._progress.finish()
            self._progress = None

    @Slot()
    def _on_show_folder(self) -> None:
        if self._built_in:
            QDesktopServices.openUrl(QUrl.fromLocalFile(self._built_in))
