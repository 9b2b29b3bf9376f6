"""The window before a vault is open: unlock, create, recovery code."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from advocate.domain.errors import AdvocateError
from advocate.jobs.desk import JobDesk
from advocate.jobs.runner import JobControl, JobRunner
from advocate.ui.i18n import Spoken, error_text, tr
from advocate.ui.look import Look
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button, tool_button
from advocate.ui.widgets.forms import Field
from advocate.ui.widgets.page import Banner, IconDisc
from advocate.ui.widgets.text import ElidedLabel, TextLabel, surface

#: Shortest password that a new vault gets, in characters.
MIN_PASSWORD = 8


def _password_field() -> Field[QLineEdit]:
    edit = QLineEdit()
    edit.setEchoMode(QLineEdit.EchoMode.Password)
    return Field(edit)


class _Panel(Spoken, QWidget):
    """A heading, soft words, a form and a row of buttons."""

    def __init__(self, icon: str) -> None:
        super().__init__()
        self.title = TextLabel(role="title", wrap=True)
        self.words = TextLabel(role="soft", wrap=True)
        self.banner = Banner(closable=False)
        self.body = QVBoxLayout()
        self.body.setSpacing(Space.M)
        self.main = button("primary")
        self.main.setMinimumHeight(38)
        self.links = QHBoxLayout()
        self.links.setSpacing(Space.L)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(IconDisc(icon, diameter=52))
        column.addSpacing(Space.XS)
        column.addWidget(self.title)
        column.addWidget(self.words)
        column.addSpacing(Space.S)
        column.addWidget(self.banner)
        column.addLayout(self.body)
        column.addSpacing(Space.S)
        column.addWidget(self.main)
        column.addSpacing(Space.S)
        column.addLayout(self.links)
        column.addStretch(1)

    def show_busy(self, busy: bool) -> None:
        """Say on the main button that work is under way."""

    def add_link(self) -> Any:
        """Append a link to the foot and return it."""
        link = button("link")
        self.links.addWidget(link)
        return link


PanelT = TypeVar("PanelT", bound=_Panel)


class UnlockPanel(_Panel):
    """Password, or the recovery code."""

    def __init__(self) -> None:
        super().__init__("lock")
        self.path = ElidedLabel(role="caption")
        self.password = _password_field()
        self.code = Field(QLineEdit())
        self.code.hide()
        self.body.addWidget(self.path)
        self.body.addWidget(self.password)
        self.body.addWidget(self.code)
        self.recover = self.add_link()
        self.recover.clicked.connect(self._on_recover)
        self.links.addStretch(1)
        self.other = self.add_link()
        self.creation = self.add_link()
        self.say(self.title.setText, "Open the vault")
        self.say(self.password.set_label, "Password")
        self.say(self.code.set_label, "Recovery code")
        self.say(self.main.setText, "Open")
        self.say(self.other.setText, "Another vault…")
        self.say(self.creation.setText, "New vault")
        self.password.control.returnPressed.connect(self.main.click)
        self.code.control.returnPressed.connect(self.main.click)
        self.retranslated()

    @property
    def by_code(self) -> bool:
        """Tell whether the recovery code is asked for."""
        return not self.code.isHidden()

    def retranslated(self) -> None:
        if self.by_code:
            self.words.setText(tr("Type the recovery code that was shown when the vault was created."))
            self.recover.setText(tr("Use the password"))
        else:
            self.words.setText(tr("Everything in it stays encrypted on this computer."))
            self.recover.setText(tr("Password forgotten?"))

    def show_busy(self, busy: bool) -> None:
        self.main.setText(tr("Opening…") if busy else tr("Open"))

    @Slot()
    def _on_recover(self) -> None:
        by_code = not self.by_code
        self.code.setVisible(by_code)
        self.password.setVisible(not by_code)
        self.banner.hide()
        self.retranslated()
        (self.code if by_code else self.password).control.setFocus()


class CreatePanel(_Panel):
    """Folder and password of a new vault."""

    def __init__(self) -> None:
        super().__init__("shield")
        self.folder = QLineEdit()
        self.browse = button(icon="folder-open")
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        line.addWidget(self.folder, 1)
        line.addWidget(self.browse)
        self.folder_field = Field(row)
        self.password = _password_field()
        self.again = _password_field()
        for field in (self.folder_field, self.password, self.again):
            self.body.addWidget(field)
        self.back = self.add_link()
        self.links.addStretch(1)
        self.say(self.title.setText, "Create a vault")
        self.say(
            self.words.setText,
            "One encrypted folder holds all cases and evidence. Nothing in it is ever sent anywhere.",
        )
        self.say(self.folder_field.set_label, "Folder")
        self.say(self.browse.setText, "Choose…")
        self.say(self.password.set_label, "Password")
        self.say(
            self.password.set_hint,
            "At least {count} characters. Several words are easier to remember.",
            count=MIN_PASSWORD,
        )
        self.say(self.again.set_label, "Password again")
        self.say(self.main.setText, "Create the vault")
        self.say(self.back.setText, "Open an existing vault")
        self.browse.clicked.connect(self._on_browse)
        self.again.control.returnPressed.connect(self.main.click)

    def show_busy(self, busy: bool) -> None:
        self.main.setText(tr("Creating…") if busy else tr("Create the vault"))

    def problems(self) -> bool:
        """Mark what is wrong; tells whether anything is."""
        password, again = self.password.control.text(), self.again.control.text()
        self.folder_field.set_problem("" if self.folder.text().strip() else tr("Choose a folder."))
        self.password.set_problem(
            "" if len(password) >= MIN_PASSWORD else tr("Use at least {count} characters.", count=MIN_PASSWORD)
        )
        self.again.set_problem("" if password == again else tr("The two passwords differ."))
        return not self.folder.text().strip() or len(password) < MIN_PASSWORD or password != again

    @Slot()
    def _on_browse(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        folder = QFileDialog.getExistingDirectory(self, tr("Folder for the new vault"), self.folder.text())
        if folder:
            self.folder.setText(str(Path(folder)))


class CodePanel(_Panel):
    """The recovery code, shown once."""

    def __init__(self) -> None:
        super().__init__("key-round")
        self.code = TextLabel(role="secret", wrap=True)
        self.code.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = button("quiet", "copy")
        self.kept = QCheckBox()
        self.body.addWidget(self.code)
        self.body.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.kept)
        self.main.setEnabled(False)
        self.kept.toggled.connect(self.main.setEnabled)
        self.copy.clicked.connect(self._on_copy)
        self.say(self.title.setText, "Keep the recovery code")
        self.say(
            self.words.setText,
            "It opens the vault if the password is forgotten. It is shown only now: write it on paper, lock it away.",
        )
        self.say(self.copy.setText, "Copy")
        self.say(self.kept.setText, "I have written it down")
        self.say(self.main.setText, "Continue")

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.code.text())


class GateWindow(Spoken, QWidget):
    """Opens or creates a vault; ``opened`` hands it over."""

    opened = Signal(object, str)

    def __init__(self, runner: JobRunner, look: Look, path: Path | None, default_folder: Path) -> None:
        super().__init__()
        self._runner = runner
        self._look = look
        self._desk = JobDesk(runner, self)
        self._path = path
        self._vault: Any = None
        self._busy = False
        self._default_folder = default_folder
        self._panels: dict[str, _Panel] = {}
        self._build()
        self.show_unlock() if path else self.show_create()

    # Each panel is made when it is first asked for: the first paint waits for one of them only.

    @property
    def unlock(self) -> UnlockPanel:
        """Return the panel that asks for the password."""
        panel = self._panels.get("unlock")
        if not isinstance(panel, UnlockPanel):
            panel = self._add("unlock", UnlockPanel())
            panel.main.clicked.connect(self._on_unlock)
            panel.other.clicked.connect(self._on_other)
            panel.creation.clicked.connect(self.show_create)
        return panel

    @property
    def creation(self) -> CreatePanel:
        """Return the panel that makes a vault."""
        panel = self._panels.get("creation")
        if not isinstance(panel, CreatePanel):
            panel = self._add("creation", CreatePanel())
            panel.folder.setText(str(self._default_folder))
            panel.main.clicked.connect(self._on_create)
            panel.back.clicked.connect(self._on_back)
        return panel

    @property
    def code(self) -> CodePanel:
        """Return the panel that shows the recovery code."""
        panel = self._panels.get("code")
        if not isinstance(panel, CodePanel):
            panel = self._add("code", CodePanel())
            panel.main.clicked.connect(self._on_code_kept)
        return panel

    @property
    def panel(self) -> _Panel:
        """Return the panel in front."""
        return next(panel for panel in self._panels.values() if not panel.isHidden())

    def _add(self, key: str, panel: PanelT) -> PanelT:
        panel.hide()
        self._panels[key] = panel
        self._inner.addWidget(panel)
        return panel

    def _build(self) -> None:
        self.resize(560, 680)
        self.say(self.setWindowTitle, "Advocate")
        self.menu_button = tool_button("languages")
        self.menu = QMenu(self)
        self.menu_button.setMenu(self.menu)
        self.menu.aboutToShow.connect(lambda: self._look.fill_menu(self.menu))
        self.say(self.menu_button.setToolTip, "Language and look")
        self.say(self.menu_button.setAccessibleName, "Language and look")
        card: QFrame = surface("card")
        card.setFixedWidth(440)
        self._inner = QVBoxLayout(card)
        self._inner.setContentsMargins(Space.XL + 8, Space.XL + 8, Space.XL + 8, Space.XL)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(card)
        middle.addStretch(1)
        top = QHBoxLayout()
        top.addStretch(1)
        top.addWidget(self.menu_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.M, Space.XL)
        column.addLayout(top)
        column.addStretch(1)
        column.addLayout(middle)
        column.addStretch(2)

    def sizeHint(self) -> QSize:
        return QSize(560, 680)

    @Slot()
    def show_unlock(self) -> None:
        """Ask for the password of the vault at hand."""
        self.unlock.path.setText(str(self._path))
        self._show_panel(self.unlock)
        self.unlock.password.control.setFocus()

    @Slot()
    def show_create(self) -> None:
        """Offer a new vault."""
        self._show_panel(self.creation)
        self.creation.password.control.setFocus()

    def _show_panel(self, panel: _Panel) -> None:
        for other in self._panels.values():
            other.setVisible(other is panel)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._vault is not None:
            self._vault.close()
            self._vault = None
        super().closeEvent(event)

    @Slot()
    def _on_back(self) -> None:
        if self._path is not None:
            self.show_unlock()
        else:
            self._on_other()

    @Slot()
    def _on_other(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        folder = QFileDialog.getExistingDirectory(self, tr("Folder of the vault"), str(self._path or Path.home()))
        if folder:
            self._path = Path(folder)
            self.show_unlock()

    @Slot()
    def _on_unlock(self) -> None:
        if self._busy or self._path is None:
            return
        path = self._path
        secret = (self.unlock.code if self.unlock.by_code else self.unlock.password).control.text()
        by_code = self.unlock.by_code

        def job(control: JobControl) -> Any:
            # Imported here: the database takes a second that the first paint need not wait for.
            from advocate.services import vaults

            opener = vaults.unlock_with_recovery if by_code else vaults.unlock
            return opener(path, secret, memory_security=True)

        self._set_busy(True)
        self._desk.read(job, self._on_unlocked, self._on_refused)

    def _on_unlocked(self, vault: Any) -> None:
        self._set_busy(False)
        self.opened.emit(vault, str(vault.path))

    @Slot()
    def _on_create(self) -> None:
        if self._busy or self.creation.problems():
            return
        path, password = Path(self.creation.folder.text().strip()), self.creation.password.control.text()

        def job(control: JobControl) -> Any:
            from advocate.services import vaults

            return vaults.create(path, password, memory_security=True)

        self._set_busy(True)
        self._desk.read(job, self._on_created, self._on_refused)

    def _on_created(self, created: Any) -> None:
        self._set_busy(False)
        self._vault = created.vault
        self.code.code.setText(created.recovery_code)
        self._show_panel(self.code)
        self.code.kept.setFocus()

    @Slot()
    def _on_code_kept(self) -> None:
        vault, self._vault = self._vault, None
        self.code.code.clear()
        self.opened.emit(vault, str(vault.path))

    def _on_refused(self, error: AdvocateError) -> None:
        self._set_busy(False)
        panel = self.panel
        panel.banner.show_text(error_text(error), "danger")
        if panel is self.unlock:
            field = self.unlock.code if self.unlock.by_code else self.unlock.password
            field.control.selectAll()
            field.control.setFocus()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for panel in self._panels.values():
            if isinstance(panel, CodePanel):
                continue
            panel.main.setEnabled(not busy)
            if busy:
                panel.banner.hide()
            panel.show_busy(busy)
