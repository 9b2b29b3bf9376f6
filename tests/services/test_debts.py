"""Loans and their creditors, in real vaults."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from advocate.domain.drafts import DebtDraft, OrganisationDraft
from advocate.domain.errors import InvalidDraft, UserError
from advocate.domain.vocabulary import CreditorType, OrganisationKind
from advocate.services import debts, organisations
from advocate.storage.vault import Vault

LOAN = DebtDraft(
    "示例银行",
    CreditorType.BANK_CARD,
    Decimal("30000.00"),
    received=Decimal("27000"),
    contract_date=date(2024, 5, 6),
    repayments=((date(2024, 7, 6), Decimal("0.10")), (date(2024, 6, 6), Decimal("1E+3"))),
    agreed_from="9:00",
    agreed_until="20:30",
)


def test_a_loan_keeps_its_exact_amounts(vault: Vault, case_id: int) -> None:
    with vault.write() as uow:
        debt_id = debts.add(uow, case_id, LOAN)
    with vault.read() as uow:
        (view,) = debts.listing(uow, case_id)

    assert view.id == debt_id
    assert (view.creditor, view.creditor_type) == ("示例银行", CreditorType.BANK_CARD)
    assert (view.principal, view.received, view.demanded) == ("30000.00", "27000", "")
    assert view.repayments == ((date(2024, 6, 6), "1000"), (date(2024, 7, 6), "0.10"))


def test_an_edited_loan_has_only_its_new_repayments(vault: Vault, case_id: int) -> None:
    with vault.write() as uow:
        debt_id = debts.add(uow, case_id, LOAN)
        debts.edit(
            uow, debt_id, DebtDraft("另一家", principal=Decimal(5), repayments=((date(2026, 1, 1), Decimal(2)),))
        )
    with vault.read() as uow:
        (view,) = debts.listing(uow, case_id)
    assert (view.creditor, view.principal, view.repayments) == ("另一家", "5", ((date(2026, 1, 1), "2"),))

    with vault.write() as uow:
        debts.remove(uow, debt_id)
    with vault.write() as uow:
        assert debts.listing(uow, case_id) == []
        with pytest.raises(UserError, match="unknown_id"):
            debts.remove(uow, debt_id)


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (DebtDraft("", principal=Decimal(1)), "creditor"),
        (DebtDraft("银行", principal=Decimal("NaN")), "principal"),
        (DebtDraft("银行", principal=Decimal("sNaN")), "principal"),
        (DebtDraft("银行", principal=Decimal("Infinity")), "principal"),
        (DebtDraft("银行", principal=Decimal(-1)), "principal"),
        (DebtDraft("银行", received=Decimal(-1)), "received"),
        (DebtDraft("银行", demanded=Decimal("1e20")), "demanded"),
        (DebtDraft("银行", repayments=((date(2026, 1, 1), Decimal(-1)),)), "repayments"),
        (DebtDraft("银行", agreed_from="9:00"), "agreed_until"),
        (DebtDraft("银行", agreed_from="9点", agreed_until="20:00"), "agreed_from"),
    ],
)
def test_a_loan_that_makes_no_sense_is_refused(vault: Vault, case_id: int, draft: DebtDraft, field: str) -> None:
    with vault.write() as uow, pytest.raises(InvalidDraft) as caught:
        debts.add(uow, case_id, draft)

    assert [problem.field for problem in caught.value.problems] == [field]


def test_a_loan_needs_a_case(vault: Vault) -> None:
    with vault.write() as uow, pytest.raises(UserError, match="unknown_id"):
        debts.add(uow, 99, LOAN)


def test_an_organisation_is_made_once_and_learns_what_it_is(vault: Vault) -> None:
    with vault.write() as uow:
        first = organisations.find_or_create(uow, " 示例  银行 ")
        again = organisations.find_or_create(uow, "示例 银行", creditor_type=CreditorType.BANK_CARD)
        organisations.find_or_create(uow, "示例 银行", creditor_type=CreditorType.UNLICENSED)
        agency = organisations.find_or_create(uow, "某某公司", OrganisationKind.AGENCY)
    with vault.read() as uow:
        assert first == again != agency
        assert organisations.get(uow, first).creditor_type is CreditorType.BANK_CARD
        assert [view.name for view in organisations.listing(uow)] == ["某某公司", "示例 银行"]
        assert [view.id for view in organisations.listing(uow, OrganisationKind.AGENCY)] == [agency]
        with pytest.raises(UserError, match="unknown_id"):
            organisations.get(uow, 99)


def test_an_organisation_can_be_corrected(vault: Vault) -> None:
    with vault.write() as uow:
        row_id = organisations.find_or_create(uow, "示例银行")
        organisations.edit(uow, row_id, OrganisationDraft("示例银行股份有限公司", credit_code="91110000000000000X"))
    with vault.read() as uow:
        view = organisations.get(uow, row_id)
    assert (view.name, view.credit_code) == ("示例银行股份有限公司", "91110000000000000X")


@pytest.mark.parametrize("name", ["", " \n", "名" * 501])
def test_an_organisation_needs_a_sensible_name(vault: Vault, name: str) -> None:
    with vault.write() as uow, pytest.raises(InvalidDraft):
        organisations.find_or_create(uow, name)
