"""What is being typed in a form, kept in the vault so that a crash loses nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from advocate.jobs.desk import JobDesk, writing
from advocate.services import contacts

#: Pause in typing after which what was typed is kept, in milliseconds.
SETTLE_MS = 500


class Keeper(QObject):
    """Writes ``typed()`` under ``key()`` a moment after the last change; None drops what was kept before."""

    def __init__(
        self,
        vault: Any,
        desk: JobDesk,
        key: Callable[[], str],
        typed: Callable[[], dict[str, Any] | None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._vault = vault
        self._desk = desk
        self._key = key
        self._typed = typed
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SETTLE_MS)
        self._timer.timeout.connect(self._keep)

    def waiting(self) -> bool:
        """Tell whether something changed that is not kept yet."""
        return self._timer.isActive()

    @Slot()
    def later(self) -> None:
        """Keep what is typed once the typing pauses."""
        self._timer.start()

    def stop(self) -> None:
        """Keep nothing more of what was typed so far: it is being saved, or thrown away."""
        self._timer.stop()

    def flush(self) -> None:
        """Keep at once what waits to be kept."""
        if self._timer.isActive():
            self._timer.stop()
            self._keep()

    def forget(self) -> None:
        """Drop what was kept."""
        self._timer.stop()
        key = self._key()
        if key:
            self._desk.write(writing(self._vault, lambda unit: contacts.drop_form_draft(unit, key)), lambda _: None)

    @Slot()
    def _keep(self) -> None:
        key, typed = self._key(), self._typed()
        if not key:
            return
        if typed is None:
            self.forget()
            return
        job = writing(self._vault, lambda unit: contacts.save_form_draft(unit, key, typed))
        self._desk.write(job, lambda _: None)
