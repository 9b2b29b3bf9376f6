"""The demo: a vault with three invented cases, on which the whole job is run through the real services."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from advocate import resources
from advocate.domain.drafts import CaseDraft, ClientDraft, ContactDraft, DebtDraft
from advocate.domain.errors import UserError
from advocate.domain.filters import ContactFilter
from advocate.domain.jobs import JobContext
from advocate.domain.moments import parse_moment
from advocate.domain.views import ContactView
from advocate.domain.vocabulary import Behaviour, CreditorType, FindingStatus, Medium, Nature, Proposal, Reached
from advocate.services import cases, complaints, contacts, debts, evidence, findings, importing, inbox, sorting, vaults
from advocate.services.demo_screens import Screen, draw
from advocate.storage.vault import Vault, require_unused

ZONE = "Asia/Shanghai"
_MARK = "demo.txt"
_PARTS = ("vault", "packets", "pictures")


@dataclass(frozen=True, slots=True)
class Demo:
    """What the demo made: folders, the password of its vault, and how much is in it."""

    vault: Path
    password: str
    packets: tuple[Path, ...]
    cases: int
    contacts: int
    findings: int


def build(folder: Path, ctx: JobContext) -> Demo:
    """Make the demo in ``folder``; an earlier demo there is replaced, anything else is left alone.

    Raises `UserError` ``demo_folder_used`` where something else stands in the way, `StorageError` ``vault_locked``
    while the earlier demo is open in a window.
    """
    script = _script()
    _make_room(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _MARK).write_text(f"advocate demo\n{script['password']}\n", encoding="utf-8")
    vault = vaults.create(folder / "vault", script["password"]).vault
    try:
        packets = []
        for index, case in enumerate(script["cases"]):
            ctx.check()
            ctx.progress(index, len(script["cases"]), "work.demo_case")
            packet = _Case(vault, script, case, folder / "packets", ctx).run()
            packets.extend([packet] if packet else [])
        ctx.progress(len(script["cases"]), len(script["cases"]), "work.demo_case")
        with vault.read() as uow:
            listed = cases.listing(uow)
            found = sum(len(findings.listing(uow, row.id, "zh")) for row in listed)
        return Demo(
            vault=vault.path,
            password=script["password"],
            packets=tuple(packets),
            cases=len(listed),
            contacts=sum(row.contacts for row in listed),
            findings=found,
        )
    finally:
        vault.close()


def _script() -> dict[str, Any]:
    path = resources.path("demo", "cases.yaml")
    try:
        script: dict[str, Any] = yaml.safe_load(path.read_bytes())
    except (OSError, yaml.YAMLError) as error:
        raise UserError("demo_data_broken", file=str(path)) from error
    return script


def _make_room(folder: Path) -> None:
    """Remove an earlier demo; refuse a folder whose vault or packets are somebody's work."""
    standing = [folder / part for part in _PARTS if (folder / part).exists()]
    if not standing:
        return
    if not (folder / _MARK).is_file():
        raise UserError("demo_folder_used", file=str(folder))
    if (folder / "vault").is_dir():
        require_unused(folder / "vault")
    for path in standing:
        shutil.rmtree(path)


