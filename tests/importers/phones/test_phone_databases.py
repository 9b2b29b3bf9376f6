"""Databases of phones: their logs, their tables, and what a hostile one may not do."""

from __future__ import annotations

import random
import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advocate.domain.errors import Cancelled, UserError
from advocate.domain.jobs import QuietContext
from advocate.domain.vocabulary import Direction, Medium
from advocate.importers.base import ReadContext
from advocate.importers.phones.phone_database import PhoneDatabase
from advocate.importers.phones.sqlite_file import Damaged, SqliteFile
from advocate.importers.phones.sqlite_wal import applied
from advocate.importers.phones.typedstream import attributed_text
from advocate.importers.sources import DiskFile, MemoryFile
from tests.importers.phones.reading import database, read_bytes, read_source

SMS_DB = (
    "CREATE TABLE sms (_id INTEGER PRIMARY KEY, address TEXT, date INTEGER, type INTEGER, body TEXT, sub_id INTEGER);"
)
MMS_DB = SMS_DB + (
    "CREATE TABLE pdu (_id INTEGER PRIMARY KEY, date INTEGER, msg_box INTEGER, m_type INTEGER, sub TEXT, sub_id TEXT);"
    "CREATE TABLE addr (_id INTEGER PRIMARY KEY, msg_id INTEGER, address TEXT, type INTEGER);"
    "CREATE TABLE part (_id INTEGER PRIMARY KEY, mid INTEGER, seq INTEGER, ct TEXT, text TEXT, _data TEXT);"
)
CALLS_DB = (
    "CREATE TABLE calls (_id INTEGER PRIMARY KEY, number TEXT, date INTEGER, duration INTEGER, type INTEGER,"
    " presentation INTEGER, subscription_id TEXT, name TEXT);"
)
IOS_DB = (
    "CREATE TABLE message (ROWID INTEGER PRIMARY KEY, text TEXT, attributedBody BLOB, date INTEGER, is_from_me INTEGER,"
    " handle_id INTEGER, service TEXT, cache_has_attachments INTEGER, associated_message_type INTEGER,"
    " item_type INTEGER, error INTEGER, destination_caller_id TEXT);"
    "CREATE TABLE handle (ROWID INTEGER PRIMARY KEY, id TEXT);"
    "CREATE TABLE chat (ROWID INTEGER PRIMARY KEY, chat_identifier TEXT);"
    "CREATE TABLE chat_message_join (chat_id INTEGER, message_id INTEGER);"
    "CREATE TABLE chat_handle_join (chat_id INTEGER, handle_id INTEGER);"
)


def logged(tmp_path: Path, script: str, later: str) -> tuple[bytes, bytes]:
    """Return a database and its log, as they lie while a phone has them open."""
    path = tmp_path / "live.db"
    writer = sqlite3.connect(path)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("PRAGMA wal_autocheckpoint=0")
    writer.executescript(script)
    writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    writer.executescript(later)
    copies = []
    for name in ("live.db", "live.db-wal"):
        shutil.copy(tmp_path / name, tmp_path / "copy")
        copies.append((tmp_path / "copy").read_bytes())
    writer.close()
    return copies[0], copies[1]


def test_rows_that_stand_only_in_the_log_are_read_and_nothing_is_changed(tmp_path: Path) -> None:
    base, log = logged(tmp_path, SMS_DB, "INSERT INTO sms VALUES (1, '10086', 1700000000000, 1, '新', 1);")
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "mmssms.db").write_bytes(base)
    (folder / "mmssms.db-wal").write_bytes(log)
    outcome = read_source(DiskFile(folder / "mmssms.db"))
    assert outcome.only.text == "新"
    assert outcome.warnings["warn_log_applied"]["count"] >= 1
    assert (folder / "mmssms.db").read_bytes() == base
    assert (folder / "mmssms.db-wal").read_bytes() == log
    assert sorted(path.name for path in folder.iterdir()) == ["mmssms.db", "mmssms.db-wal"]


def test_a_database_whose_tables_are_all_in_the_log(tmp_path: Path) -> None:
    base, log = logged(
        tmp_path, "CREATE TABLE x (y);", SMS_DB + "INSERT INTO sms VALUES (1,'1',1700000000000,1,'a',1);"
    )
    outcome = read_source(MemoryFile("sms.db", base, {"sms.db-wal": log}))
    assert outcome.only.text == "a"


