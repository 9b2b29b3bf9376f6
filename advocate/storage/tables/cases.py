"""Cases with their people and document fields, debts with repayments."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint

from advocate.domain.vocabulary import CaseStatus, FeeKind, Medium, NoticeKind, TimePrecision
from advocate.storage.tables.columns import Row, code, one_of, primary_key, reference, uid, utc, utc_now


class CaseRow(Row, table=True):
    """One debtor's matter. ``number`` is the short id that people see (``C-2026-0007``).

    ``zone_known`` False: nobody said in which of its land's zones the client lives.
    """

    __tablename__ = "cases"
    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint(one_of("status", CaseStatus), name="status"),
        Index("ix_cases_client_id", "client_id"),
    )

    id: int | None = primary_key()
    uid: bytes = uid()
    number: str
    title: str = ""
    status: CaseStatus = code(CaseStatus, CaseStatus.OPEN)
    jurisdiction: str = "cn"
    zone: str = "Asia/Shanghai"
    zone_known: bool = True
    client_id: int = reference("clients.id", "RESTRICT")
    owner_id: int | None = reference("users.id", "SET NULL", None)
    created_utc: datetime = utc_now()
    updated_utc: datetime = utc_now()
    closed_utc: datetime | None = utc(None)
    deleted_at: datetime | None = utc(None)


class CasePersonRow(Row, table=True):
    """Somebody with a role in a case: spouse, employer, guarantor, a collector known by name."""

    __tablename__ = "case_people"
    __table_args__ = (Index("ix_case_people_case_id", "case_id"),)

    id: int | None = primary_key()
    case_id: int = reference("cases.id", "CASCADE")
    role: str
    name: str
    phone: str = ""
    relation: str = ""
    note: str = ""


class CaseFieldRow(Row, table=True):
    """One field that documents need, by name; the list of names is that of `services.cases.fields`."""

    __tablename__ = "case_fields"
    __table_args__ = (UniqueConstraint("case_id", "name"),)

    id: int | None = primary_key()
    case_id: int = reference("cases.id", "CASCADE")
    name: str
    value: str


class DebtRow(Row, table=True):
    """One loan. Amounts are exact decimals as text in the currency's main unit; empty is unknown.

    ``agreed_from`` and ``agreed_until`` are the window agreed for contacts, ``HH:MM`` in Beijing time;
    ``contract_rate`` is the interest that the contract names, in per cent a year.
    """

    __tablename__ = "debts"
    __table_args__ = (Index("ix_debts_case_id", "case_id"), Index("ix_debts_creditor_id", "creditor_id"))

    id: int | None = primary_key()
    uid: bytes = uid()
    case_id: int = reference("cases.id", "CASCADE")
    creditor_id: int = reference("organisations.id", "RESTRICT")
    agency_id: int | None = reference("organisations.id", "SET NULL", None)
    principal: str = ""
    received: str = ""
    demanded: str = ""
    contract_date: date | None = None
    contract_number: str = ""
    currency: str = "CNY"
    agreed_from: str = ""
    agreed_until: str = ""
    agreed_frequency: bool = False
    platform_id: int | None = reference("organisations.id", "SET NULL", None)
    sold_to_id: int | None = reference("organisations.id", "SET NULL", None)
    sold_on: date | None = None
    sale_notified: bool | None = None
    demanded_on: date | None = None
    contract_rate: str = ""
    note: str = ""
    created_utc: datetime = utc_now()
    deleted_at: datetime | None = utc(None)


class RepaymentRow(Row, table=True):
    """What was paid back on a day, or by plan will be; ``amount`` is an exact decimal as text."""

    __tablename__ = "repayments"
    __table_args__ = (Index("ix_repayments_debt_id_paid_on", "debt_id", "paid_on"),)

    id: int | None = primary_key()
    debt_id: int = reference("debts.id", "CASCADE")
    paid_on: date
    amount: str
    note: str = ""
    planned: bool = False


class DebtFeeRow(Row, table=True):
    """A charge beside interest: taken out of the money paid out, or paid on a day."""

    __tablename__ = "debt_fees"
    __table_args__ = (
        CheckConstraint(one_of("kind", FeeKind), name="kind"),
        Index("ix_debt_fees_debt_id", "debt_id"),
    )

    id: int | None = primary_key()
    debt_id: int = reference("debts.id", "CASCADE")
    kind: FeeKind = code(FeeKind, FeeKind.OTHER)
    amount: str
    deducted: bool = True
    paid_on: date | None = None


class NoticeRow(Row, table=True):
    """Something that one side made known to the other: a refusal, a consent, a letter to stop, a warning.

    ``at_utc`` is when it was said or came in, ``at_written`` that time in the words of whoever noted it.
    ``creditor_id`` NULL is for every lender. ``medium``, ``number`` and ``person`` narrow it to what was named, as do
    ``hours_from`` and ``hours_until`` (``HH:MM``); ``until`` is its last day. ``delivered`` is how it was made known,
    ``evidence_id`` its proof.
    """

    __tablename__ = "notices"
    __table_args__ = (
        CheckConstraint(one_of("kind", NoticeKind), name="kind"),
        Index("ix_notices_case_id", "case_id"),
        Index("ix_notices_evidence_id", "evidence_id"),
    )

    id: int | None = primary_key()
    uid: bytes = uid()
    case_id: int = reference("cases.id", "CASCADE")
    kind: NoticeKind = code(NoticeKind)
    sender: str = ""
    recipient: str = ""
    creditor_id: int | None = reference("organisations.id", "SET NULL", None)
    debt_id: int | None = reference("debts.id", "SET NULL", None)
    at_utc: datetime = utc()
    at_zone: str
    at_written: str
    at_precision: TimePrecision = code(TimePrecision, TimePrecision.EXACT)
    delivered: Medium | None = code(Medium, None, nullable=True)
    medium: Medium | None = code(Medium, None, nullable=True)
    number: str = ""
    person: str = ""
    hours_from: str = ""
    hours_until: str = ""
    until: date | None = None
    text: str = ""
    evidence_id: int | None = reference("evidence.id", "SET NULL", None)
    created_by: int | None = reference("users.id", "SET NULL", None)
    created_utc: datetime = utc_now()
    updated_utc: datetime | None = utc(None)
    deleted_at: datetime | None = utc(None)
