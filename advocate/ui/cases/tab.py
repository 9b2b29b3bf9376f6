"""What every tab of a case is: it loads one case, and hears of changes."""

from __future__ import annotations

from typing import Any, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from advocate.domain.changes import Changes
from advocate.domain.views import CaseView
from advocate.jobs.desk import JobDesk
from advocate.jobs.runner import JobRunner
from advocate.ui.i18n import Spoken, error_text


class CaseTab(Spoken, QWidget):
    """Base of the tabs. A subclass sets `TITLE` (a literal in `mark`) and `KINDS`, and fills in `load` and `clear`.

    Changes of other kinds, or of another case, are ignored; while hidden, a tab only notes that it is stale.
    ``notice`` asks the window for a banner (tone, sentence), ``said`` for a toast, ``offered`` for one with a button
    (sentence, button, what it calls); ``contact_asked`` to show a contact in the log; ``tab_asked`` to go to another
    tab; ``import_asked`` for files to read; ``read_asked`` for the text of pictures, by their ids.
    """

    TITLE: ClassVar[str]
    KEY: ClassVar[str]
    #: Kinds of change that make what it shows stale.
    KINDS: ClassVar[frozenset[str]] = frozenset()

    notice = Signal(str, str)
    said = Signal(str)
    offered = Signal(str, str, object)
    contact_asked = Signal(int)
    tab_asked = Signal(str)
    import_asked = Signal()
    read_asked = Signal(list)

    def __init__(self, vault: Any, runner: JobRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.vault = vault
        self.runner = runner
        self.desk = JobDesk(runner, self)
        self.desk.failed.connect(self._on_failed)
        self.case: CaseView | None = None
        self._stale = False

    def open_case(self, case: CaseView) -> None:
        """Show ``case``; the same case again means that its own fields changed."""
        another = self.case is None or self.case.summary.id != case.summary.id
        self.case = case
        if another:
            self.clear()
        self._load_or_wait()

    def apply_changes(self, changes: Changes) -> None:
        """Refresh, or note that it is time to, if ``changes`` concern this tab."""
        if self.case is None or not changes.touches(*self.KINDS):
            return
        if changes.case_id in (None, self.case.summary.id):
            self._load_or_wait()

    def load(self) -> None:
        """Ask for what the tab shows of ``self.case``; a tab that shows the case alone has nothing to ask."""

    def clear(self) -> None:
        """Forget the case shown before."""

    def focus_first(self) -> None:
        """Put the keyboard where work starts."""
        self.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self.case is not None:
            self._stale = False
            self.load()

    def _load_or_wait(self) -> None:
        if self.isVisible():
            self._stale = False
            self.load()
        else:
            self._stale = True

    def _on_failed(self, error: Any) -> None:
        self.notice.emit("danger", error_text(error))