@given(seed=st.integers(0, 2**31), rows=st.integers(1, 40))
@settings(max_examples=15, deadline=None)
def test_the_log_is_applied_as_sqlite_itself_does(
    tmp_path_factory: pytest.TempPathFactory, seed: int, rows: int
) -> None:
    folder = tmp_path_factory.mktemp("wal")
    dice = random.Random(seed)
    later = "".join(
        f"INSERT INTO t VALUES ({n}, zeroblob({dice.randrange(3000)}));"
        + (f"DELETE FROM t WHERE a < {dice.randrange(n + 1)};" if dice.random() < 0.2 else "")
        for n in range(rows)
    )
    base, log = logged(folder, f"PRAGMA page_size={dice.choice((512, 1024, 4096))}; CREATE TABLE t (a, b);", later)
    cut = log[: dice.randrange(len(log) + 1)]
    (folder / "a.db").write_bytes(base)
    (folder / "a.db-wal").write_bytes(cut)
    ours, _frames = applied(base, cut)
    with sqlite3.connect(folder / "a.db") as judge:
        expected = judge.execute("SELECT a, length(b) FROM t ORDER BY rowid").fetchall()
    judge.close()
    with SqliteFile(MemoryFile("a.db", ours), QuietContext()) as opened:
        found = [(row["a"], len(row["b"])) for row in opened.rows("t", ("a", "b"), "ORDER BY rowid")]
    assert found == expected


@pytest.mark.parametrize("at", [0, 5, 9, 17, 25, 40, 60, 400])
def test_a_damaged_log_adds_nothing_false(tmp_path: Path, at: int) -> None:
    base, log = logged(tmp_path, SMS_DB, "INSERT INTO sms VALUES (1, '1', 1700000000000, 1, 'a', 1);")
    broken = bytearray(log)
    broken[at] ^= 0x55
    result, frames = applied(base, bytes(broken))
    assert (frames, result) == (0, base)


def test_android_messages_with_parts_and_addresses(tmp_path: Path) -> None:
    data = database(
        tmp_path,
        MMS_DB,
        {
            "sms": [(5, "10690000", 1700000000000, 1, "【某贷】还钱", 3), (6, "1", 1700000000000, 3, "draft", -1)],
            "pdu": [(9, 1700000100, 1, 132, "主题".encode().decode("latin-1"), 3)],
            "addr": [(1, 9, "13812345678", 137), (2, 9, "13900000000", 151)],
            "part": [(1, 9, -1, "application/smil", "<smil/>", None), (2, 9, 0, "text/plain", "看", None)],
        },
    )
    outcome = read_bytes(data, "mmssms.db")
    sms, mms = outcome.taken
    assert (sms.place, sms.text, sms.detail, sms.written) == ("sms[5]", "【某贷】还钱", "sim=3", "1700000000000")
    assert (mms.place, mms.at_ms, mms.text, mms.address) == ("pdu[9]", 1700000100000, "看", "13812345678")
    assert (mms.own_address, mms.medium) == ("13900000000", Medium.MMS)
    assert "subject=主题" in mms.detail
    assert outcome.reasons == [("sms[6]", "entry_draft")]


def test_android_calls(tmp_path: Path) -> None:
    rows = [
        (1, "13812345678", 1700000000000, 0, 3, 1, "89860012345678901234", "张三"),
        (2, None, 1700000001000, 5, 1, 2, None, None),
        (3, "-1", 1700000002000, 5, 77, 1, None, None),
    ]
    outcome = read_bytes(database(tmp_path, CALLS_DB, {"calls": rows}))
    assert [(e.place, e.address, e.answered, e.name) for e in outcome.taken] == [
        ("calls[1]", "13812345678", False, "张三"),
        ("calls[2]", None, True, ""),
        ("calls[3]", None, None, ""),
    ]
    assert "sim=89860012345678901234" in outcome.taken[0].detail
    assert outcome.warnings == {"warn_vendor_calls": {"count": 1}}


