"""Complaints: choose a channel, draft, complete, preview and build the packet that is handed over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from sqlmodel import col, select

from advocate.analysis.rules.loading import book, names
from advocate.domain.errors import UserError
from advocate.domain.ids import canonical_number, complaint_number
from advocate.domain.jobs import JobContext, QuietContext
from advocate.domain.moments import zone_info
from advocate.domain.views import (
    BuiltPacket,
    ChannelView,
    ComplaintField,
    ComplaintView,
    MissingField,
)
from advocate.domain.vocabulary import ComplaintStatus, CreditorType
from advocate.reports import channels as channel_files
from advocate.reports.channels import Channel
from advocate.reports.manifest import described, manifest
from advocate.reports.model import Complaint
from advocate.services import cases, complaint_exhibits, complaint_fields, complaint_reconciliation, debt_facts
from advocate.services import complaint_packet as packet
from advocate.services.complaint_model import (
    Material,
    confirmed,
    contacts_behind,
    effective_fields,
    number_kinds,
)
from advocate.services.packets import packet_folder, write_file
from advocate.storage import audit
from advocate.storage.tables import CaseRow, ComplaintRow, PacketRow
from advocate.storage.uow import UnitOfWork
from advocate.storage.vault import Vault

_EDITABLE = (ComplaintStatus.DRAFT, ComplaintStatus.APPROVED)
_LONG = frozenset(("requests", "facts_extra", "prior_extra", "harm", "company_complaint_result", "agent_authority"))


def channels(uow: UnitOfWork, case_id: int | None = None, lang: str = "zh") -> list[ChannelView]:
    """Return the ways to complain, and for a case whether each fits, why, and what it would still need."""
    if case_id is None:
        return [_channel_view(channel, lang) for channel in channel_files.channels().values()]
    case = cases.get(uow, case_id)
    views, stale = confirmed(uow, case_id, lang)
    rules = frozenset(view.rule for view in views)
    kinds = frozenset(debt.creditor_type for debt in case.debts)
    found = []
    for channel in channel_files.channels(_jurisdiction(case.jurisdiction)).values():
        values = effective_fields(channel, case, {}, rules)
        lacking = complaint_fields.missing(channel, case, values, len(views), stale, lang)
        found.append(_channel_view(channel, lang, kinds, bool(views), tuple(lacking)))
    return found


def _jurisdiction(name: str) -> str:
    """Return the jurisdiction whose channels there are: the mainland's until others have their own files."""
    return name if name in names() else "cn"


def _channel_view(
    channel: Channel,
    lang: str,
    kinds: frozenset[CreditorType] | None = None,
    has_findings: bool = True,
    lacking: tuple[MissingField, ...] = (),
) -> ChannelView:
    fits: bool | None = None
    why = ""
    if kinds is not None:
        answer = channel.fit(kinds)
        fits = {"fits": True, "outside": False, "unclear": None}[answer]
        why = channel.why[answer].of(lang)
        if not has_findings:
            why += ("" if lang == "zh" else " ") + channel.why["no_findings"].of(lang)
    return ChannelView(
        id=channel.id,
        regulator=channel.regulator.of(lang),
        title=channel.title.of(lang),
        fits=fits,
        why=why,
        missing=lacking,
        takes=channel.takes.of(lang),
        who=channel.who.of(lang),
        hotline=f"{channel.hotline.number} ({channel.hotline.hours.of(lang)})",
        confidence=str(channel.confidence),
    )


def draft(uow: UnitOfWork, case_id: int, channel: str) -> int:
    """Begin a complaint through a channel and return its id; raises `UserError` ``unknown_id``, ``unknown_channel``."""
    case = cases.get(uow, case_id)
    chosen = channel_files.channel(channel, _jurisdiction(case.jurisdiction))
    now = uow.now()
    row = ComplaintRow(
        number=_next_number(uow, now.astimezone(zone_info(case.zone)).year),
        case_id=case_id,
        channel=chosen.id,
        title=chosen.title.zh,
        created_by=uow.user_id,
        created_utc=now,
        updated_utc=now,
    )
    uow.session.add(row)
    uow.session.flush()
    complaint_id = row.id or 0
    uow.audit("added", "complaint", complaint_id, case_id, number=row.number, channel=chosen.id)
    uow.changed("complaint", complaint_id, case_id=case_id)
    uow.changed("case", case_id, case_id=case_id)
    return complaint_id


def _next_number(uow: UnitOfWork, year: int) -> str:
    """Return the next free number of ``year``; numbers in the trash stay taken."""
    prefix = complaint_number(year, 0)[:-4]
    taken = uow.session.exec(select(ComplaintRow.number).where(col(ComplaintRow.number).startswith(prefix))).all()
    return complaint_number(year, max((int(number[len(prefix) :]) for number in taken), default=0) + 1)


