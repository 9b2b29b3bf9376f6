"""A complaint's document model, put together from what is confirmed in the case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import col, select

from advocate import messages
from advocate.domain.ids import short_id
from advocate.domain.reconciliation import Reconciliation
from advocate.domain.views import CaseView, ContactView, DebtView, EvidenceView, FindingView, MissingField
from advocate.domain.vocabulary import CreditorType, Direction, FindingStatus
from advocate.reports import narrative, words
from advocate.reports.channels import Channel
from advocate.reports.model import Complaint, Exhibit, NumberRow, Party, Ref, ScheduleRow, Sentence
from advocate.services import complaint_exhibits as exhibits_of
from advocate.services import (
    complaint_fields,
    complaint_reconciliation,
    contact_list,
    findings,
    reconciliation,
)
from advocate.services.finding_rows import NOW
from advocate.storage.tables import ContactRow, FindingRow, PhoneNumberRow
from advocate.storage.uow import UnitOfWork
from advocate.storage.vault import Vault

_EXCERPT = 60
#: The fields of a case that describe its loan, without their ``contract_``.
_LOAN = ("number", "date", "principal", "repaid")


@dataclass(slots=True)
class Material:
    """Everything read from the vault for one complaint, in one snapshot."""

    number: str
    channel: Channel
    case: CaseView
    own: dict[str, str]
    effective: dict[str, str]
    findings: tuple[FindingView, ...]
    contacts: dict[int, ContactView]
    missing: list[MissingField]
    chosen: list[exhibits_of.Chosen] = field(default_factory=list)
    kinds: dict[str, str] = field(default_factory=dict)
    pack: str = ""
    pack_version: str = ""
    covered: dict[int, str] = field(default_factory=dict)
    compared: Reconciliation | None = None
    ledgers: dict[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def copied(self) -> list[EvidenceView]:
        """Return the evidence whose originals go along as files: whole backups only where somebody asked for it."""
        whole = bool(self.own.get("include_backups"))
        return [item.view for item in self.chosen if whole or not item.backup]


def confirmed(uow: UnitOfWork, case_id: int, lang: str = "zh") -> tuple[tuple[FindingView, ...], tuple[str, ...]]:
    """Return the confirmed findings that still hold, and the short ids of those that have to be looked at again.

    A later evaluation that only adds contacts to what was confirmed leaves the decision standing; one that takes any
    away does not: the document would say what the records no longer show.
    """
    views, unsettled = [], []
    for view in findings.listing(uow, case_id, lang):
        if view.status is not FindingStatus.CONFIRMED:
            continue
        if view.stale and not _still_covers(uow, view):
            unsettled.append(short_id("finding", view.id))
        else:
            views.append(view)
    return tuple(views), tuple(unsettled)


def _still_covers(uow: UnitOfWork, view: FindingView) -> bool:
    row = uow.session.get(FindingRow, view.id)
    pending = row.payload.get(NOW) if row else None
    return pending is not None and set(view.contacts) <= set(pending["contacts"])


def contacts_behind(uow: UnitOfWork, views: tuple[FindingView, ...]) -> dict[int, ContactView]:
    """Return the contacts of findings by id, less those in the trash; an event's records as the one that leads."""
    ids = sorted({contact for view in views for contact in view.contacts})
    trashed: set[int | None] = set()
    for start in range(0, len(ids), 5000):
        part = ids[start : start + 5000]
        query = select(col(ContactRow.id)).where(col(ContactRow.id).in_(part), col(ContactRow.deleted_at).is_not(None))
        trashed.update(uow.connection.execute(query).scalars())
    return {view.id: view for view in contact_list.events(uow, [i for i in ids if i not in trashed])}


def effective_fields(channel: Channel, case: CaseView, own: Mapping[str, str], rules: frozenset[str]) -> dict[str, str]:
    """Return the value of every field as it would be printed: typed here, else from the case, else the default."""
    values = dict(case.fields)
    values["addressee"] = own.get("addressee") or channel.addressee
    values["requests"] = own.get("requests") or "\n".join(channel.default_requests(rules) if rules else ())
    for name in ("facts_extra", "prior_extra", "exhibits", "include_backups", "compare_bill", "date"):
        values[name] = own.get(name, "")
    values["evidence_holder"] = own.get("evidence_holder") or "投诉人处"
    return values


