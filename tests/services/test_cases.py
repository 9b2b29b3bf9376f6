"""Cases as people open, fill and list them, in real vaults."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from advocate import messages
from advocate.domain.drafts import CaseDraft, ClientDraft, DebtDraft
from advocate.domain.errors import InvalidDraft, UserError
from advocate.domain.vocabulary import CaseStatus, CreditorType, FindingStatus, Force
from advocate.services import cases, contacts, debts
from advocate.storage.tables import ComplaintRow, DeadlineRow, EvidenceRow, FindingRow
from advocate.storage.vault import Vault
from tests.services.conftest import Log


def _add(vault: Vault, name: str = "周远山") -> int:
    with vault.write() as uow:
        return cases.add(uow, CaseDraft(ClientDraft(name)))


def test_numbers_run_through_the_year_and_are_never_given_twice(vault: Vault) -> None:
    first, second = _add(vault), _add(vault)
    with vault.write() as uow:
        numbers = [cases.get(uow, case_id).summary.number for case_id in (first, second)]
        cases.remove(uow, second)
    third = _add(vault)

    with vault.read() as uow:
        numbers.append(cases.get(uow, third).summary.number)
    year = numbers[0][:7]
    assert numbers == [f"{year}0001", f"{year}0002", f"{year}0003"]


def test_numbers_go_on_beyond_four_digits(vault: Vault) -> None:
    case_id = _add(vault)
    with vault.write() as uow:
        number = cases.get(uow, case_id).summary.number
        uow.connection.exec_driver_sql("UPDATE cases SET number = ?", (number[:-4] + "9999",))
    with vault.write() as uow:
        newer = cases.get(uow, cases.add(uow, CaseDraft(ClientDraft("吴")))).summary.number

    assert newer == number[:-4] + "10000"


@pytest.mark.parametrize("spelling", ["{number}", " {lower} ", "{short}", "{id}"])
def test_a_case_is_found_by_every_spelling_of_its_number(vault: Vault, case_id: int, spelling: str) -> None:
    with vault.read() as uow:
        number = cases.get(uow, case_id).summary.number
        text = spelling.format(number=number, lower=number.lower(), short=number.replace("-000", "-"), id=case_id)

        assert cases.resolve(uow, text) == case_id


@pytest.mark.parametrize("text", ["C-2026-0999", "999", "", "林晓禾", "9" * 40, "'; DROP TABLE cases"])
def test_an_unknown_case_is_said_so(vault: Vault, case_id: int, text: str) -> None:
    with vault.read() as uow, pytest.raises(UserError) as caught:
        cases.resolve(uow, text)

    assert caught.value.code == "unknown_id"


def test_a_case_in_the_trash_is_nowhere_until_it_comes_back(vault: Vault, case_id: int) -> None:
    with vault.write() as uow:
        cases.remove(uow, case_id)
    with vault.read() as uow:
        assert cases.listing(uow) == []
        for call in (cases.get, lambda uow, number: cases.resolve(uow, str(number))):
            with pytest.raises(UserError, match="unknown_id"):
                call(uow, case_id)
    with vault.write() as uow:
        cases.restore(uow, case_id)
    with vault.read() as uow:
        assert cases.resolve(uow, str(case_id)) == case_id


def test_a_client_needs_a_name(vault: Vault) -> None:
    with vault.write() as uow, pytest.raises(InvalidDraft):
        cases.add(uow, CaseDraft(ClientDraft("  ")))
    with vault.write() as uow, pytest.raises(UserError, match="unknown_zone"):
        cases.add(uow, CaseDraft(ClientDraft("林", zone="Mars/Olympus")))


def test_fields_are_kept_and_cleared(vault: Vault, case_id: int) -> None:
    with vault.write() as uow:
        cases.set_fields(
            uow,
            case_id,
            {
                "client_id_number": "110101199003070021",
                "address": "北京市 朝阳区\n1号",
                "respondent": "示例银行股份有限公司",
                "company_complaint_date": "2026-10-01",
                "principal": "￥12,000.50元",
                "harm": "第一行\n第二行",
            },
        )
    with vault.read() as uow:
        values = cases.get(uow, case_id).fields
    assert values["client_id_number"] == "110101199003070021"
    assert values["client_address"] == "北京市 朝阳区 1号"
    assert values["respondent_name"] == "示例银行股份有限公司"
    assert values["company_complaint_date"] == "2026-10-01"
    assert values["contract_principal"] == "12000.50"
    assert values["harm"] == "第一行\n第二行"
    assert set(values) == {field.name for field in cases.fields()}

    with vault.write() as uow:
        cases.set_fields(uow, case_id, {"respondent_name": "", "harm": "另一句"})
    with vault.read() as uow:
        values = cases.get(uow, case_id).fields
    assert (values["respondent_name"], values["harm"]) == ("", "另一句")


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("colour", "红", "unknown_field"),
        ("client_name", " ", "field_required"),
        ("harm", "x" * 5000, "field_too_long"),
        ("company_complaint_date", "去年", "bad_date"),
        ("contract_repaid", "一万", "bad_amount"),
        ("contract_repaid", "-5", "bad_amount"),
        ("contract_repaid", "1e500", "bad_amount"),
    ],
)
def test_a_bad_field_changes_nothing(vault: Vault, case_id: int, name: str, value: str, code: str) -> None:
    with pytest.raises(UserError) as caught, vault.write() as uow:
        cases.set_fields(uow, case_id, {"agent_name": "王", name: value})

    assert caught.value.code == code
    for lang in messages.LANGUAGES:
        assert "{" not in messages.error_text(caught.value, lang)
    with vault.read() as uow:
        assert cases.get(uow, case_id).fields["agent_name"] == ""


def test_fields_nobody_typed_come_from_the_loan(vault: Vault, case_id: int) -> None:
    loan = DebtDraft(
        "示例消费金融有限公司",
        CreditorType.CONSUMER_FINANCE,
        Decimal(12000),
        contract_date=date(2025, 11, 20),
        contract_number="SL-1",
        repayments=((date(2025, 12, 20), Decimal("1286.40")), (date(2026, 1, 20), Decimal("1286.40"))),
    )
    with vault.write() as uow:
        debts.add(uow, case_id, loan)
    with vault.read() as uow:
        values = cases.get(uow, case_id).fields
    assert values["respondent_name"] == "示例消费金融有限公司"
    assert values["contract_number"] == "SL-1"
    assert values["contract_date"] == "2025-11-20"
    assert (values["contract_principal"], values["contract_repaid"]) == ("12000", "2572.80")

    with vault.write() as uow:
        debts.add(uow, case_id, DebtDraft("另一家银行", principal=Decimal(1)))
        cases.set_fields(uow, case_id, {"contract_number": "SL-2"})
    with vault.read() as uow:
        values = cases.get(uow, case_id).fields
    assert (values["respondent_name"], values["contract_number"]) == ("", "SL-2")


def test_the_list_counts_what_each_case_holds(vault: Vault, case_id: int, log: Log) -> None:
    other = _add(vault)
    log("一", at="2026-09-21 15:10")
    kept = log("二", at="2026-09-22 15:10")
    removed = log("三", at="2026-09-23 15:10")
    with vault.write() as uow:
        contacts.remove(uow, removed)
        finding = {"pack": "cn", "pack_version": "1", "force": Force.F1, "case_id": case_id}
        uow.session.add_all(
            [
                FindingRow(rule="A", window="1", **finding),
                FindingRow(rule="A", window="2", status=FindingStatus.CONFIRMED, **finding),
                FindingRow(rule="A", window="3", status=FindingStatus.REJECTED, **finding),
                ComplaintRow(number="P-2026-0001", case_id=case_id, channel="nfra_tousu"),
                DeadlineRow(case_id=case_id, due=date(2026, 12, 9), what="x"),
                DeadlineRow(case_id=case_id, due=date(2026, 12, 1), what="x", done_utc=uow.now()),
                EvidenceRow(
                    case_id=case_id,
                    sha256="0" * 64,
                    size_bytes=1,
                    media_type="text/plain",
                    name="a.txt",
                    file_name="00/a.age",
                    file_key="",
                ),
            ]
        )
    with vault.read() as uow:
        mine, theirs = cases.listing(uow)
        last = contacts.page(uow, [kept])[0].moment.at_utc

    assert (mine.id, mine.client, mine.contacts, mine.evidence) == (case_id, "林晓禾", 2, 1)
    assert (mine.findings_open, mine.findings_confirmed, mine.complaints) == (1, 1, 1)
    assert (mine.next_deadline, mine.last_contact_utc) == (date(2026, 12, 9), last)
    assert (theirs.id, theirs.contacts, theirs.last_contact_utc, theirs.next_deadline) == (other, 0, None, None)


def test_a_closed_case_says_so(vault: Vault, case_id: int) -> None:
    with vault.write() as uow:
        cases.set_status(uow, case_id, CaseStatus.CLOSED)
    with vault.read() as uow:
        assert cases.get(uow, case_id).summary.status is CaseStatus.CLOSED


def test_the_audit_names_fields_but_holds_nothing_personal(vault: Vault, case_id: int) -> None:
    with vault.write() as uow:
        cases.set_fields(uow, case_id, {"client_id_number": "110101199003070021"})
    with vault.read() as uow:
        log = " ".join(row[0] for row in uow.connection.exec_driver_sql("SELECT detail FROM audit_log"))

    assert "client_id_number" in log
    assert "110101" not in log
    assert "林晓禾" not in log


def test_every_field_has_labels_and_a_group_with_a_name() -> None:
    fields = cases.fields()

    assert len({field.name for field in fields}) == len(fields)
    assert all(field.label_zh and field.label_en for field in fields)
    assert all(messages.label("case_field_group", field.group) != field.group for field in fields)
