"""The import: drop anything, watch it being read, see what became of each file, answer what a file asks.

Nothing is asked before, because nothing is on the record after: what was read stands in the inbox, and one command
takes it back.
"""

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
from advocate.domain.drafts import Rejection
from advocate.domain.errors import AdvocateError, Cancelled
from advocate.domain.moments import DEFAULT_ZONES
from advocate.domain.views import CaseView, FileReport, ImportReport
from advocate.jobs import ocr
from advocate.jobs.apart import run_apart
from advocate.jobs.desk import JobDesk, reading
from advocate.jobs.runner import JobControl, JobRunner, Progress
from advocate.services import imports, screenshots
from advocate.services.screenshots import ReadReport
from advocate.ui.i18n import Spoken, error_text, language, tr
from advocate.ui.importing.questions import ASKED, Ask, QuestionBar, first_question
from advocate.ui.importing.report import ReportView
from advocate.ui.screenshots.reading import PictureReader, ReadingStrip
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.drop import FileDrops
from advocate.ui.widgets.forms import Field
from advocate.ui.widgets.page import Banner, EmptyState
from advocate.ui.widgets.text import ElidedLabel, TextLabel

#: Where the work goes on: the keys of two tabs.
_SCREENSHOTS, _INBOX = "screenshots", "inbox"
#: Zones offered beside the case's own: where Chinese phones are used.
_ZONES = tuple(dict.fromkeys((*DEFAULT_ZONES.values(), "Asia/Urumqi", "Asia/Macau", "Asia/Bangkok", "Asia/Tokyo")))


class Step(StrEnum):
    """Where the dialog is."""

    CHOOSE = "choose"
    IMPORTING = "importing"
    DONE = "done"


