"""Complaints on a real vault: what is missing is named, what is built is whole, what is not confirmed stays out."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pikepdf
import pypdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas
from sqlmodel import select

from advocate import messages
from advocate.domain.drafts import CaseDraft, ClientDraft, ContactDraft, DebtDraft
from advocate.domain.errors import Cancelled, UserError
from advocate.domain.ids import short_id
from advocate.domain.jobs import QuietContext
from advocate.domain.moments import parse_moment
from advocate.domain.vocabulary import Behaviour, CreditorType, CustodyAction, FindingStatus, Medium, Reached
from advocate.reports.model import Complaint
from advocate.services import cases, complaints, contacts, debts, evidence, findings
from advocate.storage import keys
from advocate.storage.tables import CustodyEntryRow, PacketRow
from advocate.storage.vault import Vault

ZONE = "Asia/Shanghai"
PASSWORD = "correct horse battery"
PROJECT = Path(__file__).parent.parent.parent
NASTY = "你等着😆<b>红</b>&amp;喆堃䶮𬭎\x07☑ https://example.com/a?b=c&d=e"
FULL = {
    "client_id_number": "110101199003071234",
    "client_address": "北京市海淀区中关村大街27号",
    "client_phone": "13800138000",
    "company_complaint_date": "2026-04-06",
    "company_complaint_number": "TS-1",
}


def _contact(case_id: int, debt_id: int, at: str, **more: object) -> ContactDraft:
    given: dict[str, object] = {
        "number_raw": "16512345678",
        "on_number_raw": "13800138000",
        "duration_s": 65,
        "answered": True,
        "text": "老赖，你等着，今晚就到你家楼下！",
        "behaviours": frozenset({Behaviour.THREAT, Behaviour.INSULT}),
        "debt_id": debt_id,
    }
    return ContactDraft(case_id, parse_moment(at, ZONE), **(given | more))  # type: ignore[arg-type]


def _case(vault: Vault) -> int:
    """Make a case with confirmed findings: night calls, threats, one to the mother."""
    with vault.write() as uow:
        made = cases.add(uow, CaseDraft(ClientDraft("张喆堃")))
        debt = debts.add(
            uow,
            made,
            DebtDraft(
                "某某消费金融有限公司",
                CreditorType.CONSUMER_FINANCE,
                Decimal("12345.67"),
                Decimal(10000),
                contract_date=date(2025, 6, 10),
                contract_number="HT-1",
                repayments=((date(2025, 7, 10), Decimal(1000)), (date(2025, 8, 10), Decimal(2000))),
            ),
        )
        contacts.log(uow, _contact(made, debt, "2026-03-05 22:15:08"))
        contacts.log(uow, _contact(made, debt, "2026-03-06 23:40:00", text="", behaviours=frozenset()))
        contacts.log(
            uow,
            _contact(made, debt, "2026-03-08 03:10:00", medium=Medium.SMS, text=NASTY, duration_s=None, answered=None),
        )
        contacts.log(
            uow,
            _contact(
                made,
                debt,
                "2026-03-09 10:00:00",
                reached=Reached.FAMILY,
                reached_name="王淑芬",
                text="你女儿欠我们五万，替她还了。",
                behaviours=frozenset({Behaviour.THIRD_PARTY_DEMAND, Behaviour.THIRD_PARTY_DISCLOSURE}),
            ),
        )
        findings.evaluate(uow, made)
        for view in findings.listing(uow, made, "zh"):
            if view.rule in ("TIME-01", "THR-01", "THR-03", "TP-01", "TP-03"):
                findings.confirm(uow, view.id)
    return made


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes, int]:
    """Return a closed vault with the case, its key, and the case's id: making one takes seconds, copying it none."""
    path = tmp_path_factory.mktemp("prepared") / "vault"
    vault, _ = Vault.create(path, PASSWORD)
    with vault:
        case = _case(vault)
    key, _ = keys.unlock(path, PASSWORD, None)
    return path, key, case


@pytest.fixture
def vault(prepared: tuple[Path, bytes, int], tmp_path: Path) -> Iterator[Vault]:
    shutil.copytree(prepared[0], tmp_path / "vault")
    with Vault.open_with_key(tmp_path / "vault", prepared[1]) as opened:
        yield opened


@pytest.fixture
def case_id(prepared: tuple[Path, bytes, int]) -> int:
    return prepared[2]


