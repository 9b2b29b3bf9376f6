"""A finding in full: what it still has to prove, and who decided what."""

from __future__ import annotations

from typing import Any


def test_a_finding_shows_its_elements_and_its_decisions(line: Any) -> None:
    case = line.ok("case", "add", "--client", "林晓禾", "--phone", "13900000011")["id"]
    added = line.ok("contact", "add", case, "--at", "2026-09-23 23:15", "--medium", "call", "--from", "16500000118")
    (found,) = [f for f in added["findings"] if f["rule"] == "TIME-01"]
    line.ok("finding", "reject", found["id"], "--why", "是家里人打的")
    shown = line.ok("finding", "show", found["id"])
    assert set(shown) > set(found)
    assert {element["id"]: element["have"] for element in shown["elements"]} == {
        "time": True, "call_record": False, "lender": False,
    }  # fmt: skip
    (missing,) = [element for element in shown["elements"] if element["id"] == "call_record"]
    assert missing["last_day"] == "2026-09-26"
    assert any("覆盖" in sentence for sentence in missing["until"])
    assert [(h["from"], h["to"], h["why"]) for h in shown["history"]] == [("suggested", "rejected", "是家里人打的")]
    assert (shown["grade"], shown["reviewed"]) == ("element_missing", False)
    text = line("finding", "show", found["id"], as_json=False, lang="en").out
    assert "missing" in text
    assert "是家里人打的" in text
