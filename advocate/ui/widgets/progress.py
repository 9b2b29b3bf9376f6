"""What is shown while something long runs: nothing at first, then how far it is and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from advocate.jobs.runner import Progress
from advocate.ui.i18n import Spoken, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.text import TextLabel


class ProgressDialog(Spoken, QDialog):
    """Appears after `DELAY_MS`, over its window only. ``cancel_asked`` once; it stays until `finish` is called."""

    cancel_asked = Signal()
    DELAY_MS = 300

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(400)
        self.title = TextLabel(title, "heading", wrap=True)
        self.setWindowTitle(title)
        self.note = TextLabel(role="soft")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.cancel = button()
        self.cancel.clicked.connect(self._on_cancel)
        self.say(self.cancel.setText, "Cancel")
        foot = QHBoxLayout()
        foot.addWidget(self.note, 1)
        foot.addWidget(self.cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self.title)
        column.addWidget(self.bar)
        column.addLayout(foot)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self.show)
        self._wait.start(self.DELAY_MS)
        self._asked = False
        self._over = False

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is."""
        if progress.total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(min(1000, progress.done * 1000 // progress.total))
            self.note.setText(tr("{done:,} of {total:,}", done=progress.done, total=progress.total))
        else:
            self.bar.setRange(0, 0)
            self.note.setText(f"{progress.done:,}")

    def finish(self) -> None:
        """Go away: the work is over, or stopped."""
        self._over = True
        self._wait.stop()
        self.close()
        self.deleteLater()

    def reject(self) -> None:
        """Take Escape for Cancel: the work goes on until it has really stopped."""
        self._on_cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._over:
            event.accept()
        else:
            event.ignore()
            self._on_cancel()

    @Slot()
    def _on_cancel(self) -> None:
        if self._asked or self._over:
            return
        self._asked = True
        self.cancel.setEnabled(False)
        self.note.setText(tr("Stopping…"))
        self.cancel_asked.emit()