@pytest.fixture
def complaint_id(vault: Vault, case_id: int) -> int:
    with vault.write() as uow:
        return complaints.draft(uow, case_id, "nfra_tousu")


@pytest.fixture
def ready(vault: Vault, complaint_id: int) -> int:
    with vault.write() as uow:
        complaints.set_fields(uow, complaint_id, FULL)
    return complaint_id


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _text(pdf: Path | str) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)


def _picture(width: int = 400, height: int = 600) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (width, height), "#cde").save(buffer, "PNG")
    return buffer.getvalue()


def _build(vault: Vault, complaint: int, out: Path, *, draft: bool = False):
    return complaints.build(vault, complaint, out, draft, QuietContext(), "zh")


def test_missing_names_each_required_thing_with_its_reason(vault: Vault, complaint_id: int) -> None:
    with vault.read() as uow:
        lacking = complaints.missing(uow, complaint_id, "zh")
        english = complaints.missing(uow, complaint_id, "en")
    assert [item.field for item in lacking] == [
        "client_id_number",
        "client_phone",
        "client_address",
        "company_complaint_date",
    ]
    assert all(item.why and item.label for item in lacking)
    assert "第十三条" in lacking[0].why
    assert "art. 13" in english[0].why


def test_an_incomplete_complaint_is_refused_and_nothing_is_written(
    vault: Vault, complaint_id: int, tmp_path: Path
) -> None:
    out = tmp_path / "deep" / "out"
    with pytest.raises(UserError) as caught:
        _build(vault, complaint_id, out)
    assert caught.value.code == "complaint_incomplete"
    assert "投诉人身份证号" in messages.error_text(caught.value)
    assert not (tmp_path / "deep").exists()


def test_a_draft_is_built_with_every_page_marked(vault: Vault, complaint_id: int, tmp_path: Path) -> None:
    built = _build(vault, complaint_id, tmp_path / "out", draft=True)
    reader = pypdf.PdfReader(built.pdf)
    assert len(reader.pages) == built.pages
    for page in reader.pages:
        assert "草稿" in _squeezed(page.extract_text())
    assert "尚缺" in _squeezed(reader.pages[0].extract_text())
    assert next(item.field for item in built.missing) == "client_id_number"


def test_a_case_without_confirmed_findings_cannot_be_filed(vault: Vault) -> None:
    with vault.write() as uow:
        case = cases.add(uow, CaseDraft(ClientDraft("李四", "13900000000", "某地", "110101199003071234")))
        complaint = complaints.draft(uow, case, "nfra_tousu")
        lacking = [item.field for item in complaints.missing(uow, complaint, "zh")]
    assert lacking == ["respondent_name", "requests", "findings", "company_complaint_date"]


def test_the_document_says_what_is_confirmed_in_the_form_of_the_law(vault: Vault, ready: int, tmp_path: Path) -> None:
    built = _build(vault, ready, tmp_path / "out")
    text = _squeezed(_text(built.pdf))
    for words in (
        "投诉书",
        "张喆堃",
        "某某消费金融有限公司",
        "本金人民币12,345.67元（大写：壹万贰仟叁佰肆拾伍元陆角柒分）",
        "已还款2笔，合计人民币3,000.00元",
        "2026年3月5日至2026年3月9日，投诉人一方共收到涉嫌违规的催收联系4次",
        "联系投诉人的家人王某某共1次",
        "此致国家金融监督管理总局",
        "投诉人已于2026年4月6日就上述问题向被投诉人投诉（编号：TS-1）",
        "本人认可依法应偿还的债务，仅对不当催收提出投诉",
        "附件2通话及信息记录明细表",
        "1分05秒",
        f"第1页共{built.pages}页",
        f"第{built.pages}页共{built.pages}页",
    ):
        assert _squeezed(words) in text, words
    assert "王淑芬" not in text
    assert text.index("法律、司法解释") < text.index("推荐性国家标准、行业自律规范")
    assert "违法" not in text.replace("违法违规", "")


def test_hostile_messages_print_as_they_are(vault: Vault, ready: int, tmp_path: Path) -> None:
    built = _build(vault, ready, tmp_path / "out")
    expected = "你等着[U+1F606]<b>红</b>&amp;喆堃䶮𬭎[U+0007]"
    assert _squeezed(expected) in _squeezed(_text(built.pdf))
    assert _squeezed("https://example.com/a?b=c&d=e") in _squeezed(_text(built.pdf))


