"""vMessage, SMS Backup+, Super Backup, CSV, iMazing, imessage-exporter, Takeout: written on the spot, good and bad."""

from __future__ import annotations

import base64

import pytest

from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Direction, Medium, TimePrecision
from advocate.importers.sources import MemoryFile
from tests.importers.phones.reading import folder_of, read_bytes, read_source


def vmsg(box: str = "INBOX", date: str = "2016/04/06 09:13:21", subject: str = "Subject:x", more: str = "") -> str:
    return (
        "BEGIN:VMSG\nVERSION:1.1\nBEGIN:VCARD\nTEL:13812345678\nEND:VCARD\n"
        f"BEGIN:VBODY\nX-BOX:{box}\nX-SIMID:2\n{more}Date:{date}\n{subject}\nEND:VBODY\nEND:VMSG\n"
    )


def test_blanks_behind_every_line_and_behind_the_soft_break() -> None:
    text = vmsg(subject="Subject;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=E8=BF=98=\n=E9=92=B1=0D=0A=32=")
    entry = read_bytes(text.replace("\n", "   \r\n")).only
    assert (entry.text, entry.written, entry.detail) == ("还钱\n2", "2016/04/06 09:13:21", "sim=2")
    assert (entry.at_ms, entry.zone) == (1459905201000, "Asia/Shanghai")


@pytest.mark.parametrize(
    ("date", "at_ms"),
    [
        ("2016.4.6.9.13.21", 1459905201000),
        ("20160406T091321", 1459905201000),
        ("20160406T011321Z", 1459905201000),
        ("06.04.2016 09:13:21", 1459905201000),
        ("2016-04-06 09:13:21", 1459905201000),
        ("2016/04/06 上午9:13:21", 1459905201000),
    ],
)
def test_times_of_different_makers(date: str, at_ms: int) -> None:
    assert read_bytes(vmsg(date=date)).only.at_ms == at_ms


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (vmsg(box="DRAFTBOX"), "entry_draft"),
        (vmsg(box="OUTBOX"), "entry_outbox"),
        (vmsg(box="WAS"), "entry_unknown_type"),
        (vmsg(date=""), "entry_without_date"),
        (vmsg(date="gestern"), "entry_bad_date"),
        (vmsg(date="0000/00/00 00:00:00"), "entry_date_out_of_range"),
        (vmsg(date="9999/12/31 23:59:59"), "entry_date_out_of_range"),
        (vmsg()[:-20], "vmsg_unfinished"),
    ],
)
def test_why_a_message_is_not_taken(file: str, reason: str) -> None:
    outcome = read_bytes(vmsg() + file)
    assert (len(outcome.taken), [r.reason for r in outcome.rejected]) == (1, [reason])


def test_a_message_in_gbk_and_one_with_bare_words() -> None:
    qp = "".join(f"={byte:02X}" for byte in "还钱".encode("gbk"))
    assert read_bytes(vmsg(subject=f"Subject;ENCODING=QUOTED-PRINTABLE;CHARSET=GBK:{qp}")).only.text == "还钱"
    assert read_bytes(vmsg(subject="第一行\n第二行")).only.text == "第一行\n第二行"


def test_sent_to_several() -> None:
    more = "END:VBODY\nBEGIN:VCARD\nTEL:13900000000\nEND:VCARD\nBEGIN:VBODY\n"
    entry = read_bytes(vmsg(box="SENDBOX", more=more)).only
    assert (entry.direction, entry.address) == (Direction.OUT, "13812345678~13900000000")


MAIL = (
    "From: =?utf-8?b?5byg5LiJ?= <13812345678@unknown.email>\nTo: me@example.com\nSubject: SMS with x\n"
    "X-smssync-datatype: {kind}\nX-smssync-type: {type}\nX-smssync-address: 13812345678\n"
    "X-smssync-date: 1700000000123\n{more}MIME-Version: 1.0\n{body}"
)
PLAIN = (
    "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n"
    + base64.b64encode("还钱".encode()).decode()
)


