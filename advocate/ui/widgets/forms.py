"""Fields with a label above and the problem below, and forms that know where a problem belongs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from advocate import messages
from advocate.domain.errors import FieldProblem
from advocate.ui import i18n
from advocate.ui.theme import Space
from advocate.ui.widgets.text import TextLabel, restyle

Control = TypeVar("Control", bound=QWidget)


class Field(QWidget, Generic[Control]):
    """One control with its label, an optional hint and a place for what is wrong with it."""

    def __init__(self, control: Control, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.control = control
        self.label = TextLabel(role="field")
        self.label.setBuddy(control)
        self.aside = TextLabel(role="caption")
        self.hint = TextLabel(role="caption", wrap=True)
        self.hint.hide()
        self.problem = TextLabel(role="problem", wrap=True)
        self.problem.hide()
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.label)
        head.addStretch(1)
        head.addWidget(self.aside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addLayout(head)
        column.addWidget(control)
        column.addWidget(self.hint)
        column.addWidget(self.problem)
        column.addStretch(0)

    def set_label(self, text: str) -> None:
        """Name the field, on screen and for screen readers."""
        self.label.setText(text)
        self.control.setAccessibleName(text)

    def set_hint(self, text: str) -> None:
        """Show a soft line below the control; empty hides it."""
        self.hint.setText(text)
        self.hint.setVisible(bool(text))

    def set_locked(self, locked: bool) -> None:
        """Look as what can be read and not changed; whether it can is the control's own affair."""
        restyle(self.control, "locked", "true" if locked else "false")

    def set_problem(self, text: str) -> None:
        """Show what is wrong; empty clears it."""
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        restyle(self.control, "problem", "true" if text else "false")
        window = self.window()
        layout = window.layout()
        if text and isinstance(window, QDialog) and layout is not None:
            # A dialog does not grow by itself for labels that break lines.
            layout.activate()
            window.resize(window.width(), max(window.height(), layout.totalHeightForWidth(window.width())))


class Problems:
    """Shows the problems of a draft at the fields they belong to."""

    def __init__(self, fields: dict[str, Field[Any]]) -> None:
        self._fields = fields
        self._shown: tuple[FieldProblem, ...] = ()

    def show(self, problems: Iterable[FieldProblem]) -> list[FieldProblem]:
        """Mark the fields, clear the others, focus the first; returns problems that no field here stands for."""
        self._shown = tuple(problems)
        homeless = [problem for problem in self._shown if problem.field not in self._fields]
        self.retranslate()
        for problem in self._shown:
            if problem.field in self._fields:
                self._fields[problem.field].control.setFocus(Qt.FocusReason.OtherFocusReason)
                break
        return homeless

    def retranslate(self) -> None:
        """Say the same problems in the language of now."""
        texts = {
            problem.field: messages.text(problem.code, i18n.language(), **dict(problem.params))
            for problem in reversed(self._shown)
        }
        for name, field in self._fields.items():
            field.set_problem(texts.get(name, ""))


class CodeCombo(QComboBox):
    """A drop-down of vocabulary codes, shown by their labels. ``activated`` is the user's choice, as in Qt."""

    def __init__(self, kind: str, codes: Iterable[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = kind
        for code in codes:
            self.addItem(str(code), str(code))
        self.setMaxVisibleItems(20)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.retranslate()

    def retranslate(self) -> None:
        """Show the labels in the language of now."""
        for place in range(self.count()):
            self.setItemText(place, i18n.label(self._kind, self.itemData(place)))

    def value(self) -> str:
        """Return the code chosen."""
        return str(self.currentData())

    def set_value(self, code: str) -> None:
        """Choose ``code`` without telling anybody."""
        self.setCurrentIndex(max(self.findData(str(code)), 0))
