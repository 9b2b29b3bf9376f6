"""WeChat, QQ and ChatLab as the known tools write them, and as people and Excel left them."""
# ruff: noqa: E501 - rows stand here as the tools write them

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction, Medium
from advocate.importers.base import Importer, Item, ReadContext
from advocate.importers.chats.wechat_kinds import kind_of
from advocate.importers.registry import claim
from advocate.importers.sources import MemoryFile

FULL = "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender\n"


def read(
    data: str | bytes, name: str = "x", **options: object
) -> tuple[list[Item], dict[str, dict[str, Any]], Importer]:
    source = MemoryFile(name, data.encode() if isinstance(data, str) else data)
    importer = claim(source)
    ctx = ReadContext(name, options=dict(options))
    items = list(importer.read(source, ctx))
    return items, {reason.code: dict(reason.params) for reason in ctx.warnings}, importer


def entries(data: str | bytes, name: str = "x", **options: object) -> list[EntryDraft]:
    return [item for item in read(data, name, **options)[0] if isinstance(item, EntryDraft)]


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def test_every_chat_export_says_that_it_can_be_edited() -> None:
    for data in (FULL + "1,7,1,0,0,1700000000,,a,2023-11-15 06:13:20,,,w\n", "[]"):
        if data != "[]":
            assert read(data)[2].editable


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_excel_saved_again(codec: str, delimiter: str) -> None:
    text = (FULL + "1,7,1,0,0,1700000000,,还钱,2023/11/15 6:13,催收,某某法务,wxid_x1\n").replace(",", delimiter)
    (entry,) = entries(text.encode(codec))
    assert (entry.at_ms, entry.text, entry.address, entry.name) == (1_700_000_000_000, "还钱", "wxid_x1", "某某法务")


def test_ragged_shifted_and_lost_digits() -> None:
    rows = [
        "1,7,1,0,0,1700000000,,好",  # ragged: what is missing is at the end
        "2,7,1,0,0,1700000001,,一,二,三,2023-11-15 06:13:21,,,w",  # commas that nobody quoted
        "wxid_x,1,0,0,1700000002,,内容,2023-11-15 06:13:22,催收,法务,w",  # shifted by one
        "3,7,1,0,1,1.70E+09,,我的,2023-11-15 06:13:23,催收,,",  # digits lost by Excel
        "\0\0",
    ]
    items, warnings, _importer = read(FULL + "\n".join(rows) + "\n")
    texts = [(item.text, item.direction.value) for item in items if isinstance(item, EntryDraft)]
    assert texts == [("好", "in"), ("一,二,三", "in"), ("我的", "out")]
    assert [item.reason for item in items if isinstance(item, Rejection)] == ["chat_row_shifted", "chat_row_damaged"]
    assert warnings["warn_chat_rows_shifted"] == {"count": 1}
    (own,) = [item for item in items if isinstance(item, EntryDraft) and item.direction is Direction.OUT]
    assert own.at_ms == ms("2023-11-15T06:13:23+08:00")


def test_times_that_contradict_each_other_are_both_kept() -> None:
    items, warnings, _importer = read(FULL + "1,7,1,0,0,1700000000,,a,2020-01-01 00:00:00,,,w\n")
    (entry,) = items
    assert isinstance(entry, EntryDraft)
    assert (entry.at_ms, entry.written) == (1_700_000_000_000, "1700000000 / 2020-01-01 00:00:00")
    assert warnings["warn_chat_times_contradict"] == {"count": 1}


def test_a_chat_of_its_own_names_the_other_side_by_its_file() -> None:
    text = "消息ID,类型,发送人,时间,内容,备注,昵称,更多信息\n1,文本,小红,2024-02-01 10:00:00,在吗,,,\n2,文本,小林,2024-02-01 10:01:00,在,,,\n"
    assert [entry.direction for entry in entries(text, "小红.csv")] == [Direction.IN, Direction.OUT]
    items, warnings, _importer = read(text, "导出.csv")
    assert len(items) == 2
    assert warnings["warn_chat_owner_unknown"] == {"count": 2}
    assert [entry.direction for entry in entries(text, "导出.csv", owner="小林")] == [Direction.IN, Direction.OUT]