def number_kinds(uow: UnitOfWork, contacts: Mapping[int, ContactView]) -> dict[str, str]:
    """Return the label of each number's kind, as the number plan says it."""
    numbers = sorted({contact.number for contact in contacts.values() if contact.number})
    found: dict[str, str] = {}
    for start in range(0, len(numbers), 5000):
        part = numbers[start : start + 5000]
        query = select(PhoneNumberRow.number, PhoneNumberRow.kind).where(col(PhoneNumberRow.number).in_(part))
        found.update({number: messages.label("number_kind", kind) for number, kind in uow.session.exec(query)})
    return found


def assemble(vault: Vault, material: Material, now: datetime, *, draft: bool) -> Complaint:
    """Return the document model; ``now`` is aware. Raises `StorageError` for a damaged original."""
    case, channel, fields = material.case, material.channel, material.effective
    copied = {view.id for view in material.copied}
    made = exhibits_of.numbered(vault, material.chosen, case.zone, fields["evidence_holder"], copied)
    made = [
        _covering(exhibit, material.covered.get(item.view.id))
        for exhibit, item in zip(made, material.chosen, strict=True)
    ]
    refs = exhibits_of.refs(material.chosen, made)
    grounds = narrative.Grounds(material.findings, material.contacts, refs, material.ledgers)
    ordered = narrative.in_order(material.contacts.values())
    extra = "\n".join(filter(None, (fields["facts_extra"], _harm(fields))))
    numbers = tuple(_numbers(ordered, material.kinds))
    return Complaint(
        number=material.number,
        case_number=case.summary.number,
        channel=channel.id,
        title=channel.document.zh,
        lang=channel.document_lang,
        parties=_parties(fields, numbers),
        requests=complaint_fields.lines(fields["requests"]),
        facts=narrative.facts(grounds, _loans(case, fields), extra),
        legal=narrative.legal_basis(grounds),
        prior=_prior(fields, [Ref("exhibit", e.id) for e in made if e.id.startswith("E-")]),
        declaration=channel.declaration,
        addressee=fields["addressee"],
        signer=fields["client_name"],
        date=fields["date"] or narrative.today(now, case.zone).isoformat(),
        contacts=tuple(_row(contact, refs) for contact in ordered),
        numbers=numbers,
        exhibits=tuple(made),
        pack=material.pack,
        pack_version=material.pack_version,
        draft=draft,
        missing=tuple(item.label for item in material.missing) if draft else (),
        compared=() if material.compared is None else complaint_reconciliation.rows(material.compared),
        compared_note="" if material.compared is None else reconciliation.statement(material.compared),
    )


def _covering(exhibit: Exhibit, covered: str | None) -> Exhibit:
    """Return an exhibit whose source says which days it covers."""
    return exhibit if covered is None else replace(exhibit, source=f"{exhibit.source}；{covered}")


def _loans(case: CaseView, fields: Mapping[str, str]) -> tuple[DebtView, ...]:
    """Return the loans as the document tells them: what a person typed for it goes before what the debt says.

    The fields can only mean the one loan of the case, or the loan that nobody entered as a debt.
    """
    if len(case.debts) > 1:
        return case.debts
    number, opened, principal, repaid = (fields.get(f"contract_{name}", "") for name in _LOAN)
    if not case.debts:
        if not any((number, opened, principal, repaid)):
            return ()
        creditor = fields.get("respondent_name", "") or "被投诉人"
        loan = DebtView(0, 0, creditor, CreditorType.UNKNOWN, principal, "", "", None, number, "CNY")
    else:
        loan = case.debts[0]
    paid = sum((Decimal(amount) for _, amount in loan.repayments), Decimal(0))
    typed_total = bool(repaid) and (not loan.repayments or Decimal(repaid) != paid)
    return (
        replace(
            loan,
            contract_number=number,
            contract_date=date.fromisoformat(opened) if opened else None,
            principal=principal,
            repaid=repaid if typed_total else "",
        ),
    )


def _harm(fields: Mapping[str, str]) -> str:
    harm = fields.get("harm", "").strip()
    return f"损害后果：{harm}" if harm else ""


