"""The bundled typeface: without it a bare machine shows boxes instead of Chinese."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontDatabase

from advocate import resources

FAMILY = "Noto Sans SC"
_FILES = ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf")


def load() -> bool:
    """Register the bundled fonts with Qt; tells whether all of them could be read."""
    return all(QFontDatabase.addApplicationFont(str(resources.path("fonts", name))) >= 0 for name in _FILES)


def application_font(size_pt: float) -> QFont:
    """Return the font of the window, with digits and Latin of the same family."""
    chosen = QFont([FAMILY])
    chosen.setPointSizeF(size_pt)
    chosen.setStyleStrategy(QFont.StyleStrategy.PreferAntialias)
    chosen.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return chosen