def mail(kind: str, kind_type: str = "1", more: str = "", body: str = PLAIN) -> str:
    return MAIL.format(kind=kind, type=kind_type, more=more, body=body)


def test_a_folder_of_mails_with_all_kinds_and_somebody_elses() -> None:
    picture = (
        "Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain; charset=utf-8\n\n图\n"
        "--B\nContent-Type: image/jpeg; name=a.jpg\nContent-Transfer-Encoding: base64\n"
        'Content-Disposition: attachment; filename="a.jpg"\n\nSlBFRw==\n--B--\n'
    )
    mails = [
        mail("SMS"),
        mail("MMS", "132", body=picture),
        mail("CALLLOG", "3", "X-smssync-duration: 0\n"),
        "From: x@example.com\nSubject: hi\n\nbody\n",
    ]
    outcome = read_bytes("".join(f"From - Tue Nov 14 22:13:20 2023\n{text}\n\n" for text in mails))
    sms, mms, call = outcome.taken
    assert outcome.importer == "sms_backup_plus"
    assert (sms.text, sms.name, sms.at_ms, sms.written) == ("还钱", "张三", 1700000000123, "1700000000123")
    assert (mms.text, mms.address, [a.name for a in mms.attachments]) == ("图", "13812345678", ["a.jpg"])
    assert outcome.keeper.taken[mms.attachments[0].token] == b"JPEG"
    assert (call.medium, call.answered, call.duration_s) == (Medium.CALL, False, 0)
    assert outcome.warnings == {"warn_other_mails": {"count": 1}}


def test_one_mail_alone_and_one_sent() -> None:
    entry = read_bytes(mail("SMS", "2"), "x.eml").only
    assert (entry.direction, entry.place) == (Direction.OUT, "mail[1]")


def test_a_mail_that_nests_too_deep_has_its_reason() -> None:
    body = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(3000))
    outcome = read_bytes(mail("MMS", body=body))
    assert [r.reason for r in outcome.rejected] == ["mail_too_deep"]
    body = "".join(f"Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n" for n in range(50))
    assert len(read_bytes(mail("MMS", body=body)).taken) == 1


def test_super_backup_messages_and_damage() -> None:
    row = '<sms address="95588" time="x" date="1700000000000" type="1" body="&#55357;&#56838; 还" name="银行"/>'
    outcome = read_bytes(f'<?xml version="1.0"?><allsms count="3">{row}<sms/>{row[:40]}')
    assert (outcome.only.text, outcome.only.name) == ("\U0001f606 还", "银行")
    assert [r.reason for r in outcome.rejected] == ["entry_empty", "xml_damaged"]
    with pytest.raises(UserError) as caught:
        read_bytes('<!DOCTYPE alllogs [<!ENTITY b "c">]><alllogs count="1"><log name="&b;"/></alllogs>')
    assert caught.value.code == "xml_entities_refused"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_chinese_call_log_in_any_encoding(codec: str, delimiter: str) -> None:
    rows = [
        ["姓名", "号码", "类型", "日期", "时间", "通话时长"],
        ["张三", "13812345678", "未接来电", "2024-03-05", "09:08:07", "00:00:00"],
        ["", "95588", "呼出", "2024/3/5", "下午9:08", "1分23秒"],
        ["", "未知号码", "拦截", "2024年3月5日", "21:08", "0"],
    ]
    outcome = read_bytes("\r\n".join(delimiter.join(row) for row in rows).encode(codec))
    missed, dialled, blocked = outcome.taken
    assert outcome.importer == "call_log_table"
    assert (missed.at_ms, missed.answered, missed.name) == (1709600887000, False, "张三")
    assert (dialled.at_ms, dialled.direction, dialled.duration_s) == (1709644080000, Direction.OUT, 83)
    assert dialled.precision is TimePrecision.MINUTE
    assert (blocked.address, blocked.answered, blocked.place) == (None, False, "R4")


ENGLISH = "Name,Number,Date,Duration (seconds),Call Type\n"


