"""Telegram, Signal and LINE as their exports and their readers' mistakes have them."""
# ruff: noqa: E501 - lines stand here as programs write them

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction, Medium
from advocate.importers.base import Item, ReadContext
from advocate.importers.chats.line_text import LineText
from advocate.importers.chats.telegram_html import TelegramHtml
from advocate.importers.chats.telegram_json import TelegramJson
from advocate.importers.registry import claim
from advocate.importers.sources import MemoryFile


def read(data: str | bytes, name: str = "x", **options: object) -> tuple[list[Item], dict[str, dict[str, Any]], str]:
    source = MemoryFile(name, data.encode() if isinstance(data, str) else data)
    importer = claim(source)
    ctx = ReadContext(name, options=dict(options))
    items = list(importer.read(source, ctx))
    return items, {reason.code: dict(reason.params) for reason in ctx.warnings}, importer.name


def entries(data: str | bytes, name: str = "x", **options: object) -> list[EntryDraft]:
    return [item for item in read(data, name, **options)[0] if isinstance(item, EntryDraft)]


def ms(text: str) -> int:
    return round(datetime.fromisoformat(text).timestamp() * 1000)


def message(number: int, **fields: object) -> dict[str, object]:
    stamp = {"date": "2024-01-02T11:04:05", "date_unixtime": str(1704164645 + number)}
    return {"id": number, "type": "message", "from": "催收", "from_id": "user7", "text": "x", **stamp, **fields}


def test_a_whole_account_knows_its_owner() -> None:
    account = {
        "about": "…",
        "personal_information": {"user_id": 42, "first_name": "小林"},
        "chats": {
            "about": "…",
            "list": [
                {
                    "name": "催收",
                    "type": "personal_chat",
                    "id": 7,
                    "messages": [message(1), message(2, from_id="user42")],
                },
                {"type": "saved_messages", "id": 42, "messages": [message(3, from_id="user42")]},
                {
                    "name": "群",
                    "type": "private_group",
                    "id": 9,
                    "messages": [message(4), message(5, from_id="user42")],
                },
            ],
        },
        "left_chats": {"list": [{"name": "走", "type": "private_group", "id": 10, "messages": [message(6)]}]},
    }
    items, warnings, _name = read(json.dumps(account, ensure_ascii=False))
    found = [(item.direction.value, item.address, item.place) for item in items if isinstance(item, EntryDraft)]
    assert [pair[:2] for pair in found] == [
        ("in", "user7"),
        ("out", "user7"),
        ("out", "user42"),
        ("in", "user7"),
        ("out", "群"),
        ("in", "user7"),
    ]
    assert found[0][2] == "chat 7 message 1"
    assert not warnings


def test_calls_deleted_accounts_and_foreign_times() -> None:
    chat = {
        "name": "催收",
        "type": "personal_chat",
        "id": 7,
        "messages": [
            message(1, type="service", actor="催收", actor_id="user7", action="phone_call", discard_reason="missed"),
            message(2, **{"from": None, "from_id": "user7"}),
            message(3, date="2024-01-02T03:04:05.678Z", date_unixtime=None),
            message(4, date="0000-01-02T03:04:05", date_unixtime=None),
            message(5, date="2024-01-02T11:04:05", date_unixtime=None),
            message(6, text=["看 ", {"type": "link", "text": "https://a"}, {"type": "bold"}]),
            message(7, type="service", action="pin_message"),
            message(8, text="", contact_information={"first_name": "王", "phone_number": "138"}),
        ],
    }
    items, _warnings, _name = read(json.dumps(chat, ensure_ascii=False))
    call, deleted, iso, bad, local, linked, notice, card = items
    assert isinstance(call, EntryDraft)
    assert (call.medium, call.answered, call.duration_s, call.direction) == (Medium.CALL, False, 0, Direction.IN)
    assert isinstance(deleted, EntryDraft)
    assert (deleted.address, deleted.name) == ("user7", "催收")
    assert isinstance(iso, EntryDraft)
    assert (iso.at_ms, iso.zone) == (ms("2024-01-02T03:04:05.678+00:00"), "")
    assert isinstance(bad, Rejection)
    assert isinstance(local, EntryDraft)
    assert (local.at_ms, local.zone) == (ms("2024-01-02T11:04:05+08:00"), "Asia/Shanghai")
    assert isinstance(linked, EntryDraft)
    assert linked.text == "看 https://a"
    assert isinstance(notice, Rejection)
    assert isinstance(card, EntryDraft)
    assert card.text == "[名片] 王 138"


def test_a_cut_account_keeps_what_came_before() -> None:
    whole = json.dumps({"name": "催收", "type": "personal_chat", "id": 7, "messages": [message(1), message(2)]})
    items, _warnings, _name = read(whole[:-30])
    assert [type(item) for item in items] == [EntryDraft, Rejection]


