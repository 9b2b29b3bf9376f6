"""Design tokens, light and dark, and how they reach Qt: Fusion, a palette and one style sheet."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import lru_cache
from string import Template

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication

from advocate import resources
from advocate.ui import fonts


class Space:
    """Distances in device-independent pixels."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    ROW = 40
    CONTROL = 34
    RADIUS = 8


class Size:
    """Type scale in points."""

    CAPTION = 8.5
    BODY = 9.75
    LEAD = 11.0
    HEADING = 12.5
    TITLE = 17.0


class Mode(StrEnum):
    """What the person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


@dataclass(frozen=True, slots=True)
class Colors:
    """Roles, not hues: every colour of the window is one of these."""

    canvas: str
    sidebar: str
    raised: str
    sunken: str
    hover: str
    line: str
    line_strong: str
    text: str
    text_soft: str
    text_faint: str
    accent: str
    accent_hover: str
    accent_text: str
    on_accent: str
    accent_soft: str
    selected: str
    danger: str
    danger_soft: str
    warning: str
    warning_soft: str
    success: str
    success_soft: str
    neutral_soft: str
    dark: bool


LIGHT = Colors(
    canvas="#FFFFFF",
    sidebar="#F4F5F7",
    raised="#FFFFFF",
    sunken="#F8F9FA",
    hover="#EDEFF2",
    line="#E5E7EB",
    line_strong="#CDD2DA",
    text="#1A1D23",
    text_soft="#525A67",
    text_faint="#7A8290",
    accent="#3A5BD9",
    accent_hover="#2F4DC0",
    accent_text="#2E4CC4",
    on_accent="#FFFFFF",
    accent_soft="#E4EBFF",
    selected="#F0F3FD",
    danger="#B42318",
    danger_soft="#FDECEA",
    warning="#8A5A00",
    warning_soft="#FFF3D9",
    success="#1B7245",
    success_soft="#E4F5EB",
    neutral_soft="#EEF0F3",
    dark=False,
)

DARK = Colors(
    canvas="#17191E",
    sidebar="#111318",
    raised="#1E2127",
    sunken="#1B1D23",
    hover="#262A31",
    line="#2A2E36",
    line_strong="#414752",
    text="#E9EBEF",
    text_soft="#AEB5C0",
    text_faint="#838B98",
    accent="#5B7CF0",
    accent_hover="#6F8CF5",
    accent_text="#93ABFF",
    on_accent="#FFFFFF",
    accent_soft="#29355F",
    selected="#20263A",
    danger="#FF8F85",
    danger_soft="#43211F",
    warning="#F2BE5C",
    warning_soft="#3D2F14",
    success="#67D397",
    success_soft="#17372A",
    neutral_soft="#2A2E36",
    dark=True,
)

#: Foreground and background roles of a tone, for pills and banners.
TONES = {
    "neutral": ("text_soft", "neutral_soft"),
    "accent": ("accent_text", "accent_soft"),
    "danger": ("danger", "danger_soft"),
    "warning": ("warning", "warning_soft"),
    "success": ("success", "success_soft"),
}


class Theme(QObject):
    """Applies the colours to the application and follows the system while the person did not choose."""

    changed = Signal()

    def __init__(self, app: QApplication, mode: Mode = Mode.SYSTEM) -> None:
        super().__init__(app)
        self._app = app
        self._mode = mode
        app.setStyle("Fusion")
        app.setFont(fonts.application_font(Size.BODY))
        app.styleHints().colorSchemeChanged.connect(self._on_system_changed)
        self._apply()

    @property
    def mode(self) -> Mode:
        """Return what the person chose."""
        return self._mode

    @property
    def colors(self) -> Colors:
        """Return the colours in force."""
        return current()

    def set_mode(self, mode: Mode) -> None:
        """Switch every open window to ``mode`` at once."""
        if mode != self._mode:
            self._mode = mode
            self._apply()

    @Slot()
    def _on_system_changed(self) -> None:
        if self._mode is Mode.SYSTEM:
            self._apply()

    def _apply(self) -> None:
        dark = self._mode is Mode.DARK or (
            self._mode is Mode.SYSTEM and self._app.styleHints().colorScheme() == Qt.ColorScheme.Dark
        )
        colors = DARK if dark else LIGHT
        _set_current(colors)
        self._app.setPalette(_palette(colors))
        self._app.setStyleSheet(style_sheet(colors))
        self.changed.emit()


_current = LIGHT


def current() -> Colors:
    """Return the colours in force, for painting code."""
    return _current


def _set_current(colors: Colors) -> None:
    global _current  # one look an application, as QApplication.palette()
    _current = colors


def color(role: str) -> QColor:
    """Return the colour of a role, for painting code."""
    return _color(getattr(_current, role))


@lru_cache(maxsize=128)
def _color(name: str) -> QColor:
    return QColor(name)


@lru_cache(maxsize=32)
def font(size_pt: float = Size.BODY, bold: bool = False) -> QFont:
    """Return the application's font at a step of the type scale; do not change it."""
    chosen = QFont(fonts.application_font(size_pt))
    chosen.setBold(bold)
    return chosen


@lru_cache(maxsize=32)
def metrics(size_pt: float = Size.BODY, bold: bool = False) -> QFontMetrics:
    """Return the measures of `font`."""
    return QFontMetrics(font(size_pt, bold))


def _palette(c: Colors) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: c.canvas,
        QPalette.ColorRole.WindowText: c.text,
        QPalette.ColorRole.Base: c.raised,
        QPalette.ColorRole.AlternateBase: c.sunken,
        QPalette.ColorRole.Text: c.text,
        QPalette.ColorRole.Button: c.raised,
        QPalette.ColorRole.ButtonText: c.text,
        QPalette.ColorRole.BrightText: c.danger,
        QPalette.ColorRole.Highlight: c.accent,
        QPalette.ColorRole.HighlightedText: c.on_accent,
        QPalette.ColorRole.Link: c.accent_text,
        QPalette.ColorRole.ToolTipBase: c.raised,
        QPalette.ColorRole.ToolTipText: c.text,
        QPalette.ColorRole.PlaceholderText: c.text_faint,
        QPalette.ColorRole.Light: c.raised,
        QPalette.ColorRole.Midlight: c.hover,
        QPalette.ColorRole.Mid: c.line,
        QPalette.ColorRole.Dark: c.line_strong,
        QPalette.ColorRole.Shadow: c.line_strong,
        QPalette.ColorRole.Accent: c.accent,
    }
    for role, value in roles.items():
        palette.setColor(role, QColor(value))
    for role in (QPalette.ColorRole.WindowText, QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(c.text_faint))
    return palette


def style_sheet(colors: Colors) -> str:
    """Return the one style sheet with the tokens filled in."""
    source = resources.path("ui", "window.qss").read_text(encoding="utf-8")
    art = resources.path("ui").as_posix()
    tokens = {key: str(value) for key, value in asdict(colors).items()}
    sizes = {
        "caption": Size.CAPTION,
        "body": Size.BODY,
        "lead": Size.LEAD,
        "heading": Size.HEADING,
        "title": Size.TITLE,
        "radius": Space.RADIUS,
        "art": art,
    }
    return Template(source).substitute(tokens, **{key: str(value) for key, value in sizes.items()})