def test_suggested_and_rejected_findings_and_their_contacts_stay_out(
    vault: Vault, case_id: int, ready: int, tmp_path: Path
) -> None:
    with vault.write() as uow:
        secret = contacts.log(
            uow,
            _contact(case_id, debts.listing(uow, case_id)[0].id, "2026-03-20 22:30:00", text="这一条没有确认，弄死你"),
        )
        findings.evaluate(uow, case_id)
        open_rules = {v.rule for v in findings.listing(uow, case_id, "zh") if v.status is FindingStatus.SUGGESTED}
    assert open_rules
    built = _build(vault, ready, tmp_path / "out")
    text = _text(built.pdf) + "".join(
        Path(path).read_text("utf-8-sig") for path, _, _ in built.files if path.endswith(".csv")
    )
    assert "这一条没有确认" not in _squeezed(text)
    assert short_id("contact", secret) not in text


def test_a_confirmed_finding_whose_record_changed_must_be_confirmed_again(
    vault: Vault, case_id: int, ready: int
) -> None:
    with vault.write() as uow:
        view = next(v for v in findings.listing(uow, case_id, "zh") if v.rule == "TIME-01")
        draft = _contact(case_id, debts.listing(uow, case_id)[0].id, "2026-03-05 12:00:00")
        contacts.edit(uow, view.contacts[0], draft)
        findings.evaluate(uow, case_id)
        lacking = complaints.missing(uow, ready, "zh")
    assert [item.field for item in lacking] == ["findings"]
    assert short_id("finding", view.id) in lacking[0].why


def test_every_file_of_the_packet_is_in_the_manifest_with_its_hash(
    vault: Vault, case_id: int, ready: int, tmp_path: Path
) -> None:
    evidence.add_bytes(vault, _picture(), "../借款合同.png", case_id)
    built = _build(vault, ready, tmp_path / "out")
    folder = Path(built.pdf).parent
    listed = json.loads((folder / "manifest.json").read_text("utf-8"))
    on_disk = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert {entry["path"] for entry in listed["files"]} == on_disk - {"manifest.json"}
    assert {Path(path).relative_to(folder).as_posix() for path, _, _ in built.files} == on_disk
    for path, digest, size in built.files:
        data = Path(path).read_bytes()
        assert hashlib.sha256(data).hexdigest() == digest
        assert len(data) == size
    assert listed["coverage"]["contacts"] == 4
    assert listed["coverage"]["exhibits"] == 1
    assert listed["rule_pack"]["name"] == "cn"
    assert re.fullmatch("[0-9a-f]{64}", listed["audit_head"])
    assert listed["exhibits"][0]["id"] == "A-1"


def test_exhibits_are_numbered_printed_and_cited_with_their_page(
    vault: Vault, case_id: int, ready: int, tmp_path: Path
) -> None:
    with vault.read() as uow:
        sms = [v for v in findings.listing(uow, case_id, "zh") if v.rule == "TIME-01"][-1].contacts
    picture = _picture()
    evidence.add_bytes(vault, picture, "短信截图.png", case_id, contact_id=sms[-1])
    pages = io.BytesIO()
    canvas = Canvas(pages)
    canvas.drawString(100, 700, "CONTRACT PAGE ONE")
    canvas.showPage()
    canvas.drawString(100, 700, "CONTRACT PAGE TWO")
    canvas.save()
    evidence.add_bytes(vault, pages.getvalue(), "借款合同.pdf", case_id)
    evidence.add_bytes(vault, b"%PDF-1.4 broken", "投诉答复.pdf", case_id)
    built = _build(vault, ready, tmp_path / "out")
    reader = pypdf.PdfReader(built.pdf)
    texts = [_squeezed(page.extract_text()) for page in reader.pages]
    slips = {
        name: next(number for number, text in enumerate(texts, 1) if text.startswith(f"证据{name}"))
        for name in ("A-1", "C-1", "E-1")
    }
    assert "CONTRACTPAGEONE" in texts[slips["A-1"]]
    assert "CONTRACTPAGETWO" in texts[slips["A-1"] + 1]
    assert reader.pages[slips["C-1"]].images
    assert any(f"证据C-1第{slips['C-1'] + 1}页" in text for text in texts)
    assert hashlib.sha256(picture).hexdigest() in "".join(texts)
    with vault.read() as uow:
        log = uow.session.exec(select(CustodyEntryRow.action)).all()
    assert log.count(CustodyAction.EXPORTED) == 3


