"""The reusable controls by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QModelIndex, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter
from PySide6.QtWidgets import QLabel, QLineEdit, QPushButton, QStyleOptionViewItem, QWidget
from pytestqt.qtbot import QtBot

from advocate import resources
from advocate.domain.errors import FieldProblem
from advocate.jobs.runner import Progress
from advocate.ui import icons, theme
from advocate.ui.i18n import Spoken
from advocate.ui.look import Look
from advocate.ui.theme import DARK, LIGHT, TONES, Mode
from advocate.ui.widgets.buttons import Segments, button
from advocate.ui.widgets.chips import ChipsInput
from advocate.ui.widgets.flow import FlowBox
from advocate.ui.widgets.forms import CodeCombo, Field, Problems
from advocate.ui.widgets.page import Banner, EmptyState, Toast
from advocate.ui.widgets.pills import CellDelegate, Pill, PillStrip, paint_pills
from advocate.ui.widgets.progress import ProgressDialog
from advocate.ui.widgets.sidebar import Sidebar
from advocate.ui.widgets.text import ElidedLabel, TextLabel, plain_tip


@pytest.fixture
def host(qtbot: QtBot, look: Look) -> Iterator[QWidget]:
    widget = QWidget()
    widget.resize(600, 400)
    widget.show()
    qtbot.waitExposed(widget)
    yield widget
    widget.close()
    widget.deleteLater()


def test_a_progress_dialog_waits_before_it_shows(qtbot: QtBot, host: QWidget) -> None:
    quick = ProgressDialog("导入", host)
    assert not quick.isVisible()
    quick.finish()
    slow = ProgressDialog("导入", host)
    qtbot.waitUntil(slow.isVisible, timeout=2_000)
    slow.show_progress(Progress(1_234, 10_000))
    assert slow.note.text() == "1,234 / 10,000"
    assert slow.bar.value() == 123
    with qtbot.waitSignal(slow.cancel_asked, timeout=2_000):
        qtbot.mouseClick(slow.cancel, Qt.MouseButton.LeftButton)
    assert slow.isVisible()
    assert not slow.cancel.isEnabled()
    qtbot.keyClick(slow, Qt.Key.Key_Escape)
    assert slow.isVisible()
    slow.finish()
    assert not slow.isVisible()


def test_escape_asks_to_cancel_once(qtbot: QtBot, host: QWidget) -> None:
    dialog = ProgressDialog("导入", host)
    asked: list[int] = []
    dialog.cancel_asked.connect(lambda: asked.append(1))
    qtbot.waitUntil(dialog.isVisible, timeout=2_000)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.close()
    assert asked == [1]
    assert dialog.isVisible()
    dialog.finish()


def test_labels_never_read_markup(host: QWidget) -> None:
    banner, empty = Banner(parent=host), EmptyState("inbox", parent=host)
    for label in (TextLabel("<b>x</b>"), ElidedLabel("<b>x</b>"), banner.label, empty.title, empty.hint):
        assert label.textFormat() == Qt.TextFormat.PlainText
    assert plain_tip("<img src='x'> & <b>") == "<qt>&lt;img src='x'> &amp; &lt;b></qt>"


def test_problems_find_their_fields(qtbot: QtBot, host: QWidget, look: Look) -> None:
    fields = {"name": Field(QLineEdit()), "phone": Field(QLineEdit())}
    problems = Problems(fields)
    homeless = problems.show([FieldProblem("name", "required"), FieldProblem("elsewhere", "required")])
    assert [problem.field for problem in homeless] == ["elsewhere"]
    assert fields["name"].problem.text() == "必须填写。"
    assert fields["name"].control.property("problem") == "true"
    assert fields["phone"].problem.isHidden()
    look.language.switch("en")
    problems.retranslate()
    assert fields["name"].problem.text() == "This is required."
    problems.show([])
    assert fields["name"].problem.isHidden()


def test_chips_toggle_by_digit_and_forget_by_backspace(qtbot: QtBot, host: QWidget) -> None:
    codes = [f"code{number}" for number in range(12)]
    chips = ChipsInput(codes, host)
    chips.set_labels({code: f"行为{code[4:]}" for code in codes})
    chips.install_shortcuts(host)
    chips.show()
    edits: list[int] = []
    chips.edited.connect(lambda: edits.append(1))
    chips.field.setFocus()
    for key in (Qt.Key.Key_1, Qt.Key.Key_0, Qt.Key.Key_1):
        qtbot.keyClick(chips.field, key, Qt.KeyboardModifier.AltModifier)
    assert chips.value() == {"code9"}
    assert len(edits) == 3
    chips.set_value(["code11", "code2", "unknown"])
    assert chips.value() == {"code2", "code11"}
    assert len(edits) == 3


def test_a_flow_is_as_tall_as_its_lines(qtbot: QtBot, host: QWidget) -> None:
    box = FlowBox(6, host)
    for _ in range(6):
        made = QLabel("x")
        made.setFixedSize(100, 20)
        box.add(made)
    box.resize(700, 10)
    box.show()
    QCoreApplication.processEvents()
    assert box.height() == 20
    box.resize(220, 10)
    QCoreApplication.processEvents()
    assert box.height() == 3 * 20 + 2 * 6
    box.clear()
    assert box.height() == 0


def test_segments_and_sidebar_tell_only_what_the_user_chose(qtbot: QtBot, host: QWidget) -> None:
    segments = Segments(["all", "open"], host)
    segments.buttons["open"].setText("待确认")
    segments.show()
    with qtbot.assertNotEmitted(segments.chosen):
        segments.set_value("open")
    with qtbot.waitSignal(segments.chosen) as chosen:
        qtbot.mouseClick(segments.buttons["all"], Qt.MouseButton.LeftButton)
    assert chosen.args == ["all"]
    assert segments.value() == "all"
    sidebar = Sidebar(host)
    sidebar.add_page("cases", "briefcase").setText("案件")
    sidebar.add_page("numbers", "hash").setText("号码")
    sidebar.resize(208, 300)
    sidebar.show()
    with qtbot.waitSignal(sidebar.chosen) as page:
        qtbot.mouseClick(sidebar.buttons["numbers"], Qt.MouseButton.LeftButton)
    assert page.args == ["numbers"]


def test_a_toast_goes_away(qtbot: QtBot, host: QWidget, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Toast, "SHOWN_MS", 30)
    toast = Toast(host)
    toast.show_text("已保存")
    assert toast.isVisible()
    qtbot.waitUntil(lambda: not toast.isVisible(), timeout=2_000)


def test_codes_in_a_drop_down_are_shown_by_label(host: QWidget, look: Look) -> None:
    combo = CodeCombo("medium", ["call", "sms"], host)
    combo.set_value("sms")
    assert combo.currentText() == "短信"
    look.language.switch("en")
    combo.retranslate()
    assert combo.currentText() == "SMS"
    assert combo.value() == "sms"


class Speaker(Spoken, QWidget):
    """Says one thing, then another."""

    def __init__(self) -> None:
        super().__init__()
        self.label = QLabel(self)


def test_the_last_thing_said_is_said_again(qtbot: QtBot, look: Look) -> None:
    speaker = Speaker()
    qtbot.addWidget(speaker)
    speaker.say(speaker.label.setText, "Cases")
    speaker.say(speaker.label.setText, "Contacts")
    assert speaker.label.text() == "骚扰联系"
    look.language.switch("en")
    QCoreApplication.processEvents()
    assert speaker.label.text() == "Contacts"


def colours(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


def test_an_icon_takes_the_colour_of_the_theme_at_the_time(look: Look) -> None:
    icon = icons.icon("shield", "accent")
    assert LIGHT.accent in colours(icon.pixmap(48, 48).toImage())
    look.theme.set_mode(Mode.DARK)
    dark = colours(icon.pixmap(48, 48).toImage())
    assert DARK.accent in dark
    assert LIGHT.accent not in dark
    assert DARK.text_faint in colours(icon.pixmap(48, 48, QIcon.Mode.Disabled).toImage())


def test_every_icon_that_the_code_names_exists_and_draws(look: Look) -> None:
    names = {path.stem for path in resources.path("icons").glob("*.svg")}
    assert set(icons.MEDIUM_ICONS.values()) | {"message-circle", "shield", "x"} <= names
    for name in names:
        assert colours(icons.icon(name, "accent").pixmap(64, 64).toImage()), name


def luminance(name: str) -> float:
    parts = [int(name[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("colors", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_its_ground(colors: Any) -> None:
    """WCAG 2.2 SC 1.4.3: 4.5 for text, 3 for what is large or only decorates."""
    for ground in (colors.canvas, colors.sidebar, colors.raised, colors.sunken, colors.selected, colors.hover):
        assert contrast(colors.text, ground) >= 7
        assert contrast(colors.text_soft, ground) >= 4.5
        assert contrast(colors.text_faint, ground) >= 3
        assert contrast(colors.danger, ground) >= 4.5
    for ink, ground in TONES.values():
        assert contrast(getattr(colors, ink), getattr(colors, ground)) >= 4.5
    assert contrast(colors.on_accent, colors.accent) >= 3.5


@pytest.mark.parametrize("width", [1, 30, 60, 90, 200, 500])
def test_pills_never_leave_their_cell(look: Look, width: int, host: QWidget) -> None:
    image = QImage(700, 40, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_pills(
        painter, QRectF(10, 0, width, 40), [Pill("向第三人透露欠款", "warning"), Pill("威胁"), Pill("x")], theme.font()
    )
    painter.end()
    outside = {image.pixelColor(x, y).name() for x in range(10 + max(width, 18) + 2, 700) for y in range(40)}
    assert outside == {"#ffffff"}
    strip = PillStrip(host)
    strip.set_pills(Pill("甲"), Pill("乙"))
    assert strip.texts() == ["甲", "乙"]
    assert CellDelegate(host).sizeHint(QStyleOptionViewItem(), QModelIndex()).height() == theme.Space.ROW


def test_a_banner_shows_its_tone_and_closes(qtbot: QtBot, host: QWidget) -> None:
    banner = Banner(parent=host)
    banner.resize(500, 44)
    banner.show_text("<b>磁盘已满</b>", "danger")
    assert banner.property("surface") == "banner-danger"
    (close,) = [found for found in banner.findChildren(QWidget) if found.accessibleName() in ("Close", "关闭")]
    with qtbot.waitSignal(banner.closed):
        qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert banner.isHidden()


def test_buttons_of_all_kinds_can_be_reached_by_keyboard(host: QWidget) -> None:
    made: Callable[..., QPushButton] = button
    for kind in ("", "primary", "quiet", "link", "nav", "chip", "segment"):
        assert made(kind, parent=host).focusPolicy() & Qt.FocusPolicy.TabFocus
