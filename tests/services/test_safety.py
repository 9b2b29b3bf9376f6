"""Safety first: what brings the prompt, what it says in which place, and that a person's deed puts it away."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from advocate.domain.drafts import CaseDraft, ClientDraft, ContactDraft
from advocate.domain.errors import UserError
from advocate.domain.moments import parse_moment
from advocate.domain.practice import Danger
from advocate.domain.vocabulary import Behaviour, Direction, Nature
from advocate.services import cases, contacts, lexicons, safety
from advocate.storage.vault import Vault

Log = Callable[..., int]


def test_words_and_codes_bring_it_and_suicide_comes_first(vault: Vault, case_id: int, log: Log) -> None:
    threat = log("今天不还就打断你的腿", "2026-03-05 10:00")
    push = log("不还就去死", "2026-03-06 10:00")
    coded = log("", "2026-03-07 10:00", behaviours=frozenset({Behaviour.SUICIDE_INCITEMENT}))
    log("请按时还款", "2026-03-08 10:00")
    with vault.read() as uow:
        suicide, violence = safety.prompts(uow, case_id)
    assert (suicide.danger, violence.danger) == (Danger.SUICIDE, Danger.VIOLENCE)
    assert [(sign.contact_id, sign.words) for sign in suicide.signs] == [(coded, ""), (push, "不还就去死")]
    assert [sign.contact_id for sign in violence.signs] == [threat]


def test_the_numbers_of_the_mainland_carry_their_marks_and_other_places_get_none(
    vault: Vault, case_id: int, log: Log
) -> None:
    log("去死吧", "2026-03-06 10:00")
    with vault.write() as uow:
        (prompt,) = safety.prompts(uow, case_id)
        (english,) = safety.prompts(uow, case_id, "en")
        other = cases.add(uow, CaseDraft(ClientDraft("Jane Roe"), jurisdiction="gb"))
        moment = parse_moment("2026-03-06 10:00", "Europe/London")
        contacts.log(uow, ContactDraft(other, moment, text="Just kill yourself then"))
        british = safety.prompts(uow, other, "en")[0]
    assert [(line.number, bool(line.mark)) for line in prompt.lines] == [("12356", True), ("110", False)]
    assert "待核" in prompt.lines[0].mark
    assert "checked" in english.lines[0].mark
    assert prompt.without_line == ""
    assert british.lines == ()
    assert british.without_line
    assert not any(character.isdigit() for character in british.without_line)


def test_what_was_done_is_kept_and_a_new_contact_brings_it_back(vault: Vault, case_id: int, log: Log) -> None:
    first = log("去死吧", "2026-03-06 10:00")
    log("去死吧", "2026-03-06 11:00")
    with vault.write() as uow:
        assert safety.acknowledge(uow, case_id, Danger.SUICIDE, "  已电话确认，家人在身边 ") == 2
        assert safety.acknowledge(uow, case_id, Danger.SUICIDE, "再次") == 0
    with vault.read() as uow:
        assert safety.prompts(uow, case_id) == []
        kept = safety.notes(uow, case_id)
        line = uow.connection.exec_driver_sql(
            "SELECT action, detail FROM audit_log WHERE action = 'safety_looked_after'"
        ).one()
    assert {note.done for note in kept} == {"已电话确认，家人在身边"}
    assert first in {note.contact_id for note in kept}
    assert "家人" not in line[1]
    later = log("去死吧", "2026-03-07 10:00")
    with vault.read() as uow:
        (prompt,) = safety.prompts(uow, case_id)
    assert [sign.contact_id for sign in prompt.signs] == [later]


@pytest.mark.parametrize(
    "fields",
    [{"nature": Nature.ORDINARY}, {"nature": Nature.UNSORTED}, {"direction": Direction.OUT}],
)
def test_friends_the_inbox_and_own_words_do_not_bring_it(
    vault: Vault, case_id: int, log: Log, fields: dict[str, object]
) -> None:
    contact = log("去死吧", "2026-03-06 10:00", **fields)
    with vault.read() as uow:
        assert safety.prompts(uow, case_id) == []
        assert safety.signs(uow, [contact], "cn") == {contact: (Danger.SUICIDE,)}


def test_harmless_words_do_not_bring_it(vault: Vault, case_id: int, log: Log) -> None:
    log("这部电影里那个人说“去死吧”", "2026-03-06 10:00")
    log("您好，请于今日还款", "2026-03-06 11:00")
    with vault.read() as uow:
        assert safety.prompts(uow, case_id) == []


def test_while_typing_nothing_is_written(vault: Vault, case_id: int) -> None:
    with vault.read() as uow:
        (typed,) = safety.preview(uow, case_id, "你不还就去死", ())
        (coded,) = safety.preview(uow, case_id, "", [Behaviour.THREAT])
        assert safety.preview(uow, case_id, "请还款", [Behaviour.POLITE]) == []
    assert (typed.danger, coded.danger) == (Danger.SUICIDE, Danger.VIOLENCE)


def test_words_of_the_organisation_count_too(vault: Vault, case_id: int, log: Log) -> None:
    contact = log("你就该喝农药", "2026-03-06 10:00")
    with vault.write() as uow:
        assert safety.prompts(uow, case_id) == []
        word = lexicons.add(uow, "喝农药", "suicide_push")
        (prompt,) = safety.prompts(uow, case_id)
        assert [sign.contact_id for sign in prompt.signs] == [contact]
        lexicons.remove(uow, word)
        assert safety.prompts(uow, case_id) == []


def test_it_asks_for_words_and_a_case_that_is_there(vault: Vault, case_id: int) -> None:
    with vault.write() as uow:
        for done, code in ((" \n", "safety_needs_words"), ("x" * 2_001, "safety_too_long")):
            with pytest.raises(UserError) as caught:
                safety.acknowledge(uow, case_id, Danger.VIOLENCE, done)
            assert caught.value.code == code
        with pytest.raises(UserError):
            safety.prompts(uow, 999)
