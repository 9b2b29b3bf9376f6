"""What apps call the columns of a call log, and the kinds of its entries: letters and Chinese characters only."""

from __future__ import annotations

import re

_LETTERS = re.compile(r"[^a-z0-9\u3400-\u9fff]")

_COLUMNS = {
    "number": """
        number phonenumber phone contactnumber caller callernumber address telephone tel mobile fromto
        号码 电话号码 电话 手机号 手机号码 对方号码 联系电话 来电号码 通话号码 发件人 收件人""",
    "name": """
        name contactname contact cachedname callername displayname 姓名 联系人 名称 名字 备注名""",
    "date": """
        date datetime time timestamp calldate calltime starttime callstart dateandtime
        时间 日期 日期时间 通话时间 呼叫时间 来电时间 开始时间 通话日期 拨打时间 发送时间""",
    "clock": "time clock 时间 时刻 通话时刻",
    "duration": """
        duration durations durationsec durationseconds durationinseconds durationinsec callduration length
        时长 通话时长 持续时间 通话时长秒 时长秒 持续时长""",
    "type": """
        type calltype direction callcategory kind status 类型 通话类型 呼叫类型 方向 状态 呼叫方向""",
    "text": """
        body message text content messagebody smsbody 内容 短信内容 正文 信息内容 消息内容""",
    "sim": "sim simslot simid simcard subscriptionid subid slot sim卡 卡槽 卡 使用的卡 电话卡",
}
#: Where a day and a clock stand in two columns, these are the day.
_DAYS = frozenset(("date", "calldate", "日期", "通话日期"))

#: Android's code of each kind.
_KINDS = {
    "1": """
        1 incoming in received inbound inbox answered incomingcall
        来电 呼入 已接 接听 已接来电 已接听 被叫 接收 收到 收件箱""",
    "2": """
        2 outgoing out dialed dialled placed outbound made sent outgoingcall
        去电 呼出 已拨 拨出 拨打 主叫 已拨电话 发送 已发送 发出 已发""",
    "3": "3 missed missedcall 未接 未接来电 未接听 未接电话",
    "4": "4 voicemail 语音信箱 语音邮件 留言",
    "5": "5 rejected declined refused rejectedcall 拒接 已拒接 拒绝 已拒绝 挂断",
    "6": "6 blocked blockedcall 拦截 已拦截 骚扰拦截 已屏蔽 屏蔽",
    "7": "7 answeredexternally answeredelsewhere 其他设备接听",
}
_WITHHELD = """
    unknown private withheld restricted -1 -2 -3 未知 未知号码 私人号码 隐藏号码"""

_MEANING = {meaning: frozenset(names.split()) for meaning, names in _COLUMNS.items()}
_KIND = {name: code for code, names in _KINDS.items() for name in names.split()}


def columns_of(cells: list[str]) -> dict[str, int]:
    """Return where each known column stands, by the words of a header row."""
    named = [_LETTERS.sub("", cell.lower()) for cell in cells]
    columns: dict[str, int] = {}
    for position, name in enumerate(named):
        if name in _DAYS:
            columns["date"] = position
            break
    for meaning, known in _MEANING.items():
        for position, name in enumerate(named):
            if meaning not in columns and name in known and position not in columns.values():
                columns[meaning] = position
    return columns


def kind_of(written: str) -> str:
    """Return Android's code for the kind of an entry, or nothing."""
    return _KIND.get(_LETTERS.sub("", written.lower()), "")


def is_withheld(number: str) -> bool:
    """Tell whether a table says in words that the number was not shown."""
    return number == "" or number.lower() in _WITHHELD.split()