def test_scripts_in_a_pdf_exhibit_do_not_reach_the_packet(
    vault: Vault, case_id: int, ready: int, tmp_path: Path
) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(300, 300))
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        buffer = io.BytesIO()
        pdf.save(buffer)
    evidence.add_bytes(vault, buffer.getvalue(), "借款合同.pdf", case_id)
    built = _build(vault, ready, tmp_path / "out")
    with pikepdf.open(built.pdf) as made:
        assert "/OpenAction" not in made.Root
        assert b"app.alert" not in Path(built.pdf).read_bytes()


def test_wrong_law_and_money_for_silence_cannot_get_into_a_document(vault: Vault, ready: int, tmp_path: Path) -> None:
    for field, text, code in (
        ("facts_extra", "根据《中华人民共和国催收管理办法》，应当处罚。", "do_not_cite"),
        ("requests", "赔偿精神损失5万元，否则继续投诉。", "extortion_risk"),
    ):
        with vault.write() as uow:
            complaints.set_fields(uow, ready, {field: text})
        for draft in (False, True):
            with pytest.raises(UserError) as caught:
                _build(vault, ready, tmp_path / "out", draft=draft)
            assert caught.value.code == code
        assert "催收管理办法" in messages.error_text(caught.value) or code == "extortion_risk"
        with vault.write() as uow:
            complaints.set_fields(uow, ready, {field: ""})
    assert not (tmp_path / "out").exists()


def test_what_asks_for_punishment_belongs_into_a_report(vault: Vault, ready: int) -> None:
    with vault.write() as uow:
        complaints.set_fields(uow, ready, {"requests": "1.停止骚扰。\n2.依法给予行政处罚。"})
        lacking = complaints.missing(uow, ready, "zh")
    assert [item.field for item in lacking] == ["requests"]
    assert "举报" in lacking[0].why


def test_own_requests_and_addressee_are_printed(vault: Vault, ready: int, tmp_path: Path) -> None:
    with vault.write() as uow:
        complaints.set_fields(
            uow, ready, {"requests": "1、停止联系家人。\n书面答复。", "addressee": "国家金融监督管理总局上海监管局"}
        )
    built = _build(vault, ready, tmp_path / "out")
    text = _squeezed(_text(built.pdf))
    assert "1.停止联系家人。2.书面答复。" in text
    assert "国家金融监督管理总局上海监管局" in text


def test_the_letter_claims_no_result_that_nobody_entered(vault: Vault, ready: int) -> None:
    def prior() -> str:
        model = complaints.model(vault, ready, draft=True)
        return model.prior[0].text

    assert prior() == "投诉人已于2026年4月6日就上述问题向被投诉人投诉（编号：TS-1）。"
    with vault.write() as uow:
        complaints.set_fields(uow, ready, {"company_complaint_result": "答复称已转相关部门。"})
    assert prior() == "投诉人已于2026年4月6日就上述问题向被投诉人投诉（编号：TS-1），处理结果：答复称已转相关部门。"


def test_unknown_fields_are_refused_and_nothing_is_set(vault: Vault, ready: int) -> None:
    with pytest.raises(UserError) as caught, vault.write() as uow:
        complaints.set_fields(uow, ready, {"addressee": "某局", "nonsense": "x"})
    assert caught.value.code == "unknown_complaint_field"
    with vault.read() as uow:
        assert complaints.get(uow, ready).fields["addressee"] == "国家金融监督管理总局"


def test_an_agent_must_be_complete(vault: Vault, ready: int) -> None:
    with vault.write() as uow:
        complaints.set_fields(uow, ready, {"agent_name": "赵六"})
        lacking = [item.field for item in complaints.missing(uow, ready, "zh")]
    assert lacking == ["agent_id_number", "agent_phone", "agent_authority"]


