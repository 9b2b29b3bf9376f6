"""Rule packs: which there are, whether their own examples hold, and the wrong law that no document may cite."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from advocate import messages, resources
from advocate.analysis.rules import examples
from advocate.analysis.rules.compare import compare
from advocate.analysis.rules.lint import WrongLaw, wrong_law
from advocate.analysis.rules.loading import Book, book, load, names, open_files
from advocate.analysis.rules.loading import files as pack_files
from advocate.domain.errors import UserError
from advocate.domain.facts import FindingCandidate
from advocate.domain.jobs import JobContext, QuietContext
from advocate.services import finding_facts, finding_rows, findings, rule_packs
from advocate.storage.tables import CaseRow, RulePackRow, UserRow
from advocate.storage.uow import UnitOfWork
from advocate.storage.vault import Vault


def packs(lang: str = "zh") -> list[dict[str, Any]]:
    """Return the shipped packs: name, version, date, title, reviewer (or that there is none), counts, rules."""
    found = []
    for name in names():
        pack = book(name).pack
        found.append(
            {
                "name": name,
                "version": pack.manifest.version,
                "date": pack.manifest.compiled.isoformat(),
                "title": pack.manifest.title.get(lang),
                "reviewer": pack.manifest.reviewer or messages.text("pack_unreviewed", lang),
                "reviewed": pack.manifest.reviewer is not None,
                "instruments": len(pack.instruments),
                "rules": [
                    {
                        "id": rule.id,
                        "title": rule.title.get(lang),
                        "enabled": rule.enabled,
                        "reviewed": pack.manifest.reviewer is not None or rule.reviewer is not None,
                        "grade": str(rule.grade),
                        "threshold": rule.threshold,
                    }
                    for rule in pack.rules
                ],
            }
        )
    return found


def check(paths: Iterable[Path | str] | None = None) -> dict[str, Any]:
    """Run the examples that packs carry: those shipped, or those of the given rule files and pack folders.

    A rule file is checked with the other files of its folder, and with the shipped ones where that has none. Returns
    counts ``rules`` and ``examples``, and ``failed`` as a list of rule, example and problem. Raises `UserError`
    ``bad_rule_pack`` and ``no_rules_there``: a folder without rules must not pass as good.
    """
    chosen = [_opened(Path(path)) for path in paths or ()] or [book(name) for name in names()]
    rules = count = 0
    failed: list[dict[str, str]] = []
    for opened in chosen:
        run, failures = examples.run(opened)
        rules += len(opened.rules)
        count += run
        failed += [{"rule": f.rule, "example": f.example, "problem": f.problem} for f in failures]
    return {"rules": rules, "examples": count, "failed": failed}


def _opened(path: Path) -> Book:
    if not path.is_dir():
        return load(path.parent, rules=path)
    if not (path / "rules.yaml").is_file():
        raise UserError("no_rules_there", file=str(path))
    return load(path)


@dataclass(frozen=True, slots=True)
class CaseDifference:
    """What another pack would make of one case's findings; ``decided`` of those that vanish or change are confirmed."""

    case_id: int
    number: str
    appears: tuple[FindingCandidate, ...]
    vanishes: tuple[FindingCandidate, ...]
    changes: tuple[tuple[FindingCandidate, FindingCandidate], ...]
    decided: int