def _parties(fields: Mapping[str, str], numbers: tuple[NumberRow, ...]) -> tuple[Party, ...]:
    client = (
        ("姓名", "client_name"),
        ("性别", "client_gender"),
        ("身份证号", "client_id_number"),
        ("住址", "client_address"),
        ("邮编", "client_postcode"),
        ("联系电话", "client_phone"),
    )
    agent = (
        ("姓名", "agent_name"),
        ("身份证号", "agent_id_number"),
        ("住址", "agent_address"),
        ("联系电话", "agent_phone"),
        ("代理权限", "agent_authority"),
    )
    respondent = (
        ("名称", "respondent_name"),
        ("统一社会信用代码", "respondent_credit_code"),
        ("住所", "respondent_address"),
        ("客服电话", "respondent_phone"),
        ("催收机构", "agency_name"),
        ("催收人员", "agency_staff"),
    )
    rows = [*_rows(fields, respondent)]
    used = fields.get("agency_numbers", "") or _first_numbers(numbers)
    if used:
        rows.append(("催收号码", used))
    parties = [Party("投诉人", _rows(fields, client))]
    if fields.get("agent_name"):
        parties.append(Party("代理人", _rows(fields, agent)))
    return (*parties, Party("被投诉人", tuple(rows)))


def _rows(fields: Mapping[str, str], wanted: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    return tuple((label, fields[name]) for label, name in wanted if fields.get(name, "").strip())


def _first_numbers(numbers: tuple[NumberRow, ...]) -> str:
    shown = "、".join(row.number for row in numbers[:3])
    return f"{shown}等{len(numbers)}个，详见附件3" if len(numbers) > 3 else shown


def _prior(fields: Mapping[str, str], refs: list[Ref]) -> tuple[Sentence, ...]:
    sentences = []
    if fields.get("company_complaint_date"):
        day = words.day(date.fromisoformat(fields["company_complaint_date"]))
        text = f"投诉人已于{day}就上述问题向被投诉人投诉"
        if fields.get("company_complaint_number"):
            text += f"（编号：{fields['company_complaint_number']}）"
        result = fields.get("company_complaint_result", "").strip().rstrip("。")
        # Without a recorded result the letter says nothing of one: only facts that somebody entered stand in it.
        text += f"，处理结果：{result}。" if result else "。"
        sentences.append(Sentence(text, tuple(refs)))
    sentences += [Sentence(line) for line in complaint_fields.lines(fields.get("prior_extra", ""))]
    return tuple(sentences)


def _row(contact: ContactView, refs: Mapping[int, Ref]) -> ScheduleRow:
    ref = refs.get(contact.id)
    if contact.duration_s is not None and contact.medium.is_voice:
        duration = words.duration(contact.duration_s) if contact.answered is not False else "未接通"
    else:
        duration = "未接通" if contact.medium.is_voice and contact.answered is False else ""
    medium = messages.label("medium", contact.medium)
    if contact.direction is Direction.OUT:
        medium += "（去）"
    also = tuple(short_id("contact", other) for other in contact.same_event)
    places = (contact.source_place, f"另有记录{'、'.join(also)}" if also else "")
    said = contact.text or (f"（概要）{contact.summary}" if contact.summary.strip() else "")
    return ScheduleRow(
        id=short_id("contact", contact.id),
        at=contact.moment.iso(),
        when=narrative.when(contact.moment),
        medium=medium,
        number=narrative.printed_number(contact.number) if contact.number else "隐藏号码",
        duration=duration,
        reached=messages.label("reached", contact.reached),
        claims=contact.claims_to_be,
        text=said,
        exhibit=ref.id if ref else "",
        written=contact.moment.written,
        source="；".join(filter(None, places)),
        also=also,
    )


def _numbers(ordered: list[ContactView], kinds: Mapping[str, str]) -> list[NumberRow]:
    """Return one row a number, the busiest first."""
    by_number: dict[str, list[ContactView]] = {}
    for contact in ordered:
        if contact.number:
            by_number.setdefault(contact.number, []).append(contact)
    rows = []
    for number, contacts in sorted(by_number.items(), key=lambda item: (-len(item[1]), item[0])):
        claims = dict.fromkeys(contact.claims_to_be for contact in contacts if contact.claims_to_be)
        said = next((contact.text for contact in contacts if contact.text.strip()), "")
        rows.append(
            NumberRow(
                number=narrative.printed_number(number),
                first=contacts[0].moment.iso(),
                last=contacts[-1].moment.iso(),
                count=len(contacts),
                kind=kinds.get(number, ""),
                claims="、".join(claims),
                excerpt=words.clipped(said, 0, _EXCERPT),
            )
        )
    return rows
