"""From a complaint's material to the packet's files, and the record of what went out."""

from __future__ import annotations

import functools
import json
from datetime import datetime
from pathlib import Path

from advocate import messages
from advocate.domain.errors import UserError
from advocate.domain.jobs import JobContext
from advocate.domain.views import EvidenceView
from advocate.reports import lint
from advocate.reports.manifest import PacketFile, described, safe_name, schedule_csv
from advocate.reports.model import Complaint, Exhibit
from advocate.reports.render import Rendered, render
from advocate.services import complaint_exhibits, evidence
from advocate.services.complaint_model import Material, assemble
from advocate.services.packets import write_file
from advocate.storage.tables import EvidenceRow, PacketRow
from advocate.storage.vault import Vault

_CACHED_ORIGINALS = 2


def checked(vault: Vault, material: Material, now: datetime, lang: str, *, draft: bool) -> Complaint:
    """Return the model; raises `UserError` ``do_not_cite`` or ``extortion_risk`` for what may not stand in it."""
    document = assemble(vault, material, now, draft=draft)
    hits = lint.check(document, lint.phrases(material.channel.jurisdiction), lang)
    if hits:
        hit = hits[0]
        raise UserError(hit.code, phrase=hit.phrase[:80], part=messages.label("part", hit.part, lang), why=hit.why)
    return document


def rendered(vault: Vault, document: Complaint, now: datetime, material: Material) -> Rendered:
    """Return the document as a PDF; originals are read one by one, each checked against its hash."""
    ids = {exhibit.id: item.view.id for exhibit, item in zip(document.exhibits, material.chosen, strict=True)}

    @functools.lru_cache(maxsize=_CACHED_ORIGINALS)
    def original(evidence_id: int) -> bytes:
        return evidence.read(vault, evidence_id)

    def read(exhibit: Exhibit) -> bytes:
        return original(ids[exhibit.id])

    return render(document, now, read)


def write(
    vault: Vault, folder: Path, document: Complaint, done: Rendered, material: Material, ctx: JobContext
) -> list[PacketFile]:
    """Write all files but the manifest; the PDF is the first."""
    suffix = "-草稿" if document.draft else ""
    named = {
        safe_name(f"{document.number}-{document.title}{suffix}.pdf"): done.data,
        safe_name(f"{document.number}-联系明细.csv"): schedule_csv(document),
    }
    files = []
    for name, data in named.items():
        write_file(folder / name, data)
        files.append(described(name, data))
    copied = {view.id: view for view in material.copied}
    if copied:
        (folder / "exhibits").mkdir()
    for number, (exhibit, item) in enumerate(zip(document.exhibits, material.chosen, strict=True)):
        ctx.check()
        ctx.progress(number, len(material.chosen))
        if item.view.id not in copied:
            continue
        name = safe_name(f"{exhibit.id}_{item.view.name}")
        _copy_original(vault, item.view, folder / "exhibits" / name)
        files.append(PacketFile(f"exhibits/{name}", item.view.sha256, item.view.size_bytes))
    return files


def _copy_original(vault: Vault, view: EvidenceView, target: Path) -> None:
    with vault.read() as uow:
        row = uow.session.get(EvidenceRow, view.id)
        if row is None:
            raise UserError("unknown_id", id=view.name, kind="evidence")
        stored = (row.file_name, row.file_key, row.sha256)
    vault.evidence.export(*stored, target)


def keep(
    vault: Vault,
    complaint_id: int,
    document: Complaint,
    done: Rendered,
    files: list[PacketFile],
    listed: dict[str, object],
    material: Material,
) -> None:
    """Record what was built: the model, the manifest, the PDF's hash, and that originals went out."""
    case_id = material.case.summary.id
    with vault.write() as uow:
        uow.session.add(
            PacketRow(
                complaint_id=complaint_id,
                built_utc=uow.now(),
                built_by=uow.user_id,
                draft=document.draft,
                pages=done.pages,
                sha256=files[0].sha256,
                manifest=listed,
                model=json.loads(document.to_json()),
            )
        )
        complaint_exhibits.log_copies(uow, material.copied, document.number)
        uow.session.flush()
        uow.audit(
            "built",
            "complaint",
            complaint_id,
            case_id,
            sha256=files[0].sha256,
            pages=done.pages,
            draft=document.draft,
            evidence=[view.id for view in material.copied],
        )
        uow.changed("complaint", complaint_id, case_id=case_id)
