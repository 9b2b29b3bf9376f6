"""From a picture that is evidence to contacts: proposed, corrected, accepted, rejected, never twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from advocate.domain.errors import Cancelled, UserError
from advocate.domain.filters import ContactFilter
from advocate.domain.jobs import QuietContext
from advocate.domain.moments import parse_moment
from advocate.domain.screenshots import Box, ProposalStatus, ScreenKind
from advocate.domain.vocabulary import Direction, Medium, Nature
from advocate.jobs import ocr, ocr_process
from advocate.services import contacts, evidence, screenshots
from advocate.storage.vault import Vault
from tests.screenshots import drawing

Add = Callable[..., int]


@pytest.fixture(scope="module")
def process() -> Iterator[ocr.OcrProcess]:
    with ocr.OcrProcess(QuietContext()) as opened:
        yield opened


@pytest.fixture
def add(vault: Vault, case_id: int, process: ocr.OcrProcess, tmp_path: Path) -> Add:
    """Return a function that takes a picture in, reads it, and returns its id."""

    def added(data: bytes, name: str, pasted: bool = False) -> int:
        (tmp_path / name).write_bytes(data)
        if pasted:
            item = evidence.add_bytes(vault, data, name, case_id)
        else:
            (item,) = evidence.add(vault, [tmp_path / name], case_id)
        report = screenshots.read(vault, [item.id], process)
        assert report.problems == ()
        return item.id

    return added


def chat(rows: list[tuple[bool, str, str]], title: str = "10690152745", height: int = 1500) -> bytes:
    """Return a screenshot of messages: (from the debtor, time or empty, text)."""
    canvas = drawing.Canvas(drawing.random.Random(1), 1080, height, (237, 237, 237))
    canvas.write(540, 140, title, 46, (20, 20, 20), "mm")
    canvas.y = 260
    for own, time, text in rows:
        if time:
            canvas.write(540, canvas.y + 20, time, 32, (130, 130, 130), "mm")
            canvas.y += 70
        canvas.bubble(text, own, 42, (149, 236, 105) if own else (255, 255, 255), (20, 20, 20), 40, 690)
        canvas.y += 40
    return drawing.Drawn("chat", canvas.image, "conversation").data()


FIRST = [
    (False, "3月5日 20:12", "您好，我是法务部刘经理，请速回电。"),
    (True, "3月5日 20:14", "请问你们公司叫什么名字？"),
    (False, "3月5日 20:15", "工号8861，今天必须还五千！"),
    (False, "3月5日 20:18", "再不还款，我们将上门核实。"),
]
NAMED = "Screenshot_2026-03-06-09-30-00-123_com.android.mms.png"


def test_rows_become_contacts_only_when_accepted(vault: Vault, case_id: int, add: Add) -> None:
    shot = add(chat(FIRST), NAMED)
    with vault.read() as uow:
        view = screenshots.view(uow, shot)
        assert contacts.ids(uow, ContactFilter(case_id=case_id)) == contacts.ids(uow, ContactFilter(case_id=-1))
    assert (view.kind, view.medium, view.title.value) == (ScreenKind.CONVERSATION, Medium.SMS, "10690152745")
    assert view.captured_from == "name"
    assert [row.fields["text"].value for row in view.proposals] == [text for _own, _time, text in FIRST]
    assert [row.direction for row in view.proposals] == [
        Direction.IN,
        Direction.OUT,
        Direction.IN,
        Direction.IN,
    ]
    with vault.write() as uow:
        made = screenshots.accept(uow, [view.proposals[0].id])
    with vault.read() as uow:
        (contact,) = contacts.page(uow, made)
        item = evidence.get(uow, shot)
        source = screenshots.provenance(uow, contact.id)
    assert contact.moment.iso() == "2026-03-05T20:12:00+08:00"
    assert contact.moment.written == view.proposals[0].fields["time"].value
    assert (contact.number_raw, contact.text, contact.nature) == ("10690152745", FIRST[0][2], Nature.UNSORTED)
    assert contact.source_evidence_id == shot
    assert item.contact_ids == (contact.id,)
    assert source is not None
    assert source.fields["text"].box is not None
    assert source.fields["time"].box is not None
    assert source.fields["text"].box.top > source.fields["time"].box.top


def test_accepting_twice_makes_one_contact(vault: Vault, add: Add) -> None:
    shot = add(chat(FIRST), NAMED)
    with vault.write() as uow:
        first = screenshots.accept_certain(uow, shot)
        again = screenshots.accept(uow, [row.id for row in screenshots.view(uow, shot).proposals])
    assert len(set(first + again)) == 4


def test_what_is_rejected_stays_recorded_and_can_be_taken_back(vault: Vault, add: Add) -> None:
    shot = add(chat(FIRST), NAMED)
    with vault.write() as uow:
        row = screenshots.view(uow, shot).proposals[1]
        screenshots.reject(uow, [row.id])
    with vault.write() as uow:
        assert screenshots.view(uow, shot).proposals[1].status is ProposalStatus.REJECTED
        assert screenshots.accept(uow, [row.id]) == []
        screenshots.reopen(uow, row.id)
    with vault.write() as uow:
        assert len(screenshots.accept(uow, [row.id])) == 1


def test_a_day_without_year_is_asked_for_never_guessed(vault: Vault, add: Add) -> None:
    shot = add(chat(FIRST), "IMG_0001.PNG")
    with vault.read() as uow:
        view = screenshots.view(uow, shot)
    assert view.needs_captured
    assert {row.question for row in view.proposals} == {"proposal_captured_missing"}
    assert {row.at_utc for row in view.proposals} == {None}
    with pytest.raises(UserError, match="proposal_captured_missing"), vault.write() as uow:
        screenshots.accept(uow, [view.proposals[0].id])
    with vault.write() as uow:
        screenshots.set_captured(uow, shot, parse_moment("2026-01-02 10:00", "Asia/Shanghai").at_utc)
    with vault.read() as uow:
        known = screenshots.view(uow, shot)
    assert not known.needs_captured
    assert known.proposals[0].at_utc == parse_moment("2025-03-05 20:12", "Asia/Shanghai").at_utc


def test_the_name_of_a_pasted_picture_is_not_when_it_was_taken(vault: Vault, case_id: int, add: Add) -> None:
    shot = add(chat(FIRST), "Screenshot 2026-11-24 175533.png", pasted=True)
    with vault.read() as uow:
        assert screenshots.view(uow, shot).captured_utc is None


def test_a_correction_settles_doubts_and_keeps_the_boxes(vault: Vault, add: Add) -> None:
    shot = add(chat(FIRST), NAMED)
    with vault.write() as uow:
        row = screenshots.view(uow, shot).proposals[2]
        screenshots.edit(uow, row.id, "text", "工号8862，今天必须还五千！")
        screenshots.edit(uow, row.id, "time", "2026-03-05 20:16")
        screenshots.set_direction(uow, row.id, Direction.OUT)
        screenshots.set_other_side(uow, shot, "10690152746")
        screenshots.set_medium(uow, shot, Medium.WECHAT)
    with vault.write() as uow:
        now = screenshots.view(uow, shot).proposals[2]
        assert now.fields["text"].edited
        assert now.fields["text"].boxes == row.fields["text"].boxes
        (contact,) = contacts.page(uow, screenshots.accept(uow, [row.id], Nature.COLLECTION))
    assert (contact.text, contact.number_raw, contact.medium, contact.direction, contact.nature) == (
        "工号8862，今天必须还五千！",
        "10690152746",
        Medium.WECHAT,
        Direction.OUT,
        Nature.COLLECTION,
    )
    assert contact.moment.iso() == "2026-03-05T20:16:00+08:00"
    with pytest.raises(UserError, match="proposal_decided"), vault.write() as uow:
        screenshots.edit(uow, row.id, "text", "x")


def test_overlapping_screenshots_give_each_message_once(vault: Vault, case_id: int, add: Add) -> None:
    later = [*FIRST[2:], (True, "3月5日 20:20", "我会向金融监管局投诉。")]
    one = add(chat(FIRST), NAMED)
    two = add(chat(later), "Screenshot_2026-03-06-09-31-00-123_com.android.mms.png")
    with vault.write() as uow:
        second = screenshots.view(uow, two)
        assert [row.status for row in second.proposals] == [
            ProposalStatus.DOUBLE,
            ProposalStatus.DOUBLE,
            ProposalStatus.PROPOSED,
        ]
        first = screenshots.view(uow, one)
        assert second.proposals[0].same_as == first.proposals[2].id
        # A doubt of the recogniser is no matter of this test: all that is proposed is accepted.
        for shot in (first, second):
            screenshots.accept(uow, [row.id for row in shot.proposals if row.status is ProposalStatus.PROPOSED])
    with vault.read() as uow:
        listed = contacts.page(uow, contacts.ids(uow, ContactFilter(case_id=case_id)))
    assert sorted(item.text for item in listed) == sorted({text for _own, _time, text in FIRST + later})


def test_nearly_the_same_picture_is_named(vault: Vault, case_id: int, add: Add) -> None:
    data = chat(FIRST)
    one = add(data, NAMED)
    picture = Image.open(drawing.io.BytesIO(data)).convert("RGB")
    buffer = drawing.io.BytesIO()
    picture.save(buffer, "JPEG", quality=70)
    two = add(buffer.getvalue(), "copy.jpg")
    with vault.read() as uow:
        view = screenshots.view(uow, two)
    assert view.looks_like == one


def test_reading_again_keeps_what_was_decided(vault: Vault, add: Add, process: ocr.OcrProcess) -> None:
    shot = add(chat(FIRST), NAMED)
    with vault.write() as uow:
        rows = screenshots.view(uow, shot).proposals
        screenshots.accept(uow, [rows[0].id])
        screenshots.reject(uow, [rows[1].id])
    assert screenshots.read(vault, [shot], process).known == (shot,)
    assert screenshots.read(vault, [shot], process, again=True).read == (shot,)
    with vault.read() as uow:
        now = screenshots.view(uow, shot).proposals
    assert [row.status for row in now] == [
        ProposalStatus.ACCEPTED,
        ProposalStatus.REJECTED,
        ProposalStatus.PROPOSED,
        ProposalStatus.PROPOSED,
    ]


def test_hostile_and_broken_pictures_are_problems_of_their_own(
    vault: Vault, case_id: int, process: ocr.OcrProcess, tmp_path: Path
) -> None:
    bomb = drawing.io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(bomb, "PNG")
    whole = chat(FIRST)
    files = {
        "bomb.png": bomb.getvalue(),
        "cut.png": whole[: len(whole) // 3],
        "tiny.png": drawing.Drawn("t", Image.new("RGB", (3, 3)), "").data(),
        "text.txt": "不是图片".encode(),
        "good.png": whole,
    }
    ids = [evidence.add_bytes(vault, data, name, case_id).id for name, data in files.items()]
    report = screenshots.read(vault, ids, process)
    assert report.read == (ids[-1],)
    assert [problem.code for problem in report.problems] == [
        "picture_too_big",
        "picture_unreadable",
        "picture_too_small",
        "not_a_picture",
    ]


def test_a_cancel_kills_the_process_and_keeps_what_was_read(vault: Vault, case_id: int) -> None:
    class Stopper(QuietContext):
        def progress(self, done: int, total: int | None = None, note: str = "") -> None:
            self.cancelled = done >= 1

    ids = [evidence.add_bytes(vault, chat(FIRST[:n]), f"{n}.png", case_id).id for n in (1, 2)]
    ctx = Stopper()
    with pytest.raises(Cancelled):
        ocr.read(vault, ids, ctx)
    with vault.read() as uow:
        assert [shot.evidence_id for shot in screenshots.listing(uow, case_id)] == ids[:1]


def test_a_process_that_dies_is_a_problem_and_the_next_picture_is_read(
    vault: Vault, case_id: int, process: ocr.OcrProcess
) -> None:
    process.read(chat(FIRST[:1]))
    running = process._process
    assert running is not None
    running.kill()
    running.join()
    with pytest.raises(UserError, match="ocr_died"):
        process.read(chat(FIRST[:1]))
    assert process.read(chat(FIRST[:1])).lines


def test_a_vault_is_read_without_the_extra(vault: Vault, case_id: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "find_spec", lambda _name: None)
    item = evidence.add_bytes(vault, chat(FIRST[:1]), "a.png", case_id)
    with pytest.raises(UserError, match="ocr_missing"):
        ocr.read(vault, [item.id], QuietContext())
    with vault.read() as uow:
        assert screenshots.listing(uow, case_id) == []


_LEAF = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
_FLAT = _LEAF | st.lists(_LEAF, max_size=5)
_JSON = _FLAT | st.lists(_FLAT | st.dictionaries(st.sampled_from("tbsxpifd"), _FLAT, max_size=8), max_size=3)


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(("size", "page", "look", "tool", "lines"), _JSON)))
def test_no_answer_of_the_process_can_do_more_than_fail(data: dict[str, object]) -> None:
    try:
        text = ocr_process.from_data(data)
    except (ValueError, KeyError, TypeError, IndexError):
        return
    assert all(isinstance(line.box, Box) for line in text.lines)
