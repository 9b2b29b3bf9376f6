"""The debts of a case in a real window: what a loan costs, the ledger by keyboard, the form, and nothing to compare."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advocate.domain.drafts import DebtDraft, FeeDraft
from advocate.domain.vocabulary import CreditorType, FeeKind
from advocate.services import debts
from advocate.storage.vault import Vault
from advocate.ui.cases.new_debt import NewDebtDialog
from advocate.ui.debts.model import AccountModel, DebtModel, LedgerModel
from advocate.ui.debts.tab import DebtsTab
from advocate.ui.look import Look
from advocate.ui.main_window import MainWindow

WAIT_MS = 10_000

Open = Callable[[], MainWindow]
Settle = Callable[[], None]
Write = Callable[[QWidget, str], None]

PRIVATE = DebtDraft(
    "张某",
    CreditorType.PRIVATE_LENDER,
    Decimal(10000),
    received=Decimal(7000),
    contract_date=date(2024, 11, 5),
    repayments=((date(2025, 11, 5), Decimal(11800)),),
    fees=(FeeDraft(FeeKind.INTEREST, Decimal(3000)),),
)


@pytest.fixture
def loan(vault: Vault, case_id: int) -> int:
    with vault.write() as unit:
        return debts.add(unit, case_id, PRIVATE)


@pytest.fixture
def tab(case_window: Open, settle: Settle) -> Iterator[DebtsTab]:
    window = case_window()
    shown = window.case.show_tab("debts")
    assert isinstance(shown, DebtsTab)
    settle()
    yield shown
    settle()


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def only(vault: Vault, case_id: int) -> Any:
    with vault.read() as unit:
        (view,) = debts.listing(unit, case_id)
    return view


def test_the_cost_stands_beside_the_cap(qtbot: QtBot, loan: int, tab: DebtsTab) -> None:
    shown = words(tab)
    for expected in ("68.57%", "7,000.00 元", "11,800.00 元", "3,932.00 元", "砍头息", "12.40%", "第二十五条"):
        assert expected in shown
    assert "24% 的综合融资成本要求只约束持牌机构" in shown
    (card,) = tab.cost.caps
    assert not card.table.isVisible()
    qtbot.mouseClick(card.open, Qt.MouseButton.LeftButton)
    assert card.table.isVisible()
    assert card.model.index(1, 5).data() == "868.00"
    assert card.model.index(1, 8).data() == "3,932.00"
    assert "3,932.00" in str(tab.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole))


def test_a_repayment_is_entered_from_the_keyboard(
    qtbot: QtBot, vault: Vault, case_id: int, loan: int, tab: DebtsTab, settle: Settle
) -> None:
    ledger = tab.ledger
    ledger.on.control.setFocus()
    qtbot.keyClicks(ledger.on.control, "2025-12-05")
    qtbot.keyClicks(ledger.amount.control, "1,000")
    qtbot.keyClick(ledger.amount.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ledger.model.rowCount() == 3, timeout=WAIT_MS)
    settle()
    assert only(vault, case_id).repayments == ((date(2025, 11, 5), "11800"), (date(2025, 12, 5), "1000"))
    assert ledger.on.control.text() == ledger.amount.control.text() == ""
    assert "12,800.00 元" in words(tab.cost.figures)


def test_an_entry_is_taken_out_with_delete_and_undone(
    qtbot: QtBot, vault: Vault, case_id: int, loan: int, tab: DebtsTab, settle: Settle
) -> None:
    offers: list[Any] = []
    tab.offered.connect(lambda *given: offers.append(given))
    table = tab.ledger.table
    table.setCurrentIndex(tab.ledger.model.index(0, 0))
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: tab.ledger.model.rowCount() == 1, timeout=WAIT_MS)
    settle()
    assert only(vault, case_id).repayments == ()
    (offer,) = offers
    offer[2]()
    qtbot.waitUntil(lambda: tab.ledger.model.rowCount() == 2, timeout=WAIT_MS)
    settle()
    assert only(vault, case_id).repayments == ((date(2025, 11, 5), "11800"),)


def test_a_fee_and_an_instalment_that_is_paid_later(
    qtbot: QtBot, vault: Vault, case_id: int, loan: int, tab: DebtsTab, settle: Settle
) -> None:
    ledger = tab.ledger
    qtbot.mouseClick(ledger.kind.buttons["fee_deducted"], Qt.MouseButton.LeftButton)
    assert not ledger.on.isVisible()
    assert ledger.called.isVisible()
    ledger.called.control.set_value(FeeKind.SERVICE)
    qtbot.keyClicks(ledger.amount.control, "200")
    qtbot.mouseClick(ledger.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ledger.model.rowCount() == 3, timeout=WAIT_MS)
    settle()
    qtbot.mouseClick(ledger.kind.buttons["planned"], Qt.MouseButton.LeftButton)
    qtbot.keyClicks(ledger.on.control, "2025-12-05")
    qtbot.keyClicks(ledger.amount.control, "50")
    qtbot.mouseClick(ledger.add, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: ledger.model.rowCount() == 4, timeout=WAIT_MS)
    settle()
    assert only(vault, case_id).planned == ((date(2025, 12, 5), "50"),)
    ledger.table.setCurrentIndex(ledger.model.index(1, 0))
    assert ledger.paid.isVisible()
    qtbot.mouseClick(ledger.paid, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not ledger.paid.isVisible(), timeout=WAIT_MS)
    settle()
    view = only(vault, case_id)
    assert (view.planned, len(view.repayments)) == ((), 2)
    assert [entry.fee for entry in view.entries if entry.kind == "fee"] == [FeeKind.INTEREST, FeeKind.SERVICE]


@pytest.mark.parametrize(
    ("day", "amount", "field"),
    [
        ("gestern", "5", "on"),
        ("", "5", "on"),
        ("2025-12-05", "viel", "amount"),
        ("2025-12-05", "0", "amount"),
        ("2025-12-05", "-5", "amount"),
        ("9999-12-05", "5", "on"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(
    qtbot: QtBot,
    vault: Vault,
    case_id: int,
    loan: int,
    tab: DebtsTab,
    settle: Settle,
    day: str,
    amount: str,
    field: str,
) -> None:
    ledger = tab.ledger
    qtbot.keyClicks(ledger.on.control, day)
    qtbot.keyClicks(ledger.amount.control, amount)
    qtbot.mouseClick(ledger.add, Qt.MouseButton.LeftButton)
    problem = getattr(ledger, field).problem
    qtbot.waitUntil(lambda: bool(problem.text()), timeout=WAIT_MS)
    settle()
    assert len(only(vault, case_id).repayments) == 1


def test_the_form_changes_a_loan_and_leaves_its_ledger(
    qtbot: QtBot, vault: Vault, case_id: int, loan: int, tab: DebtsTab, settle: Settle, write: Write
) -> None:
    qtbot.mouseClick(tab.edit_button, Qt.MouseButton.LeftButton)
    (dialog,) = tab.findChildren(NewDebtDialog)
    assert dialog.fields["received"].control.text() == "7000"
    write(dialog.fields["platform"].control, "某平台")
    write(dialog.fields["sold_to"].control, "乙公司")
    dialog.notified.control.setCurrentIndex(2)
    dialog.kind.control.set_value(CreditorType.MICROLOAN)
    write(dialog.fields["sold_on"].control, "某天")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert "某天" in dialog.fields["sold_on"].problem.text()
    dialog.fields["sold_on"].control.clear()
    write(dialog.fields["sold_on"].control, "2025-06-01")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "某平台" in tab.facts.text(), timeout=WAIT_MS)
    settle()
    view = only(vault, case_id)
    assert (view.platform, view.sold_to, view.sale_notified) == ("某平台", "乙公司", False)
    assert (view.creditor_type, view.sold_on, len(view.entries)) == (CreditorType.MICROLOAN, date(2025, 6, 1), 2)
    assert "AMT-07" in {card.cap.rule for card in tab.cost.caps}


def test_without_a_debt_the_first_one_is_made_here(
    qtbot: QtBot, vault: Vault, case_id: int, tab: DebtsTab, settle: Settle, write: Write
) -> None:
    assert tab.stack.currentWidget() is tab.empty
    qtbot.mouseClick(tab.empty.action, Qt.MouseButton.LeftButton)
    (dialog,) = tab.findChildren(NewDebtDialog)
    write(dialog.creditor.control, "无名网贷")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.stack.currentWidget() is tab.splitter, timeout=WAIT_MS)
    settle()
    shown = words(tab)
    assert "不知道债权人是哪一类" in shown
    assert "算不出年化成本" in shown
    assert tab.cost.caps == []


def test_a_removed_debt_comes_back_by_undo(
    qtbot: QtBot, vault: Vault, case_id: int, loan: int, tab: DebtsTab, settle: Settle
) -> None:
    offers: list[Any] = []
    tab.offered.connect(lambda *given: offers.append(given))
    qtbot.mouseClick(tab.remove_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.stack.currentWidget() is tab.empty, timeout=WAIT_MS)
    settle()
    offers[0][2]()
    qtbot.waitUntil(lambda: tab.model.rowCount() == 1, timeout=WAIT_MS)
    settle()
    assert only(vault, case_id).id == loan


def test_in_english(loan: int, tab: DebtsTab, look: Look, settle: Settle) -> None:
    look.language.switch("en")
    settle()
    shown = words(tab)
    for expected in ("Annual cost (IRR)", "CNY 3,932.00", "Private Lending Provisions"):
        assert expected in shown
    assert not any("一" <= character <= "鿿" for character in tab.ledger.none.text())


def test_the_models_keep_qts_rules(qtmodeltester: ModelTester, vault: Vault, case_id: int, loan: int) -> None:
    with vault.read() as unit:
        found = debts.assessed(unit, case_id)
    listed, ledger, account = DebtModel(), LedgerModel(), AccountModel()
    listed.set_loans(found)
    ledger.set_lines(found[0][0].entries, "CNY")
    account.set_lines(found[0][1].caps[0].rows, "CNY")
    for model in (listed, ledger, account):
        qtmodeltester.check(model)
