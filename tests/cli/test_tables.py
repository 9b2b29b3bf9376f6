"""Tables, bills and diaries through the command line."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Line


def test_a_mapping_file_reads_a_table_and_is_remembered(line: Line, tmp_path: Path) -> None:
    case = line("case", "add", "--client", "林晓禾").document["id"]
    table = tmp_path / "calls.csv"
    table.write_text("A,B,C\n2024-03-05 21:15,13900000001,x\n", "utf-8")
    assert line("import", table, "--case", case).error["code"] == "table_mapping_needed"
    mapping = tmp_path / "mapping.json"
    mapping.write_text(json.dumps({"columns": {"A": "time", "B": "number"}}), "utf-8")
    assert line("import", table, "--case", case, "--mapping", mapping).document["contacts"] == 1
    table.write_text("a,b,c\n2024-03-06 21:15,13900000001,x\n", "utf-8")
    assert line("import", table, "--case", case).document["contacts"] == 1
    mapping.write_text("{", "utf-8")
    assert line("import", table, "--case", case, "--mapping", mapping).error["code"] == "mapping_unreadable"


def test_the_diary_is_written_as_form_and_as_table(line: Line, tmp_path: Path) -> None:
    form, table = tmp_path / "diary.pdf", tmp_path / "diary.csv"
    assert line.ok("diary", "--pages", "2", "--out", form) == {"file": str(form), "pages": 2, "lang": "zh"}
    assert form.read_bytes().startswith(b"%PDF-")
    assert line.ok("diary", "--lang", "en", "--out", table)["lang"] == "en"
    assert table.read_bytes().decode("utf-8-sig").startswith("Date,Time,Number or account,How,")
    assert line("diary", "--out", form).error["code"] == "file_in_the_way"


def test_calls_are_compared_with_the_bill(line: Line, tmp_path: Path) -> None:
    case = line.ok("case", "add", "--client", "林晓禾")["id"]
    assert line("case", "reconcile", case).error["code"] == "no_bill"
    bill = tmp_path / "bill.csv"
    bill.write_text("起始时间,通信方式,对方号码,通信时长\n2024-03-05 21:15:00,被叫,13900000001,61\n", "utf-8")
    line.ok("contact", "add", case, "--at", "2024-03-05 21:15", "--medium", "call", "--from", "13900000001")
    line.ok("import", bill, "--case", case)
    out = tmp_path / "compared.csv"
    found = line.ok("case", "reconcile", case, "--csv", out)
    assert (len(found["both"]), found["only_phone"], found["only_bill"]) == (1, [], [])
    assert "可能不列示来电" in found["statement"]
    assert out.read_bytes().decode("utf-8-sig").splitlines()[1].startswith("两者都有,2024-03-05,21:15")
    (covered,) = line.ok("case", "coverage", case)
    assert (covered["first"], covered["last"], covered["empty_days"]) == ("2024-03-05", "2024-03-05", 0)
    shown = line("case", "reconcile", case, as_json=False, lang="en").out
    assert "In both: 1" in shown
