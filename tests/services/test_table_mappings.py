"""A table nobody knows: suggested, tried, read, and remembered for the next file of its shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from advocate.domain.drafts import EntryDraft, Rejection
from advocate.domain.errors import UserError
from advocate.domain.jobs import QuietContext
from advocate.domain.table_mappings import TableMapping
from advocate.domain.vocabulary import Direction, Medium
from advocate.services import importing, table_mappings
from advocate.storage.vault import Vault

TABLE = "催收时间,催收电话,来去,通话时长,Notes\n05/03/2024 9:15 PM,13900000001,incoming,61,shouted\n"
TABLE += "25/03/2024 8:00 AM,95588,outgoing,0,asked for the contract\n,,,,\nyesterday,95588,incoming,1,\n"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "calls.csv"
    path.write_text(TABLE, "utf-8")
    return path


def test_the_suggestion_reads_heads_and_cells(table: Path) -> None:
    found = table_mappings.sample(table)
    assert dict(found.suggestion.columns) == {
        "催收时间": "time",
        "催收电话": "number",
        "来去": "direction",
        "通话时长": "duration",
        "Notes": "summary",
    }
    # 25/03 leaves one order only.
    assert found.suggestion.date_order == "dmy"
    first, second, third = found.try_out(found.suggestion, "Asia/Shanghai")
    assert isinstance(first, EntryDraft)
    assert (first.at_ms, first.address, first.direction, first.duration_s, first.summary) == (
        1709644500000,
        "13900000001",
        Direction.IN,
        61,
        "shouted",
    )
    assert isinstance(second, EntryDraft)
    assert second.direction is Direction.OUT
    assert third == Rejection("L5", "entry_bad_date")


def test_a_table_is_asked_about_once(vault: Vault, case_id: int, table: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        importing.run(vault, [table], case_id, QuietContext())
    assert caught.value.code == "table_mapping_needed"
    found = table_mappings.sample(table)
    with vault.write() as uow:
        table_mappings.save(uow, found.shape, found.suggestion, found.file)
    report = importing.run(vault, [table], case_id, QuietContext())
    assert (report.files[0].format, report.added) == ("table", 2)
    # Another file, spaced and cased otherwise, with a row more: the same shape.
    later = tmp_path / "later.csv"
    later.write_text(
        "\ufeff催收时间 ; 催收电话;来 去;通话时长（秒）;notes\n26/03/2024 10:00;95588;incoming;5;\n", "utf-8"
    )
    assert importing.run(vault, [later], case_id, QuietContext()).added == 1
    again = importing.run(vault, [table], case_id, QuietContext())
    assert (again.added, again.duplicates) == (0, 2)


def test_words_of_a_table_are_explained_in_its_mapping(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("日期,时刻,电话,标记\n2024-03-01,22:05,95588,★\n2024-03-01,凌晨,95588,☆\n", "utf-8")
    found = table_mappings.sample(path)
    columns = (("日期", "date"), ("时刻", "clock"), ("电话", "number"), ("标记", "direction"))
    items = found.try_out(TableMapping(columns, words=(("★", "out"),), medium=Medium.WECHAT), "Asia/Shanghai")
    assert isinstance(items[0], EntryDraft)
    assert (items[0].direction, items[0].medium) == (Direction.OUT, Medium.WECHAT)
    assert items[1] == Rejection("L3", "table_direction_unknown", params=(("word", "☆"),))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"columns": {"a": "when"}}, "mapping_invalid"),
        ({"columns": {"a": "number"}}, "mapping_incomplete"),
        ({"columns": {"a": "time", "b": "time"}}, "mapping_twice"),
        ({"columns": {"a": "time"}, "date_order": "mydy"}, "mapping_invalid"),
        ({"columns": {"a": "time"}, "zone": "Mars/Base"}, "unknown_zone"),
        ({"columns": {"a": "time"}, "medium": "pigeon"}, "mapping_invalid"),
        ([], "mapping_invalid"),
    ],
)
def test_mappings_that_cannot_be_are_refused(data: object, code: str) -> None:
    with pytest.raises(UserError) as caught:
        TableMapping.from_data(data)
    assert caught.value.code == code


def test_a_mapping_survives_the_vault(vault: Vault) -> None:
    made = TableMapping(
        (("a", "time"), ("#2", "text")), "mdy", "Asia/Tokyo", Medium.SMS, Direction.OUT, True, (("x", "in"),)
    )
    with vault.write() as uow:
        table_mappings.save(uow, "s", made)
    with vault.read() as uow:
        assert table_mappings.saved(uow, "s") == made
    with vault.write() as uow:
        table_mappings.forget(uow, "s")
        assert table_mappings.saved(uow, "s") is None
