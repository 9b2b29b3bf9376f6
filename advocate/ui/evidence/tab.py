"""The originals of a case: dropped, pasted or chosen; looked at, checked, exported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from advocate import messages
from advocate.domain.changes import Changes
from advocate.domain.errors import AdvocateError, Cancelled
from advocate.domain.ids import row_id
from advocate.domain.views import EvidenceView, VerifyReport
from advocate.jobs import ocr
from advocate.jobs.desk import reading, writing
from advocate.jobs.runner import JobControl, JobRunner, Progress
from advocate.services import evidence
from advocate.ui.cases.tab import CaseTab
from advocate.ui.evidence.detail import EvidenceDetail
from advocate.ui.evidence.link import LinkDialog
from advocate.ui.evidence.model import Column, EvidenceModel, size_text
from advocate.ui.evidence.preview import Preview, previewing
from advocate.ui.i18n import error_text, language, mark, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.drop import FileDrops, local_files
from advocate.ui.widgets.page import Banner, EmptyState
from advocate.ui.widgets.progress import ProgressDialog
from advocate.ui.widgets.tables import Table
from advocate.ui.widgets.text import TextLabel, surface

PANE_WIDTH = 440
#: Table widths below which a column makes room for the name, in pixels.
_CAPTURED_FROM, _HASH_FROM, _SIZE_FROM, _CONTACTS_FROM = 1040, 640, 540, 460


class EvidenceTab(CaseTab):
    """Takes files in by drop, by Ctrl+V and by a dialog; what was taken in is never changed."""

    TITLE: ClassVar[str] = mark("Evidence")
    KEY: ClassVar[str] = "evidence"
    KINDS: ClassVar[frozenset[str]] = frozenset({"evidence"})

    #: Carries the pictures that were just taken in: what they say is read meanwhile.
    pictures_added = Signal(list)

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(vault, runner, parent)
        self.model = EvidenceModel(self)
        self._selected = 0
        self._job = 0
        self._progress: ProgressDialog | None = None
        self.desk.progress.connect(self._on_progress)
        self._build()
        self.drops = FileDrops(self, lambda: tr("Drop to add as evidence"))
        self.drops.dropped.connect(self.add_files)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.paste)
        # The window has these keys too, and means the same by them.
        keys.activatedAmbiguously.connect(self.paste)

    def _build(self) -> None:
        self._build_table()
        self.detail = EvidenceDetail()
        self.detail.note_edited.connect(self._on_note)
        self.detail.export_asked.connect(self.ask_export)
        self.detail.contact_asked.connect(self.contact_asked)
        self.detail.link_asked.connect(self.ask_link)
        self.detail.read_asked.connect(self.ask_text)
        frame = surface("pane")
        frame.setMinimumWidth(360)
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.detail)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(self._build_left())
        self.splitter.addWidget(frame)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([710, PANE_WIDTH])
        self.splitter.splitterMoved.connect(lambda: self._fit_columns())
        self.empty = EmptyState("paperclip")
        self.empty.action.show()
        self.empty.triggered.connect(self.ask_files)
        self.say(self.empty.title.setText, "No evidence yet")
        self.say(
            self.empty.hint.setText,
            "Drop screenshots, recordings, bills or letters here, or paste a screenshot with Ctrl+V. "
            "Each original is hashed on the way in and never altered.",
        )
        self.say(self.empty.action.setText, "Add files…")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.splitter)
        self.stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.stack)

    def _build_table(self) -> None:
        self.table = Table()
        self.table.setModel(self.model)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        widths = {
            Column.ID: 78,
            Column.SIZE: 74,
            Column.HASH: 104,
            Column.CAPTURED: 134,
            Column.ADDED: 128,
            Column.CONTACTS: 88,
            Column.STATE: 92,
        }
        self.table.set_widths(dict(widths), Column.NAME)
        self.table.setColumnHidden(Column.STATE, True)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.say(self.table.setAccessibleName, "Evidence")

    def _build_left(self) -> QWidget:
        self.add = button("primary", "file-plus")
        self.add.clicked.connect(self.ask_files)
        self.paste_button = button("", "clipboard-paste")
        self.paste_button.clicked.connect(self.paste)
        self.verify_button = button("", "shield-check")
        self.verify_button.clicked.connect(self.verify)
        self.count = TextLabel(role="caption")
        self.banner = Banner()
        tools = QHBoxLayout()
        tools.setContentsMargins(Space.S, 0, Space.S, Space.XS)
        tools.setSpacing(Space.S)
        tools.addWidget(self.verify_button)
        tools.addWidget(self.count)
        tools.addStretch(1)
        tools.addWidget(self.paste_button)
        tools.addWidget(self.add)
        hint = TextLabel(role="caption", wrap=True)
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(tools)
        column.addWidget(self.banner)
        column.addWidget(self.table, 1)
        column.addWidget(hint)
        self.say(self.add.setText, "Add files…")
        self.say(self.paste_button.setText, "Paste")
        self.say(self.paste_button.setToolTip, "Add the screenshot or the files in the clipboard (Ctrl+V)")
        self.say(self.verify_button.setText, "Verify all")
        self.say(self.verify_button.setToolTip, "Compare every original with the hash taken on the way in")
        self.say(hint.setText, "Drop files anywhere on this page, or paste a screenshot with Ctrl+V.")
        return left

    def load(self) -> None:
        if self.case is None:
            return
        case_id = self.case.summary.id
        self.desk.read(
            reading(self.vault, lambda unit: evidence.listing(unit, case_id)), self._on_listing, key="listing"
        )

    def clear(self) -> None:
        self._selected = 0
        self.banner.hide()
        self.detail.clear()
        self.model.set_checked({})
        self.model.set_evidence((), "Asia/Shanghai")
        self.table.setColumnHidden(Column.STATE, True)

    def focus_first(self) -> None:
        self.table.setFocus()

    def retranslated(self) -> None:
        self.model.retranslated()
        self.banner.hide()
        self._show_count()
        self._select(self._selected)

    @Slot()
    def ask_files(self) -> None:
        """Ask which files to take in."""
        dialog = QFileDialog(self, tr("Add evidence"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.add_files([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def add_files(self, paths: Sequence[Path]) -> None:
        """Take files in, all or none."""
        if self.case is None or not paths:
            return
        case_id, vault = self.case.summary.id, self.vault
        self._run(
            tr("Taking in the originals"),
            lambda control: evidence.add(vault, paths, case_id, ctx=control),
            self._on_added,
            ("evidence", "case"),
        )

    @Slot()
    def paste(self) -> None:
        """Take in the picture, or the files, in the clipboard."""
        data = QGuiApplication.clipboard().mimeData()
        files = local_files(data) if data is not None else []
        if files:
            self.add_files(files)
            return
        image = QGuiApplication.clipboard().image()
        if self.case is None:
            return
        if image.isNull():
            self.banner.action.hide()
            self._tell(tr("The clipboard holds neither a picture nor a file."), "neutral")
            return
        case_id, vault = self.case.summary.id, self.vault
        when = datetime.now(UTC).astimezone(ZoneInfo(self.case.zone)).strftime("%Y-%m-%d %H%M%S")
        name = tr("Screenshot {when}", when=when) + ".png"
        self._run(
            tr("Taking in the originals"),
            lambda _control: [evidence.add_bytes(vault, png_bytes(image), name, case_id)],
            self._on_pasted,
            ("evidence", "case"),
        )

    @Slot()
    def verify(self) -> None:
        """Compare every original of the case with its hash."""
        if self.case is None:
            return
        case_id, vault = self.case.summary.id, self.vault
        self._run(
            tr("Verifying the originals"), lambda control: evidence.verify(vault, case_id, control), self._on_verified
        )

    @Slot()
    def ask_export(self) -> None:
        """Ask where the selected originals are to be copied."""
        dialog = QFileDialog(self, tr("Folder for the copies"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self.export_to(Path(folder)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def export_to(self, folder: Path) -> None:
        """Copy the selected originals into ``folder``, each checked against its hash."""
        ids, vault = [item.id for item in self.chosen()], self.vault
        if ids:
            self._run(
                tr("Exporting"),
                lambda control: [evidence.export(vault, evidence_id, folder, control) for evidence_id in ids],
                self._on_exported,
            )

    @Slot()
    def ask_link(self) -> None:
        """Ask which contact the original in front shows."""
        item = self.detail.item
        if self.case is None or item is None:
            return
        dialog = LinkDialog(self.vault, self.runner, self.case.summary.id, self)
        dialog.chosen.connect(lambda contact_id: self.link(item.id, contact_id))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def ask_text(self) -> None:
        """Ask for the text of the selected pictures."""
        self.read_asked.emit([item.id for item in self.chosen() if item.media_type.startswith("image/")])

    def link(self, evidence_id: int, contact_id: int) -> None:
        """Note that an original shows a contact."""
        self.desk.write(
            writing(self.vault, lambda unit: evidence.link(unit, evidence_id, contact_id)),
            lambda _none: self.said.emit(tr("Linked")),
        )

    def chosen(self) -> list[EvidenceView]:
        """Return the selected originals."""
        places = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [item for item in map(self.model.evidence_at, places) if item is not None]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _run(
        self,
        title: str,
        act: Callable[[JobControl], Any],
        done: Callable[[Any], None],
        kinds: Sequence[str] = (),
    ) -> None:
        """Queue ``act`` for the writer, with progress and a way to stop it."""
        if self._job or self.case is None:
            self._tell(tr("Something is still under way. Try again in a moment."), "neutral")
            return
        case_id = self.case.summary.id

        def job(control: JobControl) -> Any:
            result = act(control)
            control.changed(Changes(frozenset(kinds), case_id=case_id))
            return result

        self.banner.hide()
        self._progress = ProgressDialog(title, self)
        self._job = self.desk.write(job, lambda result: self._ended(done, result), self._on_ended_badly)
        self._progress.cancel_asked.connect(lambda: self.desk.cancel(self._job))

    def _ended(self, done: Callable[[Any], None], result: Any) -> None:
        self._end()
        done(result)

    def _on_ended_badly(self, error: AdvocateError) -> None:
        self._end()
        if isinstance(error, Cancelled):
            self.said.emit(tr("Stopped"))
        else:
            self._tell(error_text(error), "danger")

    def _end(self) -> None:
        self._job = 0
        if self._progress is not None:
            self._progress.finish()
            self._progress = None

    def _tell(self, text: str, tone: str) -> None:
        if self.stack.currentWidget() is self.empty:
            self.notice.emit(tone, text)
        else:
            self.banner.show_text(text, tone)

    def _on_progress(self, job_id: int, progress: Progress) -> None:
        if self._progress is not None and job_id == self._job:
            self._progress.show_progress(progress)

    def _on_added(self, added: list[EvidenceView]) -> None:
        if added:
            self._selected = added[-1].id
        sentence = tr("{count} file added" if len(added) == 1 else "{count} files added", count=len(added))
        pictures = [item.id for item in added if item.media_type.startswith("image/")]
        if not pictures:
            self.said.emit(sentence)
        elif ocr.available():
            self.pictures_added.emit(pictures)
            self.offered.emit(sentence, tr("Proof-read"), lambda: self.tab_asked.emit("screenshots"))
        else:
            self._tell(error_text(AdvocateError("ocr_missing")), "neutral")

    def _on_pasted(self, added: list[EvidenceView]) -> None:
        self._on_added(added)
        # Whoever pastes one picture wants to see what it says.
        if ocr.available():
            self.tab_asked.emit("screenshots")

    def _on_verified(self, report: VerifyReport) -> None:
        bad = {row_id("evidence", problem.id): problem for problem in report.problems if problem.kind == "evidence"}
        self.model.set_checked({evidence_id: evidence_id not in bad for evidence_id in self.model.ids()})
        self.table.setColumnHidden(Column.STATE, False)
        self._fit_columns()
        if report.ok:
            text = tr(
                "All {count} originals are unaltered ({size} compared with their SHA-256).",
                count=report.checked["evidence"],
                size=size_text(report.checked["bytes"]),
            )
            self._tell(text, "success")
            return
        sentences = [f"{problem.id}: {messages.text(problem.detail, language())}" for problem in report.problems[:5]]
        self._tell(
            tr("{count} of the originals are not as they were taken in.", count=len(report.problems))
            + "\n"
            + "\n".join(sentences),
            "danger",
        )

    def _on_exported(self, paths: list[Path]) -> None:
        self._tell(
            tr(
                "{count} file written to {folder}" if len(paths) == 1 else "{count} files written to {folder}",
                count=len(paths),
                folder=str(paths[0].parent),
            ),
            "success",
        )

    def _on_listing(self, rows: list[EvidenceView]) -> None:
        self.model.set_evidence(rows, self.case.zone if self.case else "Asia/Shanghai")
        self.stack.setCurrentWidget(self.splitter if rows else self.empty)
        self._show_count()
        self._fit_columns()
        self._select(self._selected)

    def _select(self, evidence_id: int) -> None:
        if self.model.rowCount():
            place = max(self.model.place_of(evidence_id), 0)
            self.table.setCurrentIndex(self.model.index(place, Column.NAME))

    def _show_count(self) -> None:
        count = self.model.rowCount()
        self.count.setText(tr("{count} file" if count == 1 else "{count} files", count=f"{count:,}") if count else "")

    def _fit_columns(self) -> None:
        width = self.splitter.sizes()[0] - 2 * Space.L
        if not self.table.isColumnHidden(Column.STATE):
            width -= self.table.columnWidth(Column.STATE)
        for column, least in (
            (Column.CAPTURED, _CAPTURED_FROM),
            (Column.HASH, _HASH_FROM),
            (Column.SIZE, _SIZE_FROM),
            (Column.CONTACTS, _CONTACTS_FROM),
        ):
            self.table.setColumnHidden(column, width < least)

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, previous: QModelIndex) -> None:
        item = self.model.evidence_at(current.row())
        if item is None or self.case is None:
            return
        self._selected = item.id
        known = self.detail.item is not None and self.detail.item.id == item.id
        self.detail.show_item(item, self.case.zone)
        if not known:
            self.desk.read(
                previewing(self.vault, item), self._on_preview, self._on_no_preview, key="preview", priority=1
            )

    def _on_preview(self, preview: Preview) -> None:
        if preview.evidence_id == self._selected:
            self.detail.preview.show_preview(preview)

    def _on_no_preview(self, error: AdvocateError) -> None:
        if not isinstance(error, Cancelled):
            self.detail.preview.show_problem(error_text(error))

    @Slot(int, str)
    def _on_note(self, evidence_id: int, text: str) -> None:
        self.desk.write(
            writing(self.vault, lambda unit: evidence.set_note(unit, evidence_id, text)),
            lambda _none: self.detail.note.set_problem(""),
            lambda error: self.detail.note.set_problem(error_text(error)),
        )


def png_bytes(image: QImage) -> bytes:
    """Return ``image`` as a PNG file."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
