"""The facts in words, from confirmed findings and their contacts. Pure functions.

Every number is counted here, every sentence has its sources. Chinese only: the documents go to Chinese authorities.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from advocate import messages
from advocate.domain.ids import short_id
from advocate.domain.moments import Moment, zone_info
from advocate.domain.views import ClauseView, ContactView, DebtView, FindingView
from advocate.domain.vocabulary import Behaviour, Direction, Force, Medium, Reached, TimePrecision
from advocate.reports import words
from advocate.reports.model import FactSection, LegalItem, Ref, Sentence

#: How many of the worst contacts are told in their own words (C3 of the law file asks for five).
WORST = 5
_QUOTE_LIMIT = 160
_SENTENCE_ENDS = frozenset("。！？!?…")
_RELATION = re.compile(
    "(?:父亲?|母亲?|爸爸?|妈妈?|[大小]?[伯叔姑姨舅]父?母?|爷爷|奶奶|外公|外婆|姥爷|姥姥|岳[父母]|公公|婆婆"
    "|丈夫|妻子|老公|老婆|配偶|前[夫妻]|哥哥?|姐姐?|弟弟?|妹妹?|儿子|女儿|孩子|[堂表][哥姐弟妹]"
    "|同事|领导|老板|主管|经理|人事|前台|财务|单位|公司|同学|室友|朋友|邻居|老师|班主任|房东|村支书|村委会?)"
)
#: From best to worst seen.
_MARKS = ("T", "T2", "M")
_MOBILE = re.compile(r"\+86(1[3-9]\d{9})")

_SEVERITY = {
    Behaviour.SUICIDE_INCITEMENT: 100,
    Behaviour.THREAT: 90,
    Behaviour.HOME_ENTRY: 88,
    Behaviour.IMPERSONATE_OFFICIAL: 80,
    Behaviour.FAKE_DOCUMENT: 78,
    Behaviour.EXPOSURE: 76,
    Behaviour.IMPERSONATE_LAWYER: 70,
    Behaviour.FALSE_LEGAL_THREAT: 68,
    Behaviour.INSULT: 64,
    Behaviour.THIRD_PARTY_DISCLOSURE: 60,
    Behaviour.THIRD_PARTY_DEMAND: 58,
    Behaviour.AFTER_REFUSAL: 56,
    Behaviour.BOMBING: 54,
    Behaviour.PRIVATE_PAYMENT: 50,
    Behaviour.EXTRA_FEE: 48,
    Behaviour.IMPERSONATE_OTHER: 46,
    Behaviour.COERCE_BORROWING: 44,
    Behaviour.PRIVACY_BREACH: 40,
}
_CATEGORY_SEVERITY = {
    "suicide_push": 100,
    "threat_person": 90,
    "impersonate_official": 80,
    "exposure": 76,
    "fake_legal": 68,
    "impersonate_lawyer_bank": 66,
    "insult": 64,
    "family_children": 62,
    "third_party": 58,
    "bombing": 54,
    "fees_private_pay": 48,
    "coerce_funding": 44,
    "identity_evasion": 30,
}
_VERBS = {
    Medium.CALL: "来电",
    Medium.SMS: "发来短信",
    Medium.MMS: "发来彩信",
    Medium.WECHAT: "通过微信发来消息",
    Medium.QQ: "通过QQ发来消息",
    Medium.EMAIL: "发来电子邮件",
    Medium.VOICEMAIL: "留下语音",
    Medium.LETTER: "寄来信函",
    Medium.VISIT: "上门",
    Medium.ONLINE_POST: "在网上发布内容",
    Medium.APP_PUSH: "推送消息",
}


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a complaint rests on: confirmed findings, the contacts behind them, which exhibit shows which contact.

    ``ledgers`` are for findings about loans, by id, the lines that show how it was worked out.
    """

    findings: tuple[FindingView, ...]
    contacts: Mapping[int, ContactView]
    exhibits: Mapping[int, Ref]
    ledgers: Mapping[int, Sequence[str]] = field(default_factory=dict)

    def behind(self, findings: Iterable[FindingView]) -> list[ContactView]:
        """Return the contacts of ``findings`` once each, in order of time."""
        ids = {contact for finding in findings for contact in finding.contacts}
        return in_order(self.contacts[contact] for contact in ids if contact in self.contacts)


def in_order(contacts: Iterable[ContactView]) -> list[ContactView]:
    """Return contacts by time, then id."""
    return sorted(contacts, key=lambda contact: (contact.moment.at_utc, contact.id))


