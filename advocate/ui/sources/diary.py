"""Asks for the diary's form: its language, how many pages, as a PDF to print or as a table to fill in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from advocate.domain.errors import AdvocateError
from advocate.jobs.desk import JobDesk
from advocate.jobs.runner import JobControl, JobRunner
from advocate.services import diary
from advocate.ui.i18n import Spoken, error_text, language, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.forms import Field
from advocate.ui.widgets.page import Banner
from advocate.ui.widgets.text import TextLabel

_PAGES = (1, 2, 4, 8, 12, 20)


class DiaryDialog(Spoken, QDialog):
    """Writes the form or its table. ``written`` carries the name of the file."""

    written = Signal(str)

    def __init__(self, runner: JobRunner, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = JobDesk(runner, self)
        self.setMinimumWidth(480)
        title = TextLabel(role="heading")
        hint = TextLabel(role="soft", wrap=True)
        self.banner = Banner(closable=False)
        self.kind = Field(QComboBox())
        for suffix in diary.SUFFIXES:
            self.kind.control.addItem(suffix, suffix)
        self.kind.control.currentIndexChanged.connect(self._on_kind)
        self.lang = Field(QComboBox())
        for lang, name in (("zh", "中文"), ("en", "English")):
            self.lang.control.addItem(name, lang)
        self.lang.control.setCurrentIndex(self.lang.control.findData(language()))
        self.pages = Field(QComboBox())
        self.pages.control.addItems([str(count) for count in _PAGES])
        self.pages.control.setCurrentText(str(diary.DEFAULT_PAGES))
        fields = QHBoxLayout()
        fields.setSpacing(Space.M)
        fields.addWidget(self.kind, 2)
        fields.addWidget(self.lang, 1)
        fields.addWidget(self.pages, 1)
        self.cancel, self.go = button(), button("primary", "download")
        self.go.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self.ask_where)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        for widget in (title, hint, self.banner):
            column.addWidget(widget)
        column.addLayout(fields)
        column.addStretch(1)
        column.addLayout(foot)
        self.say(self.setWindowTitle, "Contact diary")
        self.say(title.setText, "A form to write contacts down by hand")
        self.say(
            hint.setText, "What comes back as a table is read by the import; a written form is typed into the log."
        )
        self.say(self.kind.set_label, "As")
        self.say(self.lang.set_label, "Language")
        self.say(self.pages.set_label, "Pages")
        self.say(self.cancel.setText, "Cancel")
        self.say(self.go.setText, "Save…")
        self.retranslated()

    def retranslated(self) -> None:
        for place, text in enumerate((tr("PDF to print"), tr("CSV to fill in"))):
            self.kind.control.setItemText(place, text)

    @Slot()
    def _on_kind(self) -> None:
        self.pages.setEnabled(self.kind.control.currentData() == ".pdf")

    @Slot()
    def ask_where(self) -> None:
        """Ask where the file should go."""
        suffix = self.kind.control.currentData()
        dialog = QFileDialog(self, tr("Contact diary"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suffix[1:])
        dialog.selectFile(f"{tr('Contact diary')}{suffix}")
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, path: Path) -> None:
        """Write the file; the file dialog asked before replacing one."""
        lang, pages = str(self.lang.control.currentData()), int(self.pages.control.currentText())

        def job(_control: JobControl) -> None:
            data = diary.made(lang, pages, path.suffix.lower())
            path.unlink(missing_ok=True)
            diary.write_new(path, data)

        self._desk.read(job, lambda _none: self._done(path), self._on_failed)

    def _done(self, path: Path) -> None:
        self.written.emit(path.name)
        self.accept()

    def _on_failed(self, error: AdvocateError) -> None:
        self.banner.show_text(error_text(error), "danger")
