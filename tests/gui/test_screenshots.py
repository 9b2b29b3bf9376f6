"""Proof-reading screenshots by keyboard, in a real window, with pictures that the recogniser really reads."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from advocate.domain.filters import ContactFilter
from advocate.domain.screenshots import Box, PictureText, ProposalStatus, TextLine
from advocate.domain.vocabulary import Direction, Nature
from advocate.services import contacts, evidence, screenshots
from advocate.storage.vault import Vault
from advocate.ui.main_window import MainWindow
from advocate.ui.screenshots.tab import ScreenshotsTab
from tests.screenshots import drawing

ROWS = [
    (False, "3月5日 20:12", "您好，我是法务部刘经理，请速回电。"),
    (True, "3月5日 20:14", "请问你们公司叫什么名字？"),
    (False, "3月5日 20:15", "工号8861，今天必须还五千！"),
]
NAMED = "Screenshot_2026-03-06-09-30-00-123_com.android.mms.png"


def screenshot() -> tuple[bytes, PictureText]:
    """Return a drawn chat and, for tests of the page alone, its text with one doubt in the last row."""
    canvas = drawing.Canvas(random.Random(1), 1080, 1300, (237, 237, 237))
    lines: list[TextLine] = []

    def note(text: str, box: Box, paper: tuple[int, int, int], field: Box, doubt: int = -1) -> None:
        sure = tuple(0.4 if place == doubt else 0.99 for place in range(len(text)))
        step = box.width // max(len(text), 1)
        centres = tuple(box.left + step * place for place in range(len(text)))
        lines.append(TextLine(text, box, sure, centres, paper, (20, 20, 20), field))

    page = Box(0, 0, 1080, 1300)
    canvas.write(540, 140, "10690152745", 46, (20, 20, 20), "mm")
    note("10690152745", Box(400, 115, 680, 165), (237, 237, 237), page)
    canvas.y = 260
    for own, time, text in ROWS:
        canvas.write(540, canvas.y + 20, time, 32, (130, 130, 130), "mm")
        note(time, Box(430, canvas.y, 650, canvas.y + 40), (237, 237, 237), page)
        canvas.y += 70
        paper = (149, 236, 105) if own else (255, 255, 255)
        left, top, right, bottom = canvas.bubble(text, own, 42, paper, (20, 20, 20), 40, 800)
        field = Box(left, top, right, bottom)
        doubt = 2 if "8861" in text else -1
        note(text, Box(left + 26, top + 20, right - 26, bottom - 20), paper, field, doubt)
        canvas.y += 40
    data = drawing.Drawn("chat", canvas.image, "conversation").data()
    return data, PictureText(1080, 1300, tuple(lines), (237, 237, 237), 1, "drawn")


@pytest.fixture
def shot(vault: Vault, case_id: int, tmp_path: Path) -> int:
    """Take a screenshot in and keep what it says."""
    data, text = screenshot()
    (tmp_path / NAMED).write_bytes(data)
    (item,) = evidence.add(vault, [tmp_path / NAMED], case_id)
    with vault.write() as unit:
        screenshots.keep(unit, item.id, text)
    return item.id


@pytest.fixture
def tab(qtbot: QtBot, shot: int, case_window: Callable[[], MainWindow]) -> ScreenshotsTab:
    shown = case_window().case.show_tab(ScreenshotsTab.KEY)
    assert isinstance(shown, ScreenshotsTab)
    wait(qtbot, lambda: shown.model.rowCount() == 3 and shown.board.shows_picture)
    shown.table.setFocus()
    return shown


def wait(qtbot: QtBot, done: Callable[[], bool], most_ms: int = 30_000) -> None:
    """Wait until ``done``; writes may stand behind others on a busy machine."""
    qtbot.waitUntil(done, timeout=most_ms)


def statuses(tab: ScreenshotsTab) -> list[ProposalStatus]:
    return [row.status for row in tab.model.rows]


def test_enter_accepts_and_goes_on_and_the_picture_follows(
    qtbot: QtBot, tab: ScreenshotsTab, vault: Vault, case_id: int
) -> None:
    assert tab.table.currentIndex().row() == 0
    first = tab.board.front_boxes
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    wait(qtbot, lambda: statuses(tab)[0] is ProposalStatus.ACCEPTED and tab.table.currentIndex().row() == 1)
    assert tab.board.front_boxes != first
    assert tab.board.front_boxes == tab.model.rows[1].fields["text"].boxes
    qtbot.keyClick(tab.table, Qt.Key.Key_Tab)
    assert tab.table.currentIndex().row() == 2
    qtbot.keyClick(tab.table, Qt.Key.Key_Up)
    assert tab.table.currentIndex().row() == 1
    with vault.read() as unit:
        (contact,) = contacts.page(unit, contacts.ids(unit, ContactFilter(case_id=case_id)))
    assert (contact.text, contact.nature) == (ROWS[0][2], Nature.UNSORTED)


def test_the_boxes_are_those_of_the_field_in_front(qtbot: QtBot, tab: ScreenshotsTab) -> None:
    qtbot.keyClick(tab.table, Qt.Key.Key_Left)
    assert tab.board.front_boxes == tab.model.rows[0].fields["number"].boxes
    qtbot.keyClick(tab.table, Qt.Key.Key_Left)
    assert tab.board.front_boxes == tab.model.rows[0].fields["time"].boxes


def test_control_enter_accepts_the_certain_ones_only(qtbot: QtBot, tab: ScreenshotsTab) -> None:
    assert tab.model.rows[2].fields["text"].uncertain == (2,)
    qtbot.keyClick(tab.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    wanted = [ProposalStatus.ACCEPTED, ProposalStatus.ACCEPTED, ProposalStatus.PROPOSED]
    wait(qtbot, lambda: statuses(tab) == wanted and tab.table.currentIndex().row() == 2)


def test_delete_rejects_and_once_more_takes_it_back(qtbot: QtBot, tab: ScreenshotsTab) -> None:
    qtbot.keyClick(tab.table, Qt.Key.Key_Delete)
    wait(qtbot, lambda: statuses(tab)[0] is ProposalStatus.REJECTED and tab.table.currentIndex().row() == 1)
    qtbot.keyClick(tab.table, Qt.Key.Key_Up)
    qtbot.keyClick(tab.table, Qt.Key.Key_Delete)
    wait(qtbot, lambda: statuses(tab)[0] is ProposalStatus.PROPOSED)


def test_text_is_corrected_in_place_and_the_side_turned(
    qtbot: QtBot, tab: ScreenshotsTab, write: Callable[[QPlainTextEdit, str], None]
) -> None:
    for _ in range(2):
        qtbot.keyClick(tab.table, Qt.Key.Key_Down)
    qtbot.keyClick(tab.table, Qt.Key.Key_F2)
    editor = tab.table.findChild(QPlainTextEdit)
    assert editor is not None
    assert editor.textCursor().position() == 2
    qtbot.keyClick(editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    write(editor, "工号8862，今天必须还五千！")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    wait(qtbot, lambda: tab.model.rows[2].fields["text"].value == "工号8862，今天必须还五千！")
    assert tab.model.rows[2].fields["text"].uncertain == ()
    tab.table.setFocus()
    qtbot.keyClick(tab.table, Qt.Key.Key_Space)
    wait(qtbot, lambda: tab.model.rows[2].direction is Direction.OUT)


def test_what_comes_from_the_collection_goes_into_the_record(
    qtbot: QtBot, tab: ScreenshotsTab, vault: Vault, case_id: int
) -> None:
    tab.collection.setChecked(True)
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    wait(qtbot, lambda: statuses(tab)[0] is ProposalStatus.ACCEPTED)
    with vault.read() as unit:
        (contact,) = contacts.page(unit, contacts.ids(unit, ContactFilter(case_id=case_id)))
    assert contact.nature is Nature.COLLECTION


def test_a_missing_day_is_asked_for(
    qtbot: QtBot, case_window: Callable[[], MainWindow], vault: Vault, case_id: int
) -> None:
    data, text = screenshot()
    item = evidence.add_bytes(vault, data, "IMG_0001.PNG", case_id)
    with vault.write() as unit:
        screenshots.keep(unit, item.id, text)
    window = case_window()
    tab = window.case.show_tab(ScreenshotsTab.KEY)
    assert isinstance(tab, ScreenshotsTab)
    wait(qtbot, lambda: tab.model.rowCount() == 3 and tab.board.shows_picture)
    assert tab.banner.isVisible()
    tab.table.setFocus()
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    wait(qtbot, tab.captured.control.hasFocus)
    qtbot.keyClicks(tab.captured.control, "2026-03-06 09:30")
    qtbot.keyClick(tab.captured.control, Qt.Key.Key_Return)
    wait(qtbot, lambda: not tab.shots[0].needs_captured)
    wait(qtbot, tab.table.hasFocus)
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    wait(qtbot, lambda: statuses(tab)[0] is ProposalStatus.ACCEPTED)


def test_a_pasted_picture_is_evidence_and_is_read(
    qtbot: QtBot, case_window: Callable[[], MainWindow], vault: Vault, case_id: int
) -> None:
    data, _text = screenshot()
    image = QImage()
    assert image.loadFromData(data, "png")
    QGuiApplication.clipboard().setImage(image)
    window = case_window()
    window.case.show_tab("contacts").setFocus()
    qtbot.keyClick(window.case, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    tab = window.case.tabs[ScreenshotsTab.KEY]
    assert isinstance(tab, ScreenshotsTab)
    wait(qtbot, lambda: tab.model.rowCount() == 3, 120_000)
    assert [row.fields["text"].value for row in tab.model.rows] == [text for _own, _time, text in ROWS]
    with vault.read() as unit:
        (item,) = evidence.listing(unit, case_id)
    assert item.media_type == "image/png"
    assert io.BytesIO(evidence.read(vault, item.id)).read(4) == b"\x89PNG"
