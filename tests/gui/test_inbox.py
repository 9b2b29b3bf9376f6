"""The inbox in a real window, from the keyboard: decided in bulk, taken back, and what is out of sight is not read."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advocate.domain.filters import ContactFilter
from advocate.domain.jobs import QuietContext
from advocate.domain.vocabulary import Nature, Proposal
from advocate.services import contacts, importing, inbox
from advocate.storage.vault import Vault
from advocate.ui.inbox.model import GroupColumn, GroupModel
from advocate.ui.look import Look
from advocate.ui.main_window import MainWindow
from tests.importers.conftest import call, sms, smses

WAIT_MS = 30_000
CTRL = Qt.KeyboardModifier.ControlModifier
START_MS = 1_789_800_000_000
MINUTE_MS = 60_000
COLLECTOR, MOTHER, STRANGER = "17012345678", "13812340001", "13899990000"

Open = Callable[[], MainWindow]
Settle = Callable[[], None]


def at(minutes: int) -> str:
    return str(START_MS + minutes * MINUTE_MS)


@pytest.fixture
def mixed(vault: Vault, case_id: int, tmp_path: Path) -> int:
    """A collector with three messages, a mother with two, a stranger's call; returns the case."""
    path = tmp_path / "sms.xml"
    path.write_text(
        smses(
            sms("您的借款已逾期30天，今天不处理就联系你通讯录里的人", address=COLLECTOR, date=at(1)),
            sms("再不还钱就上门打断你的腿", address=COLLECTOR, date=at(2)),
            sms("看到速回", address=COLLECTOR, date=at(3)),
            sms("晚上回来吃饭吗", address=MOTHER, date=at(4), contact_name="妈妈"),
            sms("到家了吗", address=MOTHER, date=at(5), contact_name="妈妈"),
            call(number=STRANGER, type="1", duration="20", date=at(6)),
        ),
        "utf-8",
    )
    importing.run(vault, [path], case_id, QuietContext())
    return case_id


@pytest.fixture
def tab(mixed: int, case_window: Open, settle: Settle) -> Any:
    window = case_window()
    shown = window.case.show_tab("inbox")
    settle()
    return shown


def on_record(vault: Vault, case_id: int) -> list[tuple[str | None, Nature]]:
    with vault.read() as unit:
        rows = contacts.page(unit, contacts.ids(unit, ContactFilter(case_id=case_id, on_record=True)))
    return [(row.number, row.nature) for row in rows]


def lines(tab: Any) -> list[str]:
    return [tab.groups.data(tab.groups.index(row, GroupColumn.SENDER)) for row in range(tab.groups.rowCount())]


def test_the_list_of_senders_keeps_the_rules(mixed: int, vault: Vault, qtmodeltester: ModelTester, look: Look) -> None:
    model = GroupModel()
    with vault.read() as unit:
        model.set_groups(inbox.groups(unit, mixed))
    qtmodeltester.check(model, force_py=True)
    model.set_filter(Proposal.COLLECTION, "")
    assert model.rowCount() == 1
    model.set_filter(None, "妈妈")
    assert model.rowCount() == 1


def test_senders_stand_with_proposal_reasons_and_entries(qtbot: QtBot, tab: Any) -> None:
    assert tab.table.hasFocus()
    assert [line[-4:] for line in lines(tab)] == ["5678", "0000", "0001"]
    assert tab.who.text() == "170 1234 5678"
    assert "逾期" in tab.why.text()
    qtbot.waitUntil(lambda: tab.entries.rowCount() == 3, timeout=WAIT_MS)
    qtbot.keyClick(tab.table, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: tab.entries.rowCount() == 1, timeout=WAIT_MS)
    assert "收件箱  6" in tab.window().case.tab_widget.tabText(1)


def test_enter_accepts_and_ctrl_z_takes_back(
    qtbot: QtBot, tab: Any, settle: Settle, vault: Vault, case_id: int
) -> None:
    qtbot.keyClick(tab.table, Qt.Key.Key_Return)
    settle()
    assert on_record(vault, case_id) == [(f"+86{COLLECTOR}", Nature.COLLECTION)] * 3
    assert [line[-4:] for line in lines(tab)] == ["0000"]
    qtbot.keyClick(tab.table, Qt.Key.Key_Z, CTRL)
    settle()
    assert on_record(vault, case_id) == []
    assert len(lines(tab)) == 3


def test_letters_decide_about_the_sender_in_front(
    qtbot: QtBot, tab: Any, settle: Settle, vault: Vault, case_id: int
) -> None:
    qtbot.keyClick(tab.table, Qt.Key.Key_C)
    qtbot.keyClick(tab.table, Qt.Key.Key_O)
    qtbot.keyClick(tab.table, Qt.Key.Key_X)
    settle()
    natures = [nature for _number, nature in on_record(vault, case_id)]
    assert natures == [Nature.COLLECTION] * 3 + [Nature.ORDINARY]
    assert tab.stack.currentWidget() is tab.empty
    with vault.read() as unit:
        assert inbox.counts(unit, case_id).entries == 0


def test_single_entries_are_decided_on_the_right(
    qtbot: QtBot, tab: Any, settle: Settle, vault: Vault, case_id: int
) -> None:
    qtbot.waitUntil(lambda: tab.entries.rowCount() == 3, timeout=WAIT_MS)
    qtbot.keyClick(tab.table, Qt.Key.Key_Right)
    assert tab.list.hasFocus()
    qtbot.keyClick(tab.list, Qt.Key.Key_C)
    settle()
    assert on_record(vault, case_id) == [(f"+86{COLLECTOR}", Nature.COLLECTION)]
    qtbot.waitUntil(lambda: tab.entries.rowCount() == 2, timeout=WAIT_MS)
    qtbot.keyClick(tab.list, Qt.Key.Key_Left)
    assert tab.table.hasFocus()


def test_a_suggestion_leads_to_what_still_waits(qtbot: QtBot, tab: Any, settle: Settle) -> None:
    window = tab.window()
    log = window.case.show_tab("contacts")
    settle()
    assert log.model.rowCount() == 0
    log.show_contact(1)
    settle()
    assert log.model.rowCount() == 6
    assert log.scope.currentIndex() == 1


def test_a_hundred_thousand_wait_without_being_read(qtbot: QtBot, case_window: Open, settle: Settle) -> None:
    """Ids and pages: what is not in sight is not asked for."""
    window = case_window()
    tab: Any = window.case.show_tab("inbox")
    settle()
    asked: list[int] = []
    tab.entries._fetch = lambda ids, take: asked.extend(ids)
    tab.stack.setCurrentIndex(0)
    tab.entries.set_ids(array("q", range(1, 100_001)))
    tab.list.setCurrentIndex(tab.entries.index(99_999, 0))
    qtbot.waitUntil(lambda: bool(asked), timeout=WAIT_MS)
    QApplication.processEvents()
    assert tab.entries.rowCount() == 100_000
    assert len(asked) <= 400
    settle()
