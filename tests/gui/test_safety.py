"""The safety prompt comes before anything else, calmly, and goes when somebody says what was done."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from advocate.domain.practice import Danger
from advocate.domain.vocabulary import Medium
from advocate.services import safety
from advocate.storage.vault import Vault
from advocate.ui.contacts.tab import ContactsTab
from advocate.ui.look import Look
from advocate.ui.main_window import MainWindow
from advocate.ui.widgets.pills import PillStrip
from advocate.ui.widgets.text import TextLabel

WAIT_MS = 10_000

Open = Callable[[], MainWindow]
Settle = Callable[[], None]
Log = Callable[..., int]
Write = Callable[[QWidget, str], None]


def texts_of(widget: QWidget) -> list[str]:
    return [child.text() for child in widget.findChildren(TextLabel)] + [
        text for strip in widget.findChildren(PillStrip) for text in strip.texts()
    ]


def test_it_stands_above_the_tabs_and_goes_when_somebody_looked_after_it(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, log: Log, write: Write, look: Look
) -> None:
    log("今晚打断你的腿", at="2026-09-20 12:00", medium=Medium.SMS)
    log("不还就去死", at="2026-09-21 12:00", medium=Medium.SMS)
    window = case_window()
    panel = window.case.safety
    assert [card.prompt.danger for card in panel.cards] == [Danger.SUICIDE, Danger.VIOLENCE]
    assert panel.isVisible()
    assert (
        panel.mapToGlobal(panel.rect().bottomLeft()).y()
        <= window.case.tab_widget.mapToGlobal(window.case.tab_widget.rect().topLeft()).y()
    )
    said = texts_of(panel)
    assert "12356" in said
    assert "凭记忆，待核" in said
    look.set_language("en")
    settle()
    assert "Look after the person first" in texts_of(panel)
    look.set_language("zh")
    settle()
    card = panel.cards[0]
    assert not card.keep.isEnabled()
    write(card.note, "已通话，家人在身边")
    qtbot.keyClick(card.note, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: [c.prompt.danger for c in panel.cards] == [Danger.VIOLENCE], timeout=WAIT_MS)
    settle()
    with vault.read() as unit:
        (note,) = safety.notes(unit, case_id)
    assert (note.done, note.by) == ("已通话，家人在身边", "counselor")


def test_while_typing_it_comes_first_and_nothing_is_saved(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, write: Write
) -> None:
    window = case_window()
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    tab = window.case.tabs["contacts"]
    assert isinstance(tab, ContactsTab)
    settle()
    entry = tab.entry
    entry.time.setText("看不懂的时间")
    entry.text.setFocus()
    write(entry.text, "你怎么不去死")
    qtbot.waitUntil(lambda: bool(entry.live.safety.cards), timeout=WAIT_MS)
    assert "12356" in texts_of(entry.live.safety)
    assert entry.text.hasFocus()
    assert window.case.safety.cards == []
    entry.reset()
    settle()
    assert entry.live.safety.cards == []
    with vault.read() as unit:
        assert safety.prompts(unit, case_id) == []


def test_a_contact_behind_it_is_opened(qtbot: QtBot, case_window: Open, settle: Settle, log: Log) -> None:
    contact = log("不还就去死", at="2026-09-21 12:00", medium=Medium.SMS)
    window = case_window()
    window.case.safety.contact_asked.emit(contact)
    settle()
    tab = window.case.tab_widget.currentWidget()
    assert isinstance(tab, ContactsTab)
    assert tab.detail.contact is not None
    assert tab.detail.contact.id == contact
