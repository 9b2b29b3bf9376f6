"""The inbox tab: senders on the left, what they sent on the right, decided from the keyboard.

↑ ↓ move, → goes into the entries and ← back; C takes as collection, O keeps as ordinary, X leaves out, Enter accepts
all proposals, Ctrl+Z takes the last decision back.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple

from PySide6.QtCore import QModelIndex, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from advocate.domain.changes import Changes
from advocate.domain.errors import AdvocateError, Cancelled
from advocate.domain.inbox import InboxAct, InboxDecision, InboxGroup
from advocate.domain.views import ContactView
from advocate.domain.vocabulary import Nature, Proposal
from advocate.jobs.apart import run_apart
from advocate.jobs.desk import reading, writing
from advocate.jobs.runner import JobControl, JobRunner
from advocate.services import contacts, inbox, safety, screenshots, sorting
from advocate.ui import icons
from advocate.ui.cases.tab import CaseTab
from advocate.ui.contacts.model import Column
from advocate.ui.i18n import label, mark, tr
from advocate.ui.inbox.model import EntryModel, GroupColumn, GroupModel, sender_text, why_lines
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import Segments, button
from advocate.ui.widgets.page import EmptyState
from advocate.ui.widgets.tables import Table
from advocate.ui.widgets.text import TextLabel, surface

#: So long after the last decision the findings of the case are looked at again, in milliseconds.
LOOK_MS = 2_500
#: Width of the list of senders in pixels from which it shows when each was last heard of.
LAST_FROM = 620
_EVERYTHING = "all"
_REASONS_SHOWN = 5


class InboxTable(Table):
    """A table of the inbox: Enter accepts, → and ← change sides."""

    accepted = Signal()
    right = Signal()
    left = Signal()

    def keyPressEvent(self, event: Any) -> None:
        signal = {
            Qt.Key.Key_Return: self.accepted,
            Qt.Key.Key_Enter: self.accepted,
            Qt.Key.Key_Right: self.right,
            Qt.Key.Key_Left: self.left,
        }.get(Qt.Key(event.key()))
        if signal is not None and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            signal.emit()
        else:
            super().keyPressEvent(event)


class _Waiting(NamedTuple):
    """What waits: senders, those of them whose words need care of the person, open rows of screenshots.

    ``lacking`` tells that there are entries for which nothing was proposed yet.
    """

    groups: list[InboxGroup]
    careful: set[int | None]
    rows: int
    lacking: bool


#: Least width of the column of proposals, what a pill needs beside its words, and a mark for care of the person.
_PROPOSAL, _PILL, _CARE = 84, 44, 54


class InboxTab(CaseTab):
    """See the module."""

    TITLE = mark("Inbox")
    KEY = "inbox"
    KINDS: ClassVar[frozenset[str]] = frozenset({"inbox", "import", "screenshot"})

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(vault, runner, parent)
        self.groups = GroupModel(self)
        self.entries = EntryModel(self._fetch, self)
        self._sender: int | None = None
        self._pending = 0
        self._rows = 0
        self._proposing = False
        self._looking = 0
        self._look_timer = QTimer(self)
        self._look_timer.setSingleShot(True)
        self._look_timer.setInterval(LOOK_MS)
        self._look_timer.timeout.connect(self._on_look)
        self._build()
        self.retranslated()

    def _build(self) -> None:
        self.summary = TextLabel(role="lead", wrap=False)
        self.effect = TextLabel(role="caption")
        self.accept = button("primary", "check")
        self.accept.clicked.connect(self.accept_proposals)
        self.filter = Segments([_EVERYTHING, *(str(proposal) for proposal in (*Proposal,))])
        self.filter.chosen.connect(lambda _key: self._on_filter())
        self.search = QLineEdit()
        self.search.setProperty("kind", "search")
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(240)
        self.search.addAction(icons.icon("search", "text_faint"), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(lambda _text: self._on_filter())
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.summary)
        words.addWidget(self.effect)
        tools = QHBoxLayout()
        tools.setContentsMargins(Space.S, 0, Space.S, 0)
        tools.setSpacing(Space.M)
        tools.addLayout(words)
        tools.addStretch(1)
        tools.addWidget(self.search)
        tools.addWidget(self.filter)
        tools.addWidget(self.accept)
        self._build_tables()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.splitter.addWidget(_card(self.table, Space.S))
        self.splitter.addWidget(self._build_right())
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([480, 520])
        self.splitter.splitterMoved.connect(lambda: self._fit_columns())
        sorting = QWidget()
        column = QVBoxLayout(sorting)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(tools)
        column.addWidget(self.splitter, 1)
        self.empty = EmptyState("inbox")
        self.empty.action.show()
        self.empty.triggered.connect(self._on_next)
        self.empty.action.setDefault(True)
        for key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            go = QShortcut(QKeySequence(key), self.empty)
            go.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            go.activated.connect(self._on_next)
        self.stack = QStackedWidget()
        self.stack.addWidget(sorting)
        self.stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        whole.addWidget(self.stack)
        self.say(self.search.setPlaceholderText, "Number, name or words")
        self.say(self.search.setAccessibleName, "Search senders")
        self.say(self.accept.setText, "Accept proposals")
        self.say(self.accept.setToolTip, "Accept all proposals (Enter)")
        self.say(self.empty.title.setText, "Nothing waits to be sorted")
        find = QShortcut(QKeySequence("Ctrl+F"), self)
        find.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        find.activated.connect(self.search.setFocus)
        undo = QShortcut(QKeySequence("Ctrl+Z"), self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.undo)

    def _build_tables(self) -> None:
        self.table = InboxTable()
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.table.setModel(self.groups)
        self.table.set_widths(
            {
                GroupColumn.PROPOSAL: _PROPOSAL,
                GroupColumn.SENDER: 168,
                GroupColumn.COUNT: 62,
                GroupColumn.LAST: 92,
            },
            GroupColumn.SAMPLE,
        )
        self.table.selectionModel().currentRowChanged.connect(self._on_group)
        self.list = InboxTable()
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.setModel(self.entries)
        self.list.set_widths({Column.TIME: 130, Column.MEDIUM: 34, Column.BEHAVIOURS: 96}, Column.TEXT)
        for column in (Column.NUMBER, Column.NAME, Column.REACHED, Column.FINDINGS):
            self.list.setColumnHidden(column, True)
        self.table.accepted.connect(self.accept_proposals)
        self.list.accepted.connect(self.accept_proposals)
        self.table.right.connect(self._enter_list)
        self.list.left.connect(lambda: self.table.setFocus())
        for table, act in ((self.table, self._decide_groups), (self.list, self._decide_entries)):
            for key, what in (("C", InboxAct.COLLECTION), ("O", InboxAct.ORDINARY), ("X", InboxAct.LEFT_OUT)):
                made = QShortcut(QKeySequence(key), table)
                made.setContext(Qt.ShortcutContext.WidgetShortcut)
                made.activated.connect(lambda act=act, what=what: act(what))
        self.say(self.table.setAccessibleName, "Senders")
        self.say(self.list.setAccessibleName, "Entries of this sender")

    def _build_right(self) -> QWidget:
        self.who = TextLabel(role="heading")
        self.why = TextLabel(role="soft", wrap=True)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        self.acts: dict[InboxAct, Any] = {}
        for act, icon in ((InboxAct.COLLECTION, "shield-alert"), (InboxAct.ORDINARY, "user"), (InboxAct.LEFT_OUT, "x")):
            made = button("", icon)
            made.clicked.connect(lambda _checked=False, act=act: self._decide_groups(act))
            self.acts[act] = made
            buttons.addWidget(made)
        buttons.addStretch(1)
        self.say(self.acts[InboxAct.COLLECTION].setText, "Collection   C")
        self.say(self.acts[InboxAct.ORDINARY].setText, "Keep as ordinary   O")
        self.say(self.acts[InboxAct.LEFT_OUT].setText, "Leave out   X")
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(Space.M, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.who)
        column.addWidget(self.why)
        column.addLayout(buttons)
        column.addWidget(_card(self.list), 1)
        return right

    @Slot()
    def load(self) -> None:
        if self.case is None:
            return
        case_id = self.case.summary.id
        self.groups.zone = self.case.zone
        place = self.case.jurisdiction

        def ask(unit: Any) -> _Waiting:
            found = inbox.groups(unit, case_id)
            # The words shown of a sender; each entry is asked when it comes into sight.
            careful = {group.sender for group in found if safety.dangers_of(unit, group.sample, place)}
            return _Waiting(found, careful, screenshots.open_rows(unit, case_id), inbox.lacks_proposals(unit, case_id))

        self.desk.read(reading(self.vault, ask), self._on_asked, key="groups")

    def clear(self) -> None:
        self._sender = None
        self._look_timer.stop()
        self.groups.set_groups([])
        self.entries.clear()
        self.search.clear()
        self.filter.set_value(_EVERYTHING)
        self._show()

    def apply_changes(self, changes: Changes) -> None:
        super().apply_changes(changes)
        if self.case is not None and changes.touches("import") and changes.case_id in (None, self.case.summary.id):
            self._look_timer.start()

    def focus_first(self) -> None:
        (self.table if self.groups.groups() else self.empty.action).setFocus()

    def _propose(self) -> None:
        """Have something proposed for rows of screenshots that were accepted since the last import."""
        if self.case is None:
            return
        case_id = self.case.summary.id
        self._proposing = True

        def proposed(_changed: Any) -> None:
            self._proposing = False

        self.desk.write(writing(self.vault, lambda unit: sorting.propose(unit, case_id)), proposed, proposed)

    @Slot()
    def _on_next(self) -> None:
        """Go on where something waits: rows of screenshots, else files that were not brought yet."""
        if self._rows:
            self.tab_asked.emit("screenshots")
        else:
            self.import_asked.emit()

    @Slot()
    def accept_proposals(self) -> None:
        """Take what is proposed as collection, leave out what is proposed as ordinary; what is unsure stays."""
        if not self._accepting():
            return
        decided = [group.sender for group in self.groups.groups() if group.unsure == 0]
        self._decide(lambda unit, case_id: inbox.accept_proposals(unit, case_id), decided)
        self._sender = None
        self._select(0 if self.groups.rowCount() else -1)

    @Slot()
    def undo(self) -> None:
        """Take the last decision back."""
        if self.case is None:
            return
        case_id = self.case.summary.id

        def undone(count: int) -> None:
            self.said.emit(tr("{count} entries wait again", count=f"{count:,}"))
            self._look_soon()

        self.desk.write(writing(self.vault, lambda unit: inbox.undo(unit, case_id)), undone)

    def _decide_groups(self, act: InboxAct) -> None:
        senders = [group.sender for group in self._chosen_groups()]
        if senders:
            self._decide(_of_senders(act, senders), senders)

    def _decide_entries(self, act: InboxAct) -> None:
        places = {index.row() for index in self.list.selectionModel().selectedRows()}
        ids = [self.entries.id_at(place) for place in sorted(places)]
        if not ids:
            return
        rest = array("q", (each for each in self._all_entries() if each not in set(ids)))
        here = min(places)
        self._decide(_of_ids(act, ids), [] if rest else [self._sender])
        if rest:
            self.entries.set_ids(rest)
            self.list.setCurrentIndex(self.entries.index(min(here, len(rest) - 1), Column.TIME))

    def _decide(self, act: Callable[[Any, int], InboxDecision], gone: Sequence[int | None]) -> None:
        """Do it, show its outcome before the vault has written it, and look at the findings later."""
        if self.case is None:
            return
        case_id = self.case.summary.id
        self._stop_looking()
        place = self.table.currentIndex().row()
        in_list = self.list.hasFocus()
        if gone:
            self.groups.drop(gone)
            self._select(min(place, self.groups.rowCount() - 1))
            if in_list:
                self.table.setFocus()
        self._pending += 1
        self.desk.write(writing(self.vault, lambda unit: act(unit, case_id)), self._on_decided, self._on_refused)

    def _on_decided(self, decision: InboxDecision) -> None:
        self._pending -= 1
        self.offered.emit(_sentence(decision), tr("Undo   Ctrl+Z"), self.undo)
        self._look_soon()

    def _on_refused(self, error: AdvocateError) -> None:
        self._pending -= 1
        self._on_failed(error)
        self.load()

    def _look_soon(self) -> None:
        self._look_timer.start()

    def _stop_looking(self) -> None:
        """Give the writer to the hands: the findings are looked at again when they rest."""
        self._look_timer.stop()
        if self._looking:
            self.desk.cancel(self._looking)

    @Slot()
    def _on_look(self) -> None:
        if self.case is None or self._pending:
            return
        case_id, vault = self.case.summary.id, self.vault

        def look(control: JobControl) -> None:
            run_apart(vault, "evaluate", {"case_id": case_id}, control)

        self._looking = self.desk.write(look, lambda _none: self._looked(), self._looked)

    def _looked(self, error: AdvocateError | None = None) -> None:
        self._looking = 0
        if error is not None and not isinstance(error, Cancelled):
            self._on_failed(error)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()

    def _fit_columns(self) -> None:
        width = self.splitter.sizes()[0] or self.width() // 2
        self.table.setColumnHidden(GroupColumn.LAST, width < LAST_FROM)
        self.table.setColumnHidden(GroupColumn.SAMPLE, False)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._look_timer.isActive() and self.window().isVisible():
            # Whoever goes to the findings wants to see them.
            self._look_timer.start(0)
            self._look_timer.setInterval(LOOK_MS)

    def _on_asked(self, waiting: _Waiting) -> None:
        self.groups.careful, self._rows = waiting.careful, waiting.rows
        self.table.setColumnWidth(GroupColumn.PROPOSAL, self._pill_width() + (_CARE if self.groups.careful else 0))
        if waiting.lacking and not self._proposing:
            self._propose()
        self._on_groups(waiting.groups)

    def _pill_width(self) -> int:
        """Return how wide the column of proposals has to be for the words of the language."""
        metrics = self.table.fontMetrics()
        return max(_PROPOSAL, *(metrics.horizontalAdvance(label("proposal", each)) + _PILL for each in Proposal))

    def _on_groups(self, groups: list[InboxGroup]) -> None:
        if self._pending:
            # A decision is on its way: its own change brings the list that is true then.
            return
        place = self.table.currentIndex().row()
        # Asked first: whoever leaves the empty page is put anywhere by Qt.
        elsewhere = self.search.hasFocus() or self.list.hasFocus()
        self.groups.set_groups(groups)
        here = self.groups.place_of(self._sender)
        self._select(here if here >= 0 else min(max(place, 0), self.groups.rowCount() - 1))
        self._show()
        if self.isVisible() and not elsewhere:
            self.focus_first()

    def _select(self, place: int) -> None:
        if place >= 0:
            self.table.setCurrentIndex(self.groups.index(place, 0))
        else:
            self._show_group(None)
        self._show()

    @Slot(QModelIndex, QModelIndex)
    def _on_group(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._show_group(self.groups.group_at(current.row()))

    def _show_group(self, group: InboxGroup | None) -> None:
        for made in self.acts.values():
            made.setEnabled(group is not None)
        if group is None:
            self.entries.clear()
            self.who.setText("")
            self.why.setText("")
            return
        self._sender = group.sender
        self.who.setText(sender_text(group))
        self.why.setText("\n".join(f"·  {line}" for line in why_lines(group)[:_REASONS_SHOWN]))
        if self.case is None:
            return
        case_id, sender = self.case.summary.id, group.sender
        self.desk.read(
            reading(self.vault, lambda unit: inbox.entries(unit, case_id, [sender])), self._on_entries, key="entries"
        )

    def _on_entries(self, ids: array[int]) -> None:
        self.entries.set_ids(ids)
        if len(ids):
            self.list.setCurrentIndex(self.entries.index(0, Column.TIME))

    def _fetch(self, ids: Sequence[int], take: Callable[[list[ContactView]], None]) -> None:
        wanted, place = list(ids), self.case.jurisdiction if self.case is not None else ""

        def ask(unit: Any) -> tuple[list[ContactView], dict[int, Proposal], set[int]]:
            found = inbox.proposals(unit, wanted)
            proposed = {each: proposal for each, (proposal, _why) in found.items()}
            return contacts.page(unit, wanted), proposed, set(safety.signs(unit, wanted, place))

        def arrived(answer: tuple[list[ContactView], dict[int, Proposal], set[int]]) -> None:
            self.entries.learn(answer[1], answer[2])
            take(answer[0])

        self.desk.read(reading(self.vault, ask), arrived)

    def _all_entries(self) -> list[int]:
        return [self.entries.id_at(place) for place in range(self.entries.rowCount())]

    def _chosen_groups(self) -> list[InboxGroup]:
        places = sorted({index.row() for index in self.table.selectionModel().selectedRows()})
        return [group for place in places if (group := self.groups.group_at(place)) is not None]

    @Slot()
    def _enter_list(self) -> None:
        if self.entries.rowCount():
            self.list.setFocus()

    @Slot()
    def _on_filter(self) -> None:
        key = self.filter.value()
        self.groups.set_filter(None if key == _EVERYTHING else Proposal(key), self.search.text())
        self._select(0 if self.groups.rowCount() else -1)

    def _accepting(self) -> bool:
        return any(group.collection or group.ordinary for group in self.groups.groups())

    def _show(self) -> None:
        groups = self.groups.groups()
        self._show_next()
        had_keys = self.table.hasFocus() or self.list.hasFocus()
        self.stack.setCurrentIndex(0 if groups else 1)
        if not groups and had_keys:
            self.empty.action.setFocus()
        collection = sum(group.collection for group in groups)
        ordinary = sum(group.ordinary for group in groups)
        entries = sum(group.entries for group in groups)
        self.summary.setText(
            tr("{count} entries from {senders} senders wait", count=f"{entries:,}", senders=f"{len(groups):,}")
        )
        if collection or ordinary:
            self.effect.setText(
                tr(
                    "Enter takes {collection} and leaves out {ordinary}; {unsure} unsure ones stay",
                    collection=f"{collection:,}",
                    ordinary=f"{ordinary:,}",
                    unsure=f"{entries - collection - ordinary:,}",
                )
            )
        else:
            self.effect.setText(tr("Nothing clear is left: decide with C, O or X"))
        self.accept.setEnabled(self._accepting())

    def _show_next(self) -> None:
        """Say on the empty page what comes next."""
        if self._rows:
            count = f"{self._rows:,}"
            self.empty.hint.setText(tr("{count} rows read from screenshots wait to be proof-read.", count=count))
            self.empty.action.setText(tr("Proof-read the screenshots"))
            return
        self.empty.hint.setText(
            tr(
                "Drop a phone's backup, chats, bills, recordings or pictures anywhere on this window. "
                "What is read waits here until you say what belongs to the record."
            )
        )
        self.empty.action.setText(tr("Choose files…"))

    def retranslated(self) -> None:
        self.groups.retranslated()
        self.entries.retranslated()
        self.table.setColumnWidth(GroupColumn.PROPOSAL, self._pill_width() + (_CARE if self.groups.careful else 0))
        self.list.setColumnWidth(Column.BEHAVIOURS, self._pill_width())
        for key, made in self.filter.buttons.items():
            made.setText(tr("All") if key == _EVERYTHING else label("proposal", key))
        self._show()
        group = self.groups.group_at(self.table.currentIndex().row())
        if group is not None:
            self.why.setText("\n".join(f"·  {line}" for line in why_lines(group)[:_REASONS_SHOWN]))


def _of_senders(act: InboxAct, senders: Sequence[int | None]) -> Callable[[Any, int], InboxDecision]:
    if act is InboxAct.LEFT_OUT:
        return lambda unit, case_id: inbox.leave_out(unit, case_id, senders=senders)
    return lambda unit, case_id: inbox.take(unit, case_id, Nature(act.value), senders=senders)


def _of_ids(act: InboxAct, ids: Sequence[int]) -> Callable[[Any, int], InboxDecision]:
    if act is InboxAct.LEFT_OUT:
        return lambda unit, case_id: inbox.leave_out(unit, case_id, ids=ids)
    return lambda unit, case_id: inbox.take(unit, case_id, Nature(act.value), ids=ids)


def _sentence(decision: InboxDecision) -> str:
    taken, left_out, kept = (f"{count:,}" for count in (decision.taken, decision.left_out, decision.kept))
    if decision.kept:
        return tr(
            "{taken} taken, {left_out} left out; {kept} stay because something rests on them",
            taken=taken,
            left_out=left_out,
            kept=kept,
        )
    match decision.act:
        case InboxAct.COLLECTION:
            return tr("{taken} on the record as collection", taken=taken)
        case InboxAct.ORDINARY:
            return tr("{taken} kept as ordinary", taken=taken)
        case InboxAct.LEFT_OUT:
            return tr("{left_out} left out", left_out=left_out)
    return tr("{taken} on the record, {left_out} left out", taken=taken, left_out=left_out)


def _card(table: Table, right: int = 0) -> QWidget:
    """Return ``table`` in a frame, with ``right`` pixels of air beside it."""
    frame = surface("card")
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(1, 1, 1, 1)
    inside.addWidget(table)
    outer = QWidget()
    around = QHBoxLayout(outer)
    around.setContentsMargins(0, 0, right, 0)
    around.addWidget(frame)
    return outer
