"""Which evidence goes into a packet, how it is numbered and what it is said to prove (C5 of the law file)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import col, select

from advocate import messages
from advocate.domain.errors import UserError
from advocate.domain.ids import row_id, short_id
from advocate.domain.moments import zone_info
from advocate.domain.views import ContactView, EvidenceView
from advocate.domain.vocabulary import CustodyAction, SourceKind
from advocate.reports import exhibits as printing
from advocate.reports import narrative, words
from advocate.reports.model import Exhibit, Ref
from advocate.services import evidence
from advocate.services.intake.pieces import EVIDENCE_FORMAT
from advocate.storage.tables import CustodyEntryRow, ImportEvidenceRow, ImportRow
from advocate.storage.uow import UnitOfWork
from advocate.storage.vault import Vault

_CONTRACT = re.compile(r"合同|协议|借据|借款|账单|还款|流水|contract|loan|statement", re.IGNORECASE)
_STATEMENT = re.compile(r"证言|证明|陈述|说明|testimony|witness", re.IGNORECASE)
_PRIOR = re.compile(r"投诉|工单|答复|回复|受理|回执|complaint|reply", re.IGNORECASE)
_CALLS = re.compile(r"录音|通话|来电|recording|call", re.IGNORECASE)
_MESSAGES = re.compile(r"短信|微信|聊天|消息|截图|截屏|sms|chat|screenshot", re.IGNORECASE)
_ORDER = "ABCDEF"


@dataclass(frozen=True, slots=True)
class Chosen:
    """A piece of evidence on its way into a packet. ``backup`` marks the source file of an import."""

    view: EvidenceView
    group: str
    contacts: tuple[ContactView, ...]
    backup: bool


def choose(uow: UnitOfWork, case_id: int, contacts: Mapping[int, ContactView], named: str = "") -> list[Chosen]:
    """Return the evidence for the confirmed ``contacts`` in exhibit order.

    What shows only other contacts stays out; what shows none (a contract, an earlier complaint) goes in, but for files
    of a whole folder of which nobody said what they show; backups go in where a confirmed contact came from them.
    ``named`` (``E-000001, E-000003``) chooses exactly those. Raises `UserError` ``unknown_id``.
    """
    backups, loose = _imported(uow, case_id)
    listed = evidence.listing(uow, case_id)
    wanted = _named(named)
    if not wanted <= {view.id for view in listed}:
        unknown = min(wanted - {view.id for view in listed})
        raise UserError("unknown_id", id=short_id("evidence", unknown), kind="evidence")
    of_record = {record: contact for contact in contacts.values() for record in (contact.id, *contact.same_event)}
    sources: dict[int, list[ContactView]] = {}
    for contact in contacts.values():
        if contact.source_evidence_id is not None:
            sources.setdefault(contact.source_evidence_id, []).append(contact)
    chosen = []
    for view in listed:
        shown = [of_record[contact] for contact in view.contact_ids if contact in of_record]
        behind = narrative.in_order({c.id: c for c in [*shown, *sources.get(view.id, [])]}.values())
        backup = view.id in backups and not view.contact_ids
        relevant = bool(behind) or (not view.contact_ids and not backup and not (view.id in loose and _unsaid(view)))
        if view.id in wanted if wanted else relevant:
            chosen.append(Chosen(view, _group(view, behind), tuple(behind), backup))
    chosen.sort(key=lambda item: (_ORDER.index(item.group), item.backup, _first(item), item.view.id))
    return chosen


def _imported(uow: UnitOfWork, case_id: int) -> tuple[set[int], set[int]]:
    """Return the originals that contacts were read from, and the files that an import kept as they are."""
    rows = uow.session.exec(
        select(ImportEvidenceRow.evidence_id, ImportRow.format, ImportRow.kind)
        .join(ImportRow, col(ImportRow.id) == ImportEvidenceRow.import_id)
        .where(ImportRow.case_id == case_id)
    ).all()
    loose = {evidence_id for evidence_id, format_name, _kind in rows if format_name == EVIDENCE_FORMAT}
    backups = {evidence_id for evidence_id, _format, kind in rows if kind is not SourceKind.RECORDING} - loose
    return backups, loose


def _unsaid(view: EvidenceView) -> bool:
    """Tell whether nobody said what a file shows: of a folder of pictures only what was linked or noted counts."""
    if view.note.strip():
        return False
    return view.media_type.startswith(("image/", "audio/", "video/")) or _group(view, []) == "F"


def _named(text: str) -> set[int]:
    return {row_id("evidence", part) for part in re.split(r"[\s,，、;；]+", text.strip()) if part}


def _first(item: Chosen) -> float:
    moment = item.contacts[0].moment.at_utc if item.contacts else item.view.captured_utc or item.view.added_utc
    return moment.timestamp()


def _group(view: EvidenceView, contacts: list[ContactView]) -> str:
    """Return the letter: A contract, B calls, C messages, D statements, E earlier complaints, F others."""
    if view.media_type.startswith(("audio/", "video/")):
        return "B"
    if contacts:
        voice = sum(1 for contact in contacts if contact.medium.is_voice)
        return "B" if voice * 2 > len(contacts) else "C"
    said = f"{view.name} {view.note}"
    for letter, pattern in (
        ("E", _PRIOR),
        ("A", _CONTRACT),
        ("D", _STATEMENT),
        ("B", _CALLS),
        ("C", _MESSAGES),
    ):
        if pattern.search(said):
            return letter
    return "F"


def numbered(vault: Vault, chosen: list[Chosen], zone: str, holder: str, copied: set[int]) -> list[Exhibit]:
    """Return exhibits with their numbers; each original that may be printed is opened to see whether it can be.

    ``copied`` are the ids whose originals go along as files. Raises `StorageError` ``evidence_lost``,
    ``evidence_damaged``.
    """
    counts: dict[str, int] = {}
    result = []
    for item in chosen:
        counts[item.group] = counts.get(item.group, 0) + 1
        view = item.view
        shown = _printing(vault, view)
        note = messages.text(shown.note) if shown.note else ""
        if view.id not in copied:
            note = messages.text("exhibit_kept_back")
        result.append(
            Exhibit(
                id=f"{item.group}-{counts[item.group]}",
                evidence=short_id("evidence", view.id),
                name=view.name,
                kind=_kind(item),
                formed=_formed(item, zone),
                source=_source(item, zone),
                holder=holder,
                proves=_proves(item),
                sha256=view.sha256,
                size_bytes=view.size_bytes,
                media_type=view.media_type,
                show=shown.show,
                pages=shown.pages,
                width=shown.width,
                height=shown.height,
                note=note,
            )
        )
    return result


def _printing(vault: Vault, view: EvidenceView) -> printing.Printing:
    if not view.media_type.startswith("image/") and view.media_type != "application/pdf":
        return printing.Printing("listed", note="exhibit_listed_only")
    if view.size_bytes > printing.MAX_BYTES:
        return printing.Printing("listed", note="exhibit_too_large")
    return printing.probe(evidence.read(vault, view.id, printing.MAX_BYTES), view.media_type)


def refs(chosen: list[Chosen], exhibits: list[Exhibit]) -> dict[int, Ref]:
    """Return for each contact the exhibit that shows it; a picture or recording goes before the backup it came from."""
    found: dict[int, Ref] = {}
    for item, exhibit in sorted(zip(chosen, exhibits, strict=True), key=lambda pair: pair[0].backup):
        page = 1 if exhibit.show != "listed" else None
        for contact in item.contacts:
            found.setdefault(contact.id, Ref("exhibit", exhibit.id, page))
    return found


def _kind(item: Chosen) -> str:
    if item.view.media_type.startswith(("audio/", "video/")):
        return "视听资料"
    if item.group == "D":
        return "证人证言"
    if item.view.media_type == "application/pdf" and not item.contacts:
        return "书证"
    return "电子数据"


def _formed(item: Chosen, zone: str) -> str:
    if item.contacts:
        first, last = item.contacts[0].moment.local().date(), item.contacts[-1].moment.local().date()
        return words.day(first) if first == last else f"{words.day(first)}至{words.day(last)}"
    if item.view.captured_utc is not None:
        return words.day(item.view.captured_utc.astimezone(zone_info(zone)).date())
    return "见证据内容"


def _source(item: Chosen, zone: str) -> str:
    taken = words.day(item.view.added_utc.astimezone(zone_info(zone)).date())
    how = "投诉人手机备份导出" if item.backup else "投诉人提供"
    marks = "".join(f"。{messages.text(f'mark.{mark}', 'zh').rstrip('。')}" for mark in item.view.marks)
    return f"{how}，{taken}登记入库并计算校验值{marks}"


def _proves(item: Chosen) -> str:
    if item.contacts:
        ids = [short_id("contact", contact.id) for contact in item.contacts]
        more = f"等{len(ids)}条" if len(ids) > 2 else ""
        return f"证明{_formed(item, '')}的催收联系{len(ids)}次（记录{'、'.join(ids[:2])}{more}）"
    if item.view.note.strip():
        return item.view.note.strip()
    known = {"A": "证明借款及还款情况", "E": "证明已先向被投诉机构投诉", "F": "证明与本案有关的情况"}
    return known.get(item.group, "证明催收经过")


def log_copies(uow: UnitOfWork, exhibits: list[EvidenceView], complaint: str) -> None:
    """Write into the custody log that originals went out with a packet."""
    for view in exhibits:
        uow.session.add(
            CustodyEntryRow(
                evidence_id=view.id,
                action=CustodyAction.EXPORTED,
                at_utc=uow.now(),
                user_id=uow.user_id,
                sha256=view.sha256,
                detail={"complaint": complaint, "size_bytes": view.size_bytes},
            )
        )
