"""The window's language: English sources, Chinese from ``resources/i18n/advocate_zh_CN.ts``, switched while it runs.

The ``.ts`` file is read as it is, so that a fresh clone, an installed wheel and the frozen program need no compiler;
it stays editable with Qt Linguist. Vocabulary and errors come from `advocate.messages`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QLibraryInfo,
    QLocale,
    QObject,
    QTranslator,
    Signal,
)

from advocate import messages, resources
from advocate.domain.errors import AdvocateError

CONTEXT = "advocate"
LANGUAGES = ("zh", "en")
_LOCALES = {"zh": "zh_CN", "en": "en_GB"}


def tr(source: str, **params: Any) -> str:
    """Return ``source`` (a literal) in the language of the window, named placeholders filled in."""
    text = QCoreApplication.translate(CONTEXT, source)
    return text.format(**params) if params else text


def mark(source: str) -> str:
    """Return ``source`` as it is: marks a literal that `tr` gets later, for the catalogue."""
    return source


def label(kind: str, code: str) -> str:
    """Return the label of a vocabulary code in the language of the window."""
    return messages.label(kind, code, language())


def capital(text: str) -> str:
    """Return ``text`` as a line of its own begins; Chinese stays as it is."""
    return text[:1].upper() + text[1:]


def error_text(error: AdvocateError) -> str:
    """Return the sentence for ``error`` in the language of the window."""
    return messages.error_text(error, language())


def language() -> str:
    """Return ``"zh"`` or ``"en"``."""
    return "en" if QLocale().language() == QLocale.Language.English else "zh"


def read_catalogue(lang: str) -> dict[str, str]:
    """Return translations by source text; English needs none. Unfinished entries are left out."""
    path = resources.path("i18n", f"advocate_{_LOCALES[lang]}.ts")
    if not path.is_file():
        return {}
    # Several times as fast as Qt's reader, every token of which passes through Python; this is before the first paint.
    from xml.parsers import expat

    found: dict[str, str] = {}
    texts: list[str] = []
    source, finished = "", True

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal finished
        texts.clear()
        if name == "translation":
            finished = attributes.get("type") != "unfinished"

    def end(name: str) -> None:
        nonlocal source
        if name == "source":
            source = "".join(texts)
        elif name == "translation" and finished and texts:
            found[source] = "".join(texts)

    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = texts.append
    try:
        parser.Parse(path.read_bytes(), True)
    except expat.ExpatError as error:
        raise ValueError(f"{path.name}: {error}") from error
    return found


class _Catalogue(QTranslator):
    """A translator over a dictionary."""

    def __init__(self, texts: dict[str, str], parent: QObject) -> None:
        super().__init__(parent)
        self._texts = texts

    def isEmpty(self) -> bool:
        return not self._texts

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str | None:
        return self._texts.get(source) if context == CONTEXT else None


class Language(QObject):
    """Holds the translators; a switch reaches every widget as a ``LanguageChange`` event."""

    changed = Signal(str)

    def __init__(self, app: QCoreApplication, lang: str) -> None:
        super().__init__(app)
        self._app = app
        self._installed: list[QTranslator] = []
        self._lang = ""
        self._before = QLocale()
        self.switch(lang)

    @property
    def lang(self) -> str:
        """Return the language in force."""
        return self._lang

    def switch(self, lang: str) -> None:
        """Show every window in ``lang``, ``"zh"`` or ``"en"``; dates and numbers follow."""
        if lang == self._lang:
            return
        self._lang = lang
        QLocale.setDefault(QLocale(_LOCALES[lang]))
        self._remove()
        self._install(_Catalogue(read_catalogue(lang), self))
        if lang == "zh":
            qt = QTranslator(self)
            if qt.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
                self._install(qt)
        self.changed.emit(lang)

    def close(self) -> None:
        """Leave the application as it was found."""
        self._remove()
        QLocale.setDefault(self._before)

    def _remove(self) -> None:
        for translator in self._installed:
            self._app.removeTranslator(translator)
            translator.deleteLater()
        self._installed.clear()

    def _install(self, translator: QTranslator) -> None:
        self._app.installTranslator(translator)
        self._installed.append(translator)


class Spoken:
    """Mixin for widgets: says each text again when the language changes.

    ``self.say(self.title.setText, "Cases")`` sets the text now and at every switch. `retranslated` may be overridden
    for what needs more than a setter.
    """

    _spoken: list[tuple[Callable[[str], Any], str, dict[str, Any]]]

    def say(self, setter: Callable[[str], Any], source: str, **params: Any) -> None:
        """Call ``setter`` with the translation of ``source`` (a literal), now and whenever the language changes."""
        spoken = self.__dict__.setdefault("_spoken", [])
        spoken[:] = [entry for entry in spoken if entry[0] != setter]
        spoken.append((setter, source, params))
        setter(tr(source, **params))

    def retranslated(self) -> None:
        """Do what a switch of language needs beyond the texts that were `say`-ed."""

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            for setter, source, params in self.__dict__.get("_spoken", []):
                setter(tr(source, **params))
            self.retranslated()
        super().changeEvent(event)  # type: ignore[misc]