@pytest.mark.parametrize(
    ("dates", "options", "first"),
    [
        (["3/4/2024 10:00", "13/4/2024 10:00"], {}, "2024-04-03"),
        (["3/4/2024 10:00", "4/13/2024 10:00"], {}, "2024-03-04"),
        (["3.4.2024 10:00"], {}, "2024-04-03"),
        (["3/4/2024 10:00"], {"day_first": True}, "2024-04-03"),
        (["3/4/2024 10:00"], {"day_first": False}, "2024-03-04"),
        (["3/4/24 10:00", "31/4/24 10:00"], {}, "2024-04-03"),
        (["Mar 4, 2024 10:00:00 AM"], {}, "2024-03-04"),
        (["Mon, 4 Mar 2024 10:00:00"], {}, "2024-03-04"),
        (["2024-03-04T10:00:00+08:00"], {}, "2024-03-04"),
        (["1709517600000"], {}, "2024-03-04"),
        (["1709517600"], {}, "2024-03-04"),
    ],
)
def test_dates_are_decided_for_the_whole_file(dates: list[str], options: dict[str, object], first: str) -> None:
    rows = "".join(f'Bob,123456,"{date}",5,Incoming\n' for date in dates)
    outcome = read_bytes(ENGLISH + rows, **options)
    day = {"2024-04-03": 1712109600000, "2024-03-04": 1709517600000}[first]
    assert outcome.taken[0].at_ms == day
    assert outcome.taken[0].written == dates[0]


def test_dates_that_do_not_show_the_day_ask_a_person() -> None:
    with pytest.raises(UserError) as caught:
        read_bytes(ENGLISH + "Bob,1,3/4/2024 10:00,5,Incoming\n")
    assert caught.value.code == "day_first_unknown"


def test_rows_that_say_nothing_sensible() -> None:
    rows = "Bob,1,,5,Incoming\nBob,1,soon,5,Incoming\nBob,1,2024-03-04 10:00,5,Sideways\nBob,1,9999-12-31 10:00,5,In\n"
    outcome = read_bytes(ENGLISH + rows + "Bob,1,2024-03-04 10:00,99999999999,Missed\n")
    assert [r.reason for r in outcome.rejected] == [
        "entry_without_date",
        "entry_bad_date",
        "entry_unknown_type",
        "entry_date_out_of_range",
    ]
    assert (outcome.only.duration_s, outcome.only.answered) == (None, False)


def test_a_list_of_messages_as_csv() -> None:
    rows = '95588,2024-03-04 10:00:00,Received,"余额,不足\n第二行"\n1,2024-03-04 10:00:00,Sent,ok\n'
    received, sent = read_bytes("Address,Date,Type,Body\n" + rows).taken
    assert (received.medium, received.text, received.direction) == (Medium.SMS, "余额,不足\n第二行", Direction.IN)
    assert sent.direction is Direction.OUT


def test_imazing_notices_and_failed_messages() -> None:
    head = "Chat Session;Message Date;Service;Type;Sender ID;Sender Name;Status;Text;Attachment\n"
    rows = (
        "张三;2024-01-01 10:00:00;SMS;Outgoing;;;Not delivered;x;\n"
        "张三;2024-01-01 10:00:00;SMS;Notification;;;;left;\n"
        "张三;2024-01-01 10:00:00;SMS;Incoming;+8613812345678;张三;;图;IMG.jpg\n"
        "张三;2024-13-01;SMS;Incoming;;;;x;\n"
    )
    outcome = read_bytes("\ufeff" + head + rows)
    assert outcome.importer == "imazing"
    assert (outcome.only.medium, outcome.only.detail) == (Medium.MMS, "service=SMS; attachment=IMG.jpg")
    assert [r.reason for r in outcome.rejected] == ["entry_failed", "entry_notice", "entry_bad_date"]


TEXT = """May 17, 2022  5:29:42 PM (Read by you after 1 hour, 49 seconds)
+8613812345678
第一段

第二段
Tapbacks:
    Loved by Me

May 17, 2022  5:30:42 PM
Me
收到
~/Library/Messages/Attachments/aa/IMG_1.jpeg

May 17, 2022  5:31:00 PM You renamed the conversation to x.

May 17, 2022 12:00:00 AM
+8613812345678
夜里

"""


