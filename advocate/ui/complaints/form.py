"""The fields of a complaint: what is missing first, then its own, then those of its case."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from advocate.domain.views import ComplaintField, MissingField
from advocate.ui.i18n import Spoken, mark, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.forms import Field
from advocate.ui.widgets.text import TextLabel, surface

Control = QCheckBox | QLineEdit | QPlainTextEdit

#: Pause in typing after which a field is saved, in milliseconds.
SAVE_MS = 900
#: Fields of the complaint itself; all others belong to its case.
OWN = (
    "addressee",
    "requests",
    "facts_extra",
    "prior_extra",
    "evidence_holder",
    "date",
    "exhibits",
    "include_backups",
    "compare_bill",
)
#: Fields that are set or not, and what stands beside their box.
_CHECKED = {
    "include_backups": mark("Hand over the whole backup files, with everything that is in them"),
    "compare_bill": mark("Add a table that compares the calls with the carrier's bill"),
}
_TALL = {"requests": 176}
_LOW = 64


class ComplaintForm(Spoken, QWidget):
    """Asks to save each field a moment after the last key. ``saved`` carries name and text.

    ``findings_asked`` where what is missing is decided among the findings.
    """

    saved = Signal(str, str)
    findings_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field[Control]] = {}
        self.jumps: dict[str, QWidget] = {}
        self._names: tuple[str, ...] = ()
        self._dirty: set[str] = set()
        self._missing: tuple[MissingField, ...] = ()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SAVE_MS)
        self._timer.timeout.connect(self.save)
        self._build()

    def _build(self) -> None:
        self.state = TextLabel(role="caption")
        self.state.hide()
        self.missing_card = surface("banner-warning")
        card = QVBoxLayout(self.missing_card)
        card.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        card.setSpacing(Space.S)
        self.missing_title = TextLabel(role="strong", wrap=True)
        card.addWidget(self.missing_title)
        self._missing_lines = QVBoxLayout()
        self._missing_lines.setSpacing(Space.S)
        card.addLayout(self._missing_lines)
        self.complete = surface("banner-success")
        inside = QVBoxLayout(self.complete)
        inside.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        done = TextLabel(wrap=True)
        inside.addWidget(done)
        self.say(done.setText, "Nothing is missing: the packet can be built.")
        self._own, self._case, self._rest = (_column() for _ in range(3))
        self.more = button("link")
        self.more.clicked.connect(self._on_more)
        self.rest = QWidget()
        self.rest.setLayout(self._rest)
        self.rest.hide()
        inner = QWidget()
        inner.setProperty("surface", "clear")
        body = QVBoxLayout(inner)
        body.setContentsMargins(Space.L, Space.M, Space.L, Space.XL)
        body.setSpacing(Space.M)
        for widget in (self.missing_card, self.complete, self.state, self._title(mark("This complaint"))):
            body.addWidget(widget)
        body.addLayout(self._own)
        body.addSpacing(Space.S)
        body.addWidget(self._title(mark("From the case")))
        body.addLayout(self._case)
        body.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        body.addWidget(self.rest)
        body.addStretch(1)
        self.scroll_area = QScrollArea()
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setWidget(inner)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.scroll_area)
        self._say_more()

    def _title(self, source: str) -> TextLabel:
        title = TextLabel(role="heading")
        self.say(title.setText, source)
        return title

    def show_fields(self, fields: Sequence[ComplaintField], missing: Sequence[MissingField]) -> None:
        """Show values and what is missing; what is being typed stays."""
        wanted = {entry.field for entry in missing}
        order = tuple(sorted((field.name for field in fields), key=_place))
        if order != self._names:
            self._make(fields, order)
        agent = any(field.name == "agent_name" and field.value for field in fields)
        for field in fields:
            form = self.fields[field.name]
            needed = field.required and (agent or not field.name.startswith("agent_"))
            form.set_label(field.label)
            form.aside.setText(tr("required") if needed else "")
            if field.name == "requests":
                form.set_hint(tr("Each line is one request. Empty returns to the suggested ones."))
            elif field.name not in OWN:
                self._place_in(form, self._case if needed or field.name in wanted else self._rest)
            if field.name not in self._dirty and not form.control.hasFocus() and not form.problem.text():
                _set_text(form.control, field.value)
        self._show_missing(missing)

    def clear(self) -> None:
        """Forget what was shown and typed."""
        self._timer.stop()
        self._dirty.clear()
        for form in self.fields.values():
            form.set_problem("")
            _set_text(form.control, "")
        self._say_state("")
        self.scroll_area.verticalScrollBar().setValue(0)

    @Slot()
    def save(self) -> None:
        """Ask to save what was typed since the last time."""
        self._timer.stop()
        dirty, self._dirty = sorted(self._dirty), set()
        for name in dirty:
            self.saved.emit(name, _text(self.fields[name].control))

    def on_saved(self, name: str) -> None:
        """Note that a field was stored."""
        self.fields[name].set_problem("")
        if not self._dirty:
            self._say_state(tr("All changes are saved."))

    def on_refused(self, name: str, sentence: str) -> None:
        """Show why a field was not stored."""
        self.fields[name].set_problem(sentence)
        self._say_state(tr("One field is not saved: see the words in red."))

    def jump_to(self, name: str) -> None:
        """Bring a field into sight and put the keyboard into it."""
        if name not in self.fields:
            self.findings_asked.emit()
            return
        if self.rest.isHidden() and self._rest.indexOf(self.fields[name]) >= 0:
            self._on_more()
        field = self.fields[name]
        field.control.setFocus(Qt.FocusReason.OtherFocusReason)
        self.scroll_area.ensureWidgetVisible(field, 0, Space.XL * 2)

    def retranslated(self) -> None:
        self._say_more()
        self._show_missing(self._missing)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self._dirty:
            self.save()
        return super().eventFilter(watched, event)

    def _make(self, fields: Sequence[ComplaintField], order: tuple[str, ...]) -> None:
        by_name = {field.name: field for field in fields}
        for form in self.fields.values():
            form.hide()
            form.deleteLater()
        self.fields = {}
        self._names = order
        for name in order:
            control = self._control(by_name[name])
            form = Field(control)
            self.fields[name] = form
            (self._own if name in OWN else self._rest).addWidget(form)

    def _control(self, field: ComplaintField) -> Control:
        name = field.name
        if name in _CHECKED:
            check = QCheckBox()
            self.say(check.setText, _CHECKED[name])
            check.toggled.connect(lambda: self._on_edited(name))
            return check
        if field.long:
            words = QPlainTextEdit()
            words.setTabChangesFocus(True)
            words.setFixedHeight(_TALL.get(name, _LOW))
            words.textChanged.connect(lambda: self._on_edited(name))
            words.installEventFilter(self)
            return words
        line = QLineEdit()
        line.textEdited.connect(lambda: self._on_edited(name))
        line.editingFinished.connect(self.save)
        return line

    @staticmethod
    def _place_in(form: Field[Control], column: QVBoxLayout) -> None:
        if column.indexOf(form) < 0:
            column.addWidget(form)

    def _show_missing(self, missing: Sequence[MissingField]) -> None:
        self._missing = tuple(missing)
        self.jumps = {}
        while self._missing_lines.count():
            item = self._missing_lines.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for entry in missing:
            line = QWidget()
            row = QVBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(0)
            jump = button("link", "arrow-right")
            jump.setText(entry.label)
            jump.clicked.connect(lambda _checked, name=entry.field: self.jump_to(name))
            self.jumps.setdefault(entry.field, jump)
            row.addWidget(jump, 0, Qt.AlignmentFlag.AlignLeft)
            row.addWidget(TextLabel(entry.why, "caption", wrap=True))
            self._missing_lines.addWidget(line)
        count = len(missing)
        self.missing_title.setText(
            tr("{count} thing is missing" if count == 1 else "{count} things are missing", count=count)
        )
        self.missing_card.setVisible(bool(missing))
        self.complete.setVisible(bool(self._names) and not missing)

    def _on_edited(self, name: str) -> None:
        self._dirty.add(name)
        self._say_state(tr("Not saved yet…"))
        self._timer.start()

    @Slot()
    def _on_more(self) -> None:
        self.rest.setVisible(self.rest.isHidden())
        self._say_more()

    def _say_more(self) -> None:
        self.more.setText(tr("More of the case") if self.rest.isHidden() else tr("Less of the case"))

    def _say_state(self, text: str) -> None:
        self.state.setText(text)
        self.state.setVisible(bool(text))


def _place(name: str) -> tuple[int, str]:
    return (OWN.index(name), "") if name in OWN else (len(OWN), "")


def _column() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(Space.M)
    return column


def _text(control: Control) -> str:
    if isinstance(control, QCheckBox):
        return "yes" if control.isChecked() else ""
    return control.toPlainText() if isinstance(control, QPlainTextEdit) else control.text()


def _set_text(control: Control, text: str) -> None:
    """Show ``text`` without taking it for something that a person typed."""
    control.blockSignals(True)
    if isinstance(control, QCheckBox):
        control.setChecked(bool(text))
    elif isinstance(control, QPlainTextEdit):
        if control.toPlainText() != text:
            control.setPlainText(text)
    elif control.text() != text:
        control.setText(text)
        control.setCursorPosition(0)
    control.blockSignals(False)