class ImportDialog(Spoken, QDialog):
    """``imported`` carries the report once it is all in the vault; ``tab_asked`` asks for what comes next.

    Pictures that were brought are read by ``reader`` meanwhile: whoever waits for it goes on with proof-reading,
    whoever does not with sorting; either leads to the other.
    """

    imported = Signal(object)
    tab_asked = Signal(str)

    def __init__(
        self,
        vault: Any,
        runner: JobRunner,
        case: CaseView,
        parent: QWidget,
        paths: Sequence[Path] = (),
        reader: PictureReader | None = None,
    ) -> None:
        super().__init__(parent)
        self._vault = vault
        self._case = case
        self._desk = JobDesk(runner, self)
        self._desk.progress.connect(self._on_progress)
        self._job = 0
        self._paths: tuple[Path, ...] = ()
        self._answers: dict[str, Any] = {}
        self._proposed = 0
        self._passed: set[str] = set()
        self._runs: list[bytes] = []
        self.reader = reader if reader is not None else PictureReader(vault, runner, self)
        self.step = Step.CHOOSE
        self._build()
        self.reader.ended.connect(self._on_pictures)
        self._enter(Step.CHOOSE)
        if paths:
            self.choose(paths)

    def _build(self) -> None:
        self.resize(900, 700)
        self.setMinimumSize(640, 480)
        self.title = TextLabel(role="heading")
        self.files = ElidedLabel(role="soft")
        self.other_files = button("", "folder-open")
        self.other_files.clicked.connect(self.ask_files)
        self.zone = Field(QComboBox())
        self.zone.control.addItems(list(dict.fromkeys((self._case.zone, *_ZONES))))
        self.banner = Banner(closable=False)
        self.questions = QuestionBar()
        self.questions.answered.connect(self._on_answer)
        self.questions.mapping_asked.connect(self._on_mapping)
        self.questions.senders_asked.connect(self._offer_senders)
        self.questions.passed.connect(self._on_passed)
        self.strip = ReadingStrip(self.reader)
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
        column.addWidget(self.questions)
        column.addWidget(self.strip)
        column.addWidget(self.stack, 1)
        column.addLayout(foot)
        self.drops = FileDrops(
            self, lambda: tr("Drop to read"), lambda paths: bool(paths) and not self._busy(), folders=True
        )
        self.drops.dropped.connect(self.choose)
        self.say(self.setWindowTitle, "Import")
        self.say(self.other_files.setText, "Other files…")
        self.say(self.zone.set_label, "Zone in which the phone was used")
        self.retranslated()

    def _build_choice(self) -> QWidget:
        self.choice = EmptyState("import")
        self.choice.action.show()
        self.choice.triggered.connect(self.ask_files)
        self.say(self.choice.title.setText, "Drop files, folders or archives here")
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
        """Read ``paths`` into the inbox."""
        if self._busy() or not paths:
            return
        self._paths = tuple(paths)
        self._answers = {}
        self._proposed = 0
        self._passed, self._runs = set(), []
        self.files.setText(", ".join(path.name for path in self._paths))
        self._start(self._paths)

    def _start(self, paths: Sequence[Path], anew: str = "") -> None:
        """Read ``paths``; what came from the file ``anew`` before is taken back first."""
        vault, case_id, zone = self._vault, self._case.summary.id, self._zone()
        answers = dict(self._answers)
        asked = {"paths": tuple(paths), "case_id": case_id, "zone": zone, "password": answers.pop("password", "")}
        asked["options"] = answers or None

        runs = tuple(self._runs) if anew else ()

        def job(control: JobControl) -> ImportReport:
            if runs:
                with vault.write() as unit:
                    for run in runs:
                        imports.undo_file(unit, case_id, run, anew)
            report: ImportReport = run_apart(vault, "import", asked, control)
            return report

        self.banner.hide()
        self._enter(Step.IMPORTING)
        self._job = self._desk.write(job, self._on_imported, self._on_stopped)

    @Slot()
    def ask_files(self) -> None:
        """Ask which files to read."""
        dialog = QFileDialog(self, tr("Import"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilter(tr("All files (*)"))
        dialog.filesSelected.connect(lambda names: self.choose([Path(name) for name in names]))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def retranslated(self) -> None:
        self.choice.hint.setText(
            tr(
                "Backups of phones, chats, mail, bills, tables, address books, recordings and pictures: "
                "what they are is found by their content, and each original is kept."
            )
        )
        self._show_step()

    def reject(self) -> None:
        """Close; where work is under way, stop it first."""
        if self.step is Step.IMPORTING:
            self.cancel.setEnabled(False)
            self.note.setText(tr("Stopping…"))
            self._desk.cancel(self._job)
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._busy():
            event.ignore()
            self.reject()
        else:
            super().closeEvent(event)

    def _busy(self) -> bool:
        return self.step is Step.IMPORTING

    def _zone(self) -> str:
        return self.zone.control.currentText()

    def _enter(self, step: Step) -> None:
        self.step = step
        self.stack.setCurrentIndex(0 if step is Step.CHOOSE else 1 if self._busy() else 2)
        if self._busy():
            self.bar.setRange(0, 0)
            self.note.setText("")
        self.cancel.setEnabled(True)
        if step is not Step.DONE:
            self.questions.show_question(None)
        self._show_step()

    def _show_step(self) -> None:
        step = self.step
        self.title.setText(
            {Step.IMPORTING: tr("Reading…"), Step.DONE: tr("This is what was read")}.get(step, tr("Import"))
        )
        self.files.setVisible(bool(self._paths))
        self.other_files.setVisible(step is Step.DONE)
        self.zone.setVisible(step is Step.CHOOSE)
        self.cancel.setVisible(step is not Step.DONE)
        self.cancel.setText(tr("Stop") if step is Step.IMPORTING else tr("Cancel"))
        self.go.setVisible(step is Step.DONE)
        self.go.setText({_SCREENSHOTS: tr("Proof-read them"), _INBOX: tr("Sort them")}.get(self._next(), tr("Close")))

    def _next(self) -> str:
        """Return the tab in which the work goes on, empty where there is none."""
        report = self.report.report
        if self._proposed and not self.reader.busy:
            return _SCREENSHOTS
        if report is not None and report.added:
            return _INBOX
        return _SCREENSHOTS if self._proposed or self.reader.busy else ""

    @Slot()
    def _on_go(self) -> None:
        following = self._next()
        self.accept()
        if following:
            self.tab_asked.emit(following)

    @Slot(object)
    def _on_pictures(self, report: ReadReport) -> None:
        """Say what the pictures hold, and offer to proof-read it."""
        self._proposed += report.proposed
        if self.step is Step.DONE:
            self.report.show_rows(self._proposed)
            self._show_step()

    def _tell_pictures(self, ids: list[int]) -> None:
        if ids and not ocr.available():
            self.banner.show_text(error_text(AdvocateError("ocr_missing")), "neutral")
        self._show_step()

    @Slot(str, str)
    def _on_answer(self, ask: str, answer: str) -> None:
        """Read the files again with what a person said: what is there already is not added twice."""
        file = self.questions.file
        match ask:
            case Ask.PASSWORD:
                self._answers["password"] = answer
            case Ask.OWNER:
                # Directions are part of what an entry is: what was read without them is taken back first.
                self._answers.setdefault("of_file", {})[file] = {"owner": [answer]}
                self._passed.add(file)
                self._start(self._of(file), anew=file)
                return
            case _:
                self._answers["day_first"] = answer == "day"
        self._start(self._of(file))

    @Slot(str)
    def _on_passed(self, file: str) -> None:
        """Leave open who the client is; the report says so."""
        self._passed.add(file)
        self._ask_next()

    @Slot(str)
    def _offer_senders(self, file: str) -> None:
        case_id, runs = self._case.summary.id, tuple(self._runs)

        def ask(unit: Any) -> list[str]:
            found = [name for run in runs for name in imports.senders(unit, case_id, run, file)]
            return list(dict.fromkeys(found))

        self._desk.read(reading(self._vault, ask), self.questions.offer, key="senders")

    @Slot(str)
    def _on_mapping(self, name: str) -> None:
        from advocate.ui.importing.mapping import MappingDialog

        dialog = MappingDialog(self._vault, self._desk, self._of(name), name, self)
        dialog.mapped.connect(lambda mapping: self._on_mapped(name, mapping))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_mapped(self, name: str, mapping: Any) -> None:
        self._answers["mapping"] = mapping
        self._start(self._of(name))

    def _of(self, name: str) -> tuple[Path, ...]:
        """Return what was dropped that a file of the report lies in."""
        inside = tuple(path for path in self._paths if name == path.name or name.startswith(f"{path.name}/"))
        return inside or self._paths

    def _on_imported(self, report: ImportReport) -> None:
        earlier = self.report.report
        if report.run:
            self._runs.append(report.run)
        if earlier is not None and self._answers:
            report = _merged(earlier, report)
        self._show(report)
        self.imported.emit(report)
        case_id, run = self._case.summary.id, report.run
        if run:
            asked = reading(self._vault, lambda unit: screenshots.unread(unit, case_id, run))
            self._desk.read(asked, self._tell_pictures, key="pictures")

    def _on_stopped(self, error: AdvocateError) -> None:
        if isinstance(error, Cancelled):
            self._enter(Step.DONE if self._answers else Step.CHOOSE)
            self.banner.show_text(tr("Stopped. Nothing was imported."), "neutral")
        elif error.code in ASKED:
            # A single file that asks something is no report with one line, but the error itself.
            params = tuple((key, str(value)) for key, value in error.params.items())
            name = str(error.params.get("file", self._paths[0].name))
            reason = Rejection("", error.code, params=params)
            self._show(ImportReport((FileReport(name, "", "", 0, 0, 0, (reason,), 1),)))
        else:
            self._enter(Step.CHOOSE)
            self.banner.show_text(error_text(error), "danger")

    def _show(self, report: ImportReport) -> None:
        self.report.show_report(report, self._zone())
        self._enter(Step.DONE)
        self._ask_next()

    def _ask_next(self) -> None:
        """Ask what some file still asks, else put the keyboard on what comes next."""
        report = self.report.report
        question = first_question(report.files, self._passed) if report is not None else None
        self.questions.show_question(question)
        if question is None:
            self.go.setFocus()

    def _on_progress(self, job_id: int, progress: Progress) -> None:
        if job_id != self._job or not self.cancel.isEnabled():
            return
        if progress.total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(min(1000, progress.done * 1000 // progress.total))
        if progress.note:
            self.note.setText(messages.text(progress.note, language()))


def _merged(earlier: ImportReport, later: ImportReport) -> ImportReport:
    """Return the report of the first reading with what the second one made of the files that had asked something."""
    again = {file.file: file for file in later.files if file.format}
    first = tuple(_newer(file, again) for file in earlier.files)
    new = tuple(file for file in again.values() if file.added or file.evidence)
    return ImportReport((*first, *new), run=later.run)


def _newer(file: FileReport, again: dict[str, FileReport]) -> FileReport:
    """Return what became of a file the second time, where that is more than that everything was there already."""
    later = again.get(file.file)
    if later is None or (file.format and not later.added):
        again.pop(file.file, None)
        return file
    return again.pop(file.file)