def printed_number(number: str) -> str:
    """Return a number as documents print it: mainland mobile numbers as their eleven digits, others as they are."""
    match = _MOBILE.fullmatch(number)
    return match[1] if match else number


def masked_name(name: str) -> str:
    """Return a third person's name as it may leave the house: ``王某某``."""
    name = name.strip()
    return name[:1] + "某" * min(2, len(name) - 1) if len(name) > 1 else name


def third_person(name: str) -> str:
    """Return what is added to a relation's label: a masked name, or a closer relation in brackets."""
    name = name.strip()
    if not name:
        return ""
    return f"（{name}）" if _RELATION.fullmatch(name) else masked_name(name)


def when(moment: Moment) -> str:
    """Return an instant as exactly as it is known: ``2026年3月5日22:15:08``, ``…22时许``, or the day."""
    local = moment.local()
    if moment.precision is TimePrecision.EXACT:
        return words.moment(local)
    if moment.precision is TimePrecision.MINUTE:
        return words.moment(local, with_seconds=False)
    if moment.precision is TimePrecision.HOUR:
        return f"{words.day(local)}{local.hour}时许"
    if moment.precision is TimePrecision.RANGE and moment.end_utc is not None:
        end = moment.end_utc.astimezone(local.tzinfo)
        return f"{words.moment(local, with_seconds=False)}至{words.moment(end, with_seconds=False)}之间"
    return words.day(local)


def refs_of(contacts: Sequence[ContactView], exhibits: Mapping[int, Ref]) -> tuple[Ref, ...]:
    """Return the references of a sentence about ``contacts``: each record, then each exhibit once."""
    refs = [Ref("contact", short_id("contact", contact.id)) for contact in contacts]
    shown: dict[Ref, None] = {exhibits[contact.id]: None for contact in contacts if contact.id in exhibits}
    return (*refs, *shown)


def _days(contacts: Sequence[ContactView]) -> Counter[date]:
    return Counter(contact.moment.local().date() for contact in contacts)


def _span(contacts: Sequence[ContactView]) -> str:
    days = _days(contacts)
    first, last = min(days), max(days)
    return words.day(first) if first == last else f"{words.day(first)}至{words.day(last)}"


def _numbers(contacts: Sequence[ContactView]) -> int:
    return len({contact.number for contact in contacts if contact.number})


def _by_medium(contacts: Sequence[ContactView]) -> str:
    counts = Counter(contact.medium for contact in contacts)
    parts = [f"{messages.label('medium', medium)}{count}次" for medium, count in counts.most_common()]
    return words.listed(parts, "、")


def overview(grounds: Grounds) -> Sentence:
    """Return the opening sentence: from when to when, how often, by what, from how many numbers."""
    contacts = grounds.behind(grounds.findings)
    numbers = _numbers(contacts)
    withheld = sum(1 for contact in contacts if contact.number is None)
    text = f"经核对留存记录，{_span(contacts)}，投诉人一方共收到涉嫌违规的催收联系{len(contacts)}次"
    text += f"，其中{_by_medium(contacts)}"
    if numbers:
        text += f"，对方使用的号码或账号共{numbers}个"
    if withheld:
        text += f"，另有{withheld}次隐藏号码"
    return Sentence(text + "。", refs_of(contacts, grounds.exhibits))


def _per_rule(grounds: Grounds) -> list[FactSection]:
    groups: dict[str, list[FindingView]] = {}
    for finding in sorted(grounds.findings, key=lambda item: (item.force, item.rule, item.first_utc or datetime.max)):
        groups.setdefault(finding.rule, []).append(finding)
    sections = []
    for findings in groups.values():
        contacts = grounds.behind(findings)
        if not contacts:
            continue
        days = _days(contacts)
        text = f"{_span(contacts)}，共{len(contacts)}次"
        if len(contacts) == 1:
            text = f"{when(contacts[0].moment)}，共1次"
        if len(days) > 1:
            text += f"，分布在{len(days)}天"
        numbers = _numbers(contacts)
        if numbers > 1:
            text += f"，使用号码或账号{numbers}个"
        busiest, most = max(days.items(), key=lambda item: (item[1], -item[0].toordinal()))
        if len(days) > 1 and most > 1:
            text += f"，以{words.day(busiest)}最多，当日{most}次"
        sentence = Sentence(text + "。", refs_of(contacts, grounds.exhibits))
        sections.append(FactSection(findings[0].title, (sentence,), level=2))
    return sections


