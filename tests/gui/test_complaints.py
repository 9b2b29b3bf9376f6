"""Complaints in a real window: begun, completed, previewed, built."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advocate.domain.drafts import DebtDraft
from advocate.domain.views import ComplaintView
from advocate.domain.vocabulary import ComplaintStatus, CreditorType, FindingStatus
from advocate.services import cases, complaints, debts, findings
from advocate.storage.vault import Vault
from advocate.ui.complaints.model import DETAIL_ROLE, ComplaintModel
from advocate.ui.complaints.new_complaint import NewComplaintDialog
from advocate.ui.complaints.tab import ComplaintsTab
from advocate.ui.findings.tab import FindingsTab
from advocate.ui.look import Look
from advocate.ui.main_window import MainWindow

WAIT_MS = 30_000

Open = Callable[[], MainWindow]
Settle = Callable[[], None]
Log = Callable[..., int]
Write = Callable[[QWidget, str], None]

COMPLETE = {
    "client_id_number": "000000199003070021",
    "client_address": "示例省示例市和平路1号",
    "respondent_name": "示例消费金融有限公司",
    "company_complaint_date": "2026-10-08",
}


@pytest.fixture
def confirmed(vault: Vault, case_id: int, log: Log) -> None:
    """Give the case a lender and confirmed findings."""
    with vault.write() as unit:
        debts.add(unit, case_id, DebtDraft("示例消费金融有限公司", CreditorType.CONSUMER_FINANCE))
    for day in (21, 22):
        log("还钱", at=f"2026-09-{day} 23:10", number_raw="16500000118", answered=True)
    with vault.write() as unit:
        findings.evaluate(unit, case_id)
        for finding in findings.listing(unit, case_id):
            findings.confirm(unit, finding.id)


@pytest.fixture
def complaint_id(vault: Vault, case_id: int, confirmed: None) -> int:
    with vault.write() as unit:
        return complaints.draft(unit, case_id, "nfra_tousu")


def shown(window: MainWindow, settle: Settle) -> ComplaintsTab:
    tab = window.case.show_tab("complaints")
    assert isinstance(tab, ComplaintsTab)
    settle()
    return tab


def test_the_model_keeps_the_rules(qtmodeltester: ModelTester, look: Look) -> None:
    now = datetime(2026, 11, 5, 1, 0, tzinfo=UTC)
    rows = [
        ComplaintView(
            place, f"P-2026-000{place}", 1, "c", "r", f"<b>{place}", status, {}, now, now if place > 1 else None, 9
        )
        for place, status in enumerate(ComplaintStatus, start=1)
    ]
    model = ComplaintModel()
    model.set_complaints(rows, "Asia/Shanghai")
    qtmodeltester.check(model, force_py=True)
    assert model.complaint_at(0) == rows[-1]
    assert "尚未生成" in model.data(model.index(len(rows) - 1), DETAIL_ROLE)
    assert "2026-11-05 09:00" in model.data(model.index(0), DETAIL_ROLE)


def test_beginning_a_complaint_says_whether_the_channel_fits(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, confirmed: None
) -> None:
    tab = shown(case_window(), settle)
    assert tab.stack.currentWidget() is tab.empty
    qtbot.mouseClick(tab.empty.action, Qt.MouseButton.LeftButton)
    dialog = tab.findChildren(NewComplaintDialog)[0]
    qtbot.waitUntil(lambda: bool(dialog.channels), timeout=WAIT_MS)
    assert dialog.channels[0].fits is True
    assert dialog.chosen() == "nfra_tousu"
    assert dialog.begin.text() == "开始投诉"
    qtbot.mouseClick(dialog.begin, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.model.rowCount() == 1, timeout=WAIT_MS)
    settle()
    assert tab.stack.currentWidget() is tab.splitter
    with vault.read() as unit:
        assert [row.channel for row in complaints.listing(unit, case_id)] == ["nfra_tousu"]


def test_a_channel_that_does_not_fit_can_be_begun_all_the_same(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int
) -> None:
    with vault.write() as unit:
        debts.add(unit, case_id, DebtDraft("某某小额贷款有限公司", CreditorType.MICROLOAN))
    tab = shown(case_window(), settle)
    tab.ask_new()
    dialog = tab.findChildren(NewComplaintDialog)[0]
    qtbot.waitUntil(lambda: bool(dialog.channels), timeout=WAIT_MS)
    assert dialog.channels[0].fits is False
    assert dialog.begin.text() == "仍然开始"
    dialog.reject()
    settle()


def test_what_is_missing_leads_to_its_field_and_disappears(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, complaint_id: int, write: Write
) -> None:
    tab = shown(case_window(), settle)
    assert tab.form.missing_card.isVisible()
    assert "client_address" in tab.form.jumps
    qtbot.mouseClick(tab.form.jumps["client_address"], Qt.MouseButton.LeftButton)
    address = tab.form.fields["client_address"].control
    assert isinstance(address, QLineEdit)
    assert address.hasFocus()
    write(address, "示例省示例市和平路1号")
    qtbot.keyClick(address, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "client_address" not in tab.form.jumps, timeout=WAIT_MS)
    settle()
    with vault.read() as unit:
        assert cases.get(unit, case_id).fields["client_address"] == "示例省示例市和平路1号"
    assert tab.form.state.text() == "所有改动均已保存。"


def test_a_refused_value_is_explained_beside_its_field(
    qtbot: QtBot, case_window: Open, settle: Settle, complaint_id: int, write: Write
) -> None:
    tab = shown(case_window(), settle)
    tab.form.jump_to("company_complaint_date")
    field = tab.form.fields["company_complaint_date"]
    write(field.control, "上个月")
    qtbot.keyClick(field.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "上个月" in field.problem.text(), timeout=WAIT_MS)
    settle()


def test_requests_are_edited_line_by_line_and_come_back_when_emptied(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, complaint_id: int, write: Write
) -> None:
    tab = shown(case_window(), settle)
    requests = tab.form.fields["requests"].control
    assert isinstance(requests, QPlainTextEdit)
    suggested = requests.toPlainText()
    assert suggested.count("\n") >= 1
    requests.setFocus()
    requests.selectAll()
    write(requests, "停止夜间来电。")

    def own() -> str:
        with vault.read() as unit:
            return str(complaints.get(unit, complaint_id).fields["requests"])

    qtbot.waitUntil(lambda: own() == "停止夜间来电。", timeout=WAIT_MS)
    requests.selectAll()
    qtbot.keyClick(requests, Qt.Key.Key_Delete)
    tab.form.fields["addressee"].control.setFocus()
    qtbot.waitUntil(lambda: own() == suggested, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: requests.toPlainText() == suggested, timeout=WAIT_MS)
    settle()


def test_the_preview_is_the_document_as_it_stands(
    qtbot: QtBot, case_window: Open, settle: Settle, complaint_id: int, write: Write
) -> None:
    tab = shown(case_window(), settle)
    assert tab.document.currentWidget() is tab.pdf
    assert tab.pdf.document.pageCount() >= 2
    assert "示例省" not in text_of(tab)
    tab.pdf.go_to(2)
    qtbot.waitUntil(lambda: tab.pdf.page_number() == 2, timeout=WAIT_MS)
    tab.form.jump_to("client_address")
    address = tab.form.fields["client_address"].control
    write(address, "示例省示例市和平路1号")
    qtbot.keyClick(address, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "示例省示例市和平路1号" in text_of(tab), timeout=WAIT_MS)
    settle()
    assert tab.pdf.page_number() == 2


def test_building_is_refused_with_the_names_of_what_is_missing(
    qtbot: QtBot, case_window: Open, settle: Settle, complaint_id: int, tmp_path: Path
) -> None:
    tab = shown(case_window(), settle)
    out = tmp_path / "out"
    tab.build_into(out, draft=False)
    qtbot.waitUntil(lambda: tab.banner.isVisible(), timeout=WAIT_MS)
    assert "投诉人住址" in tab.banner.label.text()
    assert not out.exists() or list(out.iterdir()) == []
    settle()


def test_a_draft_and_then_the_packet_are_built(
    qtbot: QtBot,
    case_window: Open,
    settle: Settle,
    vault: Vault,
    case_id: int,
    complaint_id: int,
    tmp_path: Path,
) -> None:
    window = case_window()
    tab = shown(window, settle)
    tab.build_into(tmp_path / "draft", draft=True)
    qtbot.waitUntil(lambda: tab.banner.isVisible(), timeout=WAIT_MS)
    settle()
    assert list((tmp_path / "draft").rglob("*草稿.pdf"))
    with vault.write() as unit:
        complaints.set_fields(unit, complaint_id, COMPLETE)
    tab.load()
    settle()
    assert tab.form.complete.isVisible()
    tab.build_into(tmp_path / "final", draft=False)
    qtbot.waitUntil(lambda: tab.banner.isVisible(), timeout=WAIT_MS)
    settle()
    (pdf,) = (tmp_path / "final").rglob("*.pdf")
    assert "草稿" not in pdf.name
    assert str(pdf.parent) in tab.banner.label.text()
    manifest = json.loads((pdf.parent / "manifest.json").read_text(encoding="utf-8"))
    assert manifest
    assert "尚未生成" not in tab.model.data(tab.model.index(0), DETAIL_ROLE)


def test_missing_findings_lead_to_the_findings(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, complaint_id: int
) -> None:
    with vault.write() as unit:
        for finding in findings.listing(unit, case_id):
            findings.reject(unit, finding.id, "记录有误")
        assert {f.status for f in findings.listing(unit, case_id)} == {FindingStatus.REJECTED}
    window = case_window()
    tab = shown(window, settle)
    qtbot.mouseClick(tab.form.jumps["findings"], Qt.MouseButton.LeftButton)
    assert isinstance(window.case.tab_widget.currentWidget(), FindingsTab)
    settle()


def text_of(tab: ComplaintsTab) -> str:
    document = tab.pdf.document
    return "".join(document.getAllText(page).text() for page in range(document.pageCount())).replace("\n", "")


def test_a_suspicion_told_as_a_fact_is_shown_above_the_form(
    case_window: Open, settle: Settle, vault: Vault, complaint_id: int
) -> None:
    tab = shown(case_window(), settle)
    assert tab.caution.isHidden()
    with vault.write() as unit:
        complaints.set_fields(unit, complaint_id, {"facts_extra": "对方已经构成犯罪"})
    tab.load()
    settle()
    assert not tab.caution.isHidden()
    assert "构成犯罪" in tab.caution.label.text()
