"""Editing a contact, moving it to the trash and back, and taking one event apart, in the window on a real vault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from advocate.domain.filters import ContactFilter
from advocate.domain.jobs import QuietContext
from advocate.domain.views import ContactView
from advocate.domain.vocabulary import Medium, Nature, Reached
from advocate.services import contacts, findings, importing, inbox
from advocate.storage.vault import Vault
from advocate.ui.contacts.editor import ContactEditor
from advocate.ui.contacts.tab import ContactsTab
from advocate.ui.main_window import MainWindow

WAIT_MS = 10_000
CTRL = Qt.KeyboardModifier.ControlModifier

Open = Callable[[], MainWindow]
Settle = Callable[[], None]
Write = Callable[[QWidget, str], None]


def stored(vault: Vault, contact_id: int) -> ContactView:
    with vault.read() as unit:
        return contacts.page(unit, [contact_id])[0]


def listed(vault: Vault, case_id: int) -> list[int]:
    with vault.read() as unit:
        return list(contacts.ids(unit, ContactFilter(case_id=case_id)))


def rules(vault: Vault, case_id: int) -> set[str]:
    with vault.read() as unit:
        return {found.rule for found in findings.listing(unit, case_id, "zh")}


def contacts_tab(window: MainWindow) -> ContactsTab:
    tab = window.case.tabs["contacts"]
    assert isinstance(tab, ContactsTab)
    return tab


def editing(qtbot: QtBot, tab: ContactsTab, settle: Settle, key: Qt.Key = Qt.Key.Key_Return) -> ContactEditor:
    """Press ``key`` in the table and wait for the form."""
    tab.table.setFocus()
    qtbot.keyClick(tab.table, key)
    editor = tab.pane.currentWidget()
    assert isinstance(editor, ContactEditor)
    qtbot.waitUntil(editor.isEnabled, timeout=WAIT_MS)
    settle()
    return editor


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_E])
def test_a_contact_is_edited_and_what_nobody_touched_stays(
    qtbot: QtBot, case_window: Open, settle: Settle, write: Write, vault: Vault, case_id: int, log: Callable[..., int],
    key: Qt.Key,
) -> None:  # fmt: skip
    contact_id = log("还钱", at="2026-09-21 15:10:08", number_raw="170 1234 5678", duration_s=200, harm="失眠")
    before = stored(vault, contact_id)
    window = case_window()
    tab = contacts_tab(window)
    settle()
    editor = editing(qtbot, tab, settle, key)
    assert editor.number.text() == "170 1234 5678"
    assert editor.duration.text() == "3:20"
    assert editor.locked.isHidden()
    editor.claims.setFocus()
    write(editor.claims, "某某律师")
    with qtbot.waitSignal(editor.saved, timeout=WAIT_MS):
        qtbot.keyClick(editor.claims, Qt.Key.Key_Return, CTRL)
    settle()
    after = stored(vault, contact_id)
    assert after.claims_to_be == "某某律师"
    assert after.moment == before.moment
    assert (after.duration_s, after.answered, after.text, after.harm) == (200, None, "还钱", "失眠")
    assert tab.pane.currentWidget() is tab.detail
    assert tab.detail.contact is not None
    assert tab.detail.contact.claims_to_be == "某某律师"


def test_a_new_time_is_looked_at_anew(
    qtbot: QtBot, case_window: Open, settle: Settle, write: Write, vault: Vault, case_id: int, log: Callable[..., int]
) -> None:
    log("还钱", at="2026-09-21 15:10", number_raw="17012345678")
    window = case_window()
    settle()
    editor = editing(qtbot, contacts_tab(window), settle)
    assert "TIME-01" not in rules(vault, case_id)
    editor.time.selectAll()
    write(editor.time, "昨晚")
    qtbot.keyClick(editor.time, Qt.Key.Key_Return, CTRL)
    assert "昨晚" in editor._fields["at"].problem.text()
    editor.time.selectAll()
    write(editor.time, "2026-09-21 23:30")
    with qtbot.waitSignal(editor.saved, timeout=WAIT_MS):
        qtbot.keyClick(editor.time, Qt.Key.Key_Return, CTRL)
    settle()
    assert "TIME-01" in rules(vault, case_id)


def test_what_was_typed_and_not_saved_comes_back(
    qtbot: QtBot, case_window: Open, settle: Settle, write: Write, vault: Vault, log: Callable[..., int]
) -> None:
    contact_id = log("还钱", number_raw="17012345678")
    window = case_window()
    tab = contacts_tab(window)
    settle()
    editor = editing(qtbot, tab, settle)
    editor.claims.setFocus()
    write(editor.claims, "法院")
    qtbot.keyClick(editor.claims, Qt.Key.Key_Escape)
    assert tab.pane.currentWidget() is tab.detail
    settle()
    assert stored(vault, contact_id).claims_to_be == ""
    editor = editing(qtbot, tab, settle)
    assert editor.claims.text() == "法院"
    assert not editor.banner.isHidden()
    qtbot.mouseClick(editor.discard, Qt.MouseButton.LeftButton)
    settle()
    assert editor.claims.text() == ""
    qtbot.keyClick(editor.claims, Qt.Key.Key_Escape)
    settle()
    assert editing(qtbot, tab, settle).banner.isHidden()


def test_what_a_backup_observed_is_locked_and_the_rest_is_not(
    qtbot: QtBot, case_window: Open, settle: Settle, write: Write, vault: Vault, case_id: int, tmp_path: Path
) -> None:
    backup = tmp_path / "sms.xml"
    backup.write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<smses count="1"><sms protocol="0" address="17012345678" '
        'date="1789974600000" type="1" subject="null" body="今天必须还款" read="1" status="-1" /></smses>',
        encoding="utf-8",
    )
    importing.run(vault, [backup], case_id, QuietContext())
    (contact_id,) = listed(vault, case_id)
    with vault.write() as unit:
        inbox.take(unit, case_id, Nature.COLLECTION, ids=[contact_id])
    before = stored(vault, contact_id)
    window = case_window()
    settle()
    editor = editing(qtbot, contacts_tab(window), settle)
    assert editor.number.isReadOnly()
    assert editor.time.isReadOnly()
    assert editor.text.isReadOnly()
    assert not editor.medium.isEnabled()
    assert "E-" in editor.locked.label.text()
    assert editor.claims.hasFocus()
    editor.reached.set_value(Reached.EMPLOYER)
    editor.reached.activated.emit(1)
    editor.reached_name.setFocus()
    write(editor.reached_name, "王经理")
    with qtbot.waitSignal(editor.saved, timeout=WAIT_MS):
        qtbot.keyClick(editor.reached_name, Qt.Key.Key_Return, CTRL)
    settle()
    after = stored(vault, contact_id)
    assert (after.reached, after.reached_name) == (Reached.EMPLOYER, "王经理")
    assert (after.moment, after.text, after.medium) == (before.moment, "今天必须还款", Medium.SMS)


def test_a_removed_contact_takes_its_findings_along_and_undo_brings_both_back(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, log: Callable[..., int]
) -> None:
    kept = log("还钱", at="2026-09-20 15:00", number_raw="17012345678")
    late = log("还钱", at="2026-09-21 23:30", number_raw="17012345678")
    with vault.write() as unit:
        findings.evaluate(unit, case_id)
    window = case_window()
    tab = contacts_tab(window)
    settle()
    tab.table.setFocus()
    qtbot.keyClick(tab.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(window.toast.isVisible, timeout=WAIT_MS)
    settle()
    assert listed(vault, case_id) == [kept]
    assert "TIME-01" not in rules(vault, case_id)
    assert tab.model.id_at(tab.table.currentIndex().row()) == kept
    qtbot.mouseClick(window.toast.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.model.rowCount() == 2, timeout=WAIT_MS)
    settle()
    assert set(listed(vault, case_id)) == {kept, late}
    assert "TIME-01" in rules(vault, case_id)
    assert tab.model.id_at(tab.table.currentIndex().row()) == late
    qtbot.keyClick(tab.table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: tab.model.rowCount() == 1, timeout=WAIT_MS)
    settle()
    qtbot.keyClick(tab.table, Qt.Key.Key_Z, CTRL)
    qtbot.waitUntil(lambda: tab.model.rowCount() == 2, timeout=WAIT_MS)
    settle()
    window.toast.hide()


def test_records_of_one_event_are_taken_apart(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, log: Callable[..., int]
) -> None:
    first = log("还钱", at="2026-09-21 15:10", number_raw="17012345678")
    second = log("还钱了吗", at="2026-09-22 15:10", number_raw="17012345678")
    with vault.write() as unit:
        contacts.same_event(unit, second, first)
    window = case_window()
    tab = contacts_tab(window)
    settle()
    tab.table.setFocus()
    qtbot.keyClick(tab.table, Qt.Key.Key_Space)
    settle()
    separate: QPushButton = tab.detail.separate
    assert separate.isVisible()
    assert "K-" in tab.detail.same_event.text()
    qtbot.mouseClick(separate, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not separate.isVisible(), timeout=WAIT_MS)
    settle()
    assert stored(vault, first).same_event == ()
    assert stored(vault, second).same_event == ()
