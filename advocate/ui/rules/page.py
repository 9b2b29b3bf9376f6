"""The page of rules: packs on the left; their rules, instruments and own words on the right."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListView, QSplitter, QTabWidget, QVBoxLayout, QWidget

from advocate.domain.changes import Changes
from advocate.domain.errors import AdvocateError, Cancelled
from advocate.domain.practice import OwnWord, WordCategory
from advocate.jobs.desk import JobDesk, reading, writing
from advocate.jobs.runner import JobControl, JobRunner, Progress
from advocate.services import lexicons, rule_reading, rules
from advocate.services.rule_reading import PackLine, PackReading
from advocate.services.rules import CaseDifference
from advocate.ui.findings.list import LineDelegate
from advocate.ui.findings.model import LINE_ROLE, Line
from advocate.ui.i18n import Spoken, capital, error_text, label, language, mark, tr
from advocate.ui.rules.difference import DifferenceDialog
from advocate.ui.rules.model import InstrumentModel, RuleModel
from advocate.ui.rules.rule import RulePane
from advocate.ui.rules.words import WordsPane
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.flow import FlowBox
from advocate.ui.widgets.page import Banner, PageHeader
from advocate.ui.widgets.pills import Pill, PillStrip
from advocate.ui.widgets.progress import ProgressDialog
from advocate.ui.widgets.tables import Table
from advocate.ui.widgets.text import TextLabel

Index = QModelIndex | QPersistentModelIndex
_LIST_WIDTH = 252
_TABS = (mark("Rules"), mark("Instruments"), mark("Own words"))


class PackModel(QAbstractListModel):
    """The packs, two lines each."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.packs: list[PackLine] = []

    def set_packs(self, packs: list[PackLine]) -> None:
        """Show ``packs``."""
        self.beginResetModel()
        self.packs = packs
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.packs)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self.packs):
            return None
        pack = self.packs[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return pack.title
        if role != LINE_ROLE:
            return None
        pills = (Pill(tr("New text"), "accent"),) if pack.differs and not pack.kept else ()
        count = tr("{count} rule" if pack.rules == 1 else "{count} rules", count=pack.rules)
        return Line(pack.title, f"{pack.version}  ·  {count}", pills)


class RulesPage(Spoken, QWidget):
    """Shows what the vault goes by. ``notice`` asks for a banner, ``said`` for a toast."""

    notice = Signal(str, str)
    said = Signal(str)
    KINDS = frozenset({"rule_pack", "own_word"})

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.vault = vault
        self.desk = JobDesk(runner, self)
        self.desk.failed.connect(self._on_failed)
        self.desk.progress.connect(self._on_progress)
        self.reading: PackReading | None = None
        self._wanted = ""
        self._waiting: dict[int, ProgressDialog] = {}
        self._build()

    def _build(self) -> None:
        self.header = PageHeader()
        self.run = button("", "circle-check")
        self.run.clicked.connect(self.run_examples)
        self.header.add_action(self.run)
        self.say(self.header.title.setText, "Rules")
        self.say(self.header.set_subtitle, "What the suggestions rest on, for lawyers to read and to check")
        self.say(self.run.setText, "Run the examples")
        self.packs = PackModel(self)
        self.list = QListView()
        self.list.setModel(self.packs)
        self.list.setItemDelegate(LineDelegate(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFixedWidth(_LIST_WIDTH)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.selectionModel().currentChanged.connect(self._on_pack)
        self.say(self.list.setAccessibleName, "Rule packs")
        body = QHBoxLayout()
        body.setContentsMargins(Space.L, 0, 0, 0)
        body.setSpacing(Space.S)
        body.addWidget(self.list)
        body.addWidget(self._build_right(), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addLayout(body, 1)

    def _build_right(self) -> QWidget:
        self.title = TextLabel(role="heading", wrap=True)
        self.about = TextLabel(role="soft", wrap=True)
        self.pills = FlowBox()
        self.result = Banner()
        self.differs = Banner(closable=False)
        self.differs.action.clicked.connect(self.ask_difference)
        self.rules = RuleModel(self)
        self.table = Table()
        self.table.setModel(self.rules)
        self.table.set_widths({0: 82, 2: 92, 3: 142}, 1)
        self.table.selectionModel().currentRowChanged.connect(self._on_rule)
        self.say(self.table.setAccessibleName, "Rules")
        self.pane = RulePane()
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.setHandleWidth(1)
        split.addWidget(self.table)
        split.addWidget(self.pane)
        split.setSizes([520, 330])
        split.setStretchFactor(0, 1)
        self.instruments = InstrumentModel(self)
        self.sources = Table()
        self.sources.setModel(self.instruments)
        self.sources.set_widths({1: 200, 2: 130, 3: 200, 4: 160}, 0)
        self.say(self.sources.setAccessibleName, "Instruments")
        self.words = WordsPane()
        self.words.add_asked.connect(self._on_add_word)
        self.words.remove_asked.connect(self._on_remove_word)
        self.tabs = QTabWidget()
        for made, source in zip((split, self.sources, self.words), _TABS, strict=True):
            self.tabs.addTab(made, tr(source))
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(Space.S, 0, Space.XL, Space.M)
        column.setSpacing(Space.S)
        for widget in (self.title, self.about, self.pills, self.differs, self.result):
            column.addWidget(widget)
        column.addWidget(self.tabs, 1)
        return right

    def load(self) -> None:
        """Ask for the packs, and for the one in front."""
        lang = language()
        self.desk.read(reading(self.vault, lambda unit: rule_reading.packs(unit, lang)), self._on_packs, key="packs")

    def apply_changes(self, changes: Changes) -> None:
        """Look again where packs or words changed."""
        if changes.touches(*self.KINDS) and self.isVisible():
            self.load()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        self.load()

    def retranslated(self) -> None:
        for place, source in enumerate(_TABS):
            self.tabs.setTabText(place, tr(source))
        self.result.hide()
        if self.isVisible():
            self.load()

    @Slot()
    def run_examples(self) -> None:
        """Run the examples of the pack in front and say how many hold."""
        name = self._wanted
        if name:
            self.run.setEnabled(False)
            self.desk.read(
                reading(self.vault, lambda unit: rule_reading.run_examples(unit, name)), self._on_examples, key="run"
            )

    @Slot()
    def ask_difference(self) -> None:
        """Compute what the program's text would change, then ask whether it is adopted."""
        name, vault = self._wanted, self.vault

        def compare(control: JobControl) -> list[CaseDifference]:
            return rules.difference(vault, name, control)

        job = self.desk.read(compare, lambda found: self._on_difference(job, found), lambda e: self._on_stopped(job, e))
        self._wait(job, tr("Looking at every case with the new text…"))

    def adopt(self) -> None:
        """Let the vault go by the program's text, and evaluate its cases anew."""
        name = self._wanted
        self._evaluate(
            tr("Looking at every case with the new text…"), lambda control: rules.adopt(self.vault, name, control)
        )

    def _evaluate(self, title: str, act: Any) -> None:
        def job(control: JobControl) -> int:
            done = int(act(control))
            control.changed(Changes(frozenset({"rule_pack", "own_word", "finding", "case"})))
            return done

        job_id = self.desk.write(
            job, lambda done: self._on_evaluated(job_id, done), lambda e: self._on_stopped(job_id, e)
        )
        self._wait(job_id, title)

    def _wait(self, job_id: int, title: str) -> None:
        dialog = ProgressDialog(title, self)
        dialog.cancel_asked.connect(lambda: self.desk.cancel(job_id))
        self._waiting[job_id] = dialog

    def _done_waiting(self, job_id: int) -> None:
        dialog = self._waiting.pop(job_id, None)
        if dialog is not None:
            dialog.finish()

    @Slot(int, object)
    def _on_progress(self, job_id: int, progress: Progress) -> None:
        if job_id in self._waiting:
            self._waiting[job_id].show_progress(progress)

    def _on_stopped(self, job_id: int, error: AdvocateError) -> None:
        self._done_waiting(job_id)
        if not isinstance(error, Cancelled):
            self._on_failed(error)

    def _on_evaluated(self, job_id: int, cases: int) -> None:
        self._done_waiting(job_id)
        self.said.emit(
            tr("{count} case looked at again" if cases == 1 else "{count} cases looked at again", count=cases)
        )

    def _on_difference(self, job_id: int, found: list[CaseDifference]) -> None:
        self._done_waiting(job_id)
        if self.reading is None:
            return
        dialog = DifferenceDialog(self.reading.line, found, self)
        dialog.adopted.connect(self.adopt)
        dialog.kept.connect(self._on_keep)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot()
    def _on_keep(self) -> None:
        name = self._wanted
        self.desk.write(writing(self.vault, lambda unit: rule_reading.keep(unit, name)), lambda _none: self.load())

    @Slot(str, str, str)
    def _on_add_word(self, phrase: str, category: str, note: str) -> None:
        name = self._wanted

        def add(unit: Any) -> None:
            lexicons.add(unit, phrase, category, name, note)

        self.desk.write(writing(self.vault, add), lambda _none: self._on_word_added(), self._on_word_refused)

    def _on_word_added(self) -> None:
        self.words.accepted()
        self._look_again()

    def _on_word_refused(self, error: AdvocateError) -> None:
        self.words.set_problem(error_text(error))

    @Slot(int)
    def _on_remove_word(self, word_id: int) -> None:
        self.desk.write(
            writing(self.vault, lambda unit: lexicons.remove(unit, word_id)), lambda _none: self._look_again()
        )

    def _look_again(self) -> None:
        name = self._wanted
        self._evaluate(
            tr("Looking at every case again…"), lambda control: rules.evaluate_all(self.vault, name, control)
        )

    def _on_packs(self, packs: list[PackLine]) -> None:
        wanted = self._wanted
        self.packs.set_packs(packs)
        place = next((place for place, pack in enumerate(packs) if pack.name == wanted), 0)
        self.list.setCurrentIndex(self.packs.index(place))

    @Slot(QModelIndex, QModelIndex)
    def _on_pack(self, current: QModelIndex, previous: QModelIndex) -> None:
        if not current.isValid():
            return
        name, lang = self.packs.packs[current.row()].name, language()
        if name != self._wanted:
            self.result.hide()
        self._wanted = name

        def ask(unit: Any) -> tuple[PackReading, list[OwnWord], list[WordCategory]]:
            return (
                rule_reading.read(unit, name, lang),
                lexicons.listing(unit, name, lang),
                lexicons.categories(unit, name, lang),
            )

        self.desk.read(reading(self.vault, ask), self._on_reading, key="pack")

    def _on_reading(self, answer: tuple[PackReading, list[OwnWord], list[WordCategory]]) -> None:
        found, words, categories = answer
        shown = self.pane.rule.id if self.pane.rule is not None else ""
        self.reading = found
        line = found.line
        self.title.setText(line.title)
        self.about.setText(_about(line))
        self.pills.clear()
        for pill in _summary(found):
            strip = PillStrip()
            strip.set_pills(pill)
            self.pills.add(strip)
        self.differs.setVisible(line.differs)
        if line.differs:
            self._show_difference(line)
        self.rules.set_entries(found.rules)
        self.instruments.set_entries(found.instruments)
        self.words.show_words(words, categories)
        place = next((place for place, rule in enumerate(found.rules) if rule.id == shown), 0)
        self.table.setCurrentIndex(self.rules.index(place, 0))

    def _show_difference(self, line: PackLine) -> None:
        text = tr(
            "The program carries version {new} of this pack; this vault goes by {old}.",
            new=line.shipped_version,
            old=line.version,
        )
        self.differs.show_text(text, "neutral" if line.kept else "accent")
        self.differs.action.setText(tr("Show what would change…"))
        self.differs.action.show()

    @Slot(QModelIndex, QModelIndex)
    def _on_rule(self, current: QModelIndex, previous: QModelIndex) -> None:
        self.pane.show_rule(self.rules.entry_at(current.row()))

    def _on_examples(self, answer: tuple[int, list[tuple[str, str, str]]]) -> None:
        run, failed = answer
        self.run.setEnabled(True)
        if failed:
            rule, example, problem = failed[0]
            text = tr("{count} of {run} examples do not hold; the first: {first}", count=len(failed), run=run, first="")
            self.result.show_text(f"{text}{rule} · {example} · {problem}", "danger")
        else:
            self.result.show_text(tr("All {count} examples hold.", count=f"{run:,}"), "success")

    def _on_failed(self, error: AdvocateError) -> None:
        self.run.setEnabled(True)
        self.notice.emit("danger", error_text(error))


def _about(line: PackLine) -> str:
    reviewer = tr("reviewed by {name}", name=line.reviewer) if line.reviewer else tr("no lawyer has reviewed it yet")
    parts = [
        line.name,
        tr("version {version}", version=line.version),
        tr("compiled {day}", day=line.compiled.isoformat()),
        reviewer,
    ]
    return "  ·  ".join(parts)


def _summary(found: PackReading) -> list[Pill]:
    """Return how many rules there are of each force and of each confidence, and how many are off."""
    line = found.line
    pills = [] if line.reviewer else [Pill(tr("Not reviewed by a lawyer"), "warning")]
    pills += [Pill(f"{capital(label('force', force))}  {count}") for force, count in found.by_force]
    pills += [Pill(f"{capital(label('confidence', sure))}  {count}") for sure, count in found.by_confidence]
    if line.disabled:
        pills.append(Pill(tr("{count} off", count=line.disabled)))
    return pills
