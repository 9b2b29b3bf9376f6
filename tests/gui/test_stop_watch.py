"""The stop-watch case: from what a debtor brings to a sorted, proof-read log, with the keys counted."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from advocate.domain.filters import ContactFilter
from advocate.domain.screenshots import ProposalStatus
from advocate.domain.vocabulary import Direction, Nature
from advocate.jobs import ocr
from advocate.services import contacts, evidence, inbox, screenshots
from advocate.storage.vault import Vault
from advocate.ui.importing.dialog import ImportDialog, Step
from advocate.ui.main_window import MainWindow
from tests.gui.test_importing import drag, drop
from tests.importers.conftest import call, sms, smses
from tests.screenshots import drawing

#: Eighteen pictures are read: half a minute on an idle PC, many times that on a busy one.
WAIT_MS = 900_000
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
START_MS = 1_789_800_000_000
MINUTE_MS = 60_000
MOTHER = "13812340001"
CREW = [f"1701234{place:04}" for place in range(5600, 5612)]
DUNS = [
    "您的借款已逾期30天，今天不处理就联系你通讯录里的人。",
    "再不还钱就上门打断你的腿，你自己考虑清楚后果。",
    "法务通知：今晚二十点前不还款，直接上门到你单位。",
    "你爸妈的电话我都有，要不要我现在打给他们？",
]
TOLD = [
    ("刚才有人打电话到家里，说你欠钱不还，要上门来。", "妈，别理他们，号码发给我。"),
    ("那些催收的又打给你舅舅了，说不还钱就去单位闹。", "我知道了，我会去投诉。"),
    ("今天有人在楼下贴了你的照片，写着老赖还钱。", "拍下来，不要撕，我要留证据。"),
]

Open = Callable[[], MainWindow]
Settle = Callable[[], None]


class Counted:
    """Presses keys and counts them; a key with Ctrl and Shift is one."""

    def __init__(self, qtbot: QtBot) -> None:
        self._qtbot = qtbot
        self.keys = 0

    def press(self, widget: QWidget, key: Qt.Key, how: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self.keys += 1
        self._qtbot.keyClick(widget, key, how)


def at(minutes: int) -> str:
    return str(START_MS + minutes * MINUTE_MS)


def conversation(title: str, day: int, rows: list[tuple[bool, str]]) -> bytes:
    """Draw a chat: each message below its time; ``True`` is the phone's owner."""
    canvas = drawing.Canvas(random.Random(day), 720, 240 + 170 * len(rows), (237, 237, 237))
    canvas.write(360, 90, title, 34, (20, 20, 20), "mm")
    canvas.y = 150
    for place, (own, text) in enumerate(rows):
        canvas.write(360, canvas.y + 16, f"2026年9月{day}日 {10 + place}:{20 + day}", 24, (130, 130, 130), "mm")
        canvas.y += 50
        paper = (149, 236, 105) if own else (255, 255, 255)
        canvas.bubble(text, own, 30, paper, (20, 20, 20), 28, 560)
        canvas.y += 30
    return drawing.Drawn("chat", canvas.image, "conversation").data()


