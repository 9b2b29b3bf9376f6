"""What a WeChat message is, by the app's own numbers and by the words that exporters use (formats.md 8)."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: ``Type`` of the message database.
_BY_TYPE = {
    "1": "text",
    "3": "image",
    "34": "voice",
    "42": "card",
    "43": "video",
    "44": "video",
    "47": "sticker",
    "48": "location",
    "49": "link",
    "50": "call",
    "62": "video",
    "64": "notice",
    "10000": "notice",
    "10002": "notice",
    "11000": "notice",
}
#: ``SubType`` of type 49.
_BY_SUBTYPE = {
    "1": "text",
    "6": "file",
    "8": "sticker",
    "17": "location",
    "19": "forward",
    "57": "quote",
    "62": "poke",
    "2000": "transfer",
    "2001": "red_packet",
    "2003": "red_packet",
}
_BY_WORDS = (
    ("call", r"通话|voip|call"),
    ("voice", r"语音|voice|audio"),
    ("image", r"图片|照片|image|photo|picture"),
    ("sticker", r"表情|贴纸|sticker|emoji"),
    ("video", r"视频|video"),
    ("location", r"位置|location"),
    ("transfer", r"转账|transfer"),
    ("red_packet", r"红包|red.?packet|red.?envelope"),
    ("quote", r"引用|quote|reply"),
    ("forward", r"合并转发|聊天记录|forward"),
    ("file", r"文件|file"),
    ("card", r"名片|card"),
    ("poke", r"拍一拍|pat|poke"),
    ("recalled", r"撤回|recall|revoke"),
    ("notice", r"系统|提示|system|notice|sys"),
    ("link", r"链接|分享|卡片|小程序|公众号|link|app|share"),
    ("text", r"文本|文字|text|普通"),
)
_XML = re.compile(
    r"\A\s*(?:<\?xml|<msg|<voipmsg|<sysmsg|<appmsg|<voipinvitemsg|<img|<videomsg|<revokemsg)", re.IGNORECASE
)
_TITLE = re.compile(r"<title>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</title>", re.DOTALL | re.IGNORECASE)
_MESSAGE = re.compile(
    r"<msg>\s*<!\[CDATA\[(.*?)\]\]>|<replacemsg>\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</replacemsg>|<content>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</content>",
    re.DOTALL,
)
_FEE = re.compile(r"<feedesc>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</feedesc>", re.DOTALL | re.IGNORECASE)
_MEMO = re.compile(r"<pay_memo>(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?</pay_memo>", re.DOTALL | re.IGNORECASE)
_VOICE_MS = re.compile(r"voicelength\s*=\s*[\"'](\d{1,9})[\"']", re.IGNORECASE)
_LABEL = re.compile(r"\b(?:label|poiname)\s*=\s*[\"']([^\"']{1,200})[\"']", re.IGNORECASE)
_CALL_LENGTH = re.compile(r"(?:通话时长|时长|duration)\D{0,4}(?:(\d{1,2}):)?(\d{1,2}):(\d{2})", re.IGNORECASE)
_SECONDS = re.compile(r"(\d{1,6})\s*(?:秒|s\b|[\"″’']{1,2})", re.IGNORECASE)
_MISSED = re.compile(
    r"未接|已取消|对方已取消|已拒绝|拒绝|无应答|无人接听|未应答|忙线|missed|cancel|declin|reject|busy", re.IGNORECASE
)
_RECALLED = re.compile(r"\A\s*(?P<who>\"?.{0,80}?\"?)\s*撤回了?一条消息", re.DOTALL)
_SHOWN_CALL = re.compile(r"\A\[?(?:语音|视频|音视频|网络)(?:通话|电话|聊天)\]?")
_BRACKET = re.compile(
    r"\A\[(图片|照片|语音|视频|表情|动画表情|位置|文件|链接|转账|红包|名片|语音通话|视频通话|聊天记录|引用)[^\]\n]{0,80}\]"
)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a message is and what of its payload is words."""

    kind: str
    text: str
    duration_s: int | None = None
    answered: bool | None = None
    recalled_by: str = ""


def kind_of(content: str, kind_code: str = "", sub_code: str = "", words: str = "") -> Kind:
    """Return what a message is; words of the exporter count more than numbers, which some fill wrongly."""
    kind = _named(words) or _numbered(kind_code.strip(), sub_code.strip())
    recall = _RECALLED.match(_plain(content) if _XML.match(content) else content)
    if kind in ("notice", "recalled", "text", "") and recall is not None and (kind != "text" or len(content) < 120):
        return Kind("recalled", _plain(content), recalled_by=recall["who"].strip('" “”'))
    if not kind:
        kind = _shown(content)
    text = content if kind == "text" and not _XML.match(content) else _plain(content)
    duration_s: int | None = None
    answered: bool | None = None
    if kind == "voice":
        length = _VOICE_MS.search(content)
        shown = _SECONDS.search(text)
        duration_s = round(int(length[1]) / 1000) if length else int(shown[1]) if shown else None
    elif kind == "call":
        duration_s = _call_length(content)
        answered = True if duration_s else False if _MISSED.search(content) else None
    elif kind == "transfer":
        text = " ".join(match[1].strip() for pattern in (_FEE, _MEMO) if (match := pattern.search(content))) or text
        text = text if text.startswith("[") else f"[转账] {text}".rstrip()
    return Kind(kind or "text", text, duration_s if duration_s is None or duration_s <= 7 * 86_400 else None, answered)


def _numbered(kind_code: str, sub_code: str) -> str:
    if kind_code == "49" and sub_code not in ("", "0"):
        return _BY_SUBTYPE.get(sub_code, "link")
    # WeChat 4 packs both numbers into one: the lower half is the type, the upper the sub-type of 49.
    if kind_code.isdigit() and len(kind_code) < 20 and int(kind_code) > 1 << 32:
        packed = int(kind_code)
        return _numbered(str(packed & 0xFFFFFFFF), str(packed >> 32))
    return _BY_TYPE.get(kind_code, "")


def _named(words: str) -> str:
    words = words.strip()
    if not words or words.isdigit():
        return ""
    return next((kind for kind, pattern in _BY_WORDS if re.search(pattern, words, re.IGNORECASE)), "")


def _shown(content: str) -> str:
    """Tell a kind from what the exporter put into the text itself."""
    if _SHOWN_CALL.match(content):
        return "call"
    match = _BRACKET.match(content)
    return _named(match[1]) if match else ""


def _plain(content: str) -> str:
    """Return the words in a payload: a title, a notice, a place; nothing where there are none."""
    if not _XML.match(content):
        return content
    head = content[:200_000]
    if (match := _TITLE.search(head)) and match[1].strip():
        return match[1].strip()
    if (match := _MESSAGE.search(head)) is not None:
        return next((part for part in match.groups() if part), "").strip()
    return f"[位置] {label[1]}" if (label := _LABEL.search(head)) else ""


def _call_length(content: str) -> int | None:
    match = _CALL_LENGTH.search(content)
    if match is None:
        return None
    return int(match[1] or 0) * 3600 + int(match[2]) * 60 + int(match[3])