def page(*messages: str) -> str:
    return (
        "<!DOCTYPE html><html><head><title>Exported Data</title></head><body><div class='page_wrap'>"
        "<div class='page_header'><div class='content'><div class='text bold'>催收</div></div></div>"
        '<div class="page_body chat_page"><div class="history">'
        + "".join(messages)
        + "</div></div></div></body></html>"
    )


def html_message(number: int, body: str, title: str = "02.03.2024 13:10:36 UTC+01:00", joined: str = "") -> str:
    return (
        f'<div class="message default clearfix{joined}" id="message{number}"><div class="body">'
        f'<div class="pull_right date details" title="{title}">13:10</div>{body}</div></div>'
    )


def test_pages_of_several_ages() -> None:
    text = page(
        html_message(1, '<div class="from_name">催收</div><div class="text">还<br>钱 &amp; 利息</div>'),
        html_message(2, '<div class="text">快</div>', joined=" joined"),
        html_message(3, '<div class="from_name">小林</div><div class="text">不</div>', title="02.03.2024 13:10:36"),
        html_message(
            4,
            '<div class="from_name">催收</div><div class="media_wrap"><div class="media media_call">'
            '<div class="body"><div class="title bold">催收</div><div class="status details">Outgoing (23 s)</div></div></div></div>',
        ),
        html_message(5, '<div class="text">x</div>', title="99.03.2024 13:10:36"),
    )
    items, warnings, name = read(text)
    assert name == "telegram_html"
    one, two, three, call, bad = items
    assert isinstance(one, EntryDraft)
    assert (one.at_ms, one.text, one.name, one.direction) == (
        ms("2024-03-02T13:10:36+01:00"),
        "还\n钱 & 利息",
        "催收",
        Direction.IN,
    )
    assert isinstance(two, EntryDraft)
    assert two.name == "催收"
    assert isinstance(three, EntryDraft)
    assert (three.direction, three.at_ms, three.zone) == (
        Direction.OUT,
        ms("2024-03-02T13:10:36+08:00"),
        "Asia/Shanghai",
    )
    assert isinstance(call, EntryDraft)
    assert (call.medium, call.duration_s, call.answered) == (Medium.CALL, 23, True)
    assert isinstance(bad, Rejection)
    assert not warnings


def test_tags_within_tags_without_end() -> None:
    deep = page("<div class='message default' id='message1'>" + "<div>" * 30_000 + "x")
    list(TelegramHtml().read(MemoryFile("x", deep.encode()), ReadContext("x")))


@pytest.mark.parametrize(
    ("header", "day", "expected"),
    [
        ("[LINE] 與催收的聊天記錄\n儲存日期： 2026/1/30 11:59", "2026/1/30（五）", "2026-01-30"),
        ("[LINE] 催收とのトーク履歴\n保存日時：2026/01/30 11:59", "2026.01.30 金曜日", "2026-01-30"),
        ("[LINE] Chat history with 催收\nSaved on: 1/30/2026, 11:59", "Fri, 1/30/2026", "2026-01-30"),
        ("[LINE] Chat history with 催收\nSaved on: 2026/01/30 11:59", "2026.01.30 Friday", "2026-01-30"),
        ("[LINE] ประวัติการสนทนากับ 催收\nบันทึกวันที่: 2026/01/30 11:59", "2026/01/30(ศ.)", "2026-01-30"),
    ],
)
def test_line_in_its_languages(header: str, day: str, expected: str) -> None:
    text = f"{header}\n\n{day}\n下午 10:05\t催收\t還錢\n22:06\t小林\t☎ 通話時間 1:23\n22:07\t催收\t☎ 未接來電\n"
    one, call, missed = entries(text)
    assert one.at_ms == ms(f"{expected}T22:05:00+08:00")
    assert (one.direction, call.direction) == (Direction.IN, Direction.OUT)
    assert (call.medium, call.duration_s, call.answered) == (Medium.CALL, 83, True)
    assert (missed.answered, missed.address) == (False, "催收")


def test_line_with_spaces_for_tabs_quotes_and_rows_without_a_day() -> None:
    text = (
        "[LINE] 與催收的聊天記錄\n儲存日期： 2026/1/30 11:59\n\n09:00\t催收\t早\n2026/1/30（五）\n"
        '22:05  催收  還錢\n22:06\t催收\t"第一行\n他說 ""不""\n第三行"\n22:07\t\t小林已收回訊息\n22:08\t催收\t"引號"不跨行\n'
    )
    items, _warnings, _name = read(text, owner="小林")
    assert [item.reason for item in items if isinstance(item, Rejection)] == ["chat_without_day"]
    found = [item for item in items if isinstance(item, EntryDraft)]
    assert [entry.text for entry in found] == ["還錢", '第一行\n他說 "不"\n第三行', "小林已收回訊息", '"引號"不跨行']
    assert (found[2].direction, found[2].detail) == (Direction.OUT, "kind=recalled")