def test_text_of_imessage_exporter() -> None:
    outcome = read_source(MemoryFile("+8613812345678.txt", TEXT.encode()))
    first, second, third = outcome.taken
    assert outcome.importer == "imessage_exporter"
    assert (first.text, first.written, first.at_ms) == ("第一段\n\n第二段", "May 17, 2022  5:29:42 PM", 1652779782000)
    assert (second.direction, second.address, second.detail) == (Direction.OUT, "+8613812345678", "attachments=1")
    assert third.at_ms == 1652716800000
    assert outcome.reasons == [("L14", "entry_notice")]


VOICE = (
    '<?xml version="1.0"?><!DOCTYPE html SYSTEM "http://127.0.0.1:9/x.dtd"><html><head><title>Me to\n张三</title>'
    '</head><body><div class="hChatLog hfeed">{messages}</div></body></html>'
)
MESSAGE = (
    '<div class="message"><abbr class="dt" title="{at}">x</abbr>: <cite class="sender vcard">'
    '<a class="tel" href="tel:{number}"><span class="fn">张三</span></a></cite>: <q>{text}</q>{more}</div>'
)


def voice(at: str = "2023-10-01T08:30:41.563-07:00", more: str = "", text: str = "还") -> bytes:
    return VOICE.format(messages=MESSAGE.format(at=at, number="%2B8613812345678", text=text, more=more)).encode()


def test_a_voice_folder_with_a_picture_a_broken_page_and_a_bad_time() -> None:
    files = {
        "张三 - Text - 2023-10-01T15_30_41Z.html": voice(more='<div><img src="pic-1-1"/><img src="gone"/></div>'),
        "pic-1-1.jpg": b"JPEG",
        "b - Missed - 2023-10-01T15_30_41Z.html": b"<html>nothing</html>",
        "c - Text - 2023-10-01T15_30_41Z.html": voice(at="never") + voice(at=""),
    }
    outcome = read_source(folder_of(files))
    entry = outcome.only
    assert (entry.address, entry.text, entry.medium) == ("+8613812345678", "还", Medium.MMS)
    assert [a.name for a in entry.attachments] == ["pic-1-1.jpg"]
    assert entry.detail == "attachment_missing"
    assert "page_unreadable" in [r.reason for r in outcome.rejected]
    assert "entry_bad_date" in [r.reason for r in outcome.rejected]


def test_nothing_in_a_page_is_run_or_fetched() -> None:
    page = voice(
        text='<script>x</script>a<img src="http://127.0.0.1:9/a.png"><iframe src="file:///etc/passwd"></iframe>'
    )
    entry = read_bytes(page).only
    assert entry.attachments == ()
    assert "a" in entry.text


def test_a_page_nested_beyond_reason_is_refused_at_once() -> None:
    message = MESSAGE.format(at="2023-10-01T08:30:41Z", number="1", text="x", more="")
    with pytest.raises(UserError) as caught:
        read_bytes(VOICE.format(messages="<div>" * 2_000_000 + message))
    assert caught.value.code == "page_too_deep"
    entry = read_bytes(VOICE.format(messages="<div>" * 300 + "<p>x" * 3000 + message)).only
    assert entry.address == "1"


def test_a_call_whose_labels_are_gone_is_told_by_its_heading() -> None:
    page = (
        '<html><body><div class="haudio"><span class="fn">Placed call to\n</span><div class="contributor vcard">'
        '<a class="tel" href="tel:+8613812345678"><span class="fn"></span></a></div>'
        '<abbr class="published" title="2013-07-29T13:56:11.000-07:00">x</abbr>'
        '<a href="http://www.google.com/voice#"></a></div></body></html>'
    )
    entry = read_bytes(page).only
    assert (entry.direction, entry.address, entry.source_type) == (Direction.OUT, "+8613812345678", "placed")