def resolve(uow: UnitOfWork, text: str) -> int:
    """Return the id of the complaint that ``text`` names (``P-2026-0003`` or a row id).

    Raises `UserError` ``unknown_complaint``.
    """
    text = text.strip()
    query = select(ComplaintRow.id).where(col(ComplaintRow.deleted_at).is_(None))
    if text.isdecimal() and text.isascii():
        query = query.where(ComplaintRow.id == min(int(text[:18]), 2**62))
    else:
        query = query.where(ComplaintRow.number == canonical_number(text))
    found = uow.session.exec(query).first()
    if found is None:
        raise UserError("unknown_complaint", id=text[:60])
    return found


def get(uow: UnitOfWork, complaint_id: int, lang: str = "zh") -> ComplaintView:
    """Return one complaint with every field as it would be printed; raises `UserError` ``unknown_complaint``."""
    row = _row(uow, complaint_id)
    channel = _channel(uow, row)
    views, _ = confirmed(uow, row.case_id, lang)
    values = effective_fields(channel, cases.get(uow, row.case_id), row.fields, frozenset(v.rule for v in views))
    return _view(uow, row, channel, lang, values)


def listing(uow: UnitOfWork, case_id: int, lang: str = "zh") -> list[ComplaintView]:
    """Return the complaints of a case in the order of their beginning, with their own fields only."""
    rows = uow.session.exec(
        select(ComplaintRow)
        .where(ComplaintRow.case_id == case_id, col(ComplaintRow.deleted_at).is_(None))
        .order_by(col(ComplaintRow.id))
    ).all()
    return [_view(uow, row, _channel(uow, row), lang, dict(row.fields)) for row in rows]


def form(uow: UnitOfWork, complaint_id: int, lang: str = "zh") -> list[ComplaintField]:
    """Return the complaint's own fields and what its case must have, as a form shows them."""
    row = _row(uow, complaint_id)
    channel = _channel(uow, row)
    values = get(uow, complaint_id, lang).fields
    required = {entry.name for entry in (*channel.fields, *channel.agent_fields) if entry.required}
    listed = [field.name for field in complaint_fields.OWN]
    listed += [name for name in cases.get(uow, row.case_id).fields if name not in listed]
    return [
        ComplaintField(
            name=name,
            label=complaint_fields.label(name, lang),
            value=values.get(name, ""),
            required=name in required,
            long=name in _LONG,
            own=bool(row.fields.get(name)),
        )
        for name in listed
    ]


def set_fields(uow: UnitOfWork, complaint_id: int, values: Mapping[str, str]) -> None:
    """Set fields; those of the case (name, address, respondent …) are stored in the case, for all its complaints.

    An empty value returns to the default. Raises `UserError`: ``unknown_complaint``, ``unknown_complaint_field``,
    ``complaint_filed_already``, ``field_too_long``, ``bad_date``, ``bad_amount``, ``field_required``.
    """
    row = _row(uow, complaint_id)
    if row.status not in _EDITABLE:
        raise UserError("complaint_filed_already", id=row.number)
    own, of_case = complaint_fields.split(values)
    if of_case:
        cases.set_fields(uow, row.case_id, of_case)
    fields = {name: value for name, value in (dict(row.fields) | own).items() if value}
    if fields != row.fields:
        row.fields = fields
        row.updated_utc = uow.now()
        uow.session.flush()
        uow.audit("edited", "complaint", complaint_id, row.case_id, fields=sorted(own))
    uow.changed("complaint", complaint_id, case_id=row.case_id)


def missing(uow: UnitOfWork, complaint_id: int, lang: str = "zh") -> list[MissingField]:
    """Return what keeps the complaint from being built, each with its reason; raises ``unknown_complaint``."""
    row = _row(uow, complaint_id)
    channel, case = _channel(uow, row), cases.get(uow, row.case_id)
    views, stale = confirmed(uow, row.case_id, lang)
    values = effective_fields(channel, case, row.fields, frozenset(view.rule for view in views))
    return complaint_fields.missing(channel, case, values, len(views), stale, lang)


def model(vault: Vault, complaint_id: int, *, draft: bool, lang: str = "zh") -> Complaint:
    """Return the document model as it stands; raises as `build`, but writes nothing."""
    with vault.read() as uow:
        material, now = _material(uow, complaint_id, lang), uow.now()
    return packet.checked(vault, material, now, lang, draft=draft)


