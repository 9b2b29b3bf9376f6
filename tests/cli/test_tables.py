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
