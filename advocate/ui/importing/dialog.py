"""The dialog that imports backups: choose, see what would happen, import, see what happened."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from advocate import messages
from advocate.domain.errors import AdvocateError, Cancelled
from advocate.domain.moments import DEFAULT_ZONES
from advocate.domain.views import CaseView, ImportReport
from advocate.jobs.apart import run_apart
from advocate.jobs.desk import JobDesk
from advocate.jobs.runner import JobControl, JobRunner, Progress
from advocate.services import importing
from advocate.ui.i18n import Spoken, error_text, language, tr
from advocate.ui.importing.report import ReportView
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.drop import FileDrops
from advocate.ui.widgets.forms import Field
from advocate.ui.widgets.page import Banner, EmptyState
from advocate.ui.widgets.text import ElidedLabel, TextLabel

#: Zones offered beside the case's own: where Chinese phones are used.
_ZONES = (*DEFAULT_ZONES.values(), "Asia/Urumqi", "Asia/Macau", "Asia/Bangkok", "Asia/Tokyo", "Europe/London")


class Step(StrEnum):
    """Where the dialog is."""

    CHOOSE = "choose"
    READING = "reading"
    PREVIEW = "preview"
    IMPORTING = "importing"
    SEARCHING = "searching"
    DONE = "done"


class ImportDialog(Spoken, QDialog):
    """``imported`` carries the report once it is all in the vault, findings included."""

    imported = Signal(object)

    def __init__(
        self, vault: Any, runner: JobRunner, case: CaseView, parent: QWidget, paths: Sequence[Path] = ()
    ) -> None:
        super().__init__(parent)
        self._vault = vault
        self._case = case
        self._desk = JobDesk(runner, self)
        self._desk.progress.connect(self._on_progress)
        self._job = 0
        self._paths: tuple[Path, ...] = ()
        self._leaving = False
        self.step = Step.CHOOSE
        self._build()
        self._enter(Step.CHOOSE)
        if paths:
            self.choose(paths)

    def _build(self) -> None:
        self.resize(760, 640)
        self.setMinimumSize(640, 520)
        self.title = TextLabel(role="heading")
        self.files = ElidedLabel(role="soft")
        self.other_files = button("", "folder-open")
        self.other_files.clicked.connect(self.ask_files)
        self.zone = Field(QComboBox())
        self.zone.control.addItems(list(dict.fromkeys((self._case.zone, *_ZONES))))
        self.banner = Banner(closable=False)
        self.report = ReportView()
        self.stack = QStackedWidget()
        self.stack.addWidget(self._build_choice())
        self.stack.addWidget(self._build_busy())
        self.stack.addWidget(self.report)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.files)
        head = QHBoxLayout()
        head.setSpacing(Space.M)
        head.addLayout(words, 1)
        head.addWidget(self.other_files, 0, Qt.AlignmentFlag.AlignTop)
        self.cancel = button()
        self.cancel.clicked.connect(self.reject)
        self.go = button("primary", "import")
        self.go.setDefault(True)
        self.go.clicked.connect(self._on_go)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self.zone)
        foot.addStretch(1)
        foot.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignBottom)
        foot.addWidget(self.go, 0, Qt.AlignmentFlag.AlignBottom)
        self.zone.setFixedWidth(240)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addLayout(head)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        column.addLayout(foot)
        self.drops = FileDrops(
            self, lambda: tr("Drop to read"), lambda paths: bool(paths) and not self._busy(), folders=True
        )
        self.drops.dropped.connect(self.choose)
        self.say(self.setWindowTitle, "Import a backup")
        self.say(self.other_files.setText, "Other files…")
        self.say(self.zone.set_label, "Zone in which the phone was used")
        self.retranslated()

    def _build_choice(self) -> QWidget:
        self.choice = EmptyState("import")
        self.choice.action.show()
        self.choice.triggered.connect(self.ask_files)
        self.say(self.choice.title.setText, "Drop the backup files here")
        self.say(self.choice.action.setText, "Choose files…")
        return self.choice

    def _build_busy(self) -> QWidget:
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.note = TextLabel(role="soft")
        self.note.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        busy = QWidget()
        column = QVBoxLayout(busy)
        column.setContentsMargins(Space.XL * 3, 0, Space.XL * 3, 0)
        column.setSpacing(Space.M)
        column.addStretch(1)
        column.addWidget(self.bar)
        column.addWidget(self.note)
        column.addStretch(1)
        return busy

    def choose(self, paths: Sequence[Path]) -> None:
        """Read ``paths`` and show what importing them would do; nothing is written."""
        if self._busy() or not paths:
            return
        self._paths = tuple(paths)
        self.files.setText(", ".join(path.name for path in self._paths))
        self.banner.hide()
        self._enter(Step.READING)
        vault, case_id, chosen, zone = self._vault, self._case.summary.id, self._paths, self._zone()
        self._job = self._desk.read(
            lambda control: importing.preview(vault, chosen, case_id, control, zone=zone),
            self._on_preview,
            self._on_unreadable,
        )

    @Slot()
    def ask_files(self) -> None:
        """Ask which files to read."""
        dialog = QFileDialog(self, tr("Import a backup"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([tr("Backups (*.xml *.zip)"), tr("All files (*)")])
        dialog.filesSelected.connect(lambda names: self.choose([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def retranslated(self) -> None:
        self.choice.hint.setText(
            "\n".join(f"{entry['title']}: {entry['recognised']}" for entry in importing.formats(language()))
        )
        self._show_step()

    def reject(self) -> None:
        """Close; where work is under way, stop it first and close when it has stopped."""
        if self.step in (Step.READING, Step.IMPORTING):
            self._leaving = self.step is Step.READING
            self.cancel.setEnabled(False)
            self.note.setText(tr("Stopping…"))
            self._desk.cancel(self._job)
        elif self.step is not Step.SEARCHING:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._busy():
            event.ignore()
            self.reject()
        else:
            super().closeEvent(event)

    def _busy(self) -> bool:
        return self.step in (Step.READING, Step.IMPORTING, Step.SEARCHING)

    def _zone(self) -> str:
        return self.zone.control.currentText()

    def _enter(self, step: Step) -> None:
        self.step = step
        self.stack.setCurrentIndex(0 if step is Step.CHOOSE else 1 if self._busy() else 2)
        if self._busy():
            self.bar.setRange(0, 0)
            self.note.setText("")
        self.cancel.setEnabled(step is not Step.SEARCHING)
        self._show_step()

    def _show_step(self) -> None:
        step, report = self.step, self.report.report
        new = report.added if report is not None else 0
        self.title.setText(
            {
                Step.READING: tr("Reading the files…"),
                Step.PREVIEW: tr("This is what would be imported"),
                Step.IMPORTING: tr("Importing…"),
                Step.SEARCHING: tr("Looking for suspected violations…"),
                Step.DONE: tr("Imported"),
            }.get(step, tr("Import a backup"))
        )
        self.files.setVisible(bool(self._paths))
        self.other_files.setVisible(step is Step.PREVIEW)
        self.zone.setVisible(step in (Step.CHOOSE, Step.PREVIEW))
        self.cancel.setVisible(step is not Step.DONE)
        self.cancel.setText(tr("Stop") if step in (Step.READING, Step.IMPORTING) else tr("Cancel"))
        self.go.setVisible(step in (Step.PREVIEW, Step.DONE))
        self.go.setEnabled(step is Step.DONE or new > 0)
        if step is Step.DONE:
            self.go.setText(tr("Close"))
        else:
            self.go.setText(tr("Import {count}", count=f"{new:,}") if new else tr("Nothing new"))

    @Slot()
    def _on_go(self) -> None:
        if self.step is Step.DONE:
            self.accept()
            return
        vault, case_id, chosen, zone = self._vault, self._case.summary.id, self._paths, self._zone()

        def job(control: JobControl) -> ImportReport:
            asked = {"paths": chosen, "case_id": case_id, "zone": zone}
            report: ImportReport = run_apart(vault, "import", asked, control)
            return report

        self.banner.hide()
        self._enter(Step.IMPORTING)
        self._job = self._desk.write(job, self._on_imported, self._on_stopped)

    def _on_preview(self, report: ImportReport) -> None:
        self.report.show_report(report, self._zone())
        self._enter(Step.PREVIEW)
        self.go.setFocus()

    def _on_unreadable(self, error: AdvocateError) -> None:
        self._enter(Step.CHOOSE)
        if self._leaving:
            super().reject()
        elif not isinstance(error, Cancelled):
            self.banner.show_text(error_text(error), "danger")

    def _on_imported(self, report: ImportReport) -> None:
        self.report.show_report(report, self._zone())
        self._enter(Step.SEARCHING)
        case_id, vault = self._case.summary.id, self._vault

        def look(control: JobControl) -> None:
            # Not offered for stopping, but a window that is closed meanwhile need not wait for it.
            run_apart(vault, "evaluate", {"case_id": case_id}, control)

        self._desk.write(
            look,
            lambda _none: self._finish(report),
            lambda error: self._finish(report, error),
        )

    def _on_stopped(self, error: AdvocateError) -> None:
        self._enter(Step.PREVIEW)
        if isinstance(error, Cancelled):
            self.banner.show_text(tr("Stopped. Nothing was imported."), "neutral")
        else:
            self.banner.show_text(error_text(error), "danger")

    def _finish(self, report: ImportReport, error: AdvocateError | None = None) -> None:
        self._enter(Step.DONE)
        if error is not None:
            self.banner.show_text(error_text(error), "danger")
        self.go.setFocus()
        self.imported.emit(report)

    def _on_progress(self, job_id: int, progress: Progress) -> None:
        if job_id != self._job or not self.cancel.isEnabled():
            return
        if progress.total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(min(1000, progress.done * 1000 // progress.total))
        if progress.note:
            self.note.setText(messages.text(progress.note, language()))
