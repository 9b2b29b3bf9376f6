"""What a file asks is answered in place, from the keyboard; what was left out or taken back is told apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from advocate.domain.filters import ContactFilter
from advocate.domain.jobs import QuietContext
from advocate.domain.views import ContactView
from advocate.domain.vocabulary import Direction, Nature
from advocate.services import contacts, evidence, importing, imports, inbox
from advocate.storage.vault import Vault
from advocate.ui.importing.mapping import MappingDialog
from advocate.ui.main_window import MainWindow
from advocate.ui.sources.tab import UndoDialog
from tests.gui.test_importing import FIRST_MS, HOUR_MS, WAIT_MS, backup, opened, sms

Open = Callable[[], MainWindow]
Settle = Callable[[], None]

CHAT = """2026/9/20 10:00 - 李催收: 今天必须还钱
2026/9/20 10:01 - 小林: 请出示委托书
2026/9/20 10:02 - 李催收: 少废话
2026/9/20 10:03 - 王经理: 上门见
"""


def found(vault: Vault, case_id: int) -> list[ContactView]:
    with vault.read() as unit:
        return contacts.page(unit, contacts.ids(unit, ContactFilter(case_id=case_id)))


def test_who_the_client_is_is_asked_and_the_file_is_read_anew(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, tmp_path: Path
) -> None:
    folder = tmp_path / "手机"
    folder.mkdir()
    (folder / "_chat.txt").write_text(CHAT, "utf-8")
    backup(folder, [sms(FIRST_MS)])
    dialog = opened(case_window(), qtbot, [folder])
    bar = dialog.questions
    assert bar.isVisible()
    assert "_chat.txt" in bar.words.text()
    qtbot.waitUntil(lambda: bar.owner.count() == 3, timeout=WAIT_MS)
    offered = [bar.owner.itemText(place) for place in range(3)]
    assert offered[0] == "李催收"
    assert set(offered) == {"李催收", "小林", "王经理"}
    assert bar.owner.hasFocus()
    while bar.owner.currentText() != "小林":
        qtbot.keyClick(bar.owner, Qt.Key.Key_Down)
    with qtbot.waitSignal(dialog.imported, timeout=WAIT_MS):
        qtbot.keyClick(bar.owner, Qt.Key.Key_Return)
    settle()
    assert not bar.isVisible()
    assert dialog.isVisible()
    rows = found(vault, case_id)
    assert len(rows) == 5
    assert [row.text for row in rows if row.direction is Direction.OUT] == ["请出示委托书"]
    assert dialog.report.added.number.text() == "5"
    dialog.reject()
    settle()


def test_the_question_whose_chat_it_is_may_be_left_open(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, tmp_path: Path
) -> None:
    (tmp_path / "_chat.txt").write_text(CHAT, "utf-8")
    dialog = opened(case_window(), qtbot, [tmp_path / "_chat.txt"])
    assert dialog.questions.isVisible()
    qtbot.keyClick(dialog.questions.leave, Qt.Key.Key_Space)
    assert not dialog.questions.isVisible()
    assert dialog.go.hasFocus()
    assert len(found(vault, case_id)) == 4
    dialog.reject()
    settle()


def test_both_readings_of_a_date_are_shown(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, tmp_path: Path
) -> None:
    lines = "01/02/2026, 10:00 - 李催收: 还钱\n03/04/2026, 11:00 - 我: 知道了\n"
    (tmp_path / "_chat.txt").write_text(lines, "utf-8")
    dialog = opened(case_window(), qtbot, [tmp_path / "_chat.txt"])
    bar = dialog.questions
    assert "1/2/2026" in bar.words.text()
    assert (bar.day.text(), bar.month.text()) == ("日在前：2026-02-01", "月在前：2026-01-02")
    assert bar.day.hasFocus()
    qtbot.keyClick(bar.day, Qt.Key.Key_Tab)
    assert bar.month.hasFocus()
    with qtbot.waitSignal(dialog.imported, timeout=WAIT_MS):
        qtbot.keyClick(bar.month, Qt.Key.Key_Space)
    settle()
    assert sorted(row.moment.local().strftime("%m-%d") for row in found(vault, case_id)) == ["01-02", "03-04"]
    dialog.reject()
    settle()


def test_columns_are_named_in_place(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, tmp_path: Path
) -> None:
    table = tmp_path / "自己记的.csv"
    table.write_text("甲,乙,丙\n2026-09-20 10:00,17012345678,今天必须还钱\n", "utf-8")
    dialog = opened(case_window(), qtbot, [table])
    assert dialog.questions.go.hasFocus()
    qtbot.keyClick(dialog.questions.go, Qt.Key.Key_Return)
    mapping = dialog.findChild(MappingDialog)
    assert mapping is not None
    qtbot.waitUntil(lambda: len(mapping.choices) == 3, timeout=WAIT_MS)
    for choice, field in zip(mapping.choices, ("time", "number", "text"), strict=True):
        _choose(choice, field, qtbot)
    qtbot.waitUntil(mapping.go.isEnabled, timeout=WAIT_MS)
    with qtbot.waitSignal(dialog.imported, timeout=WAIT_MS):
        qtbot.keyClick(mapping, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert [row.text for row in found(vault, case_id)] == ["今天必须还钱"]
    dialog.reject()
    settle()


def test_what_was_left_out_before_is_told_apart(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, tmp_path: Path
) -> None:
    path = backup(tmp_path, [sms(FIRST_MS + n * HOUR_MS, number=f"1650000011{n}") for n in range(3)])
    importing.run(vault, [path], case_id, QuietContext())
    with vault.write() as unit:
        inbox.leave_out(unit, case_id, ids=[1])
        inbox.finish(unit, case_id)
    dialog = opened(case_window(), qtbot, [path])
    tiles = (dialog.report.added, dialog.report.duplicates, dialog.report.left_out)
    assert [tile.number.text() for tile in tiles] == ["0", "2", "1"]
    assert dialog.report.left_out.isVisible()
    dialog.reject()
    settle()


def test_one_import_or_all_of_one_go_are_taken_back(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, tmp_path: Path
) -> None:
    folder = tmp_path / "手机"
    folder.mkdir()
    backup(folder, [sms(FIRST_MS)], "a.xml")
    backup(folder, [sms(FIRST_MS + HOUR_MS)], "b.xml")
    importing.run(vault, [folder], case_id, QuietContext())
    importing.run(vault, [backup(tmp_path, [sms(FIRST_MS + 2 * HOUR_MS)], "c.xml")], case_id, QuietContext())
    window = case_window()
    tab: Any = window.case.show_tab("sources")
    settle()
    assert not tab.undo_run_button.isVisible()
    qtbot.keyClick(tab.undo_button, Qt.Key.Key_Space)
    _confirm(tab, qtbot, settle)
    assert len(found(vault, case_id)) == 2
    assert tab.undo_run_button.isVisible()
    qtbot.keyClick(tab.undo_run_button, Qt.Key.Key_Space)
    _confirm(tab, qtbot, settle)
    assert found(vault, case_id) == []
    with vault.read() as unit:
        assert imports.listing(unit, case_id) == []
        assert evidence.listing(unit, case_id) == []
    assert {row.nature for row in found(vault, case_id)} <= {Nature.UNSORTED}


def _confirm(tab: Any, qtbot: QtBot, settle: Settle) -> None:
    qtbot.waitUntil(lambda: any(each.isVisible() for each in tab.findChildren(UndoDialog)), timeout=WAIT_MS)
    dialog = next(each for each in tab.findChildren(UndoDialog) if each.isVisible())
    qtbot.keyClick(dialog, Qt.Key.Key_Return)
    settle()


def _choose(choice: QComboBox, field: str, qtbot: QtBot) -> None:
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Home)
    for _ in range(choice.count()):
        if choice.currentData() == field:
            return
        qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert choice.currentData() == field
