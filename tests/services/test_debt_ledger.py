"""The ledger of a loan in real vaults: entries one by one, what is refused, and what it costs."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from advocate import messages
from advocate.domain.drafts import DebtDraft, FeeDraft
from advocate.domain.errors import InvalidDraft, UserError
from advocate.domain.views import LedgerEntry
from advocate.domain.vocabulary import CreditorType, FeeKind
from advocate.services import cases, debts, organisations
from advocate.storage.vault import Vault

D = Decimal
#: Three days on: after today in every zone, and after the day of grace.
SOON = (datetime.now(UTC) + timedelta(days=3)).date()
LOAN = DebtDraft(
    "甲",
    CreditorType.PRIVATE_LENDER,
    D(10000),
    received=D(7000),
    contract_date=date(2024, 11, 5),
    platform="某平台",
    sold_to="乙公司",
    sold_on=date(2025, 3, 1),
    sale_notified=False,
    demanded=D(500),
    demanded_on=date(2025, 12, 1),
    contract_rate=D("18.5"),
    repayments=((date(2025, 11, 5), D(7868)),),
    fees=(FeeDraft(FeeKind.SERVICE, D(3000)),),
)


@pytest.fixture
def debt_id(vault: Vault, case_id: int) -> int:
    with vault.write() as uow:
        return debts.add(uow, case_id, LOAN)


def test_everything_of_the_ledger_is_kept(vault: Vault, case_id: int, debt_id: int) -> None:
    with vault.read() as uow:
        (view,) = debts.listing(uow, case_id)
    assert (view.platform, view.sold_to, view.sold_on, view.sale_notified) == (
        "某平台",
        "乙公司",
        date(2025, 3, 1),
        False,
    )
    assert (view.demanded_on, view.contract_rate, view.planned) == (date(2025, 12, 1), "18.5", ())
    assert [(e.kind, e.on, e.amount, e.fee, e.deducted) for e in view.entries] == [
        ("repaid", date(2025, 11, 5), "7868", None, False),
        ("fee", None, "3000", FeeKind.SERVICE, True),
    ]


def test_a_loan_is_assessed(vault: Vault, case_id: int, debt_id: int) -> None:
    with vault.read() as uow:
        ((view, found),) = debts.assessed(uow, case_id)
    assert view.id == debt_id
    assert found.annual.value == pytest.approx(0.124)
    by_rule = {cap.rule: cap for cap in found.caps}
    assert by_rule["AMT-06"].excess == D("500.00")
    owed = (D(7000) - (7868 - D(1295))) * (1 + D("0.185") * 26 / 365)
    assert by_rule["CONTRACT"].excess == (500 - owed).quantize(D("0.01"))


def test_entries_come_and_go_one_by_one(vault: Vault, case_id: int, debt_id: int) -> None:
    with vault.write() as uow:
        debts.add_repayment(uow, debt_id, date(2025, 1, 5), D("100.50"))
        planned = debts.add_repayment(uow, debt_id, SOON, D(200))
        debts.add_repayment(uow, debt_id, date(2025, 2, 5), D(300), planned=True)
        debts.add_fee(uow, debt_id, FeeDraft(FeeKind.MEMBERSHIP, D(99), False, date(2025, 2, 6)))
    with vault.read() as uow:
        (view,) = debts.listing(uow, case_id)
    assert view.repayments == ((date(2025, 1, 5), "100.50"), (date(2025, 11, 5), "7868"))
    assert view.planned == ((date(2025, 2, 5), "300"), (SOON, "200"))
    early = next(entry for entry in view.entries if entry.amount == "300")
    with vault.write() as uow:
        debts.mark_paid(uow, debt_id, early.id)
        with pytest.raises(UserError, match="debt_in_future"):
            debts.mark_paid(uow, debt_id, planned)
        for entry in view.entries:
            if entry.kind == "fee" or entry.amount == "200":
                debts.remove_entry(uow, debt_id, entry)
    with vault.read() as uow:
        (view,) = debts.listing(uow, case_id)
    assert [entry.kind for entry in view.entries] == ["repaid"] * 3
    with vault.write() as uow, pytest.raises(UserError, match="unknown_entry"):
        debts.remove_entry(uow, debt_id, LedgerEntry(10**9, "repaid", None, "1"))


def test_a_later_repayment_is_no_repayment_yet(vault: Vault, case_id: int) -> None:
    """What is to come must not stand in a complaint as paid."""
    with vault.write() as uow:
        draft = DebtDraft("丙", principal=D(10), contract_date=date(2026, 1, 1), repayments=((SOON, D(5)),))
        debts.add(uow, case_id, draft)
    with vault.read() as uow:
        (view,) = debts.listing(uow, case_id)
        assert (view.repayments, view.planned) == ((), ((SOON, "5"),))
        assert cases.get(uow, case_id).fields["contract_repaid"] == ""


def test_terms_change_without_the_ledger(vault: Vault, case_id: int, debt_id: int) -> None:
    with vault.write() as uow:
        debts.edit_terms(uow, debt_id, DebtDraft("甲", CreditorType.UNLICENSED, D(9000)))
    with vault.read() as uow:
        (view,) = debts.listing(uow, case_id)
    assert (view.principal, view.platform, view.sale_notified) == ("9000", "", None)
    assert view.creditor_type is CreditorType.UNLICENSED
    assert len(view.entries) == 2


def test_an_edit_corrects_the_kind_of_lender_everywhere(vault: Vault, case_id: int, debt_id: int) -> None:
    with vault.write() as uow:
        other = debts.add(uow, case_id, DebtDraft("甲", principal=D(5)))
        debts.edit_terms(uow, other, DebtDraft("甲", CreditorType.MICROLOAN, D(5)))
    with vault.read() as uow:
        assert {view.creditor_type for view in debts.listing(uow, case_id)} == {CreditorType.MICROLOAN}
        assert organisations.get(uow, debts.listing(uow, case_id)[0].creditor_id).name == "甲"


def test_a_removed_loan_comes_back(vault: Vault, case_id: int, debt_id: int) -> None:
    with vault.write() as uow:
        debts.remove(uow, debt_id)
        assert debts.assessed(uow, case_id) == []
        debts.restore(uow, debt_id)
        assert [view.id for view, _ in debts.assessed(uow, case_id)] == [debt_id]


@pytest.mark.parametrize(
    ("draft", "field", "code"),
    [
        (DebtDraft("甲", contract_date=SOON), "contract_date", "debt_in_future"),
        (DebtDraft("甲", demanded_on=SOON), "demanded_on", "debt_in_future"),
        (DebtDraft("甲", contract_date=date(1, 1, 1)), "contract_date", "debt_day_absurd"),
        (DebtDraft("甲", repayments=((date(2025, 1, 1), D(0)),)), "repayments", "debt_zero"),
        (DebtDraft("甲", repayments=((date(2025, 1, 1), D(-5)),)), "repayments", "negative"),
        (DebtDraft("甲", repayments=((date(9999, 1, 1), D(5)),)), "repayments", "debt_day_absurd"),
        (DebtDraft("甲", received=D("1e20")), "received", "not_an_amount"),
        (DebtDraft("甲", demanded=D("NaN")), "demanded", "not_an_amount"),
        (DebtDraft("甲", fees=(FeeDraft(FeeKind.OTHER, D(0)),)), "fees", "debt_zero"),
        (DebtDraft("甲", fees=(FeeDraft(FeeKind.OTHER, D(5), False, SOON),)), "fees", "debt_in_future"),
        (DebtDraft("甲", contract_rate=D("1e6")), "contract_rate", "debt_rate_absurd"),
        (DebtDraft("甲", contract_rate=D(-1)), "contract_rate", "negative"),
        (DebtDraft("甲", currency="renminbi"), "currency", "bad_currency"),
        (DebtDraft("甲", sold_to="长" * 600), "sold_to", "too_long"),
        (DebtDraft("甲", planned=((date(2025, 1, 1), D(1)),) * 5001), "repayments", "debt_too_many"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(
    vault: Vault, case_id: int, draft: DebtDraft, field: str, code: str
) -> None:
    with vault.write() as uow, pytest.raises(InvalidDraft) as caught:
        debts.add(uow, case_id, draft)
    problem = caught.value.problems[0]
    assert (problem.field, problem.code) == (field, code)
    assert messages.text(code, "zh", **dict(problem.params)) != code
    with vault.read() as uow:
        assert debts.listing(uow, case_id) == []


@pytest.mark.parametrize(
    ("amount", "code"), [(D(0), "debt_zero"), (D(-1), "negative"), (D("Infinity"), "not_an_amount")]
)
def test_a_payment_that_cannot_be(vault: Vault, debt_id: int, amount: Decimal, code: str) -> None:
    with vault.write() as uow, pytest.raises(InvalidDraft) as caught:
        debts.add_repayment(uow, debt_id, date(2025, 1, 1), amount)
    assert [problem.code for problem in caught.value.problems] == [code]