def test_signal_in_three_forms() -> None:
    lines = "[2019-05-29, 15:04] Me: How is everyone?\n[2019-05-29, 15:10] Aya: ![a](media/a.jpg) great\n"
    own, other = entries(lines)
    assert (own.direction, own.address, other.direction, other.address) == (Direction.OUT, "Aya", Direction.IN, "Aya")
    assert other.text == "[a] great"
    objects = '{"date": "2023-01-02 03:04:05", "sender": "Aya", "body": "hi", "attachments": []}\n{"date":1672628645000,"sender":"Me","body":"yo"}\n{oops\n'
    items, _warnings, name = read(objects)
    assert name == "signal"
    assert [type(item) for item in items] == [EntryDraft, EntryDraft, Rejection]
    html = (
        '<html><div class="msg"><span class="date">2023-01-02</span><span class="time">03:04</span>'
        '<span class="sender">Aya</span><span class="body">hi<br>you</span></div></html>'
    )
    (only,) = entries(html)
    assert (only.text, only.at_ms) == ("hi\nyou", ms("2023-01-02T03:04:00+08:00"))


@given(st.text(st.sampled_from('[LINE]2026/1/3（五）\t\n 10:5"ab與的聊天記錄'), max_size=80))
def test_any_line_export(text: str) -> None:
    try:
        for item in LineText().read(MemoryFile("x", text.encode()), ReadContext("x")):
            item.place.encode()
    except UserError as error:
        assert error.code in ("not_line", "ask_day_first", "chat_dates_contradict")  # noqa: PT017


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "id",
                        "type",
                        "date",
                        "from",
                        "from_id",
                        "text",
                        "date_unixtime",
                        "duration_seconds",
                        "action",
                        "photo",
                        "poll",
                        "messages",
                    ]
                ),
                inner,
                max_size=6,
            )
        ),
        max_leaves=20,
    )
)
def test_any_telegram_object(value: object) -> None:
    text = json.dumps({"name": "a", "type": "personal_chat", "id": 1, "messages": [value, message(1)]})
    try:
        items = list(TelegramJson().read(MemoryFile("x", text.encode()), ReadContext("x")))
    except UserError as error:
        assert error.code == "not_telegram"  # noqa: PT017
    else:
        assert any(isinstance(item, EntryDraft) for item in items)


def test_a_folder_of_pages_with_its_pictures() -> None:
    from tests.importers.chats.test_whatsapp import Archive, Keeper

    picture = (
        '<div class="from_name">催收</div><div class="media_wrap"><a class="photo_wrap clearfix" href="photos/photo_1.jpg">'
        "</a></div>"
    )
    files = {
        "messages2.html": page(html_message(3, '<div class="text">快</div>', joined=" joined")).encode(),
        "messages.html": page(html_message(1, picture)).encode(),
        "photos/photo_1.jpg": b"picture",
        "css/style.css": b"",
    }
    folder = Archive("ChatExport_2024-03-02", files)
    importer = claim(folder)
    keeper = Keeper()
    first, second = importer.read(folder, ReadContext("x", keeper=keeper))
    assert keeper.kept == {"photo_1.jpg": b"picture"}
    assert isinstance(first, EntryDraft)
    assert isinstance(second, EntryDraft)
    assert [attachment.name for attachment in first.attachments] == ["photo_1.jpg"]
    # The first message of a page goes on with the sender of the page before.
    assert (second.name, second.text) == ("催收", "快")
    with pytest.raises(UserError):
        claim(Archive("mine", {**files, "sms.xml": b"<smses/>"}))


def test_an_export_folder_with_its_json() -> None:
    from tests.importers.chats.test_whatsapp import Archive, Keeper

    chat = {"name": "催收", "type": "personal_chat", "id": 7, "messages": [message(1, photo="photos/a.jpg", text="")]}
    folder = Archive("x", {"result.json": json.dumps(chat).encode(), "photos/a.jpg": b"p", "files/a.jpg": b"other"})
    keeper = Keeper()
    (only,) = claim(folder).read(folder, ReadContext("x", keeper=keeper))
    assert keeper.kept == {"a.jpg": b"p"}
    assert isinstance(only, EntryDraft)
    assert only.detail == "kind=image"


@pytest.mark.parametrize("piece", ['<div class="', "<!--", "<a ", "<div>", "&", "<"])
def test_pages_of_telegram_without_end(piece: str) -> None:
    text = page(html_message(1, '<div class="from_name">A</div><div class="text">x</div>'))
    cut = text.removesuffix("</div></div></div></body></html>") + piece * 100_000
    items = list(TelegramHtml().read(MemoryFile("x", cut.encode()), ReadContext("x")))
    assert isinstance(items[0], EntryDraft)
    assert isinstance(items[-1], Rejection)


def test_a_header_alone_is_no_chat() -> None:
    for text in ("[LINE]", "[LINE] 與催收的聊天記錄\n儲存日期： 2026/1/30 11:59\n"):
        with pytest.raises(UserError) as caught:
            read(text)
        assert caught.value.code == "not_line"