def test_channels_fit_by_the_kind_of_lender(vault: Vault, case_id: int) -> None:
    with vault.write() as uow:
        (licensed,) = complaints.channels(uow, case_id, "zh")
        other = cases.add(uow, CaseDraft(ClientDraft("李四")))
        debts.add(uow, other, DebtDraft("某某小贷", CreditorType.MICROLOAN, Decimal(1)))
        (micro,) = complaints.channels(uow, other, "en")
        (plain,) = complaints.channels(uow, None, "en")
    assert (licensed.id, licensed.fits) == ("nfra_tousu", True)
    assert micro.fits is False
    assert "local financial bureau" in micro.why
    assert next(item.field for item in micro.missing) == "client_id_number"
    assert (plain.fits, plain.missing) == (None, ())


def test_what_was_built_is_kept_with_its_model(vault: Vault, ready: int, tmp_path: Path) -> None:
    built = _build(vault, ready, tmp_path / "out")
    with vault.read() as uow:
        (packet,) = uow.session.exec(select(PacketRow)).all()
        view = complaints.get(uow, ready)
    document = Complaint.from_json(json.dumps(packet.model).encode())
    assert document.number == view.number
    assert packet.sha256 == built.files[0][1]
    assert (view.pages, view.built_utc is not None) == (built.pages, True)


def test_building_again_replaces_the_packet_and_leaves_nothing_else(vault: Vault, ready: int, tmp_path: Path) -> None:
    out = tmp_path / "out"
    _build(vault, ready, out, draft=True)
    built = _build(vault, ready, out)
    assert [path.name for path in out.iterdir()] == [Path(built.pdf).parent.name]
    assert not [path for path in out.rglob("*") if "草稿" in path.name]


