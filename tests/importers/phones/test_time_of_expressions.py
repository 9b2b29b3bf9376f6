"""Texts made to cost regular expressions their time: each is answered after steps in proportion to its length.

Nothing is timed: an expression that tries every way of cutting a long run of blanks would not come back within the
time that a whole test may take.
"""

from __future__ import annotations

import json

import pytest

from advocate.importers import registry
from advocate.importers.phones.android_entries import joined
from advocate.importers.phones.values import clock_ms, seconds
from advocate.importers.sources import MemoryFile
from tests.importers.phones.reading import read_bytes

MANY = 60_000
HEADS = [
    b" " * MANY,
    b"\n" * MANY,
    b"\xef\xbb\xbf" + b"\r\n \t" * (MANY // 4) + b"<x",
    b"<?xml?>" + b" " * MANY + b"<alllog",
    b"<!--" * (MANY // 4),
    b"<!DOCTYPE" * (MANY // 9),
    b"<!DOCTYPE a [" + b"]" * MANY,
    b'[{"subscriptionId":1,' * (MANY // 21),
    b'[{"subscriptionId":' + b" " * MANY,
    b'{"messages":[{' * (MANY // 14),
    b'"date":"1' * (MANY // 9),
    b"BEGIN:VMSG" + b" " * MANY + b"x",
    b"X-smssync-type:" * (MANY // 15),
    b"a: b\nX-smssync-type: 1\n" + b"\n" * MANY,
    b"Jul 17, 2022 " + b" " * MANY,
    b"number,date,type\n" + b"1," + b"1" * MANY,
    b"<html>" + b'<abbr class="haudio"' * (MANY // 20),
]


@pytest.mark.parametrize("at", range(len(HEADS)))
@pytest.mark.timeout(60)
def test_every_head_is_answered(at: int) -> None:
    source = MemoryFile("x", HEADS[at])
    probe = registry.probe_of(source)
    for importer in registry.importers():
        if type(importer).__module__.startswith("advocate.importers.phones"):
            assert 0 <= importer.recognise(probe) <= 1


@pytest.mark.timeout(60)
def test_long_values_are_answered() -> None:
    blanks = " " * 2_000_000
    assert joined("1~2" + blanks + "3").startswith("1~2")
    assert clock_ms("2024-03-05" + blanks + "x", "Asia/Shanghai")[0] is None
    assert seconds("1" + blanks + "x") is None
    row = {"date": "1700000000000", "type": "1", "number": "", "address": "1" + "~" + blanks, "body": blanks}
    assert len(read_bytes(json.dumps(row) + "\n").taken) == 1
    mail = "From: a\nX-smssync-type: 1\nX-smssync-date: 1700000000000\n\n" + "\n" * 100_000
    assert len(read_bytes(mail).taken) == 1
    blanks = blanks[:120_000]
    table = "number,date,type,duration\n1,2024-03-05" + blanks + "x,in,1" + blanks + "x\n"
    assert [r.reason for r in read_bytes(table).rejected] == ["entry_bad_date"]
