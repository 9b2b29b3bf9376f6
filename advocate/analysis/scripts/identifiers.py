"""What a text asks to be paid, rung, added or opened at: links, numbers, accounts, ids; each a thing of its own.

Read from the text as people see it: width, case and invisible characters are undone, dots inside links are kept.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from advocate.analysis.numbers.facts import parse
from advocate.domain.vocabulary import IdentifierKind, NumberKind

#: Only so much of a text is read: what collectors send is short, and a book must not stop the analysis.
READ_CHARACTERS = 4_000
#: A text names few ways to pay; one that holds a thousand is a list.
MOST_IN_A_TEXT = 24

_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
# The top-level part is bounded so that "你好.明天" or an abbreviation is no link.
_LINK = re.compile(
    r"(?:https?://)?(?P<host>(?:[a-z0-9](?:[a-z0-9-]{0,40}[a-z0-9])?\.){1,4}"
    r"(?:com|cn|net|org|cc|top|vip|xyz|icu|info|club|shop|site|online|link|ltd|pro|work|fun|ink|app|me|io|co|tv|"
    r"hk|tw|ru|in|us|asia|biz|live|store|tech|cloud|wang|ren|kim|mobi|love|red|run|la|im|gg|cyou|buzz|sbs|bond|"
    r"cfd|click|space|website|life|world|today|group|gov|edu|xin|tk|ml|ga|cf|gq|pw|ws|art|bar|cash|loan|loans|one))"
    r"(?![a-z0-9-])(?P<path>/[a-z0-9%?=&._/~#-]{0,200})?",
    re.ASCII,
)
_CASE_NUMBER = re.compile(
    r"[(（\[]\s*((?:19|20)\d\d)\s*[)）\]]([\u4e00-\u9fff]{1,8}(?:\d{1,4}[\u4e00-\u9fff]{1,4})?)0*(\d{1,6})号"
)
_DIGITS = re.compile(r"(?<![a-z0-9.])\+?\d(?:[ -]?\d){6,20}(?![a-z0-9])", re.ASCII)
#: An id that was put after the word for the service, or that mixes letters and digits as such ids do.
_NAMED_ID = re.compile(
    r"(?P<word>微信|v信|wei信|薇信|威信|徽信|vx|wx|wechat|weixin|qq|扣扣|企鹅|支付宝|支fu宝|zfb|alipay)"
    r"[号码:：号是为 ]{0,3}(?P<id>[a-z][a-z0-9_-]{4,19}|\d{5,12})(?![a-z0-9_-])",
)
# Not after a Chinese character: 欠kuan5200 is an amount whose word was spelled out.
_MIXED_ID = re.compile(r"(?<![a-z0-9_./@\u4e00-\u9fff-])(?=[a-z0-9_-]*\d)[a-z][a-z0-9_-]{4,19}(?![a-z0-9_./@-])")
_TAIL = re.compile(r"(?<!证)(?<!证件)尾号(?:为|是)?\s*(\d{4})(?!\d)")
_STEM = re.compile(r"\d+")
_QQ_WORDS = ("qq", "扣扣", "企鹅")
#: Hosts that shorten everybody's links, or on which everybody is: only the whole link names somebody.
SHARED_HOSTS = frozenset(
    {
        "t.cn",
        "dwz.cn",
        "url.cn",
        "suo.im",
        "suo.nz",
        "bit.ly",
        "t.co",
        "goo.gl",
        "tinyurl.com",
        "3.cn",
        "tb.cn",
        "m.tb.cn",
        "c.tb.cn",
        "u.jd.com",
        "163.com",
        "qq.com",
        "weixin.qq.com",
        "mp.weixin.qq.com",
        "work.weixin.qq.com",
        "baidu.com",
        "taobao.com",
        "jd.com",
        "alipay.com",
        "sina.com.cn",
        "weibo.com",
        "dwz.mk",
        "mrw.so",
        "6du.in",
    }
)
_SECOND_LEVEL = frozenset(("com", "net", "org", "gov", "edu", "ac", "co"))
_PHONES = (NumberKind.MOBILE, NumberKind.VIRTUAL, NumberKind.FIXED, NumberKind.IOT, NumberKind.SATELLITE)


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """Something that names whoever stands behind a text. ``value`` is in one spelling."""

    kind: IdentifierKind
    value: str


def visible(text: str) -> str:
    """Return the beginning of ``text`` as it is read: half-width, lower case, without invisible characters."""
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", text[:READ_CHARACTERS])).lower()


def find(text: str) -> tuple[Identifier, ...]:
    """Return what ``text`` names, each once, in order of kind and value."""
    return find_visible(visible(text))


def find_visible(seen: str) -> tuple[Identifier, ...]:
    """Return what a text names that went through `visible`."""
    found: set[Identifier] = set()
    rest = seen
    if "." in seen:
        rest = _LINK.sub(lambda match: _link(match, found), seen)
    if "号" in rest:
        for year, court, serial in _CASE_NUMBER.findall(rest):
            found.add(Identifier(IdentifierKind.CASE_NUMBER, f"({year}){court}{serial}号"))
        found.update(Identifier(IdentifierKind.ACCOUNT_TAIL, tail) for tail in _TAIL.findall(rest))
    for match in _NAMED_ID.finditer(rest):
        _id(match["word"], match["id"], found)
    for match in _MIXED_ID.finditer(rest):
        _id("", match[0], found)
    for match in _DIGITS.finditer(rest):
        _number(match[0], found)
    return tuple(sorted(found)[:MOST_IN_A_TEXT])


def masked(seen: str) -> str:
    """Return a `visible` text with its links, ids and figures replaced by signs: what is left is wording."""
    if "." in seen:
        seen = _LINK.sub("<L>", seen)
    seen = _CASE_NUMBER.sub("<C>", seen)
    seen = _MIXED_ID.sub("<I>", seen)
    return _FIGURES.sub("#", seen)


_FIGURES = re.compile(r"\d(?:[\d,.:/\-* ]*\d)?")


def family(identifier: Identifier) -> Identifier | None:
    """Return the family that a link or id belongs to, its figures left out; None where that says nothing.

    Crews register ``abcd12.top``, ``abcd37.top`` … and ``abcd001`` … in series, as each is blocked.
    """
    if identifier.kind not in (IdentifierKind.LINK, IdentifierKind.CHAT_ID):
        return None
    stem = _STEM.sub("#", identifier.value)
    letters = sum(char.isalpha() for char in stem.split(".", 1)[0])
    if "#" not in stem or "/" in stem or letters < 3:
        return None
    return Identifier(IdentifierKind.LINK_FAMILY if "." in stem else IdentifierKind.ID_FAMILY, stem)


def _link(match: re.Match[str], found: set[Identifier]) -> str:
    host, path = match["host"], (match["path"] or "").rstrip("./")
    labels = host.removeprefix("www.").split(".")
    if len(labels) == 1:
        return match[0]
    count = 3 if len(labels) > 2 and labels[-2] in _SECOND_LEVEL else 2
    domain = ".".join(labels[-count:])
    if f".{domain}".endswith((".gov.cn", ".edu.cn")):
        return " "
    if domain in SHARED_HOSTS or host in SHARED_HOSTS:
        if len(path) > 3:
            found.add(Identifier(IdentifierKind.LINK, domain + path))
    else:
        found.add(Identifier(IdentifierKind.LINK, domain))
    return " "


def _id(word: str, value: str, found: set[Identifier]) -> None:
    value = value.removeprefix("weixin").removeprefix("vx").removeprefix("wx").removeprefix("zfb") or value
    if value.isdigit():
        if word in _QQ_WORDS:
            found.add(Identifier(IdentifierKind.QQ, value))
        elif len(value) == 11 and value[0] == "1":
            _number(value, found)
    elif (len(value) >= 5 and not value.isalpha()) or (word and len(value) >= 6):
        found.add(Identifier(IdentifierKind.CHAT_ID, value))


def _number(written: str, found: set[Identifier]) -> None:
    digits = "".join(char for char in written if char.isdigit())
    if 15 <= len(digits) <= 19 and digits[0] in "34569":
        found.add(Identifier(IdentifierKind.ACCOUNT, digits))
        return
    number = _phone(written.replace(" ", "").replace("-", ""))
    if number:
        found.add(Identifier(IdentifierKind.CALLBACK, number))


@lru_cache(maxsize=1 << 16)
def _phone(digits: str) -> str:
    facts = parse(digits)
    if facts is None or (facts.kind not in _PHONES and facts.kind is not NumberKind.SMS_PORT):
        return ""
    return facts.number