def preview(vault: Vault, complaint_id: int, lang: str = "zh") -> bytes:
    """Return the document as a draft in PDF; nothing is written. Raises as `build`."""
    with vault.read() as uow:
        material, now = _material(uow, complaint_id, lang), uow.now()
    document = packet.checked(vault, material, now, lang, draft=True)
    return packet.rendered(vault, document, now, material).data


def build(
    vault: Vault, complaint_id: int, out_dir: Path, draft: bool, ctx: JobContext | None = None, lang: str = "zh"
) -> BuiltPacket:
    """Write the packet into ``out_dir/NUMBER``, all of it or nothing; an older packet there is replaced.

    A draft has every page marked and may lack things. Raises `UserError` ``complaint_incomplete`` (``fields`` names
    what is missing), ``do_not_cite``, ``extortion_risk``, ``packet_write_failed``, `StorageError` ``disk_full``,
    ``evidence_lost``, ``evidence_damaged``, and `Cancelled`.
    """
    ctx = ctx or QuietContext()
    with vault.read() as uow:
        material, now = _material(uow, complaint_id, lang), uow.now()
        head = audit.head(uow.connection)[1].hex()
    if material.missing and not draft:
        raise UserError("complaint_incomplete", fields=_names(material.missing, lang))
    document = packet.checked(vault, material, now, lang, draft=draft)
    ctx.check()
    done = packet.rendered(vault, document, now, material)
    ctx.check()
    out = Path(out_dir)
    with packet_folder(out, document.number) as folder:
        files = packet.write(vault, folder, document, done, material, ctx)
        count = len(material.findings)
        listing_bytes = manifest(document, files, now=now, pages=done.pages, audit_head=head, findings=count)
        write_file(folder / "manifest.json", listing_bytes)
        files.append(described("manifest.json", listing_bytes))
        ctx.check()
    packet.keep(vault, complaint_id, document, done, files, json.loads(listing_bytes), material)
    target = out.absolute() / document.number
    return BuiltPacket(
        pdf=str(target / files[0].path),
        pages=done.pages,
        files=tuple((str(target / file.path), file.sha256, file.size_bytes) for file in files),
        missing=tuple(material.missing),
    )


def _names(fields: list[MissingField], lang: str) -> str:
    return ("、" if lang == "zh" else ", ").join(dict.fromkeys(field.label for field in fields))


def _material(uow: UnitOfWork, complaint_id: int, lang: str) -> Material:
    row = _row(uow, complaint_id)
    channel, case = _channel(uow, row), cases.get(uow, row.case_id)
    views, stale = confirmed(uow, row.case_id)
    contacts = contacts_behind(uow, views)
    values = effective_fields(channel, case, row.fields, frozenset(view.rule for view in views))
    chosen = complaint_exhibits.choose(uow, row.case_id, contacts, values["exhibits"])
    pack = book(_jurisdiction(case.jurisdiction))
    return Material(
        number=row.number,
        channel=channel,
        case=case,
        own=dict(row.fields),
        effective=values,
        findings=views,
        contacts=contacts,
        missing=complaint_fields.missing(channel, case, values, len(views), stale, lang),
        chosen=chosen,
        kinds=number_kinds(uow, contacts),
        ledgers=debt_facts.lines(uow, row.case_id, views),
        pack=pack.name,
        pack_version=pack.version,
        covered=complaint_reconciliation.covered(uow, row.case_id, (item.view.id for item in chosen)),
        compared=complaint_reconciliation.wanted(uow, row.case_id, contacts, values),
    )


def _row(uow: UnitOfWork, complaint_id: int) -> ComplaintRow:
    row = uow.session.get(ComplaintRow, complaint_id)
    if row is None or row.deleted_at is not None:
        raise UserError("unknown_complaint", id=str(complaint_id))
    return row


def _channel(uow: UnitOfWork, row: ComplaintRow) -> Channel:
    jurisdiction = uow.session.exec(select(CaseRow.jurisdiction).where(CaseRow.id == row.case_id)).one()
    return channel_files.channel(row.channel, _jurisdiction(jurisdiction))


def _view(uow: UnitOfWork, row: ComplaintRow, channel: Channel, lang: str, fields: dict[str, str]) -> ComplaintView:
    last = uow.session.exec(
        select(PacketRow.built_utc, PacketRow.pages)
        .where(PacketRow.complaint_id == row.id)
        .order_by(col(PacketRow.built_utc).desc(), col(PacketRow.id).desc())
        .limit(1)
    ).first()
    return ComplaintView(
        id=row.id or 0,
        number=row.number,
        case_id=row.case_id,
        channel=row.channel,
        regulator=channel.regulator.of(lang),
        title=channel.title.of(lang),
        status=row.status,
        fields=fields,
        created_utc=row.created_utc,
        built_utc=last[0] if last else None,
        pages=last[1] if last else None,
    )
