"""What the columns of a table mean: a choice above each column, and at once what its first rows become."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from advocate import messages
from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import AdvocateError, UserError
from advocate.domain.moments import DEFAULT_ZONES, from_epoch_ms, zone_info
from advocate.domain.table_mappings import DATE_ORDERS, FIELDS, TableMapping
from advocate.domain.vocabulary import Direction, Medium, TimePrecision
from advocate.jobs.desk import JobDesk, writing
from advocate.services import table_mappings
from advocate.services.table_mappings import TableSample
from advocate.ui import theme
from advocate.ui.i18n import Spoken, error_text, label, language, mark, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.forms import CodeCombo, Field
from advocate.ui.widgets.page import Banner
from advocate.ui.widgets.text import TextLabel, plain_tip

_SHOWN_ROWS = 5
_COLUMN = 150
_ORDERS = {
    "ymd": mark("Year – month – day"),
    "dmy": mark("Day – month – year"),
    "mdy": mark("Month – day – year"),
}
_WIDTHS = (160, 90, 96, 150, 76)
_PREVIEW = (mark("Time"), mark("How"), mark("Direction"), mark("Number"), mark("Length"), mark("What was read"))


class MappingDialog(Spoken, QDialog):
    """Asks once what the columns of a file mean. ``mapped`` carries the mapping as plain data, after it was kept.

    ``paths`` are what was dropped, ``name`` the file as the import calls it.
    """

    mapped = Signal(object)

    def __init__(
        self, vault: Any, desk: JobDesk, paths: Sequence[Path], name: str, parent: QWidget, zone: str = ""
    ) -> None:
        super().__init__(parent)
        self._vault = vault
        self._desk = desk
        self._zone = zone or DEFAULT_ZONES["cn"]
        self._name = name
        self.sample: TableSample | None = None
        self.choices: list[QComboBox] = []
        self._filling = False
        self._build()
        chosen = tuple(paths)
        self._desk.read(
            lambda control: table_mappings.sample_in(chosen, name, control),
            self._on_sample,
            self._on_failed,
            key="mapping",
        )

    def _build(self) -> None:
        self.resize(1080, 740)
        self.setMinimumSize(760, 560)
        title = TextLabel(role="heading")
        hint = TextLabel(role="soft", wrap=True)
        self.banner = Banner(closable=False)
        self.table = _grid()
        self.table.setAccessibleName(tr("The columns of the file"))
        self.preview = _grid()
        self.preview.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.preview.setColumnCount(len(_PREVIEW))
        for place, width in enumerate(_WIDTHS):
            self.preview.setColumnWidth(place, width)
        self.counted = TextLabel(role="strong")
        self.problem = TextLabel(role="problem", wrap=True)
        self.cancel = button()
        self.cancel.clicked.connect(self.reject)
        self.go = button("primary", "import")
        self.go.setDefault(True)
        self.go.setEnabled(False)
        self.go.clicked.connect(self._on_go)
        foot = QHBoxLayout()
        foot.setSpacing(Space.S)
        foot.addWidget(self.problem, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(title)
        column.addWidget(hint)
        column.addWidget(self.banner)
        column.addWidget(self.table, 5)
        column.addLayout(self._build_rest())
        column.addWidget(self.counted)
        column.addWidget(self.preview, 4)
        column.addLayout(foot)
        keys = QShortcut(QKeySequence("Ctrl+Return"), self)
        keys.activated.connect(self._on_go)
        self.say(self.setWindowTitle, "Name the columns")
        self.say(title.setText, "What do the columns of “{file}” mean?", file=self._name)
        self.say(hint.setText, "Choose above each column; the next file with the same heads is read at once.")
        self.say(self.cancel.setText, "Cancel")
        self.say(self.go.setText, "Read the file")
        self.say(self.go.setToolTip, "Keep this and read the file (Ctrl+Enter)")
        self.retranslated()

    def _build_rest(self) -> QHBoxLayout:
        """Build what holds for rows that do not say it themselves."""
        self.order = Field(QComboBox())
        for order in DATE_ORDERS:
            self.order.control.addItem(tr(_ORDERS[order]), order)
        self.medium = Field(CodeCombo("medium", [medium.value for medium in Medium]))
        self.direction = Field(CodeCombo("direction", [way.value for way in Direction]))
        self.zone = Field(QComboBox())
        self.zone.control.addItems(list(dict.fromkeys((self._zone, *DEFAULT_ZONES.values(), "UTC"))))
        self.minutes = QCheckBox()
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        for field in (self.order, self.medium, self.direction, self.zone):
            field.control.activated.connect(self._show_preview)
            row.addWidget(field, 1)
        self.minutes.toggled.connect(self._show_preview)
        row.addWidget(self.minutes, 0, Qt.AlignmentFlag.AlignBottom)
        self.say(self.order.set_label, "Dates are written")
        self.say(self.medium.set_label, "How, where no column says it")
        self.say(self.direction.set_label, "Direction, where no column says it")
        self.say(self.zone.set_label, "Zone of the times")
        self.say(self.minutes.setText, "Lengths are minutes")
        return row

    def retranslated(self) -> None:
        for place, order in enumerate(DATE_ORDERS):
            self.order.control.setItemText(place, tr(_ORDERS[order]))
        self.medium.control.retranslate()
        self.direction.control.retranslate()
        for combo in self.choices:
            for place in range(combo.count()):
                combo.setItemText(place, _field_text(combo.itemData(place)))
        self._show_preview()

    def mapping(self) -> TableMapping | None:
        """Return what is chosen now; None before the file was looked at."""
        if self.sample is None:
            return None
        chosen = tuple(
            (key, str(combo.currentData()))
            for key, combo in zip(self.sample.keys, self.choices, strict=True)
            if combo.currentData()
        )
        zone = self.zone.control.currentText()
        return TableMapping(
            columns=chosen,
            date_order=str(self.order.control.currentData()),
            zone="" if zone == self._zone else zone,
            medium=Medium(self.medium.control.value()),
            direction=Direction(self.direction.control.value()),
            minutes=self.minutes.isChecked(),
            words=self.sample.suggestion.words,
        )

    def _on_sample(self, found: TableSample) -> None:
        self.sample = found
        with_heads = any(found.heads)
        width = len(found.keys)
        self.table.setColumnCount(width)
        self.table.setRowCount(1 + min(len(found.cells), _SHOWN_ROWS))
        titles = [head or f"{place + 1}" for place, head in enumerate(found.heads)]
        self.table.setHorizontalHeaderLabels(titles if with_heads else [str(place + 1) for place in range(width)])
        guess = dict(found.suggestion.columns)
        self._filling = True
        for place, key in enumerate(found.keys):
            self.table.setColumnWidth(place, _COLUMN)
            combo = _choice(titles[place])
            combo.setCurrentIndex(max(combo.findData(guess.get(key, "")), 0))
            combo.currentIndexChanged.connect(self._show_preview)
            self.choices.append(combo)
            self.table.setCellWidget(0, place, combo)
            for line, cells in enumerate(found.cells[:_SHOWN_ROWS], 1):
                text = cells[place] if place < len(cells) else ""
                self.table.setItem(line, place, _item(text, "text_soft"))
        self.order.control.setCurrentIndex(max(self.order.control.findData(found.suggestion.date_order), 0))
        self.medium.control.set_value(found.suggestion.medium)
        self.minutes.setChecked(found.suggestion.minutes)
        self._filling = False
        for before, after in zip(self.choices, self.choices[1:], strict=False):
            QWidget.setTabOrder(before, after)
        if self.choices:
            self.choices[0].setFocus()
        self._show_preview()

    def _on_failed(self, error: AdvocateError) -> None:
        self.banner.show_text(error_text(error), "danger")

    @Slot()
    def _show_preview(self) -> None:
        if self._filling:
            return
        made = self.mapping()
        self.preview.setHorizontalHeaderLabels([tr(text) for text in _PREVIEW])
        self._show_chosen()
        if made is None or self.sample is None:
            return
        try:
            items = self.sample.try_out(made, made.zone or self._zone)
            self.problem.setText("")
        except UserError as error:
            items = []
            params = {**error.params, "what": _field_text(str(error.params.get("what", "")))}
            self.problem.setText(messages.text(error.code, language(), **params))
        taken = sum(isinstance(item, EntryDraft) for item in items)
        self.counted.setText(
            tr("{count} of the first {rows} rows can be read", count=taken, rows=len(items)) if items else ""
        )
        self.preview.setRowCount(len(items))
        for line, item in enumerate(items):
            self._show_item(line, item, made.zone or self._zone)
        self.go.setEnabled(taken > 0)

    def _show_item(self, line: int, item: EntryDraft | Rejection, zone: str) -> None:
        if isinstance(item, Rejection):
            reason = messages.text(item.reason, language(), **dict(item.params))
            texts = [item.place, "", "", "", "", reason]
            ink = "text_faint" if item.other else "danger"
        else:
            texts = [
                _time_text(item, zone),
                label("medium", item.medium),
                label("direction", item.direction),
                item.address or "–",
                "" if item.duration_s is None else f"{item.duration_s // 60}:{item.duration_s % 60:02}",
                "  ·  ".join(filter(None, (item.claims_to_be, item.text, item.summary, item.harm))),
            ]
            ink = "text"
        for place, text in enumerate(texts):
            self.preview.setItem(line, place, _item(text, ink))

    def _show_chosen(self) -> None:
        """Let the columns that are used stand out from those that are left alone."""
        for place, combo in enumerate(self.choices):
            ink = "text" if combo.currentData() else "text_faint"
            for line in range(1, self.table.rowCount()):
                cell = self.table.item(line, place)
                if cell is not None:
                    cell.setForeground(theme.color(ink))

    @Slot()
    def _on_go(self) -> None:
        made, found = self.mapping(), self.sample
        if made is None or found is None or not self.go.isEnabled():
            return
        self.go.setEnabled(False)

        def keep(unit: Any) -> None:
            table_mappings.save(unit, found.shape, made, found.file)

        self._desk.write(writing(self._vault, keep), lambda _none: self._kept(made), self._on_failed)

    def _kept(self, made: TableMapping) -> None:
        self.mapped.emit(made.to_data())
        self.accept()


def _grid() -> QTableWidget:
    made = QTableWidget()
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    made.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    made.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    made.setShowGrid(False)
    made.setWordWrap(False)
    made.setTabKeyNavigation(False)
    made.setCornerButtonEnabled(False)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(34)
    titles = made.horizontalHeader()
    titles.setHighlightSections(False)
    titles.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    titles.setFixedHeight(34)
    titles.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    titles.setStretchLastSection(True)
    return made


def _choice(head: str) -> QComboBox:
    """Return the choice above a column; typing the beginning of a word finds it, as in every list."""
    made = QComboBox()
    made.setMaxVisibleItems(20)
    made.addItem(_field_text(""), "")
    for name in FIELDS:
        made.addItem(_field_text(name), name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(6)
    made.view().setMinimumWidth(220)
    made.setAccessibleName(tr("Meaning of the column {head}", head=head))
    return made


def _item(text: str, ink: str) -> QTableWidgetItem:
    made = QTableWidgetItem(" ".join(text.split())[:200])
    made.setForeground(theme.color(ink))
    if len(text) > 16:
        made.setToolTip(plain_tip(text))
    return made


def _field_text(name: str) -> str:
    if not name:
        return tr("Leave out")
    return messages.text(f"table_field.{name}", language()) if name in FIELDS else name


def _time_text(item: EntryDraft, zone: str) -> str:
    local = from_epoch_ms(item.at_ms).replace(tzinfo=UTC).astimezone(zone_info(item.zone or zone))
    if item.precision is TimePrecision.DAY:
        return f"{local:%Y-%m-%d}"
    return f"{local:%Y-%m-%d %H:%M}" if item.precision is not TimePrecision.EXACT else f"{local:%Y-%m-%d %H:%M:%S}"
