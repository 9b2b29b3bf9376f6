"""A small case in views, and the complaint made of it."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from advocate.domain.facts import PhraseHit
from advocate.domain.moments import parse_moment
from advocate.domain.views import ClauseView, ContactView, DebtView, FindingView
from advocate.domain.vocabulary import (
    Behaviour,
    CreditorType,
    Direction,
    FindingStatus,
    Force,
    Medium,
    Nature,
    Reached,
)
from advocate.reports import narrative
from advocate.reports.model import Complaint, Exhibit, NumberRow, Party, Ref, ScheduleRow, Sentence

GOLDEN = Path(__file__).parent.parent / "golden" / "reports"
ZONE = "Asia/Shanghai"


def contact(contact_id: int, at: str, **more: object) -> ContactView:
    given: dict[str, object] = {
        "id": contact_id,
        "case_id": 1,
        "case_number": "C-2026-0001",
        "moment": parse_moment(at, ZONE),
        "medium": Medium.CALL,
        "direction": Direction.IN,
        "number": "+8616512345678",
        "number_raw": "16512345678",
        "name": "",
        "on_number": "",
        "text": "",
        "summary": "",
        "duration_s": None,
        "answered": True,
        "claims_to_be": "",
        "reached": Reached.DEBTOR,
        "reached_name": "",
        "behaviours": (),
        "nature": Nature.COLLECTION,
        "debt_id": None,
        "agency": "",
        "harm": "",
        "source_evidence_id": None,
        "source_place": "",
    }
    return ContactView(**(given | more))  # type: ignore[arg-type]


def finding(number: int, rule: str, title: str, contacts: tuple[int, ...], *clauses: ClauseView) -> FindingView:
    return FindingView(
        id=number,
        case_id=1,
        rule=rule,
        title=title,
        clause="；".join(clause.text for clause in clauses),
        quote="",
        status=FindingStatus.CONFIRMED,
        force=min(clause.force for clause in clauses),
        confidence="T",
        review="",
        contacts=contacts,
        why="",
        hits=(PhraseHit(1, "threat_person", "今晚就到你家楼下", 6, 14),) if rule == "THR-01" else (),
        first_utc=None,
        last_utc=None,
        decided_by="",
        decided_reason="",
        stale=False,
        clauses=clauses,
    )


STANDARD = ClauseView(
    "S1", "5.3", "不符合推荐性国家标准《指引》第5.3（业务管理）的要求", "不应在每日22:00至次日8:00进行", Force.F3, "T2"
)
STATUTE = ClauseView(
    "L3", "50¶1#1", "涉嫌违反《中华人民共和国治安管理处罚法》第五十条第一款第一项", "以其他方法威胁", Force.F1, "T"
)
RULE = ClauseView("D3", "41", "涉嫌违反《管理办法》第四十一条（适用于持牌机构）", "恐吓", Force.F2, "T2")


@pytest.fixture
def grounds() -> narrative.Grounds:
    """Seven contacts over four days behind four findings."""
    contacts = [
        contact(
            1,
            "2026-03-05 22:15:08",
            text="你再不还，今晚就到你家楼下！",
            behaviours=(Behaviour.THREAT,),
            duration_s=65,
            claims_to_be="法务部",
        ),
        contact(2, "2026-03-05 23:40", number="+8617000000001"),
        contact(3, "2026-03-06 03:10:00", medium=Medium.SMS, answered=None, text="老赖<b>&😆喆堃䶮𬭎\x07☑还钱"),
        contact(4, "2026-03-07 22:30:00", number=None, number_raw=None),
        contact(
            5,
            "2026-03-08 10:00:00",
            reached=Reached.FAMILY,
            reached_name="王淑芬",
            text="你女儿欠我们五万",
            behaviours=(Behaviour.THIRD_PARTY_DISCLOSURE,),
            harm="母亲血压升高，就诊一次。",
        ),
        contact(6, "2026-03-08 11:00:00", reached=Reached.EMPLOYER, reached_name="领导", summary="称其欠债不还"),
        contact(7, "2026-03-08 22:05:00", text="你再不还，今晚就到你家楼下！", behaviours=(Behaviour.THREAT,)),
    ]
    found = (
        finding(1, "TIME-01", "夜间催收（22:00至次日8:00）", (1, 2), STANDARD),
        finding(2, "TIME-01", "夜间催收（22:00至次日8:00）", (3, 4, 7), STANDARD),
        finding(3, "THR-01", "威胁人身安全", (1, 7), STATUTE, RULE),
        finding(4, "TP-03", "向第三人透露欠款信息", (5, 6), STANDARD),
    )
    shown = {1: Ref("exhibit", "C-1", 1), 3: Ref("exhibit", "C-2")}
    return narrative.Grounds(found, {c.id: c for c in contacts}, shown)


@pytest.fixture
def debt() -> DebtView:
    return DebtView(
        id=1,
        creditor_id=1,
        creditor="某某消费金融有限公司",
        creditor_type=CreditorType.CONSUMER_FINANCE,
        principal="12345.67",
        received="10000",
        demanded="9000.5",
        contract_date=date(2025, 6, 10),
        contract_number="HT-1",
        currency="CNY",
        repayments=((date(2025, 7, 10), "1000"), (date(2025, 8, 10), "2000.10")),
    )


def picture(width: int = 540, height: int = 960) -> bytes:
    image = Image.new("RGB", (width, height), "#dfe8f0")
    ImageDraw.Draw(image).rectangle((20, 20, width - 20, height - 20), outline="#234")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def exhibit(name: str, show: str, pages: int, media_type: str) -> Exhibit:
    return Exhibit(
        id=name,
        evidence="E-000001",
        name=f"证据{name}的文件",
        kind="电子数据",
        formed="2026年3月5日",
        source="投诉人提供",
        holder="投诉人处",
        proves="证明2026年3月5日的催收联系1次",
        sha256="0123456789abcdef" * 4,
        size_bytes=12345,
        media_type=media_type,
        show=show,  # type: ignore[arg-type]
        pages=pages,
        width=540,
        height=960,
    )


@pytest.fixture
def model(grounds: narrative.Grounds, debt: DebtView) -> Complaint:
    """The complaint: letter, three annexes, a picture and a file that is only listed."""
    rows = tuple(
        ScheduleRow(
            f"K-{c.id:06d}",
            c.moment.iso(),
            narrative.when(c.moment),
            "电话",
            narrative.printed_number(c.number) if c.number else "隐藏号码",
            "1分05秒" if c.duration_s else "",
            "本人",
            c.claims_to_be,
            c.text,
            "C-1" if c.id == 1 else "",
        )
        for c in narrative.in_order(grounds.contacts.values())
    )
    return Complaint(
        number="P-2026-0003",
        case_number="C-2026-0001",
        channel="nfra_tousu",
        title="投诉书",
        lang="zh-CN",
        parties=(
            Party("投诉人", (("姓名", "张喆堃"), ("身份证号", "110101199003071234"), ("住址", "北京市某区某路1号"))),
            Party("被投诉人", (("名称", "某某消费金融有限公司"), ("统一社会信用代码", "91110000MA00000000"))),
        ),
        requests=("停止联系第三人。", "书面答复投诉人。"),
        facts=narrative.facts(grounds, [debt]),
        legal=narrative.legal_basis(grounds),
        prior=(Sentence("投诉人已于2026年4月6日向被投诉人投诉。"),),
        declaration=("以上内容属实，本人愿承担相应法律责任；本人认可依法应偿还的债务，仅对不当催收提出投诉。",),
        addressee="国家金融监督管理总局",
        signer="张喆堃",
        date="2026-11-24",
        contacts=rows,
        numbers=(NumberRow("16512345678", rows[0].at, rows[-1].at, 5, "虚拟运营商", "法务部", "你再不还"),),
        exhibits=(exhibit("C-1", "image", 1, "image/png"), exhibit("C-2", "listed", 0, "text/xml")),
        pack="cn",
        pack_version="2026.11.23",
    )


@pytest.fixture
def draft(model: Complaint) -> Complaint:
    return replace(model, draft=True, missing=("投诉人电话",))
