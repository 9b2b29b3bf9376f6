"""Two entries are one where kind, sender, instant, type and words agree; nothing else counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from advocate.domain.drafts import EntryDraft
from advocate.domain.vocabulary import Direction, Medium
from advocate.importers.fingerprints import fingerprint, fingerprint_address

ENTRY = EntryDraft(
    Medium.SMS, Direction.IN, 1_700_000_000_000, "1700000000000", "13812345678", "sms[1]", "还钱", source_type="1"
)


def print_of(entry: EntryDraft) -> bytes:
    return fingerprint(entry, fingerprint_address(entry.address))


@pytest.mark.parametrize(
    "spelling",
    [
        "+8613812345678",
        "008613812345678",
        "8613812345678",
        "138 1234 5678",
        "+86 138-1234-5678",
        "1259313812345678",
        "17951 138 1234 5678",
    ],
)
def test_one_mobile_in_many_spellings(spelling: str) -> None:
    assert fingerprint_address(spelling) == "13812345678"


@pytest.mark.parametrize(
    ("spelling", "normal"),
    [
        ("+86 755 8888 6666", "075588886666"),
        ("0086-10-88886666", "01088886666"),
        ("0755-88886666", "075588886666"),
        ("+86075588886666", "075588886666"),
        ("95588", "95588"),
        ("+15551234567", "+15551234567"),
        ("Google", "Google"),
        ("106575012345", "106575012345"),
        ("13812345678~13912345678", "13812345678~13912345678"),
        (None, ""),
    ],
)
def test_other_addresses(spelling: str | None, normal: str) -> None:
    assert fingerprint_address(spelling) == normal


@pytest.mark.parametrize(
    "change",
    [
        {"medium": Medium.MMS},
        {"address": "13912345678"},
        {"address": None},
        {"at_ms": ENTRY.at_ms + 1},
        {"direction": Direction.OUT},
        {"source_type": "2"},
        {"text": "还钱 "},
        {"text": ""},
    ],
)
def test_what_makes_another_entry(change: dict[str, object]) -> None:
    assert print_of(replace(ENTRY, **change)) != print_of(ENTRY)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "change", [{"name": "张三"}, {"place": "sms[9]"}, {"detail": "sim=2"}, {"address": "+86 13812345678"}]
)
def test_what_does_not(change: dict[str, object]) -> None:
    assert print_of(replace(ENTRY, **change)) == print_of(ENTRY)  # type: ignore[arg-type]


def test_the_recipe_is_frozen() -> None:
    # Stored in every vault: another value here means that old calls would be imported a second time.
    assert print_of(ENTRY).hex() == "15d0c2ffc4f71be2e4bb5446c521929f"
