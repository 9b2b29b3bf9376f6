"""``import list``, ``import undo`` and ``import --take proposed`` as a script sees them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.importers.conftest import sms, smses

START_MS = 1_700_000_000_000


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """A collector's two messages, a one-time code, and one that says nothing."""
    path = tmp_path / "sms.xml"
    rows = [
        sms("您的借款已逾期30天，请尽快还款", address="17012345678", date=str(START_MS)),
        sms("再不还钱就联系你通讯录里的人", address="17012345678", date=str(START_MS + 1_000)),
        sms("【示例】验证码123456，请勿泄露", address="106912345678", date=str(START_MS + 2_000)),
        sms("好", address="13899990000", date=str(START_MS + 3_000)),
    ]
    path.write_text(smses(*rows), "utf-8")
    return path


def test_an_import_is_listed_and_taken_back(line: Any, backup: Path) -> None:
    case = line.ok("case", "add", "--client", "林晓禾")["id"]
    line.ok("import", backup, "--case", case)
    (listed,) = line.ok("import", "list", "--case", case)
    assert listed["id"] == "I-000001"
    assert (listed["file"], listed["contacts"], listed["waiting"], listed["left_out"]) == ("sms.xml", 4, 4, 0)
    assert len(line.ok("contact", "list", "--case", case)) == 4
    assert line.ok("import", "undo", listed["id"])["undone"] is True
    assert line.ok("import", "list", "--case", case) == []
    assert line.ok("contact", "list", "--case", case) == []
    assert line.ok("vault", "verify")["ok"] is True


def test_only_what_is_proposed_is_taken(line: Any, backup: Path) -> None:
    case = line.ok("case", "add", "--client", "林晓禾")["id"]
    (told,) = line.ok("import", backup, "--case", case, "--take", "proposed")["files"]
    assert (told["contacts"], told["left_out"]) == (3, 1)
    texts = [row["text"] for row in line.ok("contact", "list", "--case", case)]
    assert len(texts) == 3
    assert not any("验证码" in text for text in texts)
    (listed,) = line.ok("import", "list", "--case", case)
    assert (listed["waiting"], listed["left_out"]) == (1, 1)
    assert line.ok("import", backup, "--case", case)["duplicates"] == 4