def brought(folder: Path) -> Path:
    """Make what a debtor brings: 60 calls, 40 messages, 15 screenshots, 3 of a relative's, and a bill."""
    folder.mkdir()
    rung = [call(number=CREW[n % 12], type="3", duration="0", date=at(n // 12 * 1500 + n % 12)) for n in range(48)]
    kin = [call(number=MOTHER, type="2", duration="95", date=at(n * 700), contact_name="妈妈") for n in range(10)]
    unknown = [call(number=f"139777700{n:02}", type="1", duration="33", date=at(9_000 + n)) for n in range(2)]
    (folder / "calls.xml").write_text(smses(*rung, *kin, *unknown).replace("smses", "calls"), "utf-8")
    duns = [
        sms(f"您的借款已逾期{n}天，再不处理就联系你通讯录里的人", address=CREW[n % 12], date=at(n * 300 + 7))
        for n in range(24)
    ]
    home = [sms("晚上回来吃饭吗", address=MOTHER, date=at(n * 900), contact_name="妈妈") for n in range(8)]
    codes = [sms(f"【示例】验证码{n}，请勿泄露", address="106912345678", date=at(n * 950)) for n in range(8)]
    (folder / "sms.xml").write_text(smses(*duns, *home, *codes), "utf-8")
    bill = ["起始时间,通信地点,通信方式,对方号码,通信时长,通信类型,套餐优惠,实收通信费(元)"]
    bill += [f"2026-09-{n + 1:02} 10:0{n}:00,成都,被叫,{CREW[n]},0分{n + 1}秒,本地,,0.00" for n in range(9)]
    (folder / "详单.csv").write_text("\r\n".join(bill) + "\r\n", "utf-8")
    for place in range(15):
        rows = [(False, DUNS[place % 4]), (True, "请问你们公司叫什么名字？"), (False, DUNS[(place + 1) % 4])]
        data = conversation(CREW[place % 12], place + 1, rows[: 2 + place % 2])
        (folder / f"Screenshot_202609{place + 1:02}_231000.png").write_bytes(data)
    for place, (told, answered) in enumerate(TOLD):
        data = conversation("妈妈", 20 + place, [(False, told), (True, answered)])
        (folder / f"Screenshot_202609{place + 20}_201000.png").write_bytes(data)
    return folder


@pytest.mark.timeout(1_800)
@pytest.mark.skipif(not ocr.available(), reason="the extra ocr is not installed")
def test_stop_watch_case(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, tmp_path: Path
) -> None:
    """One drop, then: to the rows of the pictures, accept what is certain, look at each uncertain one, to the inbox,
    accept what is proposed, and one letter for each sender of whom nothing is known.
    """
    window = case_window()
    hand = Counted(qtbot)
    folder = brought(tmp_path / "手机")
    assert drag(window, [folder])
    drop(window, [folder])
    dialog = window.findChildren(ImportDialog)[-1]
    qtbot.waitUntil(lambda: dialog.step is Step.DONE, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: dialog.go.text() == "去校对", timeout=WAIT_MS)
    assert not dialog.strip.isVisible()
    hand.press(dialog.go, Qt.Key.Key_Return)
    settle()
    # The offscreen platform has no window manager that would bring the window back to the front.
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow, timeout=WAIT_MS)
    tab: Any = window.case.tabs["screenshots"]
    qtbot.waitUntil(lambda: tab.isVisible() and len(tab.shots) == 18, timeout=WAIT_MS)
    rows = [row for shot in tab.shots for row in shot.proposals]
    assert len(rows) == 15 * 2 + 7 + 3 * 2
    uncertain = sum(not row.certain for row in rows)
    assert window.focusWidget() is tab.table
    hand.press(tab.table, Qt.Key.Key_Return, CTRL | SHIFT)
    qtbot.waitUntil(lambda: sum(shot.open for shot in tab.shots) == uncertain, timeout=WAIT_MS)
    for left in range(uncertain - 1, -1, -1):
        settle()
        assert tab.current().status is ProposalStatus.PROPOSED
        hand.press(tab.table, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda left=left: sum(shot.open for shot in tab.shots) == left, timeout=WAIT_MS)
    assert tab.accept_button.text() == "去分拣"
    hand.press(tab.table, Qt.Key.Key_Return)
    settle()
    sorting: Any = window.case.tabs["inbox"]
    assert sorting.isVisible()
    with vault.read() as unit:
        assert not inbox.lacks_proposals(unit, case_id)
    assert window.focusWidget() is sorting.table
    hand.press(sorting.table, Qt.Key.Key_Return)
    settle()
    unsure = 0
    while sorting.groups.rowCount():
        unsure += 1
        hand.press(sorting.table, Qt.Key.Key_X)
        QApplication.processEvents()
    settle()
    _assert_sorted(vault, case_id)
    # Two strangers' calls, of whom nothing is known; a drawn page leaves hardly a doubt.
    assert unsure == 2
    assert uncertain <= 3
    assert hand.keys == 4 + uncertain + unsure


def _assert_sorted(vault: Vault, case_id: int) -> None:
    with vault.read() as unit:
        rows = contacts.page(unit, contacts.ids(unit, ContactFilter(case_id=case_id)))
        kept = evidence.listing(unit, case_id)
        shots = screenshots.listing(unit, case_id)
    assert {row.nature for row in rows} == {Nature.COLLECTION}
    crew = [row for row in rows if row.number and row.number.startswith("+861701234")]
    assert sum(row.medium.is_voice for row in crew) == 48 + 9
    said = [row.text for row in crew if not row.medium.is_voice and row.direction is Direction.IN]
    assert len(said) == 24 + 15 + 7
    assert set(DUNS) <= set(said)
    # What the mother tells of collectors is on the record; her own messages and the codes are not.
    others = {row.text for row in rows if row not in crew}
    assert {told for told, _answered in TOLD} <= others <= {text for pair in TOLD for text in pair}
    assert not any(shot.open for shot in shots)
    assert len(kept) == 3 + 18
