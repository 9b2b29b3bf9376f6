"""Every command's JSON: the fields that the command line's documentation promises."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from advocate import resources
from tests.cli.conftest import PASSWORD, Line

CONTACT_FIELDS = {
    "id", "case", "at", "medium", "direction", "number", "number_raw", "text", "duration_s", "answered", "behaviours",
    "source",
}  # fmt: skip
FINDING_FIELDS = {"id", "rule", "title", "clause", "status", "force", "review", "contacts", "why"}
EVIDENCE_FIELDS = {"id", "name", "sha256", "bytes", "type", "captured_at", "added_at"}


def iso(text: str) -> datetime:
    """Read a time and make sure that it has an offset."""
    moment = datetime.fromisoformat(text)
    assert moment.tzinfo is not None
    return moment


@pytest.fixture
def case(line: Line) -> str:
    number: str = line.ok("case", "add", "--client", "林晓禾", "--phone", "13900000011")["id"]
    return number


def night_call(line: Line, case: str, **more: str) -> Any:
    options = {"--at": "2026-09-23 22:41:07", "--medium": "call", "--from": "16500000141"} | more
    return line.ok("contact", "add", case, *[part for pair in options.items() for part in pair])


def test_vault_create_makes_a_vault_that_password_and_recovery_code_open(
    line: Line, tmp_path: Path, password_file: Path
) -> None:
    line.vault, line.secret = tmp_path / "new" / "vault", password_file
    made = line.ok("vault", "create")
    assert set(made) >= {"vault", "schema", "recovery_code"}
    assert Path(made["vault"]) == line.vault
    info = line.ok("vault", "info")
    line.secret = tmp_path / "recovery.txt"
    line.secret.write_text(made["recovery_code"], encoding="utf-8")
    assert line.ok("vault", "info") == info
    assert info["schema"] == made["schema"]


def test_vault_info_counts(line: Line, case: str) -> None:
    night_call(line, case)
    info = line.ok("vault", "info")
    assert set(info) >= {"vault", "schema", "cases", "contacts", "evidence", "numbers", "complaints", "bytes"}
    counts = {key: info[key] for key in ("cases", "contacts", "evidence", "numbers", "complaints")}
    assert counts == {"cases": 1, "contacts": 1, "evidence": 0, "numbers": 1, "complaints": 0}
    assert info["bytes"] > 1000


def test_vault_verify_is_ok_and_then_is_not(line: Line, case: str, backup: Path) -> None:
    line.ok("import", backup, "--case", case)
    report = line.ok("vault", "verify")
    assert report["ok"] is True
    assert report["problems"] == []
    assert report["checked"]
    kept = next(file for file in (line.vault / "evidence").rglob("*.age"))
    kept.write_bytes(kept.read_bytes()[:-20] + bytes(20))
    answer = line("vault", "verify")
    assert answer.error["code"] == "verify_failed"
    assert answer.document["ok"] is False
    assert [set(problem) for problem in answer.document["problems"]] == [{"kind", "id", "detail"}]
    assert line("evidence", "verify", "--case", case).status == 1


def test_case_add_list_show(line: Line, case: str) -> None:
    assert re.fullmatch(r"C-\d{4}-0001", case)
    (row,) = line.ok("case", "list")
    assert set(row) >= {"id", "client", "status", "contacts", "evidence", "next_deadline"}
    assert (row["id"], row["client"], row["status"], row["contacts"]) == (case, "林晓禾", "open", 0)
    whole = line.ok("case", "show", case)
    assert whole["id"] == case
    assert whole["zone"] == "Asia/Shanghai"
    assert "13900000011" in json.dumps(whole)


def test_case_set_takes_the_fields_that_case_fields_lists(line: Line, case: str) -> None:
    fields = line.ok("case", "fields")
    assert [set(field) >= {"name", "label"} for field in fields]
    name = next(field["name"] for field in fields if "address" in field["name"])
    assert line.ok("case", "set", case, f"{name}=示例路 1 号=附 2") == {"id": case}
    assert line.ok("case", "show", case)["fields"][name] == "示例路 1 号=附 2"
    assert line("case", "set", case, "nonsense").error["code"] == "bad_assignment"
    assert line("case", "set", case, "no_such_field=1").status == 1


@pytest.mark.parametrize("spelling", ["{}", "{lower}", "{short}"])
def test_a_case_is_found_by_every_spelling_of_its_number(line: Line, case: str, spelling: str) -> None:
    year = case.split("-")[1]
    text = spelling.format(case, lower=case.lower(), short=f"c-{year}-1")
    assert line.ok("case", "show", text)["id"] == case


def test_debt_add_and_show(line: Line, case: str) -> None:
    added = line.ok(
        "debt", "add", case, "--creditor", "示例消费金融有限公司", "--lender-type", "consumer_finance",
        "--principal", "12,000", "--received", "11500.50", "--date", "2025-11-20",
        "--repaid", "2025-12-20:1286.40", "--repaid", "2026-01-20:1286.40",
        "--demanded", "11860.40",
    )  # fmt: skip
    (debt,) = line.ok("debt", "show", case)
    assert debt["id"] == added["id"]
    assert set(debt) >= {"id", "annual_rate", "caps"}
    assert (float(debt["principal"]), float(debt["received"])) == (12000.0, 11500.5)
    assert [float(item["amount"]) for item in debt["repaid"]] == [1286.4, 1286.4]
    assert debt["lender_type"] == "consumer_finance"


@pytest.mark.parametrize("amount", ["-1", "1e99", "NaN", "twelve", ""])
def test_an_amount_that_is_none(line: Line, case: str, amount: str) -> None:
    answer = line(
        "debt", "add", case, "--creditor", "x", f"--principal={amount}", "--received", "1", "--date", "2026-01-01"
    )
    assert answer.error["code"] == "bad_amount"


def test_import_formats(line: Line) -> None:
    formats = line.bare("--json", "import", "formats").document
    assert any("sms" in entry["name"] for entry in formats)
    assert all(entry["recognised"] for entry in formats)


def test_import_answers_what_became_of_every_file(line: Line, case: str, backup: Path) -> None:
    preview = line.ok("import", backup, "--case", case, "--dry-run")
    assert preview["contacts"] == 4
    assert line.ok("vault", "info")["contacts"] == 0
    report = line.ok("import", backup, "--case", case)
    assert (report["contacts"], report["duplicates"]) == (4, 0)
    (file,) = report["files"]
    assert set(file) >= {"file", "format", "sha256", "contacts", "duplicates", "other", "problems"}
    assert file["sha256"] == hashlib.sha256(backup.read_bytes()).hexdigest()
    assert (file["contacts"], file["other"]) == (4, 1)
    again = line.ok("import", backup, "--case", case, "--take", "all")
    assert (again["contacts"], again["duplicates"]) == (0, 4)
    assert line.ok("vault", "info")["contacts"] == 4
    (kept,) = line.ok("evidence", "list", "--case", case)
    assert kept["sha256"] == file["sha256"]


def test_import_names_where_an_entry_was_wrong(line: Line, case: str, tmp_path: Path) -> None:
    path = tmp_path / "broken.xml"
    path.write_text('<smses count="1"><sms address="16500000118" date="when" type="1" body="x"/></smses>')
    answer = line("import", path, "--case", case)
    assert answer.status == 0, answer.err
    (file,) = answer.document["files"]
    (problem,) = file["problems"]
    assert set(problem) >= {"where", "reason"}
    assert problem["reason"] != problem["code"]


def test_imported_contacts_keep_number_and_time(line: Line, case: str, backup: Path) -> None:
    line.ok("import", backup, "--case", case)
    rows = line.ok("contact", "list", "--case", case)
    assert all(set(row) >= CONTACT_FIELDS for row in rows)
    assert [row["direction"] for row in rows] == ["in", "in", "in", "out"]
    assert rows[0]["at"] == "2026-09-21T22:13:20+08:00"
    assert (rows[0]["number"], rows[0]["number_raw"]) == ("+8616500000118", "16500000118")
    assert (rows[2]["number"], rows[2]["number_raw"]) == ("+8616500000118", "+8616500000118")
    (kept,) = line.ok("evidence", "list", "--case", case)
    assert {row["source"] for row in rows} == {kept["id"]}
    assert [iso(row["at"]) for row in rows] == sorted(iso(row["at"]) for row in rows)


def test_contact_add_answers_with_findings(line: Line, case: str) -> None:
    added = night_call(line, case, **{"--text": "你个老赖", "--behaviour": "insult", "--duration": "58"})
    assert re.fullmatch(r"K-\d{6}", added["id"])
    assert all(set(finding) >= FINDING_FIELDS for finding in added["findings"])
    assert "TIME-01" in {finding["rule"] for finding in added["findings"]}
    (row,) = line.ok("contact", "list", "--case", case)
    assert (row["at"], row["medium"], row["answered"], row["duration_s"]) == (
        "2026-09-23T22:41:07+08:00",
        "call",
        True,
        58,
    )
    assert (row["behaviours"], row["source"], row["id"]) == (["insult"], "hand", added["id"])


@pytest.mark.parametrize(
    ("options", "answered"),
    [([], True), (["--unanswered"], False), (["--duration", "0"], False), (["--duration", "9"], True)],
)
def test_a_call_is_answered_unless_said_otherwise(line: Line, case: str, options: list[str], answered: bool) -> None:
    line.ok("contact", "add", case, "--at", "2026-09-23 12:00", "--medium", "call", *options)
    (row,) = line.ok("contact", "list")
    assert row["answered"] is answered
    assert (row["number"], row["number_raw"]) == (None, None)


def test_contact_list_filters_by_number_and_time(line: Line, case: str) -> None:
    other = line.ok("case", "add", "--client", "周远山")["id"]
    night_call(line, case)
    night_call(line, case, **{"--at": "2026-09-24 00:00", "--from": "+86 165 0000 0118"})
    night_call(line, other, **{"--at": "2026-09-24T10:00:00+09:00"})
    assert len(line.ok("contact", "list")) == 3
    assert [row["case"] for row in line.ok("contact", "list", "--case", other)] == [other]
    assert len(line.ok("contact", "list", "--from", "16500000118")) == 1
    assert len(line.ok("contact", "list", "--since", "2026-09-24")) == 2
    assert len(line.ok("contact", "list", "--until", "2026-09-23")) == 1
    assert len(line.ok("contact", "list", "--until", "2026-09-24 00:00")) == 1
    assert len(line.ok("contact", "list", "--since", "2026-09-23 22:41:07", "--until", "2026-09-24")) == 3
    assert line.ok("contact", "list", "--case", other)[0]["at"] == "2026-09-24T09:00:00+08:00"


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (["--at", "yesterday"], "bad_time"),
        (["--at", "2026-02-30 10:00"], "bad_time"),
        (["--at", "2026-09-23 10:00", "--timezone", "Mars/Olympus"], "unknown_zone"),
        (["--at", "2226-09-23 10:00"], "invalid_draft"),
        (["--at", "2026-09-23 10:00", "--duration", "-5"], "invalid_draft"),
        (["--at", "2026-09-23 10:00", "--debt", "D-000099"], None),
    ],
)
def test_a_contact_that_cannot_be(line: Line, case: str, options: list[str], code: str | None) -> None:
    answer = line("contact", "add", case, "--medium", "call", *options)
    assert code in (None, answer.error["code"])
    assert answer.error["message"]
    assert line.ok("contact", "list") == []


def test_a_refused_draft_says_why_field_by_field(line: Line, case: str) -> None:
    error = line("contact", "add", case, "--medium", "call", "--at", "2226-09-23 10:00", lang="en").error
    (problem,) = error["details"]["problems"]
    assert (problem["field"], problem["code"]) == ("at", "in_future")
    assert problem["message"].rstrip(".") in error["message"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["finding", "confirm", "9" * 30],
        ["finding", "confirm", "F-999999999999999"],
        ["evidence", "export", "9" * 30, "out"],
        ["case", "show", "9" * 30],
        ["complaint", "build", "9" * 30, "--out", "out"],
        ["contact", "list", "--case", "K-000001"],
    ],
)
def test_an_id_that_is_none_is_named(line: Line, arguments: list[str]) -> None:
    error = line(*arguments).error
    assert error["code"].startswith("unknown_")
    assert arguments[-1][:4] in error["message"] or arguments[2][:4] in error["message"]


def test_a_list_takes_bounds_at_the_ends_of_time(line: Line, case: str) -> None:
    night_call(line, case)
    assert len(line.ok("contact", "list", "--since", "0001-01-02", "--until", "9999-12-31")) == 1


def test_evidence_add_list_verify_export(line: Line, case: str, tmp_path: Path) -> None:
    contact = night_call(line, case)["id"]
    original = tmp_path / "截图 1.png"
    original.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (added,) = line.ok("evidence", "add", original, "--case", case, "--contact", contact)
    assert set(added) >= EVIDENCE_FIELDS
    assert added["sha256"] == hashlib.sha256(original.read_bytes()).hexdigest()
    assert (added["name"], added["bytes"], added["type"]) == ("截图 1.png", 208, "image/png")
    assert added["contacts"] == [contact]
    iso(added["added_at"])
    (listed,) = line.ok("evidence", "list")
    assert listed == added | {"case": case}
    assert line.ok("evidence", "verify")["ok"] is True
    out = line.ok("evidence", "export", added["id"], tmp_path / "out")
    assert Path(out["file"]).read_bytes() == original.read_bytes()
    assert out["sha256"] == added["sha256"]


def test_findings_are_confirmed_and_rejected(line: Line, case: str) -> None:
    night_call(line, case, **{"--text": "你个老赖，不要脸", "--behaviour": "insult"})
    found = line.ok("findings", case)
    assert all(set(finding) >= FINDING_FIELDS for finding in found)
    assert {finding["status"] for finding in found} == {"suggested"}
    first, second = found[:2]
    confirmed = line.ok("finding", "confirm", first["id"])
    assert (confirmed["id"], confirmed["status"]) == (first["id"], "confirmed")
    rejected = line.ok("finding", "reject", second["id"], "--why", "不是催收人说的")
    assert (rejected["status"], rejected["decided_reason"]) == ("rejected", "不是催收人说的")
    assert {f["id"]: f["status"] for f in line.ok("findings", case)}.items() >= {
        first["id"]: "confirmed",
        second["id"]: "rejected",
    }.items()
    assert line("finding", "reject", second["id"]).status == 2
    assert line("finding", "reject", second["id"], "--why", " ").status == 1
    assert line("finding", "confirm", "F-999999").status == 1
    assert line("finding", "confirm", "K-000001").error["code"] == "unknown_id"


def test_findings_of_a_pack(line: Line, case: str) -> None:
    night_call(line, case)
    assert "cn" in {pack["name"] for pack in line.ok("rules", "list")}
    assert line.ok("findings", case, "--pack", "cn") == line.ok("findings", case)
    assert line("findings", case, "--pack", "atlantis").error["code"] == "no_such_pack"


def test_rules_list_and_check(line: Line, tmp_path: Path) -> None:
    packs = line.ok("rules", "list")
    assert all(set(pack) >= {"name", "version", "date"} for pack in packs)
    checked = line.ok("rules", "check")
    assert set(checked) >= {"rules", "examples", "failed"}
    assert checked["failed"] == []
    assert checked["rules"] >= 13
    assert checked["examples"] > checked["rules"]
    broken = tmp_path / "pack.yaml"
    broken.write_text("rules: [", encoding="utf-8")
    assert line("rules", "check", broken).status == 1


def test_rules_check_does_not_pass_what_holds_no_rules(line: Line, tmp_path: Path) -> None:
    assert line("rules", "check", tmp_path).error["code"] == "no_rules_there"
    assert line("rules", "check", tmp_path / "absent.yaml").error["code"] == "no_such_file"
    shipped = resources.path("law", "cn")
    assert line.ok("rules", "check", shipped) == line.ok("rules", "check", shipped / "rules.yaml")


@pytest.mark.parametrize(
    ("option", "value", "field"),
    [("--jurisdiction", "zz", "jurisdiction"), ("--jurisdiction", "", "jurisdiction"), ("--phone", "1" * 501, "phone")],
)
def test_a_case_needs_a_jurisdiction_that_there_is_and_a_phone_of_sane_length(
    line: Line, option: str, value: str, field: str
) -> None:
    before = line.ok("case", "list")
    error = line("case", "add", "--client", "林晓禾", option, value).error
    assert [problem["field"] for problem in error["details"]["problems"]] == [field]
    assert line.ok("case", "list") == before


def test_numbers_list_and_show(line: Line, case: str) -> None:
    other = line.ok("case", "add", "--client", "周远山")["id"]
    night_call(line, case)
    night_call(line, other, **{"--from": "+86 165-0000-0141", "--at": "2026-09-25 12:00"})
    (row,) = line.ok("numbers", "list")
    assert set(row) >= {"number", "region", "carrier", "kind", "cases", "contacts", "first", "last", "batch"}
    assert (row["number"], row["kind"], row["contacts"]) == ("+8616500000141", "virtual", 2)
    assert iso(row["first"]) < iso(row["last"])
    shown = line.ok("numbers", "show", "16500000141")
    assert (shown["number"], shown["contacts"]) == ("+8616500000141", 2)
    assert line("numbers", "show", "16599999999").status == 1


def test_search_finds_chinese_words_of_any_length(line: Line, case: str) -> None:
    contact = night_call(line, case, **{"--text": "知道你孩子在哪上学，你掂量。"})["id"]
    night_call(line, case, **{"--text": "请尽快还款", "--at": "2026-09-25 12:00"})
    for query in ("孩子", "上学", "掂", "知道你孩子在哪上学"):
        (hit,) = line.ok("search", query)
        assert set(hit) >= {"kind", "id", "case", "snippet", "at"}
        assert (hit["kind"], hit["id"], hit["case"]) == ("contact", contact, case)
        assert query in hit["snippet"]
        iso(hit["at"])
    assert line.ok("search", "没有这些字") == []
    assert line.ok("search", "\"'* OR NEAR(") == []


def test_a_complaint_from_channel_to_packet(line: Line, case: str, tmp_path: Path) -> None:
    night_call(line, case, **{"--text": "你个老赖，不要脸", "--behaviour": "insult"})
    for finding in line.ok("findings", case):
        line.ok("finding", "confirm", finding["id"])
    channels = line.ok("complaint", "channels", "--case", case)
    assert all(set(channel) >= {"id", "regulator", "title", "fits", "why", "missing"} for channel in channels)
    assert "nfra_tousu" in {channel["id"] for channel in line.ok("complaint", "channels")}
    drafted = line.ok("complaint", "draft", case, "--channel", "nfra_tousu")
    assert re.fullmatch(r"P-\d{4}-0001", drafted["id"])
    assert drafted["missing"]
    assert all(set(item) >= {"field", "why"} for item in drafted["missing"])
    refused = line("complaint", "build", drafted["id"], "--out", tmp_path / "packet")
    assert refused.error["code"] == "complaint_incomplete"
    assert refused.error["details"]["missing"] == drafted["missing"]
    assert not (tmp_path / "packet").exists() or not list((tmp_path / "packet").iterdir())
    packet = line.ok("complaint", "build", drafted["id"], "--out", tmp_path / "packet", "--draft")
    assert set(packet) >= {"pdf", "pages", "files", "missing"}
    assert Path(packet["pdf"]).read_bytes().startswith(b"%PDF-")
    assert packet["pages"] >= 1
    assert packet["missing"]
    for file in packet["files"]:
        data = Path(file["path"]).read_bytes()
        assert (len(data), hashlib.sha256(data).hexdigest()) == (file["bytes"], file["sha256"])


def test_complaint_set_shortens_what_is_missing(line: Line, case: str) -> None:
    drafted = line.ok("complaint", "draft", case, "--channel", "nfra_tousu")
    field = drafted["missing"][0]["field"]
    after = line.ok("complaint", "set", drafted["id"].lower(), f"{field}=示例内容")
    assert after["id"] == drafted["id"]
    assert field not in {item["field"] for item in after["missing"]}
    assert line("complaint", "draft", case, "--channel", "nowhere").status == 1
    assert line("complaint", "set", "P-2026-0099", "x=1").status == 1


def test_the_password_opens_it_as_well(line: Line, password_file: Path) -> None:
    line.secret = password_file
    assert password_file.read_text(encoding="utf-8").strip() == PASSWORD
    assert line.ok("case", "list") == []