def test_pywxdump_and_chatlog_tables() -> None:
    content = json.dumps({"src": "", "msg": "你好"}, ensure_ascii=False).replace('"', '""')
    text = f'id,MsgSvrID,type_name,is_sender,talker,room_name,content,CreateTime\n1,9,文本,0,wxid_a,wxid_a,"{content}",2024-01-02 03:04:05\n'
    (entry,) = entries(text)
    assert (entry.text, entry.address, entry.at_ms) == ("你好", "wxid_a", ms("2024-01-02T03:04:05+08:00"))
    rows = "Time,SenderName,Sender,TalkerName,Talker,Content\n2024-01-02 03:04:05,小明,wxid_a,小明,wxid_a,还\n2024-01-02 03:04:06,我,wxid_me,小明,wxid_a,不还\n"
    assert [(entry.direction.value, entry.address) for entry in entries(rows)] == [("in", "wxid_a"), ("out", "wxid_a")]


def test_json_of_the_keeper_wetrace_and_broken_ends() -> None:
    keeper = [
        {
            "ts": 1789008000.125,
            "sender": "S",
            "sender_wxid": "wxid_s",
            "chat_room": "群",
            "conversation_id": "r@chatroom",
            "content": "hello",
            "msg_type": 1,
            "is_self": False,
            "account_id": "wxid_me",
            "is_group_chat": True,
        },
        {
            "ts": 1789008060,
            "sender": "Me",
            "sender_wxid": "wxid_me",
            "chat_room": "F",
            "conversation_id": "wxid_f",
            "content": "回",
            "msg_type": 1,
            "is_self": True,
            "account_id": "wxid_me",
            "is_group_chat": False,
        },
    ]
    first, second = entries(json.dumps(keeper))
    assert (first.at_ms, first.address, first.detail) == (1_789_008_000_125, "wxid_s", "account=wxid_me; group=群")
    assert (second.direction, second.address) == (Direction.OUT, "wxid_f")
    cut = json.dumps(keeper)[:-20]
    items, _warnings, _importer = read(cut)
    assert [type(item).__name__ for item in items] == ["EntryDraft", "Rejection"]
    wetrace = {"format": "wetrace-plus", "version": 1, "account": {"id": "wxid_me"}, "conversations": [{"id": "wxid_f", "name": "小明", "type": "direct", "messages": [
        {"id": "1", "time": "2026-08-01T09:30:00+08:00", "sender_id": "wxid_f", "sender_name": "小明", "direction": "incoming", "type": 1, "content": "早上好"},
        {"id": "2", "timestamp": 1785547860, "sender_id": "wxid_me", "is_self": True, "type": 1, "content": "早"},
    ]}]}  # fmt: skip
    one, two = entries(json.dumps(wetrace, ensure_ascii=False))
    assert (one.at_ms, one.direction, one.name) == (ms("2026-08-01T09:30:00+08:00"), Direction.IN, "小明")
    assert (two.at_ms, two.direction, two.address) == (1_785_547_860_000, Direction.OUT, "wxid_f")


def test_json_deeper_than_any_message_costs_nothing() -> None:
    deep = '[{"talker":"a","isSelf":false,"content":"x","time":1700000000},' + "[" * 100_000
    items, _warnings, _importer = read(deep)
    assert isinstance(items[-1], Rejection)
    assert items[-1].reason == "chat_broken"


