"""The sources tab: imports with what they cover; one of them, or all of one go, is taken back from here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from advocate.domain.errors import UserError
from advocate.domain.inbox import ImportView
from advocate.jobs.desk import reading, writing
from advocate.jobs.runner import JobRunner
from advocate.services import coverage, findings, imports
from advocate.ui.cases.tab import CaseTab
from advocate.ui.i18n import Spoken, error_text, mark, tr
from advocate.ui.sources.coverage import CoverageCard
from advocate.ui.sources.diary import DiaryDialog
from advocate.ui.sources.model import SourceColumn, SourceModel
from advocate.ui.sources.reconciliation import ReconciliationDialog
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.page import EmptyState
from advocate.ui.widgets.tables import Table
from advocate.ui.widgets.text import TextLabel, surface

#: Width in pixels from which the list shows the beginning of each hash; the tool tip has it whole.
HASH_FROM = 1200


class SourcesTab(CaseTab):
    """``head`` is the place above the list, for what is told of all sources together."""

    TITLE = mark("Data sources")
    KEY = "sources"
    KINDS: ClassVar[frozenset[str]] = frozenset({"import", "inbox"})

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(vault, runner, parent)
        self.model = SourceModel(self)
        self._selected = 0
        self._build()
        self.retranslated()

    def _build(self) -> None:
        self.count = TextLabel(role="lead")
        self.hint = TextLabel(role="caption")
        self.undo_button = button("danger", "history")
        self.undo_button.clicked.connect(self.ask_undo)
        self.add = button("", "import")
        self.add.clicked.connect(self.import_asked)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.count)
        words.addWidget(self.hint)
        # Five buttons and the words do not stand side by side in a small window.
        tools = QHBoxLayout()
        tools.setSpacing(Space.S)
        self.compare = button("", "phone-call")
        self.compare.clicked.connect(self.ask_compare)
        self.diary = button("", "printer")
        self.diary.clicked.connect(self.ask_diary)
        tools.addWidget(self.add)
        tools.addWidget(self.compare)
        tools.addWidget(self.diary)
        tools.addStretch(1)
        tools.addWidget(self.undo_button)
        self.undo_run_button = button("danger", "history")
        self.undo_run_button.clicked.connect(self.ask_undo_run)
        tools.addWidget(self.undo_run_button)
        top = QVBoxLayout()
        top.setContentsMargins(Space.S, 0, Space.S, 0)
        top.setSpacing(Space.S)
        top.addLayout(words)
        top.addLayout(tools)
        self.head = QVBoxLayout()
        self.head.setSpacing(Space.S)
        self.coverage = CoverageCard()
        self.head.addWidget(self.coverage)
        self.table = Table()
        self.table.setModel(self.model)
        self.table.set_widths(
            {
                SourceColumn.ADDED: 130,
                SourceColumn.FORMAT: 150,
                SourceColumn.PERIOD: 184,
                SourceColumn.NEW: 64,
                SourceColumn.KNOWN: 64,
                SourceColumn.STATE: 190,
                SourceColumn.HASH: 112,
            },
            SourceColumn.FILE,
        )
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        keys = QShortcut(QKeySequence("Delete"), self.table)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self.ask_undo)
        all_keys = QShortcut(QKeySequence("Shift+Delete"), self.table)
        all_keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        all_keys.activated.connect(self.ask_undo_run)
        frame = surface("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        listed = QWidget()
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addLayout(self.head)
        column.addWidget(frame, 1)
        self.empty = EmptyState("import")
        self.empty.action.show()
        self.empty.triggered.connect(self.import_asked)
        self.stack = QStackedWidget()
        self.stack.addWidget(listed)
        self.stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        whole.setSpacing(Space.M)
        # The diary is given out before there is anything to import.
        whole.addLayout(top)
        whole.addWidget(self.stack, 1)
        self.say(self.compare.setText, "Against the bill…")
        self.say(self.diary.setText, "Diary form…")
        self.say(self.undo_button.setText, "Take back…")
        self.say(self.undo_button.setToolTip, "Take back this import (Delete)")
        self.say(self.undo_run_button.setText, "Take back all…")
        self.say(self.undo_run_button.setToolTip, "Take back everything that was imported in one go (Shift+Delete)")
        self.say(self.add.setText, "Import…")
        self.say(self.hint.setText, "Every original is kept with its hash; an import can be taken back whole.")
        self.say(self.table.setAccessibleName, "Imports")
        self.say(self.empty.title.setText, "Nothing was imported yet")
        self.say(self.empty.hint.setText, "Drop files, folders or archives anywhere on this window.")
        self.say(self.empty.action.setText, "Choose files…")

    @Slot()
    def load(self) -> None:
        if self.case is None:
            return
        case_id = self.case.summary.id
        self.model.zone = self.case.zone
        self.desk.read(reading(self.vault, lambda unit: imports.listing(unit, case_id)), self._on_imports, key="list")
        self.desk.read(
            reading(self.vault, lambda unit: coverage.of_case(unit, case_id)),
            self.coverage.show_coverage,
            key="coverage",
        )

    def clear(self) -> None:
        self._selected = 0
        self.model.set_imports([])
        self.coverage.show_coverage(())

    def focus_first(self) -> None:
        self.table.setFocus()

    @Slot()
    def ask_undo(self) -> None:
        """Ask whether the import under the cursor should be taken back, or say why it cannot."""
        view = self.model.import_at(self.table.currentIndex().row())
        if view is None:
            return
        import_id = view.id

        def asked(refused: UserError | None) -> None:
            if refused is not None:
                self.notice.emit("warning", error_text(refused))
                return
            dialog = UndoDialog([view], self)
            dialog.accepted.connect(lambda: self._undo(import_id))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self.desk.read(reading(self.vault, lambda unit: imports.obstacle(unit, import_id)), asked, key="obstacle")

    @Slot()
    def ask_undo_run(self) -> None:
        """Ask whether everything should be taken back that was imported together with the import under the cursor."""
        view = self.model.import_at(self.table.currentIndex().row())
        together = self.model.of_run(view.run) if view is not None else []
        if view is None or len(together) < 2:
            return
        case_id, run = view.case_id, view.run

        def first_obstacle(unit: Any) -> UserError | None:
            return next((found for each in together if (found := imports.obstacle(unit, each.id))), None)

        def asked(refused: UserError | None) -> None:
            if refused is not None:
                self.notice.emit("warning", error_text(refused))
                return
            dialog = UndoDialog(together, self)
            dialog.accepted.connect(lambda: self._undo_run(case_id, run))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self.desk.read(reading(self.vault, first_obstacle), asked, key="obstacle")

    @Slot()
    def ask_compare(self) -> None:
        """Show the calls of the case beside the carrier's bill."""
        if self.case is not None:
            dialog = ReconciliationDialog(self.vault, self.runner, self.case.summary.id, self)
            dialog.contact_asked.connect(self.contact_asked)
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

    @Slot()
    def ask_diary(self) -> None:
        """Ask for the form on which contacts are written down by hand."""
        dialog = DiaryDialog(self.runner, self)
        dialog.written.connect(lambda name: self.said.emit(tr("Saved as {file}", file=name)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _undo(self, import_id: int) -> None:
        def undo(unit: Any) -> ImportView:
            view = imports.undo(unit, import_id)
            findings.evaluate(unit, view.case_id)
            return view

        def undone(view: ImportView) -> None:
            self.said.emit(tr("The import of “{file}” was taken back", file=view.file))

        self.desk.write(writing(self.vault, undo), undone)

    def _undo_run(self, case_id: int, run: bytes) -> None:
        def undo(unit: Any) -> int:
            views = imports.undo_run(unit, case_id, run)
            findings.evaluate(unit, case_id)
            return len(views)

        def undone(files: int) -> None:
            self.said.emit(tr("The imports of one go were taken back: {files} files", files=f"{files:,}"))

        self.desk.write(writing(self.vault, undo), undone)

    def _on_imports(self, found: list[ImportView]) -> None:
        self.model.set_imports(found)
        place = max(self.model.place_of(self._selected), 0)
        if found:
            self.table.setCurrentIndex(self.model.index(place, SourceColumn.FILE))
        was_empty = self.stack.currentIndex() == 1
        self.stack.setCurrentIndex(0 if found else 1)
        if found and was_empty and self.isVisible():
            self.table.setFocus()
        self.undo_button.setEnabled(bool(found))
        self.compare.setEnabled(bool(found))
        self._show_count()

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, previous: QModelIndex) -> None:
        view = self.model.import_at(current.row())
        if view is not None:
            self._selected = view.id
        self.undo_run_button.setVisible(view is not None and len(self.model.of_run(view.run)) > 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.table.setColumnHidden(SourceColumn.HASH, self.width() < HASH_FROM)

    def retranslated(self) -> None:
        self.model.retranslated()
        self._show_count()

    def _show_count(self) -> None:
        count = self.model.rowCount()
        self.count.setText(tr("{count} import" if count == 1 else "{count} imports", count=f"{count:,}"))


class UndoDialog(Spoken, QDialog):
    """Says what taking an import back takes away."""

    def __init__(self, views: Sequence[ImportView], parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumWidth(440)
        title = TextLabel(role="heading")
        contacts = f"{sum(view.added for view in views):,}"
        evidence = f"{sum(view.evidence for view in views):,}"
        if len(views) == 1:
            sentence = tr(
                "{contacts} contacts and {evidence} files that came with “{file}” are removed from this case, "
                "decisions about them included. The audit log keeps that it happened.",
                contacts=contacts,
                evidence=evidence,
                file=views[0].file,
            )
        else:
            sentence = tr(
                "{contacts} contacts and {evidence} files that came with {files} files of one go are removed from "
                "this case, decisions about them included. The audit log keeps that it happened.",
                contacts=contacts,
                evidence=evidence,
                files=f"{len(views):,}",
            )
        words = TextLabel(sentence, wrap=True)
        self.cancel, self.go = button(), button("danger", "history")
        self.go.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.go.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.go)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(title)
        column.addWidget(words)
        column.addLayout(foot)
        self.say(self.setWindowTitle, "Take back an import")
        self.say(title.setText, "Take back an import")
        self.say(self.cancel.setText, "Cancel")
        self.say(self.go.setText, "Take back")