class _Case:
    """One case of the script, from the first visit to the packet."""

    def __init__(self, vault: Vault, script: dict[str, Any], case: dict[str, Any], out: Path, ctx: JobContext) -> None:
        self.vault = vault
        self.script = script
        self.case = case
        self.out: Path = out / str(case["key"])
        self.ctx = ctx
        self.debt_id: int | None = None
        with vault.write() as uow:
            self.id = cases.add(uow, CaseDraft(ClientDraft(**case["client"])))

    def run(self) -> Path | None:
        """Run the whole job; returns the folder of the packet if one was built."""
        self._debts()
        self._import()
        self._log()
        self._sort()
        self._screens()
        self._decide()
        return self._complain()

    def _debts(self) -> None:
        with self.vault.write() as uow:
            cases.set_fields(uow, self.id, self.case.get("fields") or {})
            for entry in self.case["debts"]:
                self.debt_id = debts.add(uow, self.id, _debt(entry))

    def _import(self) -> None:
        files = [resources.path("demo", name) for name in self.case["backups"]]
        importing.run(self.vault, files, self.id, self.ctx)

    def _log(self) -> None:
        with self.vault.write() as uow:
            for entry in self.case["contacts"]:
                contacts.log(uow, _contact(entry, self.id, self.case["client"]["phone"], self.debt_id))

    def _sort(self) -> None:
        """Do what a counselor does with a backup: say which numbers are collectors, and code what they wrote."""
        with self.vault.write() as uow:
            for view in list(self._of_crew(uow)):
                behaviours, claim = self._coded(view.text)
                draft = replace(
                    contacts.draft(uow, view.id),
                    nature=Nature.COLLECTION,
                    debt_id=self.debt_id,
                    behaviours=behaviours,
                    claims_to_be=claim,
                    on_number_raw=self.case["client"]["phone"],
                )
                contacts.edit(uow, view.id, draft)
            self._sort_rest(uow)
            findings.evaluate(uow, self.id)

    def _sort_rest(self, uow: Any) -> None:
        """Keep what people of the debtor's own wrote, leave out parcels and codes; the creditor's own line waits.

        That line is what whoever tries the demo sorts first: reminders of the bank or collection, a person decides.
        """
        sorting.propose(uow, self.id)
        waiting = inbox.groups(uow, self.id)
        kin = [group.sender for group in waiting if group.name]
        parcels = [group.sender for group in waiting if not group.name and group.proposal is Proposal.ORDINARY]
        if kin:
            inbox.take(uow, self.id, Nature.ORDINARY, senders=kin)
        if parcels:
            inbox.leave_out(uow, self.id, senders=parcels)
        inbox.finish(uow, self.id)

    def _of_crew(self, uow: Any) -> Iterator[ContactView]:
        segment = self.script["crew_segment"]
        for view in contacts.page(uow, contacts.ids(uow, ContactFilter(case_id=self.id))):
            if view.nature is Nature.UNSORTED and segment in (view.number or ""):
                yield view

    def _coded(self, text: str) -> tuple[frozenset[Behaviour], str]:
        found: set[Behaviour] = set()
        claim = ""
        for rule in self.script["coding"]:
            if any(word in text for word in rule["words"]):
                found.update(Behaviour(code) for code in rule["behaviours"])
                claim = rule.get("claims_to_be", claim)
        return frozenset(found), claim

    def _screens(self) -> None:
        for entry in self.case["screens"]:
            moment = parse_moment(str(entry["at"]), ZONE)
            picture = draw(Screen(str(entry["title"]), moment.local(), [tuple(line) for line in entry["lines"]]))
            contact_id = self._nearest(entry.get("contact_from"), moment.at_utc)
            evidence.add_bytes(self.vault, picture, entry["name"], self.id, contact_id=contact_id)

    def _nearest(self, number: str | None, at: datetime) -> int | None:
        if number is None:
            return None
        with self.vault.read() as uow:
            views = contacts.page(uow, contacts.ids(uow, ContactFilter(case_id=self.id, number=number)))
        return min(views, key=lambda view: abs(view.moment.at_utc - at)).id if views else None

    def _decide(self) -> None:
        """Confirm what is clear, decide what the script says, leave the rest for whoever tries the demo."""
        rejected = {entry["rule"]: entry["why"] for entry in self.case["reject"]}
        confirmed = {entry["rule"]: entry["why"] for entry in self.case.get("confirm", ())}
        with self.vault.write() as uow:
            for view in findings.listing(uow, self.id, "zh"):
                if view.status is not FindingStatus.SUGGESTED:
                    continue
                if view.rule in rejected:
                    findings.reject(uow, view.id, rejected[view.rule])
                elif view.rule in confirmed:
                    findings.confirm(uow, view.id, confirmed[view.rule])
                elif not view.review and self.case["complaint"]:
                    findings.confirm(uow, view.id)

    def _complain(self) -> Path | None:
        wanted = self.case["complaint"]
        if not wanted:
            return None
        with self.vault.write() as uow:
            complaint_id = complaints.draft(uow, self.id, wanted["channel"])
            complaints.set_fields(uow, complaint_id, wanted.get("fields") or {})
        complaints.build(self.vault, complaint_id, self.out, wanted["build"] == "draft", self.ctx, "zh")
        return self.out


def _debt(entry: dict[str, Any]) -> DebtDraft:
    return DebtDraft(
        creditor=entry["creditor"],
        creditor_type=CreditorType(entry["creditor_type"]),
        principal=Decimal(str(entry["principal"])),
        received=Decimal(str(entry["received"])),
        contract_date=entry["contract_date"],
        contract_number=entry.get("contract_number", ""),
        demanded=Decimal(str(entry["demanded"])),
        repayments=tuple((when, Decimal(str(much))) for when, much in entry.get("repayments", ())),
    )


def _contact(entry: dict[str, Any], case_id: int, phone: str, debt_id: int | None) -> ContactDraft:
    medium = Medium(entry["medium"])
    return ContactDraft(
        case_id=case_id,
        moment=parse_moment(str(entry["at"]), ZONE),
        medium=medium,
        number_raw=entry.get("from"),
        on_number_raw=phone if medium.is_voice and entry["reached"] == "debtor" else "",
        duration_s=entry.get("duration"),
        answered=not entry.get("unanswered", False) if medium.is_voice else None,
        text=entry.get("text", ""),
        claims_to_be=entry.get("claims_to_be", ""),
        reached=Reached(entry["reached"]),
        reached_name=entry.get("reached_name", ""),
        behaviours=frozenset(Behaviour(code) for code in entry.get("behaviours", ())),
        debt_id=debt_id,
        agency=entry.get("agency", ""),
    )