@pytest.mark.parametrize(
    ("content", "code", "sub", "words", "kind", "seconds", "answered"),
    [
        ("你好", "1", "0", "", "text", None, None),
        ('<msg><voicemsg voicelength="3012" /></msg>', "34", "0", "", "voice", 3, None),
        ("<voipmsg><msg><![CDATA[通话时长 01:05]]></msg></voipmsg>", "50", "0", "", "call", 65, True),
        ("<voipmsg><msg><![CDATA[对方已取消]]></msg></voipmsg>", "50", "0", "", "call", None, False),
        ("[语音通话] 通话时长 00:12", "", "", "文本消息", "text", None, None),
        ("[语音通话] 通话时长 00:12", "", "", "", "call", 12, True),
        (
            "<msg><appmsg><title>微信转账</title><wcpayinfo><feedesc>￥300.00</feedesc><pay_memo>利息</pay_memo></wcpayinfo></appmsg></msg>",
            "49",
            "2000",
            "",
            "transfer",
            None,
            None,
        ),
        ("", "21474836529", "", "", "link", None, None),
        ("", "244813135921", "", "", "quote", None, None),
        ('"小红" 撤回了一条消息', "10000", "0", "", "recalled", None, None),
        ("以上是打招呼的内容", "10000", "0", "", "notice", None, None),
        ("", "3", "0", "动画表情", "sticker", None, None),
    ],
)
def test_what_a_message_is(
    content: str, code: str, sub: str, words: str, kind: str, seconds: int | None, answered: bool | None
) -> None:
    found = kind_of(content, code, sub, words)
    assert (found.kind, found.duration_s, found.answered) == (kind, seconds, answered)
    if kind == "transfer":
        assert found.text == "[转账] ￥300.00 利息"


def test_who_took_a_message_back() -> None:
    rows = (
        FULL
        + '1,7,10000,0,0,1700000000,,你撤回了一条消息,2023-11-15 06:13:20,催收,,\n2,7,10000,0,0,1700000001,,"""法务"" 撤回了一条消息",2023-11-15 06:13:21,催收,,\n'
    )
    assert [(entry.direction.value, entry.detail.split(";")[0]) for entry in entries(rows)] == [
        ("out", "kind=recalled"),
        ("in", "kind=recalled"),
    ]


def test_qq_clock_names_and_accounts() -> None:
    text = (
        "消息记录（此消息记录为文本格式，不支持重新导入）\n\n================================================================\n消息分组:我的好友\n"
        "================================================================\n消息对象:催收(法务)\n================================================================\n\n"
        "2020-03-04 12:12:29 AM 【员】催收(法务)(123456)\n还钱\n\n2020-03-04 12:12:30 PM 小林<a@qq.com>\n不\n还\n\n"
        "2020-03-04 23:59:59 小林<a@qq.com>\n[语音通话] 通话时长 00:12\n"
    )
    one, two, three = entries(text, owner="a@qq.com")
    assert (one.at_ms, one.address, one.name) == (ms("2020-03-04T00:12:29+08:00"), "123456", "【员】催收(法务)")
    assert (two.at_ms, two.direction, two.text) == (ms("2020-03-04T12:12:30+08:00"), Direction.OUT, "不\n还")
    assert (three.medium, three.duration_s, three.answered) == (Medium.CALL, 12, True)
    assert one.written == "2020-03-04 12:12:29 AM"


def test_the_mail_that_wechat_makes_of_a_chat() -> None:
    text = "以下是小林和小红的微信聊天记录。\n\n—————  2014-05-01  —————\n\n\n小红  10:21\n\n在吗\n\n小林  10:21\n\n在\n\n—————  2014-05-02  —————\n\n小红  09:00\n\n还钱\n"
    found = entries(text, owner="小林")
    assert [(entry.medium.value, entry.direction.value, entry.text) for entry in found] == [
        ("wechat", "in", "在吗"),
        ("wechat", "out", "在"),
        ("wechat", "in", "还钱"),
    ]
    assert found[2].at_ms == ms("2014-05-02T09:00:00+08:00")


