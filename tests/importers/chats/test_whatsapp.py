"""WhatsApp exports of every kind of phone: dates, names, notices, media, and files that are none."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction, Medium
from advocate.importers.base import Item, Probe, ReadContext
from advocate.importers.chats.whatsapp import WhatsAppText
from advocate.importers.chats.whatsapp_heads import read_head
from advocate.importers.registry import claim
from advocate.importers.sources import MemoryFile, Source

ZONE = ZoneInfo("Asia/Shanghai")


def reading(text: str, name: str = "chat.txt", **options: object) -> tuple[list[Item], ReadContext]:
    ctx = ReadContext(name, options=dict(options))
    return list(WhatsAppText().read(MemoryFile(name, text.encode()), ctx)), ctx


def entries(text: str, name: str = "chat.txt", **options: object) -> list[EntryDraft]:
    return [item for item in reading(text, name, **options)[0] if isinstance(item, EntryDraft)]


def local(entry: EntryDraft) -> str:
    return datetime.fromtimestamp(entry.at_ms / 1000, ZONE).isoformat()[:19]


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("13/06/2023, 18:08 - A: x", "2023-06-13T18:08:00"),
        ("6/13/23, 6:08 PM - A: x", "2023-06-13T18:08:00"),
        ("6/13/23, 6:08\u202fPM - A: x", "2023-06-13T18:08:00"),
        ("6/13/23, 6:08\u2009pm - A: x", "2023-06-13T18:08:00"),
        ("13/6/2023, 6:08 p.\u00a0m. - A: x", "2023-06-13T18:08:00"),
        ("13/6/2023, 0:08 a.\u00a0m. - A: x", "2023-06-13T00:08:00"),
        ("2023-12-20, 5:46 p.m. - A: x", "2023-12-20T17:46:00"),
        ("2023/12/20, 5:46 pm - A: x", "2023-12-20T17:46:00"),
        ("[13.06.2023, 18:08:08] A: x", "2023-06-13T18:08:08"),
        ("\u200e[13.06.2023, 18:08:08] A: x", "2023-06-13T18:08:08"),
        ("[2023/6/13 下午6:08:09] A: x", "2023-06-13T18:08:09"),
        ("[2023/6/13 上午12:03:09] A: x", "2023-06-13T00:03:09"),
        ("[2023/6/13 中午12:03:09] A: x", "2023-06-13T12:03:09"),
        ("[2023/6/13 凌晨1:03:09] A: x", "2023-06-13T01:03:09"),
        ("[2023/6/13 晚上9:03:09] A: x", "2023-06-13T21:03:09"),
        ("2023年6月13日 下午6:08 - A: x", "2023-06-13T18:08:00"),
        ("2023. 6. 13. 오후 6:08 - A: x", "2023-06-13T18:08:00"),
        ("13.06.23, 18:08 - A: x", "2023-06-13T18:08:00"),
        ("13-06-2023 18:08 - A: x", "2023-06-13T18:08:00"),
        ("13/06/2023 à 18:08 - A: x", "2023-06-13T18:08:00"),
        ("13/06/2566 18:08 - A: x", "2023-06-13T18:08:00"),
        ("‏13‏/6‏/2023, 6:08 م - A: x", "2023-06-13T18:08:00"),
        ("١٣‏/٦‏/٢٠٢٣, ٦:٠٨ م - A: x", "2023-06-13T18:08:00"),
        ("3/24/14, 1:59:59 PM: A: x", "2014-03-24T13:59:59"),
        ("[18:08, 13/6/2023] A: x", "2023-06-13T18:08:00"),
        ("[14-3-24 下午1:59:59] A: x", "2014-03-24T13:59:59"),
    ],
)
def test_every_form_of_a_head(line: str, at: str) -> None:
    (entry,) = entries(line + "\n")
    assert (local(entry), entry.address, entry.text) == (at, "A", "x")
    assert entry.zone == "Asia/Shanghai"


@pytest.mark.parametrize("order", ["dmy", "mdy"])
def test_the_order_of_the_lines_decides(order: str) -> None:
    days = [(1, 11), (2, 9), (3, 12), (5, 1), (6, 10), (7, 3)]
    lines = [f"{m}/{d}/21, 10:00 - A: x" if order == "mdy" else f"{d}/{m}/21, 10:00 - A: x" for m, d in days]
    assert [local(entry)[:10] for entry in entries("\n".join(lines))] == [f"2021-{m:02}-{d:02}" for m, d in days]


def test_two_readings_are_asked_about_and_the_answer_holds() -> None:
    text = "01/02/2021, 10:00 - A: x\n03/04/2021, 11:00 - B: y\n"
    with pytest.raises(UserError) as caught:
        reading(text)
    assert caught.value.code == "ask_day_first"
    assert local(entries(text, day_first=True)[0])[:10] == "2021-02-01"
    assert local(entries(text, day_first=False)[0])[:10] == "2021-01-02"
    assert local(entries(text, date_order="mdy")[1])[:10] == "2021-03-04"


def test_american_style_decides_with_a_warning() -> None:
    items, ctx = reading("1/2/21, 10:00 AM - A: x\n3/4/21, 11:00 PM - B: y\n")
    assert local(items[0])[:10] == "2021-01-02"  # type: ignore[arg-type]
    assert "warn_chat_dates_by_style" in {reason.code for reason in ctx.warnings}


def test_one_line_of_text_that_looks_like_a_head_stops_nothing() -> None:
    days = [f"{day}/01/2021, 10:00 - A: x" for day in range(1, 32)]
    items, _ctx = reading("\n".join([*days, "31/31/2021, 10:00 - A: quoted"]))
    assert [item.reason for item in items if isinstance(item, Rejection)] == ["chat_bad_date"]
    assert sum(isinstance(item, EntryDraft) for item in items) == 31


def test_names_lines_notices_and_lines_before() -> None:
    text = (
        "Some words\n"
        "[13.06.2023, 18:08:08] \u200e我们的群: \u200e消息和通话已进行端到端加密。\n"
        "[13.06.2023, 18:08:09] ~\u202fYSL: 名字：后面的内容\n"
        "第二行: 也是内容\n"
        "\n"
        "第四行\n"
        "[13.06.2023, 18:09:00] A: \u200eB已退出\n"
        "[13.06.2023, 18:10:00] Anna changed the subject from “a” to “b: c”\n"
    )
    items, _ctx = reading(text)
    assert [item.reason for item in items if isinstance(item, Rejection)] == [
        "chat_line_before_first",
        "chat_notice",
        "chat_notice",
        "chat_notice",
    ]
    (entry,) = (item for item in items if isinstance(item, EntryDraft))
    assert (entry.address, entry.text) == ("YSL", "名字：后面的内容\n第二行: 也是内容\n\n第四行")
    assert entry.place == "line 3"


def test_kinds_of_messages() -> None:
    text = "\n".join(
        f"[13.06.2023, 18:08:{number:02}] A: {words}"
        for number, words in enumerate(
            [
                "\u200e图像已忽略",
                "\u200e<附件：00000012-PHOTO-2023-06-13-18-08-08.jpg>",
                "\u200e<attached: 00000013-AUDIO-2023-06-13-18-08-08.opus>",
                "IMG-20230613-WA0001.jpg (file attached)\n还钱",
                "此消息已删除",
                "\u200e未接语音通话",
                "\u200eVoice call. \u200e2 min",
                "<Media omitted>",
                "a < b 和 c > d: 1",
            ]
        )
    )
    found = [(entry.medium.value, entry.detail, entry.text) for entry in entries(text)]
    assert found == [
        ("whatsapp", "kind=image", "图像已忽略"),
        ("whatsapp", "kind=image", "[00000012-PHOTO-2023-06-13-18-08-08.jpg]"),
        ("whatsapp", "kind=voice", "[00000013-AUDIO-2023-06-13-18-08-08.opus]"),
        ("whatsapp", "kind=image", "还钱"),
        ("whatsapp", "kind=deleted", "此消息已删除"),
        ("call", "app=whatsapp", "未接语音通话"),
        ("call", "app=whatsapp", "Voice call. 2 min"),
        ("whatsapp", "kind=media", "<Media omitted>"),
        ("whatsapp", "", "a < b 和 c > d: 1"),
    ]
    calls = [entry for entry in entries(text) if entry.medium is Medium.CALL]
    assert [(call.answered, call.duration_s) for call in calls] == [(False, None), (True, 120)]


def test_whose_side_is_whose() -> None:
    text = "13/06/2023, 18:08 - 催收员: 还钱\n13/06/2023, 18:09 - 小林: 没有\n"
    by_title = entries(text, "与催收员的 WhatsApp 聊天.txt")
    assert [entry.direction for entry in by_title] == [Direction.IN, Direction.OUT]
    assert [entry.address for entry in by_title] == ["催收员", "催收员"]
    assert [entry.direction for entry in entries(text, owner="小林")] == [Direction.IN, Direction.OUT]
    items, ctx = reading(text)
    assert {item.direction for item in items if isinstance(item, EntryDraft)} == {Direction.IN}
    assert [reason.code for reason in ctx.warnings] == ["warn_chat_owner_unknown"]


def test_the_same_words_thrice_in_a_minute_are_three_messages() -> None:
    text = "13/06/2023, 18:08 - A: 还钱\n" * 3
    kinds = [entry.source_type for entry in entries(text)]
    assert kinds == ["text", "text#2", "text#3"]
    assert kinds == [entry.source_type for entry in entries(text + "13/06/2023, 18:09 - A: 还钱\n")][:3]


class Archive(MemoryFile):
    """A ZIP or folder as the containers hand it over."""

    def __init__(self, name: str, files: Mapping[str, bytes]) -> None:
        super().__init__(name, b"")
        self.members: Mapping[str, Source] = {inner: MemoryFile(inner, data) for inner, data in files.items()}


class Keeper:
    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def keep(self, name, blocks):  # type: ignore[no-untyped-def]
        from advocate.domain.drafts import Attachment

        self.kept[name] = b"".join(blocks)
        return Attachment(name, len(self.kept[name]), name)


def test_the_archive_with_its_media() -> None:
    chat = (
        "[13.06.2023, 18:08:08] A: \u200e<attached: 1-PHOTO.jpg>\n"
        "[13.06.2023, 18:08:09] A: \u200e<attached: ../../2-PHOTO.jpg>\n"
        "[13.06.2023, 18:08:10] A: \u200e<attached: gone.jpg>\n"
    )
    archive = Archive("x.zip", {"_chat.txt": chat.encode(), "1-PHOTO.jpg": b"one", "2-PHOTO.jpg": b"two"})
    assert WhatsAppText().recognise(Probe(b"", "x.zip", tuple(archive.members))) > 0.9
    assert claim(archive).name == "whatsapp"
    keeper = Keeper()
    ctx = ReadContext("x.zip", keeper=keeper)
    items = list(WhatsAppText().read(archive, ctx))
    assert keeper.kept == {"1-PHOTO.jpg": b"one"}
    assert [len(item.attachments) for item in items if isinstance(item, EntryDraft)] == [1, 0, 0]
    assert {reason.code: dict(reason.params) for reason in ctx.warnings}["warn_chat_media_missing"] == {"count": 1}


def test_media_beside_the_bare_text() -> None:
    chat = b"13/06/2023, 18:08 - A: IMG-20230613-WA0001.jpg (file attached)\n"
    source = MemoryFile("WhatsApp Chat with A.txt", chat, {"IMG-20230613-WA0001.jpg": b"picture"})
    (entry,) = WhatsAppText().read(source, ReadContext("x"))
    assert isinstance(entry, EntryDraft)
    assert [attachment.size_bytes for attachment in entry.attachments] == [7]


@pytest.mark.parametrize("data", [b"", b"\0" * 500, b"nothing of it\n" * 3, b"{}", "13/06/2023".encode("utf-16")])
def test_files_that_are_no_chat(data: bytes) -> None:
    assert WhatsAppText().recognise(Probe(data, "x.txt")) < 0.5
    with pytest.raises(UserError) as caught:
        list(WhatsAppText().read(MemoryFile("x", data), ReadContext("x")))
    assert caught.value.code == "not_whatsapp"


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80))
def test_any_line_has_a_head_or_none(line: str) -> None:
    head = read_head(line)
    assert head is None or (0 <= head.hour < 24 and 0 <= head.minute < 60)


@given(st.text(st.sampled_from("0123456789/.-:,[] APMapm上下午A: \u200e\u202f"), max_size=60))
def test_lines_that_are_nearly_heads(line: str) -> None:
    read_head(line)
    try:
        for entry in entries(f"13/06/2023, 18:08 - A: x\n{line}\n"):
            entry.text.encode()
    except UserError as error:
        assert error.code in ("ask_day_first", "chat_dates_contradict")  # noqa: PT017


def test_a_folder_with_other_things_is_no_export() -> None:
    chat = b"[13.06.2023, 18:08:08] A: x\n"
    for names in (["_chat.txt", "sms-2024.xml"], ["deep/_chat.txt"], ["_chat.txt", "WhatsApp Chat with B.txt"]):
        folder = Archive("mine", dict.fromkeys(names, chat))
        with pytest.raises(UserError):
            claim(folder)
