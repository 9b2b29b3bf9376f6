"""Choosing several of a list from the keyboard: the usual ones by Alt and a digit, the others by typing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QStringListModel, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QPushButton, QVBoxLayout, QWidget

from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.flow import FlowBox

#: How many choices get a digit.
DIGITS = 10


class _TypeAhead(QLineEdit):
    """A field that gives its Enter and Backspace to the chips."""

    accepted = Signal()
    emptied = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain and self.text():
            self.accepted.emit()
        elif event.key() == Qt.Key.Key_Backspace and not self.text():
            self.emptied.emit()
        else:
            super().keyPressEvent(event)


class ChipsInput(QWidget):
    """Toggles for the first ten choices (Alt+1 … Alt+0) and a type-ahead field for the rest.

    ``edited`` is emitted for the user's changes only.
    """

    edited = Signal()

    def __init__(self, codes: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._codes = list(codes)
        self._labels = {code: code for code in codes}
        self._chosen: list[str] = []
        self._box = FlowBox(parent=self)
        self._chips: dict[str, QPushButton] = {}
        for code in self._codes:
            self._add_chip(code)
        self.field = _TypeAhead()
        self.field.setClearButtonEnabled(True)
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.activated.connect(self._on_picked)
        self._popup = QListView()
        self._completer.setPopup(self._popup)
        self.field.setCompleter(self._completer)
        self.field.accepted.connect(self._on_accepted)
        self.field.emptied.connect(self._on_emptied)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self._box)
        column.addWidget(self.field)
        self.setFocusProxy(self.field)
        self._show()

    def install_shortcuts(self, scope: QWidget) -> None:
        """Let Alt and a digit toggle the usual choices from anywhere in ``scope``."""
        for place, code in enumerate(self._codes[:DIGITS]):
            keys = QShortcut(QKeySequence(f"Alt+{(place + 1) % 10}"), scope)
            keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            keys.activated.connect(lambda code=code: self.toggle(code))

    def set_labels(self, labels: dict[str, str]) -> None:
        """Show the choices under these names."""
        self._labels = dict(labels)
        for place, code in enumerate(self._codes):
            name = labels[code]
            self._chips[code].setText(f"{(place + 1) % 10}  {name}" if place < DIGITS else name)
            self._chips[code].setAccessibleName(name)
        self._names.setStringList([labels[code] for code in self._codes])
        self._box.flow.invalidate()

    def value(self) -> frozenset[str]:
        """Return the codes chosen."""
        return frozenset(self._chosen)

    def set_value(self, codes: Iterable[str]) -> None:
        """Choose exactly ``codes`` without telling anybody."""
        self._chosen = [code for code in self._codes if code in set(codes)]
        self._show()

    def toggle(self, code: str) -> None:
        """Choose ``code``, or take it back."""
        if code in self._chosen:
            self._chosen.remove(code)
        else:
            self._chosen.append(code)
        self._show()
        self.edited.emit()

    def _add_chip(self, code: str) -> None:
        chip = button("chip")
        chip.setCheckable(True)
        chip.setFocusPolicy(Qt.FocusPolicy.TabFocus if code in self._codes[:DIGITS] else Qt.FocusPolicy.NoFocus)
        chip.clicked.connect(lambda _checked, code=code: self.toggle(code))
        self._chips[code] = chip
        self._box.add(chip)

    def _show(self) -> None:
        for place, code in enumerate(self._codes):
            chip = self._chips[code]
            chip.setChecked(code in self._chosen)
            chip.setVisible(place < DIGITS or code in self._chosen)
        self._box.flow.invalidate()
        self._box.fit()

    def _choose_by_name(self, text: str) -> bool:
        wanted = text.strip().casefold()
        names = {self._labels[code].casefold(): code for code in self._codes}
        hits = [code for name, code in names.items() if wanted and wanted in name]
        code = names.get(wanted) or (hits[0] if hits else None)
        if code is None:
            return False
        if code not in self._chosen:
            self.toggle(code)
        return True

    @Slot(str)
    def _on_picked(self, name: str) -> None:
        if self._choose_by_name(name):
            # The completer writes the name into the field after this signal: clear it then.
            self._popup.hide()
            self.field.clear()

    @Slot()
    def _on_accepted(self) -> None:
        popup = self._popup
        name = popup.currentIndex().data() if popup.isVisible() else None
        if self._choose_by_name(name or self.field.text()):
            popup.hide()
            self.field.clear()
        else:
            self.field.selectAll()

    @Slot()
    def _on_emptied(self) -> None:
        if self._chosen:
            self.toggle(self._chosen[-1])