def test_copied_from_the_window_of_a_computer() -> None:
    found = entries("小红 2024/1/2 10:00:00\n在吗\n还钱\n小林 2024/1/2 10:01:00\n在\n")
    assert [(entry.name, entry.text) for entry in found] == [("小红", "在吗\n还钱"), ("小林", "在")]


def test_qq_chat_exporter_of_both_ages() -> None:
    for stamp in (1704164645000, "2024-01-02T03:04:05.000Z"):
        data = {"metadata": {"name": "QQChatExporter"}, "chatInfo": {"name": "催收", "type": "private", "selfUin": "111", "selfName": "我"}, "messages": [
            {"id": "1", "timestamp": stamp, "sender": {"uin": "222", "name": "催收"}, "type": "text", "content": {"text": "还钱", "elements": [{"type": "text", "data": {"text": "还钱"}}]}},
            {"id": "2", "timestamp": stamp, "sender": {"uin": "111", "name": "我"}, "type": "image", "content": {"text": "[图片]", "elements": [{"type": "image", "data": {"filename": "a.jpg"}}]}},
            {"id": "3", "timestamp": stamp, "sender": {"uin": "0"}, "isSystemMessage": True, "content": {"text": "加入了群"}},
        ]}  # fmt: skip
        items, _warnings, importer = read(json.dumps(data, ensure_ascii=False))
        assert importer.name == "qq_json"
        one, two, notice = items
        assert isinstance(one, EntryDraft)
        assert isinstance(two, EntryDraft)
        assert (one.at_ms, one.address, one.direction) == (1_704_164_645_000, "222", Direction.IN)
        assert (two.direction, two.detail) == (Direction.OUT, "kind=image")
        assert isinstance(notice, Rejection)


def test_chatlab_object_with_members_and_an_owner() -> None:
    data = {"chatlab": {"version": "0.0.2", "exportedAt": 1}, "meta": {"name": "群", "platform": "wechat", "type": "group", "ownerId": "wxid_me"}, "members": [{"platformId": "wxid_a", "accountName": "甲"}], "messages": [
        {"sender": "wxid_a", "timestamp": 1704164645, "type": 23, "content": "通话时长 01:05"},
        {"sender": "wxid_me", "timestamp": 1704164646, "type": 0, "content": "好"},
        {"sender": "wxid_a", "timestamp": 1704164647, "type": 80, "content": "入群"},
    ]}  # fmt: skip
    items, warnings, _importer = read(json.dumps(data, ensure_ascii=False))
    call, own, notice = items
    assert isinstance(call, EntryDraft)
    assert (call.medium, call.name, call.duration_s, call.detail) == (Medium.CALL, "甲", 65, "app=wechat; group=群")
    assert isinstance(own, EntryDraft)
    assert own.direction is Direction.OUT
    assert isinstance(notice, Rejection)
    assert not warnings


def test_a_damaged_line_of_jsonl_is_refused_alone() -> None:
    lines = '{"_type":"header","chatlab":{},"meta":{"platform":"qq"}}\n{"_type":"message","sender":"1","timestamp":1704164645,"type":0,"content":"\\ud83d x"}\n{oops\n'
    items, _warnings, _importer = read(lines)
    assert [type(item).__name__ for item in items] == ["EntryDraft", "Rejection"]
    assert isinstance(items[0], EntryDraft)
    items[0].text.encode()


@pytest.mark.parametrize("year", ["0000", "9999", "1970"])
def test_years_that_are_none(year: str) -> None:
    head = "消息记录（此消息记录为文本格式，不支持重新导入）"
    items, _warnings, _importer = read(f"{head}\n2020-01-02 03:04:05 A(10001)\nx\n{year}-01-02 03:04:05 A(10001)\nx\n")
    assert [type(item) for item in items] == [EntryDraft, Rejection]


def test_no_words_of_a_chat_stand_in_an_error() -> None:
    with pytest.raises(UserError) as caught:
        read('[{"talker":"秘密","isSelf":')
    assert "秘密" not in str(caught.value.params)
