"""Whatever the bytes are, reading a backup gives entries and reasons, or one clear error."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from advocate import messages
from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.importers.base import ReadContext
from advocate.importers.phones.sms_backup_restore import SmsBackupRestore
from advocate.importers.registry import claim
from advocate.importers.sources import DiskFile
from tests.importers.conftest import call, sms, smses

ATTRIBUTES = st.dictionaries(
    st.sampled_from(
        [
            "address",
            "date",
            "type",
            "body",
            "number",
            "duration",
            "presentation",
            "contact_name",
            "msg_box",
            "m_type",
            "sub",
        ]
    ),
    st.sampled_from(
        ["", "null", "1", "2", "3", "-1", "1700000000000", "9" * 30, "13812345678", "a~b", "&#55357;", "&", "&#0;", "x"]
    )
    | st.text(st.characters(exclude_characters='<"&', exclude_categories=["Cs"]), max_size=12),
    max_size=9,
)


def element(name: str, attributes: dict[str, str], close: str) -> str:
    return f"<{name} " + " ".join(f'{key}="{text}"' for key, text in attributes.items()) + close


ELEMENTS = st.builds(
    element,
    st.sampled_from(["sms", "mms", "call", "part", "addr", "SMS", "other"]),
    ATTRIBUTES,
    st.sampled_from(["/>", "></sms>", ">", "", "></mms>"]),
)
GOOD = smses(sms(), call(date="1700000000001"), sms("&#55357;&#56838;", date="1700000000002")).encode()


def outcome(path: Path) -> UserError | tuple[list[EntryDraft | Rejection], ReadContext]:
    ctx = ReadContext(path.name)
    try:
        return list(SmsBackupRestore().read(DiskFile(path), ctx)), ctx
    except UserError as error:
        return error


def check(path: Path) -> None:
    found = outcome(path)
    if isinstance(found, UserError):
        assert found.code in messages.catalogue()
        assert "{" not in messages.error_text(found)
        return
    items, ctx = found
    for item in items:
        if isinstance(item, Rejection):
            assert item.reason in messages.catalogue()
            assert "{" not in messages.text(item.reason, **dict(item.params)).replace(_braces(item), "")
        else:
            assert item.text.encode().decode() == item.text
            assert 631_152_000_000 <= item.at_ms < 4_133_980_800_000
    for warning in ctx.warnings:
        assert "{" not in messages.reason_text(warning, "en")


def _braces(item: Rejection) -> str:
    """Return what the file itself put into the sentence."""
    return dict(item.params).get("type") or "\0"


@given(st.lists(ELEMENTS, max_size=8), st.binary(max_size=6), st.integers(0, 400))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_elements(tmp_path: Path, elements: list[str], junk: bytes, at: int) -> None:
    data = smses(*elements).encode()
    path = tmp_path / "sms.xml"
    path.write_bytes(data[:at] + junk + data[at:])
    check(path)


@given(st.integers(0, len(GOOD)), st.binary(max_size=4), st.integers(0, 6))
@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_a_good_file_damaged_anywhere(tmp_path: Path, at: int, put: bytes, taken: int) -> None:
    path = tmp_path / "sms.xml"
    path.write_bytes(GOOD[:at] + put + GOOD[at + taken :])
    check(path)


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"<smses>", b"\xff\xfe", b"<?xml"]))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_bytes(tmp_path: Path, data: bytes, start: bytes) -> None:
    path = tmp_path / "sms.xml"
    path.write_bytes(start + data)
    check(path)
    with suppress(UserError):
        claim(DiskFile(path))


@pytest.mark.parametrize("at", range(0, len(GOOD), 7))
def test_every_prefix_keeps_its_whole_entries(tmp_path: Path, at: int) -> None:
    path = tmp_path / "sms.xml"
    path.write_bytes(GOOD[:at])
    found = outcome(path)
    if GOOD[:at].count(b">") < 2:
        assert isinstance(found, UserError)
        assert found.code == "not_sms_backup"
        return
    assert not isinstance(found, UserError)
    items, _ctx = found
    assert sum(isinstance(item, EntryDraft) for item in items) == GOOD[:at].count(b"/>")
    assert isinstance(items[-1], Rejection) is not GOOD[:at].endswith(b"</smses>")
