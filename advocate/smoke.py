"""The program's test of itself, also frozen: the whole job on a throw-away vault, then every page of the window."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import quoteattr

from advocate import app
from advocate.analysis.clocks.counting import due
from advocate.domain.drafts import CaseDraft, ClientDraft, ContactDraft, DebtDraft
from advocate.domain.jobs import QuietContext
from advocate.domain.moments import parse_moment
from advocate.domain.views import BuiltPacket
from advocate.domain.vocabulary import Behaviour, CreditorType, FindingStatus
from advocate.jobs.apart import run_apart
from advocate.jobs.runner import JobControl
from advocate.services import cases, complaints, contacts, debts, findings, importing, vaults
from advocate.storage.vault import Vault

#: Invented, like everything else here; the vault lives for seconds.
PASSWORD = "smoke-test-2026"  # noqa: S105 - opens nothing that stays
ZONE = "Asia/Shanghai"
CHANNEL = "nfra_tousu"
MESSAGES = 6
#: What documents need, beyond what stands in the drafts.
FIELDS = {
    "client_name": "示例人",
    "client_gender": "女",
    "client_id_number": "000000199003070021",
    "client_address": "示例省示例市和平路1号",
    "client_phone": "13900000011",
    "respondent_name": "示例消费金融有限公司",
    "respondent_address": "示例省示例市建设路8号",
    "respondent_phone": "95000",
    "company_complaint_date": "2026-09-25",
    "company_complaint_number": "示例0001",
    "company_complaint_result": "机构未答复。",
}
OFFICE = {"addressee": "国家金融监督管理总局示例监管局"}


class SmokeFailure(Exception):
    """A step did not do what it is for."""


@dataclass(frozen=True, slots=True)
class _Result:
    imported: int
    confirmed: int
    packet: BuiltPacket


def run() -> int:
    """Run the whole job once; prints what it did as JSON and returns 0, raises where a step fails."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="advocate-smoke-") as name:
        folder = Path(name)
        vault = vaults.create(folder / "vault", PASSWORD).vault
        try:
            result = _job(vault, folder)
        finally:
            vault.close()
        pictures = app.draw_pictures(folder / "vault", PASSWORD, folder / "pictures", "zh")
        _require(
            all(path.read_bytes().startswith(b"\x89PNG") for path in pictures) and pictures, "no picture was drawn"
        )
    done = {
        "ok": True,
        "imported": result.imported,
        "confirmed": result.confirmed,
        "pages": result.packet.pages,
        "files": len(result.packet.files),
        "pictures": len(pictures),
    }
    print(json.dumps(done))
    return 0


def _job(vault: Vault, folder: Path) -> _Result:
    case_id = _case(vault)
    backup = folder / "sms-20260930000000.xml"
    backup.write_text(_backup(), encoding="utf-8")
    # In a process of its own, as the window does it: in the frozen program that process is this program again.
    report = run_apart(vault, "import", {"paths": [backup], "case_id": case_id}, _unwatched())
    _require(report.added == MESSAGES, f"{report.added} of {MESSAGES} messages were imported")
    again = importing.run(vault, [backup], case_id, QuietContext())
    _require(again.added == 0, "the same file added something twice")
    confirmed = _confirm(vault, case_id)
    _count(vault, case_id)
    packet = _complain(vault, case_id, folder / "packet")
    check = vaults.verify(vault, QuietContext())
    _require(check.ok, f"the vault has {len(check.problems)} problems")
    return _Result(report.added, confirmed, packet)


def _unwatched() -> JobControl:
    """Return a control that nobody looks at and nobody cancels."""
    return JobControl(0, lambda _job, _progress: None, lambda _changes: None)


