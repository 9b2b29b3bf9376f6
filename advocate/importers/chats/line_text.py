"""LINE "Export chat history" as text, in the languages of its exports, and copies that somebody edited (formats.md 9).

A saved-at line, a line for each day, then ``HH:MM<TAB>name<TAB>text``; text of several lines stands in quotation marks.
Edited copies have the date in each row, a colon instead of tabs, or no date at all before the first rows.
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
from advocate.importers.chats.date_order import DateStyle, decide, read_date
from advocate.importers.chats.entries import Repeats, Said, entry_of
from advocate.importers.chats.owner import Owner
from advocate.importers.sources import Source
from advocate.importers.text_files import TextFile, head_text
from advocate.importers.wall_clock import instant_ms

_HEADERS = (
    re.compile(r"\[LINE\]\s*[與与和]\s*(.+?)\s*的(?:聊天記錄|聊天记录|對話紀錄|聊天紀錄)"),
    re.compile(r"\[LINE\]\s*(.+?)\s*との?(?:トーク履歴|トーク)"),
    re.compile(r"\[LINE\]\s*Chat history (?:with|in)\s+(.+)", re.IGNORECASE),
    re.compile(r"\[LINE\]\s*(?:ประวัติการสนทนา(?:กับ|ใน)|ประวัติการแชทกับ)\s*(.+)"),
    re.compile(r"\[LINE\]\s*(.+?)\s*(?:님과의|과의|와의)\s*대화"),
    re.compile(r"\[LINE\]\s*(.+)"),
)
_SAVED = re.compile(r"\A(?:儲存日期|保存日期|保存日時|Saved on|บันทึกวันที่|บันทึกเมื่อ|저장한? ?날짜)\s*[:：]", re.IGNORECASE)
_YMD = re.compile(r"(\d{4})\s*[./\-年]\s*(\d{1,2})\s*[./\-月]\s*(\d{1,2})日?\s*(?:[(（]?\s*[^\d\s:：]{1,12}\s*[)）]?)?")
_WEEKDAY_FIRST = re.compile(r"[^\W\d]{2,12}\.?,?\s+(\d{1,4})[./\-](\d{1,2})[./\-](\d{1,4})")
_PERIOD = r"(?P<period>上午|下午|凌晨|早上|中午|晚上|午前|午後|오전|오후|[AaPp]\.?[Mm]\.?)"
_TIME = (
    rf"(?:{_PERIOD}\s?)?(?P<hour>\d{{1,2}})[:：](?P<minute>\d{{2}})(?::\d{{2}})?"
    r"(?:\s?(?P<after>[AaPp]\.?[Mm]\.?))?"
)
_ROW = re.compile(rf"{_TIME}\t(?P<name>[^\t]*)\t(?P<text>.*)", re.DOTALL)
_ROW_SPACES = re.compile(rf"{_TIME}(?:\s{{2,}}|\t)(?P<rest>.*)", re.DOTALL)
_ROW_COLON = re.compile(rf"{_TIME}\s(?P<name>[^\t:：]{{1,60}}?)\s?[:：]\s?(?P<text>.*)", re.DOTALL)
_ROW_NOTICE = re.compile(rf"{_TIME}\t(?P<text>[^\t]+)")
_ROW_ONE_SPACE = re.compile(rf"{_TIME}\s(?P<name>\S{{1,40}})\s(?P<text>.+)", re.DOTALL)
_DATED = re.compile(
    r"\[?(?P<date>\d{4}[./\-]\d{1,2}[./\-]\d{1,2})\s+(?P<clock>\d{1,2}:\d{2}(?::\d{2})?)\]?\s?(?P<rest>.+)", re.DOTALL
)
_NAME_TEXT = re.compile(r"(?P<name>[^\t:：]{1,60}?)\s?[:：]\s?(?P<text>.*)", re.DOTALL)

_CALL = re.compile(
    r"\A[☎📞]|\A(?:通話時間|不在着信|未接來電|未接来电|Call time|Missed call|Cancel(?:l)?ed call|ไม่ได้รับสาย)"
)
_MISSED = re.compile(
    r"不在着信|未接|無應答|取消|キャンセル|応答なし|missed|cancel|no answer|ไม่ได้รับสาย|부재중", re.IGNORECASE
)
_LENGTH = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})(?!\d)")
_RECALLED = re.compile(
    r"(?P<who>.*?)\s*(?:が|已)?(?:メッセージの送信を取り消しました|收回訊息|收回了?訊息|收回消息"
    r"|unsent a message|ยกเลิกข้อความ)\.?\Z",
    re.IGNORECASE,
)
_MEDIA = (
    ("image", r"\[(?:写真|圖片|照片|Photo|Photos|ภาพ|รูปภาพ|사진)\]"),
    ("sticker", r"\[(?:スタンプ|貼圖|贴图|Sticker|สติกเกอร์|스티커)\]|\(emoji\)"),
    ("video", r"\[(?:動画|影片|视频|Video|วิดีโอ|동영상)\]"),
    ("voice", r"\[(?:ボイスメッセージ|語音訊息|语音消息|Voice message|ข้อความเสียง)\]"),
    ("file", r"\[(?:ファイル|檔案|文件|File|ไฟล์)\]"),
    ("location", r"\[(?:位置情報|位置訊息|Location|ตำแหน่ง)\]"),
    ("card", r"\[(?:連絡先|聯絡資訊|Contact|รายชื่อ)\]"),
)


@dataclass(slots=True)
class _Row:
    """A message whose quotation is still open, or one that is finished."""

    number: int
    day: date
    written: str
    clock: tuple[int, int, int | None]
    name: str
    lines: list[str] = field(default_factory=list)
    quoted: bool = False

    @property
    def text(self) -> str:
        joined = "\n".join(self.lines)[:MAX_TEXT]
        if self.quoted and joined.startswith('"') and joined.rstrip().endswith('"') and len(joined.rstrip()) > 1:
            # Only what spans several lines is quoted; the marks inside are doubled.
            return joined.rstrip()[1:-1].replace('""', '"')
        return joined


class LineText:
    """LINE text exports."""

    name = "line"
    kind = SourceKind.CHAT
    editable = True

    def recognise(self, probe: Probe) -> float:
        """Recognise by the header, or by rows of time, name and text under days."""
        if probe.members:
            return 0.0
        lines = [line for line in head_text(probe.head).split("\n")[:300] if line.strip()]
        if not lines:
            return 0.0
        if any(line.lstrip().startswith("[LINE]") for line in lines[:3]):
            return 0.97
        rows = sum(_ROW.match(line) is not None for line in lines)
        days = sum(_day_of(line) is not None for line in lines)
        if rows and days:
            return 0.9
        dated = sum(_is_plain_dated(line) for line in lines)
        return (
            0.86
            if dated and dated + sum(_ROW_COLON.match(line) is not None for line in lines) >= len(lines) - 1
            else 0.0
        )

    def read(self, source: Source, ctx: ReadContext) -> Iterator[Item]:
        """Yield every message; lines of the app itself are left out with a reason."""
        title, senders, order, rows = _survey(source, ctx)
        if not rows:
            raise UserError("not_line", file=ctx.name)
        owner = Owner(ctx)
        owner.decide(senders, title)
        others = [name for name in senders if not owner.is_owner(name)]
        is_group = len(others) > 1
        partner = title if not is_group and title else others[0] if len(others) == 1 else title
        text = TextFile(source)
        repeats = Repeats()
        for item in _items(text.lines(ctx.advance), order):
            if isinstance(item, Rejection):
                yield item
            else:
                yield _entry(item, ctx, owner, repeats, title, partner, is_group)
        if text.replaced:
            ctx.warn("warn_characters_replaced", count=text.replaced)
        owner.warn(ctx)


def _survey(source: Source, ctx: ReadContext) -> tuple[str, dict[str, int], str, int]:
    title, rows = "", 0
    senders: dict[str, int] = {}
    dates, style = [], DateStyle(separator="/")
    for number, line in enumerate(TextFile(source).lines(lambda _done: ctx.job.check())):
        if number < 3 and line.lstrip().startswith("[LINE]"):
            found = (match for pattern in _HEADERS if (match := pattern.match(line.strip())) is not None)
            title = next((match[1].strip() for match in found), "")
        if len(line) <= 80 and (match := _WEEKDAY_FIRST.fullmatch(line.strip())) is not None:
            dates.append((int(match[1]), int(match[2]), int(match[3])))
            style.four_digits_first = style.four_digits_first or len(match[1]) == 4
            style.four_digits_last = style.four_digits_last or len(match[3]) == 4
            style.padded = style.padded and len(match[1]) == len(match[2]) == 2
            style.upper_am_pm = True
    order = "ymd"
    if dates:
        # LINE in English writes M/d/yyyy unless the phone's region is another one.
        style.padded = style.padded and style.four_digits_first
        style.four_digits_last, four_digits = False, style.four_digits_last
        order = decide(dates, style, ctx.options)[0] if not four_digits else _month_or_day(dates, style, ctx)
    for item in _items(TextFile(source).lines(lambda _done: ctx.job.check()), order):
        if isinstance(item, _Row):
            rows += 1
            if item.name and len(senders) < 5_000:
                senders[item.name] = senders.get(item.name, 0) + 1
    return title, senders, order, rows


def _month_or_day(dates: list[tuple[int, int, int]], style: DateStyle, ctx: ReadContext) -> str:
    style.four_digits_last = True
    try:
        return decide(dates, style, ctx.options)[0]
    except UserError as error:
        if error.code == "ask_day_first":
            ctx.warn("warn_chat_dates_by_style", order="mdy")
            return "mdy"
        raise


def _items(lines: Iterator[str], order: str) -> Iterator[_Row | Rejection]:
    day: date | None = None
    row: _Row | None = None
    for number, raw in enumerate(lines, 1):
        line = raw.rstrip()
        if row is not None and row.quoted and not _closed(row):
            row.lines.append(line)
            if len(row.lines) > 5_000:
                row.quoted = False
            continue
        found = _day_of(line, order)
        if found is not None:
            if row is not None:
                yield row
            row, day = None, found
            continue
        new = _row_of(line, number, day)
        if new is not None:
            if row is not None:
                yield row
            row = None
            if isinstance(new, _Row):
                row = new
            else:
                yield new
        elif row is not None:
            row.lines.append(line)
        elif line.strip() and not line.lstrip().startswith("[LINE]") and not _SAVED.match(line.strip()):
            yield Rejection(f"line {number}", "chat_line_before_first", other=True)
    if row is not None:
        yield row


def _closed(row: _Row) -> bool:
    """Tell whether the quotation of a row has ended: an odd number of marks at the end of its last line."""
    last = row.lines[-1]
    if len(row.lines) == 1:
        return len(last) > 1 and _odd_end(last[1:])
    return _odd_end(last)


def _odd_end(text: str) -> bool:
    return (len(text) - len(text.rstrip('"'))) % 2 == 1


def _day_of(line: str, order: str = "ymd") -> date | None:
    if len(line) > 80:
        return None
    text = visible(line)
    if (match := _YMD.fullmatch(text)) is not None:
        return read_date((int(match[1]), int(match[2]), int(match[3])), "ymd")
    if (match := _WEEKDAY_FIRST.fullmatch(text)) is not None:
        if len(match[1]) == 4:
            order = "ymd"
        elif order == "ymd":
            order = "mdy"
        return read_date((int(match[1]), int(match[2]), int(match[3])), order)
    return None


def _is_plain_dated(line: str) -> bool:
    match = _DATED.match(line)
    return (
        match is not None and not match["rest"].startswith(("- ", "– ")) and _NAME_TEXT.match(match["rest"]) is not None
    )


def _row_of(line: str, number: int, day: date | None) -> _Row | Rejection | None:
    place = f"line {number}"
    dated = _DATED.match(line)
    if dated is not None and (split := _NAME_TEXT.match(dated["rest"])) is not None:
        year, month, of_month = (int(part) for part in re.split(r"[./\-]", dated["date"]))
        own_day = read_date((year, month, of_month), "ymd")
        parts = [int(part) for part in dated["clock"].split(":")]
        if own_day is None or parts[0] > 23 or parts[1] > 59:
            return Rejection(place, "chat_bad_date")
        at = (parts[0], parts[1], parts[2] if len(parts) > 2 else None)
        written = f"{dated['date']} {dated['clock']}"
        return _Row(number, own_day, written, at, visible(split["name"]), [split["text"]])
    match = _ROW.match(line)
    name, text = (match["name"], match["text"]) if match else ("", "")
    if match is None and (match := _ROW_SPACES.match(line)) is not None:
        name, text = _spaced(match["rest"])
    if match is None and (match := _ROW_COLON.match(line)) is not None:
        name, text = match["name"], match["text"]
    if match is None and (match := _ROW_ONE_SPACE.match(line)) is not None:
        name, text = match["name"], match["text"]
    if match is None:
        return None
    clock = _clock(match)
    if clock is None:
        return None
    if day is None:
        return Rejection(place, "chat_without_day")
    quoted = text.startswith('"')
    return _Row(
        number, day, f"{day.isoformat()} {line[: match.end('minute')].strip()}", clock, visible(name), [text], quoted
    )


def _spaced(rest: str) -> tuple[str, str]:
    """Split a row whose tabs became spaces: name and text are two or more spaces apart; a notice has no name."""
    parts = re.split(r"\s{2,}|\t", rest, maxsplit=1)
    return (parts[0], parts[1]) if len(parts) == 2 else ("", rest)


def _clock(match: re.Match[str]) -> tuple[int, int, int | None] | None:
    hour, minute = int(match["hour"]), int(match["minute"])
    word = (match["period"] or match["after"] or "").lower().replace(".", "")
    if hour <= 12 and word:
        late = word in ("下午", "午後", "오후", "pm", "晚上", "中午")
        hour = hour % 12 + (12 if late else 0) if word != "中午" or hour != 11 else hour
    if hour > 23 or minute > 59:
        return None
    return hour, minute, None


def _entry(
    row: _Row, ctx: ReadContext, owner: Owner, repeats: Repeats, title: str, partner: str, is_group: bool
) -> Item:
    place = f"line {row.number}"
    text = row.text.strip()
    name, kind = row.name, "text"
    recalled = _RECALLED.fullmatch(text or name) if len(text) <= 200 else None
    if recalled is not None:
        kind = "recalled"
        name, text = row.name if text else "", text or row.name
        name = name or visible(recalled["who"])
        if not name:
            # Without a name it is the owner who took a message back.
            direction = Direction.OUT
    elif not name:
        return Rejection(place, "chat_notice", other=True)
    answered, duration_s = None, None
    if _CALL.match(text):
        kind = "call"
        length = _LENGTH.search(text)
        duration_s = (
            sum(int(part or 0) * unit for part, unit in zip(length.groups(), (3600, 60, 1), strict=True))
            if length
            else None
        )
        answered = True if duration_s else False if _MISSED.search(text) else None
    elif kind == "text":
        kind = next((medium for medium, pattern in _MEDIA if re.fullmatch(pattern, text)), kind)
    hour, minute, second = row.clock
    local = datetime(row.day.year, row.day.month, row.day.day, hour, minute, second or 0)
    at_ms = instant_ms(local, ctx.zone)
    if name:
        direction = owner.direction(name)
    return entry_of(
        Said(
            at_ms,
            row.written,
            place,
            direction,
            sender=name,
            name=name,
            text=text,
            kind=kind,
            chat=title,
            is_group=is_group,
            answered=answered,
            duration_s=duration_s,
            zone=ctx.zone,
            precision=TimePrecision.MINUTE if second is None else TimePrecision.EXACT,
            source_kind=repeats.kind(kind, at_ms, name, text),
            partner=partner,
        ),
        Medium.LINE,
    )