def test_an_iphone_with_groups_own_numbers_and_blobs(tmp_path: Path) -> None:
    blob = (
        b"\x04\x0bstreamtyped\x81\xe8\x03\x84\x01@\x84\x84\x84\x08NSString\x01\x94\x84\x01+"
        + b"\x81\x2c\x01"
        + b"y" * 300
    )
    data = database(
        tmp_path,
        IOS_DB,
        {
            "handle": [(1, "+8613812345678"), (2, "+8613800000002")],
            "chat": [(1, "+8613812345678"), (2, "chat123")],
            "chat_handle_join": [(1, 1), (2, 1), (2, 2)],
            "chat_message_join": [(1, 1), (1, 2), (2, 3), (2, 4)],
            "message": [
                (1, "收到", None, 700000000000000000, 0, 1, "SMS", 0, 0, 0, 0, "+8613900000000"),
                (2, None, blob, 700000001, 1, 0, "iMessage", 0, 0, 0, 0, None),
                (3, "群", None, 700000002, 0, 2, "iMessage", 0, 0, 0, 0, None),
                (4, "发群\ufffc", None, 700000003, 1, 0, "iMessage", 0, 0, 0, 0, None),
                (5, "x", None, 0, 0, 1, "SMS", 0, 0, 0, 0, None),
                (6, "x", None, 700000004, 1, 1, "SMS", 0, 0, 0, 22, None),
                (7, None, None, 700000005, 0, 1, "SMS", 0, 0, 2, 0, None),
                (8, "x", None, 10**18 * 9, 0, 1, "SMS", 0, 0, 0, 0, None),
                (9, "x", None, "gestern", 0, 1, "SMS", 0, 0, 0, 0, None),
            ],
        },
    )
    outcome = read_bytes(data)
    one, two, three, four = outcome.taken
    assert (one.address, one.own_address, one.at_ms) == ("+8613812345678", "+8613900000000", 1678307200000)
    assert (two.address, two.text, two.direction) == ("+8613812345678", "y" * 300, Direction.OUT)
    assert (three.address, "group=+8613812345678~+8613800000002" in three.detail) == ("+8613800000002", True)
    assert (four.address, four.text) == ("+8613812345678~+8613800000002", "发群")
    assert [r.reason for r in outcome.rejected] == [
        "entry_without_date",
        "entry_failed",
        "entry_notice",
        "entry_date_out_of_range",
        "entry_bad_date",
    ]


@pytest.mark.parametrize("column", ["Z_3REMOTEPARTICIPANTHANDLES", "Z_4REMOTEPARTICIPANTHANDLES"])
def test_group_calls_by_the_column_of_their_version(tmp_path: Path, column: str) -> None:
    script = (
        "CREATE TABLE ZCALLRECORD (Z_PK INTEGER PRIMARY KEY, ZDATE REAL, ZDURATION REAL, ZORIGINATED INTEGER,"
        " ZANSWERED INTEGER, ZCALLTYPE INTEGER, ZADDRESS BLOB, ZSERVICE_PROVIDER TEXT);"
        "CREATE TABLE ZHANDLE (Z_PK INTEGER PRIMARY KEY, ZVALUE TEXT);"
        f"CREATE TABLE Z_2REMOTEPARTICIPANTHANDLES (Z_2REMOTEPARTICIPANTCALLS INTEGER, {column} INTEGER);"
    )
    rows = [
        (1, 700000000.5, 0.0, 0, 0, 1, b"+8613812345678", "com.apple.Telephony"),
        (2, 700000100.0, 61.6, 0, 1, 16, None, "com.apple.FaceTime"),
        (3, 700000200.0, 5.0, 1, 0, 0, b"x", "com.tencent.xin"),
        (4, 700000300.0, 1e30, 0, None, 1, b"", ""),
        (5, float("inf"), 1.0, 0, None, 1, b"", ""),
    ]
    data = database(
        tmp_path,
        script,
        {
            "ZCALLRECORD": rows,
            "ZHANDLE": [(1, "+8613800000001"), (2, "+8613800000002")],
            "Z_2REMOTEPARTICIPANTHANDLES": [(2, 1), (2, 2)],
        },
    )
    outcome = read_bytes(data)
    missed, group, wechat, odd = outcome.taken
    assert (missed.address, missed.answered, missed.at_ms) == ("+8613812345678", False, 1678307200500)
    assert (group.address, group.duration_s, group.answered) == ("+8613800000001~+8613800000002", 62, True)
    assert (wechat.medium, wechat.direction) == (Medium.WECHAT, Direction.OUT)
    assert (odd.address, odd.duration_s) == (None, None)
    assert outcome.reasons == [("ZCALLRECORD[5]", "entry_date_out_of_range")]


def test_whatsapp_messages(tmp_path: Path) -> None:
    script = (
        "CREATE TABLE ZWAMESSAGE (Z_PK INTEGER PRIMARY KEY, ZMESSAGEDATE REAL, ZISFROMME INTEGER, ZTEXT TEXT,"
        " ZMESSAGETYPE INTEGER, ZCHATSESSION INTEGER, ZGROUPMEMBER INTEGER, ZMEDIAITEM INTEGER);"
        "CREATE TABLE ZWACHATSESSION (Z_PK INTEGER PRIMARY KEY, ZCONTACTJID TEXT, ZPARTNERNAME TEXT);"
        "CREATE TABLE ZWAGROUPMEMBER (Z_PK INTEGER PRIMARY KEY, ZMEMBERJID TEXT, ZCONTACTNAME TEXT);"
        "CREATE TABLE ZWAMEDIAITEM (Z_PK INTEGER PRIMARY KEY, ZMEDIALOCALPATH TEXT, ZTITLE TEXT);"
    )
    data = database(
        tmp_path,
        script,
        {
            "ZWACHATSESSION": [(1, "8613812345678@s.whatsapp.net", "催收"), (2, "123-456@g.us", "家")],
            "ZWAGROUPMEMBER": [(1, "8613800000002@s.whatsapp.net", "李")],
            "ZWAMEDIAITEM": [(1, "Media/a.jpg", "图")],
            "ZWAMESSAGE": [
                (1, 700000000.0, 0, "还钱", 0, 1, None, None),
                (2, 700000001.0, 0, None, 1, 2, 1, 1),
                (3, 700000002.0, 1, "通知", 6, 2, None, None),
            ],
        },
    )
    outcome = read_bytes(data)
    one, two = outcome.taken
    assert (one.medium, one.address, one.name) == (Medium.WHATSAPP, "+8613812345678", "催收")
    assert (two.address, two.text, two.name, two.detail) == ("+8613800000002", "图", "李", "group=家; attachments=1")
    assert outcome.reasons == [("ZWAMESSAGE[3]", "entry_notice")]


