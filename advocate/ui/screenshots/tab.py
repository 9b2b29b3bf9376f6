"""The proof-reading page: the picture at the left, its rows at the right, one screenshot after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QImage, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from advocate.domain.errors import AdvocateError, Cancelled
from advocate.domain.moments import parse_moment
from advocate.domain.screenshots import ProposalStatus, ProposalView, ScreenKind, ScreenshotView
from advocate.domain.vocabulary import Direction, Nature
from advocate.jobs import ocr
from advocate.jobs.desk import reading, writing
from advocate.jobs.runner import JobRunner
from advocate.services import evidence, screenshots
from advocate.services.screenshots import ReadReport
from advocate.ui.cases.tab import CaseTab
from advocate.ui.i18n import error_text, mark, tr
from advocate.ui.moments import instant_text
from advocate.ui.screenshots.model import FIELD_OF, Column, RowModel
from advocate.ui.screenshots.picture import PictureBoard, decode
from advocate.ui.screenshots.reading import PictureReader, ReadingStrip
from advocate.ui.screenshots.table import RowTable
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button, tool_button
from advocate.ui.widgets.forms import Field
from advocate.ui.widgets.page import Banner, EmptyState
from advocate.ui.widgets.text import TextLabel, surface

#: The tab in which what was accepted waits.
_INBOX = "inbox"
_KINDS = {
    ScreenKind.CONVERSATION: mark("Conversation"),
    ScreenKind.CALL_LIST: mark("List of calls"),
    ScreenKind.CALL_DETAIL: mark("Calls of one number"),
    ScreenKind.UNKNOWN: mark("Text only"),
}


class ScreenshotsTab(CaseTab):
    """Shows what was read from screenshots; a row becomes a contact when somebody accepts it."""

    TITLE: ClassVar[str] = mark("Screenshots")
    KEY: ClassVar[str] = "screenshots"
    KINDS: ClassVar[frozenset[str]] = frozenset({"screenshot", "evidence"})

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(vault, runner, parent)
        self.model = RowModel(self)
        self.shots: list[ScreenshotView] = []
        self._front = 0
        self._pictured = 0
        self._unread: list[int] = []
        self._on_after_bulk = False
        self._put_off = False
        self.reader = PictureReader(vault, runner, self)
        self._build()
        self.reader.moved.connect(self._on_moved)
        self.reader.ended.connect(self._on_read)
        self.reader.failed.connect(self._on_not_read)
        self.model.edited.connect(self._on_edited)
        for keys, step in (("Ctrl+PgDown", 1), ("Ctrl+PgUp", -1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.go(step))

    def _build(self) -> None:
        self.board = PictureBoard()
        self.say(self.board.setAccessibleName, "The screenshot")
        left = surface("sunken")
        column = QVBoxLayout(left)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(Space.S)
        column.addLayout(self._build_picture_tools())
        column.addWidget(self.board, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self._build_right())
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([470, 660])
        left.setMinimumWidth(300)
        self.empty = EmptyState("image")
        self.empty.triggered.connect(self.read_unread)
        self.say(self.empty.title.setText, "No screenshots read yet")
        self.say(self.empty.action.setText, "Read the pictures of this case")
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(self.splitter)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        self.strip = ReadingStrip(self.reader)
        whole.addWidget(self.strip)
        whole.addWidget(self.stack, 1)
        self._show_empty()

    def _build_picture_tools(self) -> QHBoxLayout:
        self.back, self.on = tool_button("chevron-left"), tool_button("chevron-right")
        self.back.clicked.connect(lambda: self.go(-1))
        self.on.clicked.connect(lambda: self.go(1))
        self.choice = QComboBox()
        self.choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.choice.activated.connect(self._show_front)
        self.larger, self.smaller = tool_button("zoom-in"), tool_button("zoom-out")
        self.larger.clicked.connect(lambda: self.board.zoom(1.25))
        self.smaller.clicked.connect(lambda: self.board.zoom(0.8))
        row = QHBoxLayout()
        row.setSpacing(Space.XS)
        row.addWidget(self.back)
        row.addWidget(self.choice, 1)
        row.addWidget(self.on)
        row.addWidget(self.smaller)
        row.addWidget(self.larger)
        for control, tip in (
            (self.back, mark("The screenshot before (Ctrl+PgUp)")),
            (self.on, mark("The next screenshot (Ctrl+PgDown)")),
            (self.larger, mark("Larger (Ctrl+wheel)")),
            (self.smaller, mark("Smaller (Ctrl+wheel)")),
            (self.choice, mark("Screenshot")),
        ):
            self.say(control.setToolTip, tip)
            self.say(control.setAccessibleName, tip)
        return row

    def _build_right(self) -> QWidget:
        self.about = TextLabel(role="caption", wrap=True)
        self.other_side = Field(QLineEdit())
        self.captured = Field(QLineEdit())
        self.other_side.control.editingFinished.connect(self._on_other_side)
        self.captured.control.editingFinished.connect(self._on_captured)
        self.say(self.other_side.set_label, "Number or name of the other side")
        self.say(self.captured.set_label, "Taken on")
        self.say(self.captured.control.setPlaceholderText, "2026-03-05 20:12")
        fields = QHBoxLayout()
        fields.setSpacing(Space.M)
        fields.addWidget(self.other_side, 1)
        fields.addWidget(self.captured, 1)
        self.banner = Banner(closable=False)
        self.table = RowTable()
        self.table.setModel(self.model)
        self.table.set_widths()
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.table.selectionModel().currentColumnChanged.connect(self._on_row)
        self.table.accept_asked.connect(self.accept)
        self.table.reject_asked.connect(self.reject)
        self.table.certain_asked.connect(self.accept_certain)
        self.table.all_certain_asked.connect(self.accept_all_certain)
        self.table.side_asked.connect(self.turn_side)
        self.table.itemDelegate().closeEditor.connect(self._on_editor_closed, Qt.ConnectionType.QueuedConnection)
        self.say(self.table.setAccessibleName, "What the screenshot says")
        frame = surface("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(fields)
        column.addWidget(self.about)
        column.addWidget(self.banner)
        column.addWidget(frame, 1)
        column.addLayout(self._build_foot())
        return right

    def _build_foot(self) -> QVBoxLayout:
        self.accept_button = button("primary", "check")
        self.accept_button.clicked.connect(self.accept)
        self.certain_button = button("", "circle-check")
        self.certain_button.clicked.connect(self.accept_certain)
        self.all_button = button("", "circle-check")
        self.all_button.clicked.connect(self.accept_all_certain)
        self.reject_button = button("", "ban")
        self.reject_button.clicked.connect(self.reject)
        self.collection = QCheckBox()
        self.read_button = button("link", "refresh-cw")
        self.read_button.clicked.connect(self.read_unread)
        hint = TextLabel(role="caption", wrap=True)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self.accept_button)
        row.addWidget(self.reject_button)
        row.addWidget(self.certain_button)
        row.addWidget(self.all_button)
        row.addStretch(1)
        row.addWidget(self.read_button)
        column = QVBoxLayout()
        column.setSpacing(Space.XS)
        column.addWidget(self.collection)
        column.addLayout(row)
        column.addWidget(hint)
        self.say(self.certain_button.setText, "All certain")
        self.say(self.certain_button.setToolTip, "Accept every certain row of this screenshot (Ctrl+Enter)")
        self.say(self.all_button.setToolTip, "Accept every certain row of all screenshots (Ctrl+Shift+Enter)")
        self.say(self.reject_button.setText, "Reject")
        self.say(self.collection.setText, "These come from the collection: put them into the record at once")
        self.say(
            hint.setText,
            "Arrow keys or Tab: row by row · Enter: accept · F2: correct · Space: other side · Del: reject · "
            "Ctrl+Enter: all certain ones here · Ctrl+Shift+Enter: of all screenshots",
        )
        return column

    def load(self) -> None:
        if self.case is None:
            return
        case_id = self.case.summary.id

        def ask(unit: Any) -> tuple[list[ScreenshotView], list[int]]:
            return screenshots.listing(unit, case_id), screenshots.unread(unit, case_id)

        self.desk.read(reading(self.vault, ask), self._on_listing, key="listing")

    def clear(self) -> None:
        self.shots, self._front, self._pictured, self._unread = [], 0, 0, []
        self.board.clear()
        self.model.set_rows((), "Asia/Shanghai")
        self.banner.hide()
        self._show_empty()

    def focus_first(self) -> None:
        (self.table if self.shots else self.empty.action).setFocus()

    def retranslated(self) -> None:
        self.model.retranslated()
        self._show_empty()
        self._show_shots()
        self._show_head()
        self._mark()

    @property
    def shot(self) -> ScreenshotView | None:
        """Return the screenshot in front."""
        return next((shot for shot in self.shots if shot.evidence_id == self._front), None)

    def current(self) -> ProposalView | None:
        """Return the row in front."""
        return self.model.row_at(self.table.currentIndex().row())

    @Slot()
    def read_unread(self) -> None:
        """Read every picture of the case that was not read yet."""
        self.read(self._unread)

    def read(self, evidence_ids: Sequence[int], again: bool = False) -> None:
        """Read some pictures in the background; the first of them comes to the front where nothing is looked at yet."""
        ids = list(evidence_ids)
        if not ids:
            return
        try:
            self.reader.read(ids, again)
        except AdvocateError as error:
            self.notice.emit("warning", error_text(error))
            return
        shot = self.shot
        if shot is None or not shot.open or again:
            self._front = ids[0]

    def read_import(self, run: bytes) -> None:
        """Read the pictures that an import brought, where the recogniser is there."""
        if self.case is None or not ocr.available():
            return
        case_id = self.case.summary.id
        self.desk.read(reading(self.vault, lambda unit: screenshots.unread(unit, case_id, run)), self.read)

    @Slot()
    def accept(self) -> None:
        """Make a contact of the row in front and go on to the next open one."""
        row = self.current()
        if self._finished():
            self.tab_asked.emit(_INBOX)
            return
        if row is None or row.status not in (ProposalStatus.PROPOSED, ProposalStatus.DOUBLE):
            self._go_on()
            return
        if row.question:
            self._ask(row)
            return
        nature = self._nature()
        self._write(lambda unit: screenshots.accept(unit, [row.id], nature), self._decided)

    @Slot()
    def accept_certain(self) -> None:
        """Accept every open row in which nothing is uncertain."""
        shot, nature = self.shot, self._nature()
        if shot is not None:
            evidence_id = shot.evidence_id
            self._write(lambda unit: screenshots.accept_certain(unit, evidence_id, nature), self._accepted)

    @Slot()
    def accept_all_certain(self) -> None:
        """Accept every open row of every screenshot in which nothing is uncertain."""
        if self.case is not None:
            case_id, nature = self.case.summary.id, self._nature()
            self._write(lambda unit: screenshots.accept_all_certain(unit, case_id, nature), self._accepted)

    @Slot()
    def reject(self) -> None:
        """Say of the row in front that it is not to become a contact; once more takes that back."""
        row = self.current()
        if row is None:
            return
        if row.status is ProposalStatus.REJECTED:
            self._write(lambda unit: screenshots.reopen(unit, row.id), lambda _none: None)
        else:
            self._write(lambda unit: screenshots.reject(unit, [row.id]), self._decided)

    @Slot()
    def turn_side(self) -> None:
        """Say that the other side wrote or called."""
        row = self.current()
        if row is None:
            return
        other = Direction.OUT if row.direction is Direction.IN else Direction.IN
        self._write(lambda unit: screenshots.set_direction(unit, row.id, other), lambda _none: None)

    def go(self, step: int) -> None:
        """Bring the next screenshot, or the one before, to the front."""
        place = self.choice.currentIndex() + step
        if 0 <= place < self.choice.count():
            self.choice.setCurrentIndex(place)
            self._show_front()

    def _finished(self) -> bool:
        """Tell whether there are screenshots and nobody has to decide about a row any more."""
        return bool(self.shots) and not any(shot.open for shot in self.shots)

    def _nature(self) -> Nature:
        return Nature.COLLECTION if self.collection.isChecked() else Nature.UNSORTED

    def _write(self, act: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        self.desk.write(writing(self.vault, act), done, self._on_refused)

    def _on_refused(self, error: AdvocateError) -> None:
        self.banner.show_text(error_text(error), "warning")

    def _ask(self, row: ProposalView) -> None:
        """Say what is missing in a row, and put the keyboard where it is answered."""
        time = row.fields["time"].value if "time" in row.fields else ""
        self.banner.show_text(error_text(AdvocateError(row.question, text=time)), "warning")
        if row.question == "proposal_captured_missing":
            self.captured.control.setFocus()
        elif row.question == "proposal_number_missing" and self.shot is not None and not self.shot.title.value:
            self.other_side.control.setFocus()
        else:
            column = Column.NUMBER if row.question == "proposal_number_missing" else Column.TIME
            index = self.model.index(self.table.currentIndex().row(), column)
            self.table.setCurrentIndex(index)
            self.table.edit(index)

    def _decided(self, _result: Any) -> None:
        self.banner.hide()
        self._go_on()

    def _accepted(self, made: list[int]) -> None:
        self.said.emit(
            tr("{count} contact accepted" if len(made) == 1 else "{count} contacts accepted", count=len(made))
        )
        # What is left is known once the rows are read again.
        self._on_after_bulk = True

    def _go_on(self) -> None:
        """Put the next open row in front: of this screenshot, else of the next one that has one."""
        rows, here = self.model.rows, self.table.currentIndex().row()
        current = self.current()
        waiting = [
            place
            for place, row in enumerate(rows)
            if row.status is ProposalStatus.PROPOSED and (current is None or row.id != current.id)
        ]
        if waiting:
            place = next((place for place in waiting if place > here), waiting[0])
            self.table.setCurrentIndex(self.model.index(place, Column.TEXT))
            return
        others = [shot for shot in self.shots if shot.open and shot.evidence_id != self._front]
        if others:
            self._bring(others[0].evidence_id)

    def _bring(self, evidence_id: int) -> None:
        self._front = evidence_id
        self.choice.setCurrentIndex(max(self.choice.findData(evidence_id), 0))
        self._show_front()

    def _on_edited(self, proposal_id: int, field: str, value: str) -> None:
        self._write(lambda unit: screenshots.edit(unit, proposal_id, field, value), lambda _none: self.banner.hide())

    @Slot()
    def _on_other_side(self) -> None:
        shot, text = self.shot, self.other_side.control.text().strip()
        if shot is not None and text != shot.title.value:
            evidence_id = shot.evidence_id
            self._write(lambda unit: screenshots.set_other_side(unit, evidence_id, text), lambda _none: None)

    @Slot()
    def _on_captured(self) -> None:
        shot, text = self.shot, self.captured.control.text().strip()
        if shot is None or not text or text == self._captured_text(shot):
            self.captured.set_problem("")
            return
        try:
            moment = parse_moment(text, shot.zone).at_utc
        except AdvocateError as error:
            self.captured.set_problem(error_text(error))
            return
        self.captured.set_problem("")
        evidence_id = shot.evidence_id
        self._write(lambda unit: screenshots.set_captured(unit, evidence_id, moment), self._captured_known)

    def _captured_known(self, _none: Any) -> None:
        self.banner.hide()
        self.table.setFocus()

    def _on_listing(self, found: tuple[list[ScreenshotView], list[int]]) -> None:
        if self.table.state() is QAbstractItemView.State.EditingState:
            # Rows that are put anew would close the editor under somebody's hands.
            self._put_off = True
            return
        were_none = not self.shots
        self.shots, self._unread = found
        self.stack.setCurrentWidget(self.splitter if self.shots else self.empty)
        self._show_empty()
        if self.shots and self.shot is None:
            self._front = self.shots[0].evidence_id
        self._show_shots()
        self._show_front()
        if were_none and self.shots and self.isVisible():
            self.table.setFocus()
        if self._on_after_bulk:
            self._on_after_bulk = False
            self._go_on()

    def _show_empty(self) -> None:
        self.empty.action.setVisible(bool(self._unread))
        self.read_button.setVisible(bool(self._unread))
        self.read_button.setText(tr("Read {count} more", count=len(self._unread)))
        self.empty.hint.setText(
            tr("{count} pictures of this case were not read yet.", count=len(self._unread))
            if self._unread
            else tr("Drop screenshots of messages and calls on the window, or paste one with Ctrl+V.")
        )

    def _show_shots(self) -> None:
        self.choice.clear()
        for shot in self.shots:
            text = tr("{count} open · {name}", name=shot.name, count=shot.open) if shot.open else shot.name
            self.choice.addItem(text, shot.evidence_id)
        self.choice.setCurrentIndex(self.choice.findData(self._front))

    @Slot()
    def _show_front(self) -> None:
        if self.choice.count():
            self._front = int(self.choice.currentData() or self._front)
        shot = self.shot
        if shot is None:
            return
        another = [row.id for row in self.model.rows] != [row.id for row in shot.proposals]
        self.model.set_rows(shot.proposals, shot.zone)
        self.table.resizeRowsToContents()
        if another or self._pictured != shot.evidence_id:
            self.banner.hide()
        self._show_head()
        if another or self._pictured != shot.evidence_id:
            first = next((p for p, row in enumerate(shot.proposals) if row.status is ProposalStatus.PROPOSED), 0)
            self.table.setCurrentIndex(self.model.index(first, Column.TEXT))
        if self._pictured != shot.evidence_id:
            self.board.clear()
            self._pictured = shot.evidence_id
            evidence_id, vault = shot.evidence_id, self.vault
            self.desk.read(
                lambda _control: (evidence_id, decode(evidence.read(vault, evidence_id))),
                self._on_picture,
                key="picture",
            )
        self._mark()

    def _show_head(self) -> None:
        shot = self.shot
        if shot is None:
            return
        self.other_side.setVisible(shot.kind is not ScreenKind.CALL_LIST)
        for control, text in (
            (self.other_side.control, shot.title.value),
            (self.captured.control, self._captured_text(shot)),
        ):
            if not control.hasFocus():
                control.setText(text)
        parts = [tr(_KINDS[shot.kind]), tr("{count} rows", count=len(shot.proposals))]
        sources = {
            "exif": tr("time of the picture from its own data"),
            "name": tr("time of the picture from its file name"),
            "person": tr("time of the picture as stated"),
        }
        if shot.captured_from:
            parts.append(sources[shot.captured_from])
        if shot.looks_like is not None:
            parts.append(tr("looks like another screenshot of this case"))
        self.about.setText("  ·  ".join(parts))
        if shot.needs_captured and not self.captured.control.hasFocus():
            self.banner.show_text(
                tr("Its times name no year or day: say on which day this screenshot was taken."), "warning"
            )

    def _captured_text(self, shot: ScreenshotView) -> str:
        return "" if shot.captured_utc is None else instant_text(shot.captured_utc, shot.zone)

    def _on_picture(self, found: tuple[int, QImage]) -> None:
        evidence_id, image = found
        shot = self.shot
        if shot is None or evidence_id != shot.evidence_id:
            return
        self.board.show_picture(image, shot.width)
        self._mark()

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, _current: QModelIndex, _previous: QModelIndex) -> None:
        self._mark()

    def _mark(self) -> None:
        """Show on the picture where the row in front, and the field in front, come from."""
        index = self.table.currentIndex()
        row = self.model.row_at(index.row())
        fields: tuple[Any, ...] = ()
        if row is not None:
            name = FIELD_OF.get(Column(index.column()), "text")
            fields = row.fields[name].boxes if name in row.fields else ()
        self.board.mark([item.box for item in self.model.rows], index.row(), fields)
        open_row = row is not None and row.status in (ProposalStatus.PROPOSED, ProposalStatus.DOUBLE)
        finished = self._finished()
        self.accept_button.setText(tr("Go on to sorting") if finished else tr("Accept"))
        self.accept_button.setEnabled(open_row or finished)
        self.reject_button.setEnabled(open_row or (row is not None and row.status is ProposalStatus.REJECTED))
        here, everywhere = _certain(self.model.rows), sum(_certain(shot.proposals) for shot in self.shots)
        self.certain_button.setEnabled(here > 0)
        self.all_button.setText(tr("All certain in all screenshots ({count})", count=f"{everywhere:,}"))
        self.all_button.setEnabled(everywhere > 0)

    @Slot()
    def _on_moved(self) -> None:
        # The first ones can be proof-read while the others are read.
        if self.isVisible() and not self.shots and self.reader.done:
            self.load()

    def _on_read(self, report: ReadReport) -> None:
        if report.read:
            self.said.emit(tr("{count} rows proposed", count=report.proposed))
        if report.problems:
            first = report.problems[0]
            sentence = error_text(AdvocateError(first.code, **first.params))
            more = len(report.problems) - 1
            text = sentence if not more else f"{sentence} {tr('({count} more not read)', count=more)}"
            self.notice.emit("warning", text)
        self._load_or_wait()

    def _on_not_read(self, error: AdvocateError) -> None:
        if isinstance(error, Cancelled):
            self.said.emit(tr("Stopped"))
        else:
            self.notice.emit("danger", error_text(error))
        self._load_or_wait()

    @Slot()
    def _on_editor_closed(self) -> None:
        if self._put_off:
            self._put_off = False
            self.load()


def _certain(rows: Sequence[ProposalView]) -> int:
    return sum(row.certain and row.status is ProposalStatus.PROPOSED for row in rows)