def difference(vault: Vault, pack: str | Path, ctx: JobContext | None = None) -> list[CaseDifference]:
    """Return, case by case, what would appear, vanish or change under ``pack``: a folder, or the name of a shipped one.

    Cases in which nothing would are left out. Nothing is written. Raises `UserError` ``bad_rule_pack``,
    ``unknown_rule_pack``, `Cancelled`.
    """
    ctx = ctx or QuietContext()
    new, _ = _read(pack)
    with vault.read() as uow:
        case_ids = _cases(uow, new.name)
    found = []
    for done, (case_id, number) in enumerate(case_ids):
        ctx.check()
        ctx.progress(done, len(case_ids), "evaluating")
        with vault.read() as uow:
            old = rule_packs.in_use(uow, new.name)
            if old is None or old.digest == new.digest:
                continue
            facts, owners = finding_facts.case_facts(uow, case_id)
            contacts = finding_facts.contact_facts(uow, case_id, owners, ctx=ctx)
            made = compare(old, new, facts, contacts)
            if made.any:
                touched = {(f.rule, f.window) for f in made.vanishes} | {(f.rule, f.window) for f, _ in made.changes}
                kept = finding_rows.kept(uow, case_id, touched) if touched else {}
                decided = sum(finding_rows.decided(entry) for entry in kept.values())
                found.append(CaseDifference(case_id, number, made.appears, made.vanishes, made.changes, decided))
    ctx.progress(len(case_ids), len(case_ids), "evaluating")
    return found


def adopt(vault: Vault, pack: str | Path, ctx: JobContext | None = None) -> int:
    """Let the vault go by ``pack`` from now on and evaluate its cases anew; return how many cases that were.

    Decisions are kept: what was decided under the former text stays as it was decided, is marked where the new text
    says something else, and keeps the version it was made under, as does every packet that was built. A case is
    written at a time; raises `Cancelled` between two, `UserError` ``bad_rule_pack``, ``unknown_rule_pack``.
    """
    ctx = ctx or QuietContext()
    new, files = _read(pack)
    ctx.check()
    with vault.write() as uow:
        rule_packs.store(uow, new, files)
    return evaluate_all(vault, new.name, ctx)


def evaluate_all(vault: Vault, jurisdiction: str, ctx: JobContext | None = None) -> int:
    """Evaluate the cases of a jurisdiction anew, as after a change of its words; return how many that were.

    A case is written at a time; raises `Cancelled` between two.
    """
    ctx = ctx or QuietContext()
    with vault.read() as uow:
        case_ids = _cases(uow, jurisdiction)
    for done, (case_id, _) in enumerate(case_ids):
        ctx.check()
        ctx.progress(done, len(case_ids), "evaluating")
        with vault.write() as uow:
            findings.evaluate(uow, case_id, ctx=ctx)
    ctx.progress(len(case_ids), len(case_ids), "evaluating")
    return len(case_ids)


def adopted(uow: UnitOfWork) -> list[dict[str, Any]]:
    """Return the packs that the vault went by, the newest first: name, version, digest, when, by whom, whether now."""
    rows = uow.connection.execute(
        select(
            col(RulePackRow.name),
            col(RulePackRow.version),
            col(RulePackRow.digest),
            col(RulePackRow.adopted_utc),
            col(UserRow.name),
            col(RulePackRow.in_use),
        )
        .outerjoin(UserRow, col(UserRow.id) == col(RulePackRow.adopted_by))
        .order_by(col(RulePackRow.adopted_utc).desc(), col(RulePackRow.id).desc())
    )
    return [
        {"name": name, "version": version, "digest": digest, "at": at, "by": user or "", "in_use": in_use}
        for name, version, digest, at, user, in_use in rows
    ]


def _read(pack: str | Path) -> tuple[Book, dict[str, bytes]]:
    if isinstance(pack, str) and pack in names():
        folder = resources.path("law", pack)
    else:
        folder = Path(pack)
        if not (folder / "rules.yaml").is_file():
            raise UserError("unknown_rule_pack", name=folder.name[:40], known=", ".join(names()))
    files = pack_files(folder)
    return open_files(files), files


def _cases(uow: UnitOfWork, jurisdiction: str) -> list[tuple[int, str]]:
    rows = uow.connection.execute(
        select(col(CaseRow.id), col(CaseRow.number))
        .where(col(CaseRow.jurisdiction) == jurisdiction, col(CaseRow.deleted_at).is_(None))
        .order_by(col(CaseRow.id))
    )
    return [(int(case_id or 0), number) for case_id, number in rows]


def wrong_citations(text: str) -> list[WrongLaw]:
    """Return the passages of a document that cite law which does not exist or was never seen."""
    return wrong_law(text, book())
