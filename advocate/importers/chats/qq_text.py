"""QQ's message manager as text, and what people copy out of the windows of QQ and WeChat (formats.md 8).

The computer writes ``2020-03-04 12:12:29 AM Name(number)`` or ``Name<mail>`` with the text below and, above, a header
with ``=====``. Copies from a phone have the day in a divider (``— — 2020-2-21 — —``) and ``Name  23:50:12`` in each
head; the mails that WeChat makes of a chat look the same with longer dashes and without seconds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from advocate.domain.drafts import MAX_TEXT, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction, Medium, SourceKind, TimePrecision
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.characters import visible
from advocate.importers.chats.entries import Repeats, Said, entry_of
from advocate.importers.chats.owner import Owner
from advocate.importers.chats.wechat_kinds import Kind, kind_of
from advocate.importers.sources import Source
from advocate.importers.text_files import TextFile, head_text
from advocate.importers.wall_clock import instant_ms

#: No head is longer; what is longer is text, and is not searched for one.
_MOST_HEAD = 300
_HEADER = "消息记录（此消息记录为文本格式"
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\s?(?P<period>[AaPp][Mm]|上午|下午|凌晨|中午|晚上))?"
)
_DATE = r"(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
#: ``2019-09-23 8:43:38 PM Name(100011)``: the account is the last bracket; names hold brackets themselves.
_DATE_FIRST = re.compile(
    rf"{_DATE}\s+{_CLOCK}\s+(?P<name>\S.*?)?(?:\((?P<number>\d{{4,12}})\)|<(?P<mail>[^<>\s]{{3,120}})>)?\s*"
)
#: ``Name 2024/1/2 10:00:00`` as the windows of the computer copy it.
_NAME_FIRST = re.compile(
    rf"(?P<name>\S.{{0,80}}?)(?:\((?P<number>\d{{4,12}})\)|<(?P<mail>[^<>\s]{{3,120}})>)?\s+{_DATE}\s+{_CLOCK}\s*"
)
_NAME_CLOCK = re.compile(rf"(?P<name>\S.{{0,80}}?)\s{{1,4}}{_CLOCK}\s*")
_DIVIDER = re.compile(
    rf"[-—–―─═=\s]*(?:[-—–―─]\s?){{2,}}\s*{_DATE}(?:\s*(?:星期|周)?\S{{0,2}})?\s*(?:[-—–―─]\s?){{2,}}[-—–―─═=\s]*"
)
_OBJECT = re.compile(r"消息对象[:：]\s*(.*)")
_GROUPING = re.compile(r"消息分组[:：]\s*(.*)")
_MAIL_TITLE = re.compile(
    r"(?:以下是|The chat history between|下面是).{0,5}?(?P<a>\S.{0,60}?)\s*(?:和|与|and)\s*"
    r"(?P<b>\S.{0,60}?)\s*(?:的微信聊天记录|的聊天记录|is as follows)"
)
_RULE = re.compile(r"={10,}\s*")
#: Accounts of QQ itself, not of people.
_SYSTEM = {"10000", "1000000"}
_SYSTEM_NAMES = {"系统消息"}
_JOINED = re.compile(
    r"(?:加入本群|退出本群|加入了本群|退出了本群|已被移出|被管理员|开启了全员禁言|修改群名|成为新的群主)。?\s*\Z"
)


@dataclass(slots=True)
class _Message:
    number: int
    written: str
    local: datetime
    has_seconds: bool
    name: str
    account: str
    lines: list[str] = field(default_factory=list)
    size: int = 0

    def add(self, line: str) -> None:
        if self.size < MAX_TEXT:
            self.lines.append(line)
            self.size += len(line) + 1

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip("\n ")


@dataclass(slots=True)
class _Context:
    """What the lines outside of messages said last."""

    title: str = ""
    grouping: str = ""
    is_mail: bool = False
    day: date | None = None
    between: tuple[str, str] = ("", "")


class QqText:
    """Texts with a head line above each message: QQ exports, and copies of QQ and WeChat windows."""

    name = "qq_text"
    kind = SourceKind.CHAT
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Recognise by the header, or by dividers and heads."""
        if probe.members:
            return 0.0
        lines = [line for line in head_text(probe.head).split("\n")[:400] if line.strip()]
        if any(_HEADER in line for line in lines[:4]):
            return 0.97
        short = [line.strip() for line in lines if len(line) <= _MOST_HEAD]
        divided = any(_DIVIDER.fullmatch(line) for line in short)
        heads = sum(_NAME_CLOCK.fullmatch(line) is not None for line in short)
        if divided and heads:
            return 0.9
        dated = [match for line in lines if (match := _head(line)) is not None]
        if any(match["number"] or match["mail"] for match in dated):
            return 0.85
        # Without accounts it may be any list with times; in a chat there are words below each head.
        words = len(lines) - len(dated)
        return 0.7 if dated and len(dated) * 4 >= len(lines) and words * 2 >= len(dated) else 0.0

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every message; system messages are left out with a reason."""
        medium = _medium(source, ctx)
        senders, title = _survey(source, ctx)
        if not senders:
            raise UserError("not_qq_text", file=ctx.name)
        owner = Owner(ctx)
        owner.decide(senders.values(), title)
        others = {account for account, name in senders.items() if not owner.is_owner(account, name)}
        text = TextFile(source)
        repeats = Repeats()
        context = _Context()
        for item in _messages(text.lines(ctx.advance), context):
            if isinstance(item, Rejection):
                yield item
            else:
                is_group = "群" in context.grouping or len(others) > 1
                yield _entry(item, ctx, owner, repeats, medium, context.title or title, is_group)
        if text.replaced:
            ctx.warn("warn_characters_replaced", count=text.replaced)
        owner.warn(ctx)


def _medium(source: Source, ctx: ReadContext) -> Medium:
    """QQ writes its header, accounts behind the names, or short dashes around a day; what has none of it is WeChat's.

    WeChat's mails of a chat have long dashes; its tools and its window write names without accounts.
    """
    for number, line in enumerate(TextFile(source).lines(lambda _done: ctx.job.check())):
        stripped = line.strip()
        match = _head(line)
        if _HEADER in line or (match is not None and (match["number"] or match["mail"])):
            return Medium.QQ
        if len(stripped) <= _MOST_HEAD and _DIVIDER.fullmatch(stripped):
            return Medium.WECHAT if "——" in stripped or "--" in stripped else Medium.QQ
        if number > 400:
            break
    return Medium.QQ if "qq" in source.name.lower() and "微信" not in source.name else Medium.WECHAT


def _survey(source: Source, ctx: ReadContext) -> tuple[dict[str, str], str]:
    senders: dict[str, str] = {}
    context = _Context()
    for item in _messages(TextFile(source).lines(lambda _done: ctx.job.check()), context):
        if isinstance(item, _Message) and len(senders) < 20_000:
            senders.setdefault(item.account or item.name, item.name)
    first, second = context.between
    names = set(senders.values())
    # ``… between A and B``: the first is who sent the mail.
    title = context.title or (second if first in names or second in names else "")
    return senders, title


def _head(line: str) -> re.Match[str] | None:
    line = line.rstrip()
    if len(line) > _MOST_HEAD:
        return None
    return _DATE_FIRST.fullmatch(line) or _NAME_FIRST.fullmatch(line)


def _messages(lines: Iterator[str], context: _Context) -> Iterator[_Message | Rejection]:
    current: _Message | None = None
    for number, line in enumerate(lines, 1):
        stripped = line.strip()
        outside = _outside(stripped, context)
        if outside:
            if current is not None:
                yield current
            current = None
            continue
        match = _head(line)
        found: _Message | Rejection | None = None
        if match is not None:
            found = _opened(match, number)
        elif (
            len(stripped) <= _MOST_HEAD
            and (context.day is not None or (current is None and stripped))
            and (match := _NAME_CLOCK.fullmatch(stripped))
        ):
            found = _opened(match, number, context.day)
        if found is not None:
            if current is not None:
                yield current
            current = None
            if isinstance(found, Rejection):
                yield found
            else:
                current = found
        elif current is not None:
            current.add(line.rstrip())
        elif stripped and _HEADER not in line and not context.title:
            context.is_mail = True
    if current is not None:
        yield current


def _outside(line: str, context: _Context) -> bool:
    """Take a line that belongs to no message: a divider, a rule, the header of the export."""
    if not line or len(line) > _MOST_HEAD:
        return False
    if (match := _DIVIDER.fullmatch(line)) is not None:
        try:
            context.day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        except ValueError:
            context.day = None
        return True
    if (match := _OBJECT.fullmatch(line)) is not None:
        context.title = visible(match[1])
        return True
    if (match := _GROUPING.fullmatch(line)) is not None:
        context.grouping = visible(match[1])
        return True
    if (match := _MAIL_TITLE.search(line)) is not None and len(line) < 200:
        context.between = (visible(match["a"]), visible(match["b"]))
        return True
    return _RULE.fullmatch(line) is not None


def _opened(match: re.Match[str], number: int, day: date | None = None) -> _Message | Rejection | None:
    place = f"line {number}"
    groups = match.groupdict()
    hour, minute = int(match["hour"]), int(match["minute"])
    period = (match["period"] or "").lower()
    if period and hour <= 12:
        # 12:12 AM is 00:12 (formats.md 8, 10).
        late = period in ("pm", "下午", "晚上", "中午")
        hour = hour % 12 + (12 if late and not (period == "中午" and hour == 11) else 0)
    try:
        if groups.get("year"):
            local = datetime(
                int(match["year"]), int(match["month"]), int(match["day"]), hour, minute, int(match["second"] or 0)
            )
        elif day is not None:
            local = datetime(day.year, day.month, day.day, hour, minute, int(match["second"] or 0))
        else:
            return Rejection(place, "chat_without_day") if hour < 24 and minute < 60 else None
    except ValueError:
        return Rejection(place, "chat_bad_date") if groups.get("year") else None
    account = groups.get("number") or groups.get("mail") or ""
    name = visible(match["name"] or "")
    written = match[0].strip() if groups.get("year") else f"{day} {match['hour']}:{match['minute']}"
    if groups.get("year"):
        start, end = match.start("year"), max(match.end(part) for part in ("minute", "second", "period"))
        written = match[0][start - match.start() : end - match.start()]
    elif match["second"]:
        written += f":{match['second']}"
    return _Message(number, written, local, match["second"] is not None, name, account)


def _entry(
    message: _Message, ctx: ReadContext, owner: Owner, repeats: Repeats, medium: Medium, title: str, is_group: bool
) -> Item:
    place = f"line {message.number}"
    text = message.text
    if message.account in _SYSTEM or message.name in _SYSTEM_NAMES:
        return Rejection(place, "chat_notice", other=True)
    if _JOINED.search(text) and len(text) < 60 and not message.account:
        return Rejection(place, "chat_notice", other=True)
    # A picture or a face leaves nothing in the text, but somebody did write at that time.
    found = kind_of(text) if text else Kind("empty", "")
    at_ms = instant_ms(message.local, ctx.zone)
    sender = message.account or message.name
    direction = owner.direction(message.account, message.name)
    kind = found.kind if found.kind != "notice" else "text"
    return entry_of(
        Said(
            at_ms,
            message.written,
            place,
            direction,
            sender=sender,
            name=message.name,
            text=found.text or text,
            kind=kind,
            chat=title,
            is_group=is_group,
            answered=found.answered,
            duration_s=found.duration_s,
            zone=ctx.zone,
            precision=TimePrecision.EXACT if message.has_seconds else TimePrecision.MINUTE,
            source_kind=kind if message.has_seconds else repeats.kind(kind, at_ms, sender, text),
            partner="" if direction is Direction.OUT else title,
        ),
        medium,
    )