@pytest.mark.parametrize(
    "script",
    [
        "CREATE TABLE other (a);",
        "CREATE TABLE sms (a);",
        "CREATE TABLE real (address, date, type, body); CREATE VIEW sms AS SELECT * FROM real;",
        "CREATE VIRTUAL TABLE sms USING fts5(address, date, type, body);",
        "",
    ],
)
def test_a_wrong_schema_has_its_reason(tmp_path: Path, script: str) -> None:
    data = database(tmp_path, script + "CREATE TABLE filler (x);")
    with pytest.raises(UserError) as caught:
        read_bytes(data)
    assert caught.value.code == "database_unknown"


def test_nothing_but_tables_is_ever_asked(tmp_path: Path) -> None:
    script = (
        SMS_DB + "CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c) SELECT x FROM c;"
        "CREATE TRIGGER t AFTER INSERT ON sms BEGIN DELETE FROM sms; END;"
        "CREATE TABLE g (a, b GENERATED ALWAYS AS (hex(zeroblob(1000000))) VIRTUAL);"
    )
    with SqliteFile(MemoryFile("x", database(tmp_path, script)), QuietContext()) as opened:
        assert set(opened.tables) == {"sms", "g"}
        assert opened.columns("g") == ("a",)
        assert list(opened.rows("v", ("x",))) == []
        for where in ("WHERE load_extension('x')", "WHERE rowid IN (SELECT x FROM v)"):
            with pytest.raises(Damaged):
                list(opened.rows("sms", ("body",), where))


def test_cancelling_stops_a_long_query(tmp_path: Path) -> None:
    rows = [(n, "1", 1700000000000 + n, 1, "x" * 50, 1) for n in range(20_000)]
    job = QuietContext()
    reading = PhoneDatabase().read(
        MemoryFile("x", database(tmp_path, SMS_DB, {"sms": rows})), ReadContext("x", job=job)
    )
    next(reading)
    job.cancelled = True
    with pytest.raises(Cancelled):
        list(reading)


@given(seed=st.integers(0, 2**31))
@settings(max_examples=30, deadline=None)
def test_damage_costs_at_most_what_follows(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    dice = random.Random(seed)
    rows = [(n, "13812345678", 1700000000000 + n, 1, "字" * dice.randrange(200), 1) for n in range(1, 60)]
    data = bytearray(database(tmp_path_factory.mktemp("db"), SMS_DB, {"sms": rows}))
    for _ in range(dice.randint(1, 30)):
        at = dice.randrange(16, len(data))
        data[at] = dice.randrange(256)
    if dice.random() < 0.3:
        del data[dice.randrange(600, len(data)) :]
    code, found = "", 0
    try:
        outcome = read_bytes(bytes(data))
        found = len(outcome.taken) + len(outcome.rejected)
    except UserError as error:
        code = error.code
    assert code in ("", "database_damaged", "database_unknown", "unknown_format")
    assert found <= 400


def test_a_text_with_a_nul_or_bad_bytes(tmp_path: Path) -> None:
    data = database(tmp_path, SMS_DB, {"sms": [(1, "1", 1700000000000, 1, "a\0b", 1)]})
    assert read_bytes(data).only.text == "a\ufffdb"
    data = database(tmp_path, SMS_DB + "INSERT INTO sms VALUES (1,'1',1700000000000,1,CAST(x'61FF62' AS TEXT),1);")
    assert read_bytes(data).only.text == "a\ufffdb"


@given(st.binary(max_size=200), st.sampled_from([b"", b"streamtyped", b"NSString\x01\x94\x84\x01+", b"bplist00"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_as_an_attributed_text(data: bytes, start: bytes) -> None:
    found = attributed_text(start + data)
    assert found is None or isinstance(found, str)
