"""``numbers batches`` from outside: the documented fields, and the batch on ``numbers list`` and ``show``."""

from __future__ import annotations

from typing import Any


def test_batches_are_listed_with_their_reasons(line: Any) -> None:
    case = line.ok("case", "add", "--client", "林晓禾")["id"]
    assert line.ok("numbers", "batches") == []
    cards = [f"1705551{serial:04d}" for serial in range(1000, 1006)]
    for place, card in enumerate(cards):
        back = cards[(place + 1) % len(cards)]
        text = f"您的欠款{900 + place}元已逾期，今天不还就通知您单位领导和家人，回电{back}"
        at = f"2026-03-0{1 + place // 2} 10:{place:02d}"
        line.ok("contact", "add", case, "--at", at, "--medium", "sms", "--from", card, "--text", text)
    (batch,) = line.ok("numbers", "batches")
    assert set(batch) >= {"id", "score", "numbers", "cases", "reasons"}
    assert batch["numbers"] == [f"+86{card}" for card in cards]
    assert batch["cases"] == [case]
    assert batch["score"] == sum(reason["points"] for reason in batch["reasons"])
    for reason in batch["reasons"]:
        assert set(reason) >= {"kind", "detail", "numbers"}
        assert reason["detail"]
        assert set(reason["numbers"]) <= set(batch["numbers"])
    assert line.ok("numbers", "show", cards[0])["batch"] == batch["id"]
    assert {row["batch"] for row in line.ok("numbers", "list")} == {batch["id"]}