def _severity(contact: ContactView, hits: Mapping[int, tuple[int, int]]) -> int:
    coded = max((_SEVERITY.get(behaviour, 0) for behaviour in contact.behaviours), default=0)
    return max(coded, hits.get(contact.id, (0, 0))[0])


def _hits(findings: Iterable[FindingView]) -> dict[int, tuple[int, int]]:
    """Return for each contact the gravest category among its phrase hits and where in its text that stands."""
    found: dict[int, tuple[int, int]] = {}
    for finding in findings:
        for hit in finding.hits:
            weight = (_CATEGORY_SEVERITY.get(hit.category, 10), hit.start)
            if weight[0] > found.get(hit.contact_id, (0, 0))[0]:
                found[hit.contact_id] = weight
    return found


def _told(contact: ContactView, focus: int, exhibits: Mapping[int, Ref]) -> Sentence:
    number = f"号码{printed_number(contact.number)}" if contact.number else "对方（隐藏号码）"
    verb = _VERBS.get(contact.medium, f"以{messages.label('medium', contact.medium)}方式联系")
    whom = ""
    if contact.reached.is_third_party:
        whom = f"，联系的是投诉人的{messages.label('reached', contact.reached)}"
        whom += third_person(contact.reached_name)
    claims = f"，自称“{contact.claims_to_be}”" if contact.claims_to_be else ""
    length = f"，通话{words.duration(contact.duration_s)}" if contact.medium.is_voice and contact.duration_s else ""
    said = contact.text.strip() or contact.summary.strip()
    quotation = words.clipped(said, focus, _QUOTE_LIMIT)
    how = "内容为" if contact.text.strip() else "内容概要为"
    end = "" if quotation[-1:] in _SENTENCE_ENDS else "。"
    text = f"{when(contact.moment)}，{number}{verb}{whom}{length}{claims}，{how}：“{quotation}”{end}"
    return Sentence(text, refs_of([contact], exhibits), quotation)


def worst(grounds: Grounds, limit: int = WORST) -> list[Sentence]:
    """Return the gravest contacts that left words, in order of time, quoted verbatim; the same words only once."""
    hits = _hits(grounds.findings)
    candidates = [c for c in grounds.behind(grounds.findings) if c.text.strip() or c.summary.strip()]
    candidates.sort(key=lambda contact: (-_severity(contact, hits), contact.moment.at_utc, contact.id))
    chosen: list[ContactView] = []
    seen: set[str] = set()
    for contact in candidates:
        said = "".join((contact.text or contact.summary).split())
        if said not in seen and _severity(contact, hits) > 0:
            seen.add(said)
            chosen.append(contact)
        if len(chosen) == limit:
            break
    return [_told(contact, hits.get(contact.id, (0, 0))[1], grounds.exhibits) for contact in in_order(chosen)]


def third_parties(grounds: Grounds) -> list[Sentence]:
    """Return who else was reached, how often and when; relations are named, names are masked."""
    reached: dict[tuple[Reached, str], list[ContactView]] = {}
    for contact in grounds.behind(grounds.findings):
        if contact.reached.is_third_party and contact.direction is Direction.IN:
            reached.setdefault((contact.reached, contact.reached_name.strip()), []).append(contact)
    sentences = []
    for (relation, name), contacts in sorted(reached.items(), key=lambda item: -len(item[1])):
        label = messages.label("reached", relation)
        text = f"{_span(contacts)}，催收人员联系投诉人的{label}{third_person(name)}共{len(contacts)}次。"
        sentences.append(Sentence(text, refs_of(contacts, grounds.exhibits)))
    return sentences


def of_loans(grounds: Grounds) -> list[FactSection]:
    """Return what the ledgers of loans show, rule by rule, each with its working; nothing where no finding says so."""
    told: dict[str, dict[str, None]] = {}
    titles: dict[str, str] = {}
    for finding in sorted(grounds.findings, key=lambda item: (item.force, item.rule, item.id)):
        lines = grounds.ledgers.get(finding.id, ())
        if lines:
            titles[finding.rule] = finding.title
            told.setdefault(finding.rule, {}).update(dict.fromkeys(lines))
    if not told:
        return []
    count = sum(1 for finding in grounds.findings if grounds.ledgers.get(finding.id))
    opening = Sentence(f"经核对借款、还款和费用记录，借款方面涉嫌存在下列{count}项问题，计算过程如下。")
    sections = [FactSection("借款成本与债权方面的问题", (opening,))]
    for rule, shown in told.items():
        sentences = tuple(Sentence(line if line[-1:] in _SENTENCE_ENDS else f"{line}。") for line in shown)
        sections.append(FactSection(titles[rule], sentences, level=2))
    return sections


