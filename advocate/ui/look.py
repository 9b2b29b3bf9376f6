"""Language and theme together: what the menus of every window offer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advocate.ui.i18n import Language, mark, tr
from advocate.ui.settings import Settings
from advocate.ui.theme import Mode, Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QAction, QActionGroup
    from PySide6.QtWidgets import QMenu

_LANGUAGE_NAMES = {"zh": "简体中文", "en": "English"}
_MODE_NAMES = {Mode.SYSTEM: mark("Like the system"), Mode.LIGHT: mark("Light"), Mode.DARK: mark("Dark")}


class Look:
    """Switches language and theme, and keeps the choice."""

    def __init__(self, theme: Theme, language: Language, settings: Settings) -> None:
        self.theme = theme
        self.language = language
        self._settings = settings

    def set_language(self, lang: str) -> None:
        """Show every window in ``lang`` from now on."""
        self.language.switch(lang)
        self._settings.set(lang=lang)

    def set_mode(self, mode: Mode) -> None:
        """Show every window in ``mode`` from now on."""
        self.theme.set_mode(mode)
        self._settings.set(theme=str(mode))

    def close(self) -> None:
        """Let go of the application: it goes on without this look."""
        self.language.close()
        self.language.deleteLater()
        self.theme.deleteLater()

    def fill_menu(self, menu: QMenu) -> None:
        """Fill ``menu`` with the languages and the modes, the ones in force checked."""
        from PySide6.QtGui import QActionGroup

        menu.clear()
        languages = QActionGroup(menu)
        for lang, name in _LANGUAGE_NAMES.items():
            action = self._add(menu, languages, name, lang == self.language.lang)
            action.triggered.connect(lambda _checked, lang=lang: self.set_language(lang))
        menu.addSeparator()
        modes = QActionGroup(menu)
        for mode, source in _MODE_NAMES.items():
            action = self._add(menu, modes, tr(source), mode == self.theme.mode)
            action.triggered.connect(lambda _checked, mode=mode: self.set_mode(mode))

    @staticmethod
    def _add(menu: QMenu, group: QActionGroup, text: str, checked: bool) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        action.setChecked(checked)
        group.addAction(action)
        return action
