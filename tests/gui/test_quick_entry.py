"""Quick entry on a real vault: the keyboard alone, findings while typing, nothing lost in a crash."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from advocate.domain.errors import UserError
from advocate.domain.filters import ContactFilter
from advocate.domain.views import ContactView
from advocate.domain.vocabulary import Behaviour, Medium, Reached, TimePrecision
from advocate.jobs.runner import JobRunner
from advocate.services import cases, contacts
from advocate.storage.vault import Vault
from advocate.ui.contacts.quick_entry import QuickEntry, draft_key
from advocate.ui.contacts.tab import ContactsTab
from advocate.ui.contacts.when import typed_duration, typed_moment
from advocate.ui.look import Look
from advocate.ui.main_window import MainWindow

WAIT_MS = 10_000
CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier

Open = Callable[[], MainWindow]
Settle = Callable[[], None]
Write = Callable[[QWidget, str], None]


@pytest.fixture
def entry(qtbot: QtBot, case_window: Open, settle: Settle) -> QuickEntry:
    """Open the window on the case and press Ctrl+L."""
    window = case_window()
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    tab = window.case.tabs["contacts"]
    assert isinstance(tab, ContactsTab)
    qtbot.waitUntil(lambda: tab.entry.number.hasFocus(), timeout=WAIT_MS)
    settle()
    return tab.entry


def logged(vault: Vault, case_id: int) -> list[ContactView]:
    with vault.read() as unit:
        return contacts.page(unit, contacts.ids(unit, ContactFilter(case_id=case_id)))


def kept(vault: Vault, case_id: int) -> dict[str, Any] | None:
    with vault.read() as unit:
        return contacts.load_form_draft(unit, draft_key(case_id))


def test_a_contact_from_the_keyboard_alone(
    qtbot: QtBot, write: Write, entry: QuickEntry, vault: Vault, case_id: int
) -> None:
    qtbot.keyClicks(entry.number, "170 1234 5678")
    entry.claims.setFocus()
    write(entry.claims, "派出所")
    entry.text.setFocus()
    write(entry.text, "不还钱就抓你")
    qtbot.keyClick(entry.text, Qt.Key.Key_1, ALT)
    qtbot.keyClick(entry.text, Qt.Key.Key_3, ALT)
    with qtbot.waitSignal(entry.saved, timeout=WAIT_MS):
        qtbot.keyClick(entry.text, Qt.Key.Key_Return, CTRL)
    (contact,) = logged(vault, case_id)
    assert contact.number == "+8617012345678"
    assert contact.number_raw == "170 1234 5678"
    assert contact.claims_to_be == "派出所"
    assert contact.text == "不还钱就抓你"
    assert set(contact.behaviours) == {Behaviour.THREAT, Behaviour.IMPERSONATE_OFFICIAL}
    assert abs((contact.moment.at_utc - datetime.now(UTC)).total_seconds()) < 120
    assert contact.moment.precision is TimePrecision.MINUTE
    assert entry.number.text() == ""
    assert entry.text.toPlainText() == ""
    assert entry.behaviours.value() == frozenset()
    assert entry.number.hasFocus()


def test_the_log_shows_and_selects_the_new_contact(
    qtbot: QtBot, entry: QuickEntry, settle: Settle, log: Callable[..., int]
) -> None:
    window = entry.window()
    assert isinstance(window, MainWindow)
    tab = window.case.tabs["contacts"]
    assert isinstance(tab, ContactsTab)
    qtbot.keyClicks(entry.number, "17012345678")
    with qtbot.waitSignal(entry.saved, timeout=WAIT_MS) as saved:
        qtbot.keyClick(entry.number, Qt.Key.Key_Return, CTRL)
    settle()
    assert tab.model.rowCount() == 1
    assert tab.model.id_at(tab.table.currentIndex().row()) == saved.args[0]


def test_behaviours_by_typing(qtbot: QtBot, write: Write, entry: QuickEntry) -> None:
    field = entry.behaviours.field
    field.setFocus()
    write(field, "私人账户")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert entry.behaviours.value() == {Behaviour.PRIVATE_PAYMENT}
    assert field.text() == ""
    qtbot.keyClick(field, Qt.Key.Key_Backspace)
    assert entry.behaviours.value() == frozenset()
    write(field, "没有这种行为")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert entry.behaviours.value() == frozenset()


def test_findings_and_seen_before_appear_while_typing(
    qtbot: QtBot, entry: QuickEntry, log: Callable[..., int], settle: Settle
) -> None:
    log("还钱", number_raw="17012345678", claims_to_be="银行")
    qtbot.keyClicks(entry.number, "17012345678")
    entry.time.setFocus()
    entry.time.selectAll()
    qtbot.keyClicks(entry.time, "2026-09-21 23:30")
    qtbot.waitUntil(lambda: not entry.live.seen.isHidden(), timeout=WAIT_MS)
    assert "1" in entry.live.seen.label.text()
    assert "银行" in entry.live.seen.label.text()
    qtbot.waitUntil(lambda: any(found.rule == "TIME-01" for found in entry.live.findings), timeout=WAIT_MS)
    assert not entry.live.isHidden()
    settle()


def test_what_is_wrong_stands_beside_its_field(
    qtbot: QtBot, write: Write, entry: QuickEntry, vault: Vault, case_id: int, look: Look, settle: Settle
) -> None:
    entry.time.setFocus()
    entry.time.selectAll()
    write(entry.time, "昨晚")
    qtbot.keyClick(entry.time, Qt.Key.Key_Return, CTRL)
    field = entry._fields["at"]
    assert "昨晚" in field.problem.text()
    assert not field.problem.isHidden()
    assert entry.time.hasFocus()
    look.language.switch("en")
    qtbot.waitUntil(lambda: "cannot be read" in field.problem.text(), timeout=WAIT_MS)
    assert logged(vault, case_id) == []
    entry.time.selectAll()
    qtbot.keyClicks(entry.time, "2099-01-01 10:00")
    qtbot.keyClick(entry.time, Qt.Key.Key_Return, CTRL)
    assert "future" in field.problem.text()
    settle()
    assert logged(vault, case_id) == []


def test_what_was_typed_survives_a_crash(
    qtbot: QtBot, write: Write, entry: QuickEntry, vault: Vault, case_id: int, runner: JobRunner, settle: Settle
) -> None:
    qtbot.keyClicks(entry.number, "17099990000")
    write(entry.text, "他说要上门")
    entry.medium.set_value(Medium.WECHAT)
    qtbot.keyClick(entry, Qt.Key.Key_2, ALT)
    qtbot.waitUntil(lambda: (kept(vault, case_id) or {}).get("behaviours") == ["insult"], timeout=WAIT_MS)
    settle()
    again = QuickEntry(vault, runner)
    qtbot.addWidget(again)
    with vault.read() as unit:
        case = cases.get(unit, case_id)
    again.open_case(case)
    qtbot.waitUntil(lambda: again.number.text() == "17099990000", timeout=WAIT_MS)
    assert again.text.toPlainText() == "他说要上门"
    assert again.medium.value() == Medium.WECHAT
    assert again.behaviours.value() == {"insult"}
    assert not again.banner.isHidden()
    qtbot.waitUntil(lambda: not again._live_timer.isActive(), timeout=WAIT_MS)
    settle()


def test_saving_and_clearing_forget_the_draft(
    qtbot: QtBot, entry: QuickEntry, vault: Vault, case_id: int, settle: Settle
) -> None:
    qtbot.keyClicks(entry.number, "17099990000")
    qtbot.waitUntil(lambda: kept(vault, case_id) is not None, timeout=WAIT_MS)
    with qtbot.waitSignal(entry.saved, timeout=WAIT_MS):
        qtbot.mouseClick(entry.save, Qt.MouseButton.LeftButton)
    assert kept(vault, case_id) is None
    qtbot.keyClicks(entry.number, "1")
    qtbot.waitUntil(lambda: kept(vault, case_id) is not None, timeout=WAIT_MS)
    qtbot.mouseClick(entry.discard, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: kept(vault, case_id) is None, timeout=WAIT_MS)
    assert entry.number.text() == ""
    settle()


def test_fields_that_do_not_fit_the_medium_go_away(entry: QuickEntry) -> None:
    entry.medium.set_value(Medium.SMS)
    entry.medium.activated.emit(1)
    assert entry.answered.isHidden()
    assert entry.duration.isHidden() or entry._fields["duration_s"].isHidden()
    entry.reached.set_value(Reached.EMPLOYER)
    entry.reached.activated.emit(1)
    assert not entry._fields["reached_name"].isHidden()
    draft, problems = entry.draft()
    assert problems == []
    assert draft is not None
    assert draft.answered is None
    assert draft.duration_s is None


def test_escape_puts_the_pane_away_and_keeps_what_was_typed(qtbot: QtBot, entry: QuickEntry, settle: Settle) -> None:
    qtbot.keyClicks(entry.number, "1701")
    qtbot.keyClick(entry.number, Qt.Key.Key_Escape)
    assert not entry.isVisible()
    qtbot.keyClick(entry.window(), Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: entry.isVisible(), timeout=WAIT_MS)
    assert entry.number.text() == "1701"
    qtbot.waitUntil(lambda: not entry._keeper.waiting() and not entry._live_timer.isActive(), timeout=WAIT_MS)
    settle()


def test_closing_the_window_at_once_loses_nothing(
    qtbot: QtBot, entry: QuickEntry, vault: Vault, case_id: int, runner: JobRunner
) -> None:
    qtbot.keyClicks(entry.number, "17012345678")
    qtbot.keyClick(entry.number, Qt.Key.Key_Return, CTRL)
    entry.window().close()
    assert runner.close(WAIT_MS)
    assert [contact.number_raw for contact in logged(vault, case_id)] == ["17012345678"]
    assert kept(vault, case_id) is None


def test_closing_the_window_while_typing_keeps_the_draft(
    qtbot: QtBot, entry: QuickEntry, vault: Vault, case_id: int, runner: JobRunner
) -> None:
    qtbot.keyClicks(entry.number, "1701234")
    entry.window().close()
    assert runner.close(WAIT_MS)
    assert (kept(vault, case_id) or {})["number"] == "1701234"
    assert logged(vault, case_id) == []


NOW = datetime(2026, 3, 5, 14, 15, tzinfo=UTC)  # 22:15 in Shanghai


@pytest.mark.parametrize(
    ("typed", "local", "precision"),
    [
        ("22:15", "2026-03-05T22:15", TimePrecision.MINUTE),
        ("9：05", "2026-03-05T09:05", TimePrecision.MINUTE),
        ("昨天 23:40", "2026-03-04T23:40", TimePrecision.MINUTE),
        ("前天7点30分", "2026-03-03T07:30", TimePrecision.MINUTE),
        ("yesterday 6:00", "2026-03-04T06:00", TimePrecision.MINUTE),
        ("3-1 21:00", "2026-03-01T21:00", TimePrecision.MINUTE),
        ("12月30日 8:00", "2025-12-30T08:00", TimePrecision.MINUTE),
        ("2026.2.3", "2026-02-03T00:00", TimePrecision.DAY),
        ("2026-03-05 22:15:08", "2026-03-05T22:15", TimePrecision.EXACT),
        ("2026-03-05T22:15:08+08:00", "2026-03-05T22:15", TimePrecision.EXACT),
    ],
)
def test_times_as_people_type_them(typed: str, local: str, precision: TimePrecision) -> None:
    moment = typed_moment(typed, "Asia/Shanghai", NOW)
    assert moment.local().strftime("%Y-%m-%dT%H:%M") == local
    assert moment.precision is precision
    assert moment.written == typed


@pytest.mark.parametrize("typed", ["", "昨晚", "25:00", "2026-13-01", "3-32", "abc", "0-0 1:00"])
def test_times_that_cannot_be_read(typed: str) -> None:
    with pytest.raises(UserError) as raised:
        typed_moment(typed, "Asia/Shanghai", NOW)
    assert raised.value.code == "bad_time"


@pytest.mark.parametrize(
    ("typed", "seconds"), [("", None), ("90", 90), ("3:20", 200), ("3分20秒", 200), ("2分钟", 120), ("45秒", 45)]
)
def test_durations_as_people_type_them(typed: str, seconds: int | None) -> None:
    assert typed_duration(typed) == seconds


@pytest.mark.parametrize("typed", ["很久", "1:2:3", "-5", "3.5"])
def test_durations_that_cannot_be_read(typed: str) -> None:
    with pytest.raises(UserError):
        typed_duration(typed)
