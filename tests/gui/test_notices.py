"""Notices in a real window: recorded, changed, removed and brought back; and what a call came to in quick entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from advocate.domain.drafts import DebtDraft
from advocate.domain.filters import ContactFilter
from advocate.domain.moments import parse_moment
from advocate.domain.notices import NoticeDraft
from advocate.domain.vocabulary import CallOutcome, CreditorType, Medium, NoticeKind
from advocate.services import contacts, debts, findings, notices
from advocate.storage.vault import Vault
from advocate.ui.cases.new_notice import NoticeDialog
from advocate.ui.cases.overview import OverviewTab
from advocate.ui.contacts.tab import ContactsTab
from advocate.ui.look import Look
from advocate.ui.main_window import MainWindow

WAIT_MS = 10_000

Open = Callable[[], MainWindow]
Settle = Callable[[], None]
Write = Callable[[QWidget, str], None]


@pytest.fixture
def tab(case_window: Open, settle: Settle) -> Iterator[OverviewTab]:
    window = case_window()
    shown = window.case.show_tab("overview")
    assert isinstance(shown, OverviewTab)
    settle()
    yield shown
    settle()


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def dialog_of(qtbot: QtBot, tab: OverviewTab) -> NoticeDialog:
    qtbot.waitUntil(lambda: bool(tab.notices.findChildren(NoticeDialog)), timeout=WAIT_MS)
    return tab.notices.findChildren(NoticeDialog)[-1]


def tool(tab: OverviewTab, word: str) -> QToolButton:
    return next(made for made in tab.notices.findChildren(QToolButton) if word in made.accessibleName())


def test_a_notice_is_recorded_with_the_keyboard_alone(
    qtbot: QtBot, tab: OverviewTab, vault: Vault, case_id: int, settle: Settle, write: Write
) -> None:
    qtbot.keyClick(tab.notices.add, Qt.Key.Key_Space)
    dialog = dialog_of(qtbot, tab)
    dialog.kind.setFocus()
    while dialog.kind.value() != NoticeKind.AGREED_HOURS:
        qtbot.keyClick(dialog.kind, Qt.Key.Key_Down)
    assert dialog.fields["hours_from"].isVisibleTo(dialog)
    assert not dialog.fields["person"].isVisibleTo(dialog)
    write(dialog.edits["at"], "2026-03-02 09:00")
    qtbot.keyClick(dialog.edits["at"], Qt.Key.Key_Return)
    assert dialog.isVisible()
    assert dialog.fields["hours_from"].problem.text()
    write(dialog.edits["hours_from"], "20:00")
    write(dialog.edits["hours_until"], "23:00")
    qtbot.keyClick(dialog.edits["hours_until"], Qt.Key.Key_Return)
    settle()
    with vault.read() as unit:
        (kept,) = notices.listing(unit, case_id)
    assert (kept.kind, kept.hours_from, kept.hours_until) == (NoticeKind.AGREED_HOURS, "20:00", "23:00")
    assert kept.moment.written == "2026-03-02 09:00"
    qtbot.waitUntil(lambda: "20:00–23:00" in words(tab.notices), timeout=WAIT_MS)


def test_a_notice_is_changed_removed_and_brought_back(
    qtbot: QtBot, tab: OverviewTab, vault: Vault, case_id: int, settle: Settle, write: Write
) -> None:
    moment = parse_moment("2026-03-02 09:00", "Asia/Shanghai")
    draft = NoticeDraft(case_id, NoticeKind.REFUSAL, moment, person="王芳", delivered=Medium.CALL, text="别再打来")
    with vault.write() as unit:
        notices.add(unit, draft)
    tab.load()
    settle()
    assert "别再打来" in words(tab.notices)
    qtbot.mouseClick(tool(tab, "修改"), Qt.MouseButton.LeftButton)
    dialog = dialog_of(qtbot, tab)
    assert dialog.edits["person"].text() == "王芳"
    dialog.edits["person"].selectAll()
    write(dialog.edits["person"], "王淑芬")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    settle()
    with vault.read() as unit:
        (kept,) = notices.listing(unit, case_id)
    assert (kept.person, kept.moment, kept.delivered) == ("王淑芬", moment, Medium.CALL)
    qtbot.waitUntil(lambda: "王淑芬" in words(tab.notices), timeout=WAIT_MS)
    with qtbot.waitSignal(tab.offered, timeout=WAIT_MS) as offered:
        qtbot.mouseClick(tool(tab, "移除"), Qt.MouseButton.LeftButton)
    settle()
    qtbot.waitUntil(lambda: "王淑芬" not in words(tab.notices), timeout=WAIT_MS)
    offered.args[2]()
    settle()
    qtbot.waitUntil(lambda: "王淑芬" in words(tab.notices), timeout=WAIT_MS)


def test_everything_is_said_in_both_languages(tab: OverviewTab, look: Look, settle: Settle) -> None:
    assert "告知与约定" in words(tab.notices)
    look.language.switch("en")
    settle()
    assert "Made known" in words(tab.notices)
    look.language.switch("zh")
    settle()


def test_quick_entry_keeps_what_a_call_came_to(
    qtbot: QtBot, case_window: Open, vault: Vault, case_id: int, settle: Settle, write: Write
) -> None:
    window = case_window()
    tab = window.case.show_tab("contacts")
    assert isinstance(tab, ContactsTab)
    settle()
    tab.open_entry()
    form = tab.entry
    write(form.number, "16512345678")
    form.conversation.setFocus()
    qtbot.keyClick(form.conversation, Qt.Key.Key_Down)
    assert form.spoke() is True
    form.outcome.setFocus()
    while form.ended() is not CallOutcome.REJECTED:
        qtbot.keyClick(form.outcome, Qt.Key.Key_Down)
    assert form.spoke() is None
    assert not form.answered.isChecked()
    form.submit()
    settle()
    with vault.read() as unit:
        (view,) = contacts.page(unit, contacts.ids(unit, ContactFilter(case_id=case_id, number="16512345678")))
    assert (view.outcome, view.conversation, view.answered) == (CallOutcome.REJECTED, None, False)


def test_a_finding_of_a_ledger_shows_how_it_was_worked_out(
    qtbot: QtBot, case_window: Open, vault: Vault, case_id: int, settle: Settle
) -> None:
    loan = DebtDraft(
        "张某",
        CreditorType.PRIVATE_LENDER,
        Decimal(10000),
        received=Decimal(7000),
        contract_date=date(2024, 11, 5),
        repayments=((date(2025, 11, 5), Decimal(11800)),),
    )
    with vault.write() as unit:
        debts.add(unit, case_id, loan)
        findings.evaluate(unit, case_id)
    window = case_window()
    tab = window.case.show_tab("findings")
    settle()
    qtbot.waitUntil(lambda: bool(tab.detail.worked_out.text()), timeout=WAIT_MS)
    assert "张某借款：2024-11-05签约" in tab.detail.worked_out.text()
    assert tab.detail.worked_out.isVisibleTo(tab)
    assert not tab.detail.table.isVisibleTo(tab)
