"""The organisation's own words: added to a category of the lexicon or to one of its own, and taken out again."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from advocate.domain.practice import OwnWord, WordCategory
from advocate.ui.i18n import Spoken, tr
from advocate.ui.rules.model import WordModel
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.forms import Field
from advocate.ui.widgets.tables import Table
from advocate.ui.widgets.text import TextLabel, surface


class WordsPane(Spoken, QWidget):
    """``add_asked`` carries phrase, category and note; ``remove_asked`` the word's id."""

    add_asked = Signal(str, str, str)
    remove_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.phrase = Field(QLineEdit())
        self.category = Field(QComboBox())
        self.category.control.setEditable(True)
        self.category.control.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.note = Field(QLineEdit())
        self.add = button("primary", "plus")
        self.remove = button("danger", "trash-2")
        self.model = WordModel(self)
        self.table = Table()
        self._categories: list[WordCategory] = []
        self._build()
        self._show_actions()

    def _build(self) -> None:
        intro = TextLabel(role="soft", wrap=True)
        self.say(
            intro.setText,
            "Words that your clients hear and the lexicon does not know yet. They are searched like the lexicon's, "
            "marked “Own words” wherever they show, and never presented as law. A category of your own makes no "
            "finding: it points things out.",
        )
        self.say(self.phrase.set_label, "Phrase")
        self.say(self.category.set_label, "Category, or a name of your own")
        self.say(self.note.set_label, "Note (optional)")
        self.say(self.add.setText, "Add")
        self.say(self.remove.setText, "Remove")
        self.say(self.table.setAccessibleName, "Own words")
        form = QHBoxLayout()
        form.setSpacing(Space.M)
        for field, share in ((self.phrase, 3), (self.category, 3), (self.note, 3)):
            form.addWidget(field, share, Qt.AlignmentFlag.AlignTop)
        form.addWidget(self.add, 0, Qt.AlignmentFlag.AlignBottom)
        self.table.setModel(self.model)
        self.table.set_widths({0: 200, 1: 210, 2: 70, 3: 110, 4: 110}, 5)
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._show_actions())
        frame = surface("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.M)
        column.addWidget(intro)
        column.addLayout(form)
        column.addWidget(frame, 1)
        column.addLayout(foot)
        self.phrase.control.textChanged.connect(lambda _text: self._show_actions())
        self.category.control.editTextChanged.connect(lambda _text: self._show_actions())
        for edit in (self.phrase.control, self.note.control):
            edit.returnPressed.connect(self._on_add)
        self.add.clicked.connect(self._on_add)
        self.remove.clicked.connect(self._on_remove)

    def show_words(self, words: list[OwnWord], categories: list[WordCategory]) -> None:
        """Show the words of a pack and the categories to choose from; what is being typed stays."""
        self.model.set_entries(words)
        if categories != self._categories:
            typed = self.category.control.currentText()
            self._categories = categories
            self.category.control.clear()
            for category in categories:
                self.category.control.addItem(category.title, category.id)
            self.category.control.setCurrentIndex(-1)
            self.category.control.setEditText(typed if typed not in ("",) else "")
        self._show_actions()

    def accepted(self) -> None:
        """Empty the form for the next phrase; the category stays."""
        for edit in (self.phrase.control, self.note.control):
            edit.clear()
        self.set_problem("")
        self.phrase.control.setFocus()

    def set_problem(self, text: str) -> None:
        """Say what is wrong with the phrase."""
        self.phrase.set_problem(text)

    def retranslated(self) -> None:
        self.model.retranslated()
        self.add.setToolTip(tr("Add the phrase and look at the cases again"))

    def _show_actions(self) -> None:
        complete = self.phrase.control.text().strip() and self.category.control.currentText().strip()
        self.add.setEnabled(bool(complete))
        self.remove.setEnabled(self.table.currentIndex().isValid() and self.model.rowCount() > 0)

    @Slot()
    def _on_add(self) -> None:
        if self.add.isEnabled():
            category: Any = self.category.control.currentText().strip()
            self.add_asked.emit(self.phrase.control.text(), category, self.note.control.text())

    @Slot()
    def _on_remove(self) -> None:
        word = self.model.entry_at(self.table.currentIndex().row())
        if word is not None:
            self.remove_asked.emit(word.id)