def harm(grounds: Grounds) -> list[Sentence]:
    """Return what the client said a contact led to, in the client's words."""
    return [
        Sentence(f"{when(contact.moment)}的联系之后：{contact.harm.strip()}", refs_of([contact], grounds.exhibits))
        for contact in grounds.behind(grounds.findings)
        if contact.harm.strip()
    ]


def debts(views: Sequence[DebtView]) -> list[Sentence]:
    """Return one sentence a debt: contract, amounts in figures and capitals, repayments added up."""
    return [Sentence(_debt(view)) for view in views]


def _amount(text: str, currency: str) -> str:
    value = Decimal(text)
    return words.money(value) if currency == "CNY" else f"{currency} {value:,.2f}"


def _debt(view: DebtView) -> str:
    opened = f"{words.day(view.contract_date)}，" if view.contract_date else ""
    text = f"{opened}投诉人向{view.creditor}借款"
    if view.contract_number:
        text += f"（合同编号：{view.contract_number}）"
    if view.principal and Decimal(view.principal) > 0:
        text += f"，本金{_amount(view.principal, view.currency)}"
    if view.received and Decimal(view.received) >= 0 and view.received != view.principal:
        text += f"，实际到账{_amount(view.received, view.currency)}"
    if view.repaid:
        text += f"；已还款合计{_amount(view.repaid, view.currency)}"
    elif view.repayments:
        total = sum((Decimal(amount) for _, amount in view.repayments), Decimal(0))
        text += f"；已还款{len(view.repayments)}笔，合计{_amount(str(total), view.currency)}"
    if view.demanded and Decimal(view.demanded) > 0:
        text += f"；对方现要求偿还{_amount(view.demanded, view.currency)}"
    return text + "。"


def facts(grounds: Grounds, debt_views: Sequence[DebtView], extra: str = "") -> tuple[FactSection, ...]:
    """Return the whole statement of facts in sections; ``extra`` is what a person added in their own words."""
    sections: list[FactSection] = []
    if debt_views:
        sections.append(FactSection("借款与还款概况", tuple(debts(debt_views))))
    sections.extend(of_loans(grounds))
    if grounds.findings and grounds.behind(grounds.findings):
        sections.append(FactSection("涉嫌违规催收的经过", (overview(grounds),)))
        sections.extend(_per_rule(grounds))
        told = worst(grounds)
        if told:
            sections.append(FactSection("情节较重的联系（原话摘录，按时间先后）", tuple(told)))
        others = third_parties(grounds)
        if others:
            sections.append(FactSection("联系投诉人以外第三人的情况", tuple(others)))
        suffered = harm(grounds)
        if suffered:
            sections.append(FactSection("造成的影响", tuple(suffered)))
    if extra.strip():
        added = tuple(Sentence(part.strip()) for part in extra.split("\n") if part.strip())
        sections.append(FactSection("补充说明", added))
    return tuple(sections)


def legal_basis(grounds: Grounds) -> tuple[LegalItem, ...]:
    """Return each provision once, statutes and departmental rules before recommended standards (C1 of the law file)."""
    merged: dict[tuple[Force, str], list[tuple[FindingView, ClauseView]]] = {}
    for finding in grounds.findings:
        for clause in finding.clauses:
            merged.setdefault((clause.force, clause.text), []).append((finding, clause))
    order = {Force.F1: 0, Force.F2: 1, Force.F3: 2}
    items = [
        LegalItem(
            rules=tuple(sorted({finding.rule for finding, _ in pairs})),
            force=force,
            text=text,
            quote=_joined({clause.quote for _, clause in pairs}),
            mark=max((clause.confidence for _, clause in pairs), key=_MARKS.index),
            refs=refs_of(grounds.behind([finding for finding, _ in pairs]), grounds.exhibits),
        )
        for (force, text), pairs in merged.items()
    ]
    return tuple(sorted(items, key=lambda item: (order[item.force], item.rules, item.text)))


def _joined(quotes: Iterable[str]) -> str:
    return "；".join(sorted(filter(None, quotes)))


def today(now: datetime, zone: str) -> date:
    """Return the day it is in ``zone`` at the aware instant ``now``."""
    return now.astimezone(zone_info(zone)).date()