class _Impatient(QuietContext):
    """Asks for a stop at the ``after``-th check."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self.left = after

    def check(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise Cancelled


@pytest.mark.parametrize("after", [0, 1, 2, 3])
def test_cancelling_leaves_nothing(vault: Vault, case_id: int, ready: int, tmp_path: Path, after: int) -> None:
    evidence.add_bytes(vault, _picture(), "借款合同.png", case_id)
    with pytest.raises(Cancelled):
        complaints.build(vault, ready, tmp_path / "out", False, _Impatient(after), "zh")
    assert not (tmp_path / "out").exists()
    with vault.read() as uow:
        assert not uow.session.exec(select(PacketRow)).all()


def test_a_folder_that_cannot_be_written_is_named(vault: Vault, ready: int, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(UserError) as caught:
        _build(vault, ready, tmp_path / "file")
    assert caught.value.code == "packet_write_failed"
    assert (tmp_path / "file").read_text() == "in the way"


@pytest.mark.skipif(sys.platform != "linux", reason="needs Linux namespaces")
def test_a_full_disk_leaves_the_older_packet_whole(vault: Vault, ready: int, tmp_path: Path) -> None:
    """In a namespace of its own with 4 MiB for the packets; the vault lies elsewhere."""
    probe = ["unshare", "-rm", "sh", "-c", "mount -t tmpfs none /mnt"]
    if subprocess.run(probe, capture_output=True, check=False).returncode:
        pytest.skip("this machine does not allow mount namespaces")
    path, small = vault.path, tmp_path / "small"
    small.mkdir()
    vault.close()
    script = (
        "import sys, pathlib\n"
        "from advocate.storage.vault import Vault\n"
        "from advocate.domain.errors import StorageError\n"
        "from advocate.services import complaints\n"
        "out = pathlib.Path(sys.argv[2])\n"
        "with Vault.open(pathlib.Path(sys.argv[1]), sys.argv[4]) as vault:\n"
        "    built = complaints.build(vault, int(sys.argv[3]), out, False)\n"
        "    before = sorted(p.stat().st_size for p in out.rglob('*'))\n"
        "    free = __import__('shutil').disk_usage(out).free\n"
        "    (out / 'filler').write_bytes(b'x' * (free - 20_000))\n"
        "    try:\n"
        "        complaints.build(vault, int(sys.argv[3]), out, False)\n"
        "    except StorageError as error:\n"
        "        print(error.code)\n"
        "    (out / 'filler').unlink()\n"
        "    print(before == sorted(p.stat().st_size for p in out.rglob('*')))\n"
    )
    ran = subprocess.run(
        [
            "unshare",
            "-rm",
            "sh",
            "-ec",
            f'mount -t tmpfs -o size=4m none {small}; exec "$0" "$@"',
            sys.executable,
            "-c",
            script,
            str(path),
            str(small),
            str(ready),
            PASSWORD,
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT,
        timeout=120,
    )
    assert ran.stdout.split() == ["disk_full", "True"], ran.stderr


def test_the_schedule_for_spreadsheets_holds_no_formulas(
    vault: Vault, case_id: int, ready: int, tmp_path: Path
) -> None:
    with vault.write() as uow:
        view = next(v for v in findings.listing(uow, case_id, "zh") if v.rule == "TP-01")
        draft = _contact(
            case_id,
            debts.listing(uow, case_id)[0].id,
            "2026-03-09 10:00:00",
            reached=Reached.FAMILY,
            text='=HYPERLINK("http://x")\n第二行',
            behaviours=frozenset({Behaviour.THIRD_PARTY_DEMAND}),
        )
        contacts.edit(uow, view.contacts[0], draft)
        findings.evaluate(uow, case_id)
        for found in findings.listing(uow, case_id, "zh"):
            if found.rule in ("TP-01", "TP-03") and found.stale:
                findings.reject(uow, found.id, "改动")
            if found.rule == "TP-01":
                findings.confirm(uow, found.id)
    built = _build(vault, ready, tmp_path / "out")
    (path,) = [path for path, _, _ in built.files if path.endswith(".csv")]
    rows = list(csv.reader(io.StringIO(Path(path).read_text("utf-8-sig"))))
    assert len({len(row) for row in rows}) == 1
    assert rows[-1][10] == '\'=HYPERLINK("http://x") 第二行'
    assert rows[1][3] == "2026-03-05T22:15:08+08:00"


def test_preview_is_a_draft_and_writes_nothing(vault: Vault, complaint_id: int) -> None:
    data = complaints.preview(vault, complaint_id)
    first = pypdf.PdfReader(io.BytesIO(data)).pages[0].extract_text()
    assert "草稿" in _squeezed(first)
    with vault.read() as uow:
        assert not uow.session.exec(select(PacketRow)).all()


def test_numbers_are_found_again(vault: Vault, complaint_id: int) -> None:
    with vault.read() as uow:
        view = complaints.get(uow, complaint_id)
        assert complaints.resolve(uow, view.number.lower()) == complaint_id
        assert complaints.resolve(uow, str(complaint_id)) == complaint_id
        with pytest.raises(UserError) as caught:
            complaints.resolve(uow, "P-2026-9999")
        assert [item.number for item in complaints.listing(uow, view.case_id)] == [view.number]
    assert caught.value.code == "unknown_complaint"


def _loan(vault: Vault, complaint_id: int, **fields: str) -> str:
    with vault.write() as uow:
        complaints.set_fields(uow, complaint_id, fields)
    document = complaints.model(vault, complaint_id, draft=True)
    sections = [section for section in document.facts if section.heading == "借款与还款概况"]
    return "".join(sentence.text for section in sections for sentence in section.sentences)


def test_what_a_person_typed_about_the_loan_is_printed(vault: Vault, ready: int) -> None:
    assert "HT-1" in (before := _loan(vault, ready))
    assert "已还款2笔，合计人民币3,000.00元" in before
    after = _loan(
        vault,
        ready,
        contract_number="HT-2",
        contract_date="2025-06-11",
        contract_principal="20000",
        contract_repaid="3500",
    )
    assert "2025年6月11日" in after
    assert "（合同编号：HT-2）" in after
    assert "本金人民币20,000.00元" in after
    assert "实际到账人民币10,000.00元" in after
    assert "已还款合计人民币3,500.00元" in after
    assert "HT-1" not in after
    assert "笔" not in after
    # The same total as the repayments add up to keeps their number.
    assert "已还款2笔" in _loan(vault, ready, contract_repaid="3,000.00")


def test_a_loan_that_nobody_entered_as_a_debt_is_printed_from_the_fields(vault: Vault) -> None:
    with vault.write() as uow:
        case = cases.add(uow, CaseDraft(ClientDraft("李四")))
        complaint = complaints.draft(uow, case, "nfra_tousu")
    assert _loan(vault, complaint) == ""
    told = _loan(vault, complaint, respondent_name="某某银行股份有限公司", contract_number="HT-9", contract_repaid="12")
    assert told == "投诉人向某某银行股份有限公司借款（合同编号：HT-9）；已还款合计人民币12.00元（大写：壹拾贰元整）。"
