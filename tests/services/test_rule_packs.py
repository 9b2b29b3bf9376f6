"""A new text of a pack shows what it would change, is adopted or not, and leaves decisions as they were made."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from advocate import resources
from advocate.domain.drafts import DebtDraft
from advocate.domain.errors import UserError
from advocate.domain.vocabulary import Behaviour, CreditorType, FindingStatus, Medium
from advocate.services import contacts, debts, findings, rules
from advocate.storage.vault import Vault

Log = Callable[..., int]


@pytest.fixture
def stricter(tmp_path: Path) -> Path:
    """Return a pack of another version: two connected calls a day are enough, and the night begins at ten no more."""
    folder = tmp_path / "cn"
    shutil.copytree(resources.path("law", "cn"), folder)
    text = (folder / "rules.yaml").read_text("utf-8")
    text = text.replace("    limit: 3\n", "    limit: 1\n", 1).replace(
        '    start: "22:00"\n', '    start: "23:30"\n', 1
    )
    (folder / "rules.yaml").write_text(text, "utf-8")
    head = (folder / "pack.yaml").read_text("utf-8").replace("version: 2026.11.24", "version: 2027.1.1")
    (folder / "pack.yaml").write_text(head, "utf-8")
    return folder


def test_the_difference_is_shown_and_nothing_is_written(vault: Vault, case_id: int, log: Log, stricter: Path) -> None:
    night = log("", "2026-03-05 22:30")
    calls = [log("", f"2026-03-06 10:0{n}", answered=True) for n in range(2)]
    with vault.write() as uow:
        findings.evaluate(uow, case_id)
        before = findings.listing(uow, case_id)
    (case,) = rules.difference(vault, stricter)
    assert (case.case_id, case.decided) == (case_id, 0)
    assert [(c.rule, list(c.contacts)) for c in case.appears] == [("FREQ-01", calls)]
    assert [(c.rule, c.contacts) for c in case.vanishes] == [("TIME-01", (night,))]
    with vault.read() as uow:
        assert findings.listing(uow, case_id) == before
    assert rules.difference(vault, "cn") == []


def test_adopting_keeps_what_was_decided_and_under_which_version(
    vault: Vault, case_id: int, log: Log, stricter: Path
) -> None:
    log("", "2026-03-05 22:30")
    log("", "2026-03-05 10:00", answered=True)
    log("", "2026-03-05 10:30", answered=True)
    with vault.write() as uow:
        findings.evaluate(uow, case_id)
        (view,) = findings.listing(uow, case_id)
        findings.confirm(uow, view.id, "听过录音")
    assert [case.decided for case in rules.difference(vault, stricter)] == [1]
    assert rules.adopt(vault, stricter) == 1
    with vault.read() as uow:
        found = {one.rule: one for one in findings.listing(uow, case_id)}
        in_use, former = rules.adopted(uow)
    assert (found["TIME-01"].status, found["TIME-01"].stale) == (FindingStatus.CONFIRMED, True)
    assert (found["TIME-01"].pack_version, found["FREQ-01"].pack_version) == ("2026.11.24", "2027.1.1")
    assert "22:00" in found["TIME-01"].why
    assert (in_use["version"], in_use["in_use"], former["version"], former["in_use"]) == (
        "2027.1.1", True, "2026.11.24", False,
    )  # fmt: skip
    log("", "2026-03-07 22:30")
    with vault.write() as uow:
        findings.evaluate(uow, case_id)
        assert {one.rule for one in findings.listing(uow, case_id)} == {"TIME-01", "FREQ-01"}
        assert len(findings.listing(uow, case_id)) == 2
    assert rules.adopt(vault, "cn") == 1
    with vault.read() as uow:
        assert {(one.rule, one.stale) for one in findings.listing(uow, case_id)} == {("TIME-01", False)}


def test_a_folder_that_is_no_pack_is_refused(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="unknown_rule_pack"):
        rules.difference(vault, tmp_path)


def test_what_a_finding_needs_is_told_with_how_to_get_it_and_until_when(vault: Vault, case_id: int, log: Log) -> None:
    contact_id = log("再不还打断你的腿", "2026-03-05 10:00", medium=Medium.SMS)
    with vault.write() as uow:
        findings.evaluate(uow, case_id)
    with vault.read() as uow:
        (view,) = findings.listing(uow, case_id, contact_id=contact_id)
        assert view.elements == ()
        whole = findings.get(uow, view.id)
        english = findings.get(uow, view.id, "en")
    elements = {element.id: element for element in whole.elements}
    assert (elements["time"].have, elements["words"].have, elements["recording"].have) == (True, True, False)
    assert elements["recording"].last_day == date(2028, 3, 4)
    assert "至2028-03-04" in elements["recording"].until[0]
    assert "书面要求" in elements["recording"].how
    assert elements["time"].until == ()
    assert "until 2028-03-04" in {e.id: e for e in english.elements}["recording"].until[0]
    assert (view.grade, view.reviewed, view.pack_version) == ("element_missing", False, "2026.11.24")


def test_the_lender_is_an_element_that_is_had_when_it_is_entered(vault: Vault, case_id: int, log: Log) -> None:
    log("", "2026-03-05 23:15")
    with vault.write() as uow:
        findings.evaluate(uow, case_id)
        (view,) = findings.listing(uow, case_id)
        assert {e.id: e.have for e in findings.get(uow, view.id).elements}["lender"] is False
    with vault.write() as uow:
        debts.add(uow, case_id, DebtDraft("某小贷", CreditorType.MICROLOAN))
        findings.evaluate(uow, case_id)
        (view,) = findings.listing(uow, case_id)
        assert {e.id: e.have for e in findings.get(uow, view.id).elements}["lender"] is True
    assert view.grade == "per_se"


def test_a_growing_finding_follows_the_one_contact_that_changed(
    vault: Vault, case_id: int, log: Log, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(findings, "WHOLE_UP_TO", 0)
    monkeypatch.setattr(findings, "LATEST", 4)
    ids = []
    for day in range(1, 10):
        ids.append(log("", f"2026-03-0{day} 10:00", medium=Medium.SMS, behaviours=frozenset({Behaviour.INSULT})))
        with vault.write() as uow:
            findings.evaluate(uow, case_id, ids[-1])

    def repeated() -> tuple[tuple[int, ...], str]:
        with vault.write() as uow:
            near = findings.listing(uow, case_id)
            findings.evaluate(uow, case_id)
            whole = findings.listing(uow, case_id)
        assert [(n.rule, n.contacts, n.why, n.clause, n.review) for n in near] == [
            (w.rule, w.contacts, w.why, w.clause, w.review) for w in whole
        ]
        (found,) = [one for one in whole if one.rule == "FREQ-05"]
        return found.contacts, found.why

    contacts_now, why = repeated()
    assert contacts_now == tuple(ids)
    assert why.startswith("2026-03-01至2026-03-09共9次")
    with vault.write() as uow:
        contacts.remove(uow, ids[0])
        findings.evaluate(uow, case_id, ids[0])
    contacts_now, why = repeated()
    assert (contacts_now, "共8次" in why) == (tuple(ids[1:]), True)