def _case(vault: Vault) -> int:
    with vault.write() as uow:
        case_id = cases.add(uow, CaseDraft(ClientDraft(FIELDS["client_name"])))
        cases.set_fields(uow, case_id, FIELDS)
        loan = DebtDraft(
            FIELDS["respondent_name"],
            CreditorType.CONSUMER_FINANCE,
            Decimal(12000),
            Decimal(12000),
            contract_date=datetime(2025, 11, 20, tzinfo=UTC).date(),
            contract_number="SL-2025-000001",
        )
        debt_id = debts.add(uow, case_id, loan)
        for clock in ("22:41", "23:05", "23:30"):
            contacts.log(
                uow,
                ContactDraft(
                    case_id,
                    parse_moment(f"2026-09-23 {clock}", ZONE),
                    number_raw="16500000141",
                    on_number_raw=FIELDS["client_phone"],
                    duration_s=58,
                    answered=True,
                    text="你这种老赖，今晚就到你家楼下。",
                    behaviours=frozenset({Behaviour.THREAT, Behaviour.INSULT}),
                    debt_id=debt_id,
                ),
            )
    return case_id


def _count(vault: Vault, case_id: int) -> None:
    """Compute what the loan costs and count periods: the packages behind both carry data and libraries of their own."""
    with vault.write() as uow:
        (loan,) = debts.listing(uow, case_id)
        debts.add_repayment(uow, loan.id, datetime(2026, 2, 20, tzinfo=UTC).date(), Decimal(15000))
        ((_view, cost),) = debts.assessed(uow, case_id)
        _require(cost.annual.value is not None and cost.annual.value > 1, "no annual cost of a loan")
        _require(any(cap.exceeded for cap in cost.caps), "a loan far above the cap is not")
    for rule in ("cn.miit_accept", "us.tcpa_revoke", "gb.payment_15"):
        _require(due(rule, datetime(2026, 6, 11, tzinfo=UTC).date()).due.year == 2026, f"the period {rule}")


def _backup() -> str:
    """Return a small "SMS Backup & Restore" file: messages half an hour apart, from 2026-09-22 23:00 in Shanghai on."""
    start = datetime(2026, 9, 22, 15, 0, tzinfo=UTC)
    lines = []
    for index in range(MESSAGES):
        at_ms = int((start + timedelta(minutes=30 * index)).timestamp() * 1000)
        body = quoteattr(f"【法务部】逾期第{index}次通知，不还钱就通知你的家人和单位。")
        lines.append(
            f'<sms protocol="0" address="+8616500000118" date="{at_ms}" type="1" subject="null" body={body} toa="null" '
            f'sc_toa="null" service_center="null" read="1" status="-1" locked="0" date_sent="0" sub_id="1" '
            f'readable_date="null" contact_name="(Unknown)" />'
        )
    head = "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>"
    return f'{head}\n<smses count="{MESSAGES}">{"".join(lines)}</smses>\n'


def _confirm(vault: Vault, case_id: int) -> int:
    with vault.write() as uow:
        findings.evaluate(uow, case_id)
        suggested = [f for f in findings.listing(uow, case_id, "zh") if f.status is FindingStatus.SUGGESTED]
        clear = [finding for finding in suggested if not finding.review]
        _require(bool(clear), "no clear finding for calls at night")
        for finding in clear:
            findings.confirm(uow, finding.id)
    return len(clear)


def _complain(vault: Vault, case_id: int, folder: Path) -> BuiltPacket:
    with vault.write() as uow:
        complaint_id = complaints.draft(uow, case_id, CHANNEL)
        complaints.set_fields(uow, complaint_id, OFFICE)
        lacking = [missing.field for missing in complaints.missing(uow, complaint_id, "zh")]
        _require(not lacking, f"the complaint lacks {', '.join(lacking)}")
    packet = complaints.build(vault, complaint_id, folder, False, QuietContext(), "zh")
    _require(Path(packet.pdf).read_bytes().startswith(b"%PDF"), "the packet holds no PDF")
    return packet


def _require(holds: object, what: str) -> None:
    if not holds:
        raise SmokeFailure(what)
