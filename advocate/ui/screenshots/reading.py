"""The reading of pictures behind the window: one batch after the other, seen and stopped from wherever it matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QWidget

from advocate.domain.errors import AdvocateError
from advocate.jobs import ocr
from advocate.jobs.desk import JobDesk
from advocate.jobs.runner import JobControl, JobRunner, Progress
from advocate.services.screenshots import ReadReport
from advocate.ui.i18n import Spoken, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.text import TextLabel, restyle


class PictureReader(QObject):
    """Reads pictures in the background; what comes meanwhile is read afterwards.

    ``moved`` tells that it is further, ``ended`` what a batch came to, ``failed`` why it could not be read.
    """

    moved = Signal()
    ended = Signal(object)
    failed = Signal(object)

    def __init__(self, vault: Any, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._vault = vault
        self._desk = JobDesk(runner, self)
        self._desk.progress.connect(self._on_progress)
        self._job = 0
        self._batch: list[int] = []
        self._next: list[tuple[int, bool]] = []
        self._read = 0
        self.stopping = False

    @property
    def busy(self) -> bool:
        """Tell whether pictures are being read."""
        return bool(self._job)

    @property
    def done(self) -> int:
        """Return how many pictures of the batch are behind it."""
        return self._read

    @property
    def total(self) -> int:
        """Return how many pictures the batch has, with those that wait behind it."""
        return len(self._batch) + len(self._next)

    def read(self, evidence_ids: Sequence[int], again: bool = False) -> None:
        """Read some pictures; raises `UserError` ``ocr_missing`` where nothing is there that could."""
        ocr.require()
        known = {*self._batch, *(waiting for waiting, _again in self._next)} if self.busy else set()
        self._next += [(each, again) for each in evidence_ids if each not in known]
        self._go_on()
        self.moved.emit()

    @Slot()
    def stop(self) -> None:
        """Stop; what was read stays."""
        if self.busy and not self.stopping:
            self.stopping = True
            self._next = []
            self._desk.cancel(self._job)
            self.moved.emit()

    def _go_on(self) -> None:
        if self.busy or not self._next:
            return
        again = self._next[0][1]
        ids = [each for each, other in self._next if other is again]
        self._next = [(each, other) for each, other in self._next if other is not again]
        self._batch, self._read, vault = ids, 0, self._vault

        def job(control: JobControl) -> ReadReport:
            return ocr.read_and_tell(vault, ids, control, again=again)

        # On a reader's thread: each picture is written in a moment, and nobody who saves something waits for the rest.
        self._job = self._desk.read(job, self._on_read, self._on_not_read, priority=-1)

    def _on_progress(self, job_id: int, progress: Progress) -> None:
        if job_id == self._job and progress.total:
            self._read = progress.done
            self.moved.emit()

    def _on_read(self, report: ReadReport) -> None:
        self._end()
        self.ended.emit(report)

    def _on_not_read(self, error: AdvocateError) -> None:
        self._end()
        self.failed.emit(error)

    def _end(self) -> None:
        self._job, self._batch, self._read, self.stopping = 0, [], 0, False
        self._go_on()
        self.moved.emit()


class ReadingStrip(Spoken, QFrame):
    """One line: how many pictures were read, and a way to stop; not there while nothing is read."""

    def __init__(self, reader: PictureReader, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        restyle(self, "surface", "banner-accent")
        self.reader = reader
        self.words = TextLabel()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(180)
        self.stop = button()
        self.stop.setAutoDefault(False)
        self.stop.clicked.connect(reader.stop)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.M)
        row.addWidget(self.words, 1, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.stop)
        self.say(self.stop.setText, "Stop")
        reader.moved.connect(self.retranslated)
        self.retranslated()

    def retranslated(self) -> None:
        reader = self.reader
        self.setVisible(reader.busy)
        self.stop.setEnabled(not reader.stopping)
        self.bar.setRange(0, max(reader.total, 1) * 10)
        # The picture under way counts as begun: the first one takes longest, and nothing moves meanwhile.
        self.bar.setValue(reader.done * 10 + 3)
        if reader.stopping:
            self.words.setText(tr("Stopping…"))
        else:
            self.words.setText(
                tr("Reading the text of the pictures: {done} of {total}", done=reader.done, total=reader.total)
            )
