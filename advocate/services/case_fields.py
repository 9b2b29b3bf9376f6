"""The fields of a case that documents need: names, labels, where each is kept.

The list follows the parts of a complaint: the complainant and their agent (银行业保险业消费投诉处理管理办法 art. 13,
14), the respondent, the loan, the complaint made to the company first. Requests and addressee belong to the single
complaint, not to the case.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from sqlmodel import col, select

from advocate.domain.errors import UserError
from advocate.domain.moments import parse_day
from advocate.domain.views import CaseField, DebtView
from advocate.services.values import amount_text, one_line, parse_amount, storable
from advocate.storage.tables import CaseFieldRow, ClientRow, OrganisationRow
from advocate.storage.uow import UnitOfWork

MAX_VALUE = 4_000

FIELDS = (
    CaseField("client_name", "投诉人姓名", "Complainant's name", "client"),
    CaseField("client_gender", "投诉人性别", "Complainant's gender", "client"),
    CaseField("client_id_number", "投诉人身份证号", "Complainant's identity number", "client"),
    CaseField("client_address", "投诉人住址", "Complainant's address", "client"),
    CaseField("client_phone", "投诉人电话", "Complainant's phone", "client"),
    CaseField("client_postcode", "投诉人邮政编码", "Complainant's postcode", "client"),
    CaseField("agent_name", "代理人姓名", "Agent's name", "agent"),
    CaseField("agent_id_number", "代理人身份证号", "Agent's identity number", "agent"),
    CaseField("agent_phone", "代理人电话", "Agent's phone", "agent"),
    CaseField("agent_address", "代理人住址", "Agent's address", "agent"),
    CaseField("agent_authority", "代理权限与期限", "Agent's powers and their term", "agent"),
    CaseField("respondent_name", "被投诉人全称", "Respondent's full name", "respondent"),
    CaseField("respondent_credit_code", "被投诉人统一社会信用代码", "Respondent's credit code", "respondent"),
    CaseField("respondent_address", "被投诉人住所", "Respondent's address", "respondent"),
    CaseField("respondent_phone", "被投诉人客服电话", "Respondent's service phone", "respondent"),
    CaseField("agency_name", "催收机构名称", "Collection agency's name", "agency"),
    CaseField("agency_staff", "催收人员姓名或工号", "Collectors' names or staff numbers", "agency"),
    CaseField("agency_numbers", "催收机构号码", "Collection agency's numbers", "agency"),
    CaseField("contract_number", "借款合同号", "Loan contract number", "loan"),
    CaseField("contract_date", "借款日期", "Date of the loan", "loan"),
    CaseField("contract_principal", "借款本金", "Principal", "loan"),
    CaseField("contract_repaid", "已还金额", "Amount repaid", "loan"),
    CaseField("company_complaint_date", "向机构投诉日期", "Date of the complaint to the company", "prior"),
    CaseField("company_complaint_number", "向机构投诉编号", "Number of the complaint to the company", "prior"),
    CaseField("company_complaint_result", "机构处理结果", "Result of the complaint to the company", "prior"),
    CaseField("harm", "损害后果", "Harm done", "facts"),
)

#: Shorter names that people type.
ALIASES = {
    "client": "client_name",
    "name": "client_name",
    "gender": "client_gender",
    "id_number": "client_id_number",
    "address": "client_address",
    "phone": "client_phone",
    "agent": "agent_name",
    "agent_id": "agent_id_number",
    "respondent": "respondent_name",
    "agency": "agency_name",
    "contract": "contract_number",
    "principal": "contract_principal",
    "repaid": "contract_repaid",
}

_NAMES = frozenset(field.name for field in FIELDS)
_IN_CLIENT = {
    "client_name": "name",
    "client_gender": "gender",
    "client_id_number": "id_number",
    "client_address": "address",
    "client_phone": "phone",
}
_DATES = ("contract_date", "company_complaint_date")
_AMOUNTS = ("contract_principal", "contract_repaid")
_LONG = ("company_complaint_result", "harm", "agent_authority")


def checked(values: Mapping[str, str]) -> dict[str, str]:
    """Return ``values`` under their full names, each in its stored form; an empty one clears the field.

    Raises `UserError`: ``unknown_field``, ``field_too_long``, ``field_required``, ``bad_date``, ``bad_amount``.
    """
    result = {}
    for given, written in values.items():
        name = ALIASES.get(given.strip(), given.strip())
        if name not in _NAMES:
            raise UserError("unknown_field", field=name[:60])
        value = storable(written).strip() if name in _LONG else one_line(written)
        if len(value) > MAX_VALUE:
            raise UserError("field_too_long", field=name, max=MAX_VALUE)
        if value and name in _DATES:
            value = parse_day(value).isoformat()
        elif value and name in _AMOUNTS:
            value = amount_text(parse_amount(value))
        elif not value and name == "client_name":
            raise UserError("field_required", field=name)
        result[name] = value
    return result


def save(uow: UnitOfWork, case_id: int, client: ClientRow, values: Mapping[str, str]) -> list[str]:
    """Store `checked` values of a case and return the names of those that are new."""
    stored = {row.name: row for row in uow.session.exec(select(CaseFieldRow).where(CaseFieldRow.case_id == case_id))}
    changed = []
    for name, value in values.items():
        row = stored.get(name)
        if name in _IN_CLIENT:
            if getattr(client, _IN_CLIENT[name]) == value:
                continue
            setattr(client, _IN_CLIENT[name], value)
        elif row is not None and not value:
            uow.session.delete(row)
        elif row is not None and row.value != value:
            row.value = value
        elif row is None and value:
            uow.session.add(CaseFieldRow(case_id=case_id, name=name, value=value))
        else:
            continue
        changed.append(name)
    uow.session.flush()
    return changed


def load(uow: UnitOfWork, case_id: int, client: ClientRow, debts: tuple[DebtView, ...]) -> dict[str, str]:
    """Return every field of a case by name, empty where unknown.

    What nobody typed for the documents is taken from the loans: the respondent where all loans have one creditor, the
    contract where there is one loan.
    """
    values = {field.name: "" for field in FIELDS}
    values.update(_from_debts(uow, debts))
    values.update({name: getattr(client, column) for name, column in _IN_CLIENT.items()})
    for row in uow.session.exec(select(CaseFieldRow).where(col(CaseFieldRow.case_id) == case_id)):
        if row.name in values:
            values[row.name] = row.value
    return values


def _from_debts(uow: UnitOfWork, debts: tuple[DebtView, ...]) -> dict[str, str]:
    values: dict[str, str] = {}
    if len({debt.creditor_id for debt in debts}) == 1:
        creditor = uow.session.get(OrganisationRow, debts[0].creditor_id)
        if creditor is not None:
            values |= {
                "respondent_name": creditor.name,
                "respondent_credit_code": creditor.credit_code,
                "respondent_address": creditor.address,
                "respondent_phone": creditor.phone,
            }
    if len(debts) == 1:
        debt = debts[0]
        values |= {
            "contract_number": debt.contract_number,
            "contract_date": debt.contract_date.isoformat() if debt.contract_date else "",
            "contract_principal": debt.principal,
            "contract_repaid": _total(debt),
        }
    return values


def _total(debt: DebtView) -> str:
    """Return what was repaid of a loan; empty where no repayment is known."""
    if not debt.repayments:
        return ""
    return amount_text(sum((Decimal(amount) for _, amount in debt.repayments), Decimal(0)))
