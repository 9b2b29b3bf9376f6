"""Own words, the prompt for safety and other texts of a pack on the command line."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from advocate import resources


def test_words_are_added_listed_used_and_removed(line: Any) -> None:
    case = line.ok("case", "add", "--client", "林晓禾", "--phone", "13900000011")["id"]
    line.ok("contact", "add", case, "--at", "2026-09-23 12:15", "--medium", "sms", "--text", "你个瓜娃子")
    assert line.ok("findings", case) == []
    added = line.ok("words", "add", "瓜娃子", "--category", "insult", "--note", "四川方言")
    assert (added["category"], added["own_category"], added["cases"]) == ("insult", False, 1)
    found = line.ok("findings", case)
    assert found
    assert all("本机构自加的词语" in finding["review"] for finding in found)
    assert {hit["own"] for finding in found for hit in finding["hits"]} == {True}
    assert [word["phrase"] for word in line.ok("words", "list")] == ["瓜娃子"]
    assert "瓜娃子" in line("words", "list", as_json=False).out
    line.ok("words", "remove", str(added["id"]))
    assert line.ok("findings", case) == []
    assert line("words", "remove", "x9").status == 1


def test_safety_is_shown_and_put_away_by_what_was_done(line: Any) -> None:
    case = line.ok("case", "add", "--client", "林晓禾", "--phone", "13900000011")["id"]
    line.ok("contact", "add", case, "--at", "2026-09-23 12:15", "--medium", "sms", "--text", "不还就去死")
    (prompt,) = line.ok("safety", "show", case)["open"]
    assert (prompt["danger"], prompt["lines"][0]["number"]) == ("suicide", "12356")
    assert "待核" in prompt["lines"][0]["mark"]
    assert "12356" in line("safety", "show", case, as_json=False).out
    assert line.ok("safety", "done", case, "suicide", "--what", "已通话，家人在身边")["contacts"] == 1
    shown = line.ok("safety", "show", case)
    assert shown["open"] == []
    assert [note["done"] for note in shown["done"]] == ["已通话，家人在身边"]


def test_another_text_of_a_pack_is_compared_and_adopted(line: Any, tmp_path: Path) -> None:
    case = line.ok("case", "add", "--client", "林晓禾", "--phone", "13900000011")["id"]
    line.ok("contact", "add", case, "--at", "2026-09-23 22:30", "--medium", "call", "--from", "16500000118")
    folder = tmp_path / "cn"
    shutil.copytree(resources.path("law", "cn"), folder)
    text = (folder / "rules.yaml").read_text("utf-8").replace('    start: "22:00"\n', '    start: "23:30"\n', 1)
    (folder / "rules.yaml").write_text(text, "utf-8")
    (changed,) = line.ok("rules", "difference", str(folder))
    assert (changed["case"], changed["vanishes"]) == (case, ["TIME-01"])
    assert line.ok("rules", "difference", "cn") == []
    assert line.ok("rules", "adopt", str(folder))["cases"] == 1
    assert "TIME-01" not in {finding["rule"] for finding in line.ok("findings", case)}
    assert line("rules", "adopt", "nowhere").status == 1
