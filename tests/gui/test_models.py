"""Every model keeps Qt's rules, answers at once, and shows what the vault holds."""

from __future__ import annotations

import time
from array import array
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advocate.domain.moments import Moment
from advocate.domain.views import CaseSummary, ContactView
from advocate.domain.vocabulary import Behaviour, CaseStatus, Direction, Medium, Nature, Reached, TimePrecision
from advocate.ui.cases.model import CaseListModel, CaseListProxy
from advocate.ui.cases.model import Column as CaseColumn
from advocate.ui.contacts.model import CACHE_ROWS, PAGE_ROWS, Column, ContactModel, grouped
from advocate.ui.look import Look
from advocate.ui.widgets.pills import ICON_ROLE, PILLS_ROLE

NOW = datetime(2026, 3, 5, 14, 15, tzinfo=UTC)


def contact(contact_id: int, **fields: Any) -> ContactView:
    values: dict[str, Any] = {
        "id": contact_id,
        "case_id": 1,
        "case_number": "C-2026-0001",
        "moment": Moment(NOW, "Asia/Shanghai", "2026-03-05 22:15", TimePrecision.MINUTE),
        "medium": Medium.CALL,
        "direction": Direction.IN,
        "number": "+8617012345678",
        "number_raw": "17012345678",
        "name": "",
        "on_number": "",
        "text": f"第 {contact_id} 条",
        "summary": "",
        "duration_s": None,
        "answered": True,
        "claims_to_be": "",
        "reached": Reached.DEBTOR,
        "reached_name": "",
        "behaviours": (),
        "nature": Nature.COLLECTION,
        "debt_id": None,
        "agency": "",
        "harm": "",
        "source_evidence_id": None,
        "source_place": "",
    }
    return ContactView(**(values | fields))


class Store:
    """Hands out pages when told to: what a reader thread does, without the thread."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self._waiting: list[tuple[list[int], Callable[[list[ContactView]], None]]] = []

    def fetch(self, ids: Sequence[int], take: Callable[[list[ContactView]], None]) -> None:
        self.asked.append(list(ids))
        self._waiting.append((list(ids), take))

    def answer(self) -> None:
        waiting, self._waiting = self._waiting, []
        for ids, take in waiting:
            take([contact(contact_id) for contact_id in ids])


def text(model: ContactModel, row: int, column: Column = Column.TEXT) -> Any:
    return model.data(model.index(row, column))


def test_contact_model_keeps_the_rules(qtmodeltester: ModelTester, look: Look) -> None:
    store = Store()
    model = ContactModel(store.fetch)
    model.set_ids(array("q", range(1, 251)))
    qtmodeltester.check(model)


def test_case_models_keep_the_rules(qtmodeltester: ModelTester, look: Look) -> None:
    model = CaseListModel()
    model.set_rows([summary(1, "陈玉兰"), summary(2, "李建国", contacts=7)])
    qtmodeltester.check(model)
    proxy = CaseListProxy()
    proxy.setSourceModel(model)
    qtmodeltester.check(proxy)


def test_a_row_shows_a_placeholder_until_its_page_arrives(qtbot: QtBot, look: Look) -> None:
    store = Store()
    model = ContactModel(store.fetch)
    model.set_ids(array("q", [5, 6]))
    assert text(model, 0) == "…"
    assert text(model, 0, Column.BEHAVIOURS) is None
    qtbot.waitUntil(lambda: store.asked == [[5, 6]])
    with qtbot.waitSignals([model.dataChanged, model.arrived]):
        store.answer()
    assert text(model, 0) == "第 5 条"
    assert text(model, 1, Column.TIME) == "2026-03-05 22:15"
    assert text(model, 1, Column.NUMBER) == "170 1234 5678"


def test_flags_ask_for_nothing(qtbot: QtBot, look: Look) -> None:
    store = Store()
    model = ContactModel(store.fetch)
    model.set_ids(array("q", range(100_000)))
    for row in range(0, 100_000, 997):
        assert model.flags(model.index(row, 0)) & Qt.ItemFlag.ItemIsSelectable
    qtbot.wait(1)
    assert store.asked == []


def test_fast_scrolling_fetches_only_where_it_stops(qtbot: QtBot, look: Look) -> None:
    store = Store()
    model = ContactModel(store.fetch)
    model.set_ids(array("q", range(1, 100_001)))
    for row in range(0, 100_000, 50):
        text(model, row)
    qtbot.waitUntil(lambda: bool(store.asked))
    for _ in range(6):
        store.answer()
        qtbot.wait(1)
    assert sum(len(ids) for ids in store.asked) <= 6 * PAGE_ROWS
    assert text(model, 99_999) == "第 100000 条"


def test_memory_stays_bounded(qtbot: QtBot, look: Look) -> None:
    store = Store()
    model = ContactModel(store.fetch)
    model.set_ids(array("q", range(1, 20_001)))
    for row in range(0, 20_000, PAGE_ROWS):
        text(model, row)
        qtbot.waitUntil(lambda: bool(store._waiting))
        store.answer()
    kept = sum(model.known(contact_id) is not None for contact_id in range(1, 20_001))
    assert 0 < kept <= CACHE_ROWS
    assert text(model, 0) == "…"


def test_a_reload_keeps_showing_what_is_known_and_asks_again(qtbot: QtBot, look: Look) -> None:
    store = Store()
    model = ContactModel(store.fetch)
    model.set_ids(array("q", [1, 2]))
    text(model, 0)
    qtbot.waitUntil(lambda: bool(store._waiting))
    store.answer()
    model.set_ids(array("q", [3, 1, 2]))
    assert text(model, 1) == "第 1 条"
    assert text(model, 0) == "…"
    qtbot.waitUntil(lambda: store.asked[-1] == [3, 1, 2])
    store.answer()
    assert text(model, 0) == "第 3 条"


def test_a_late_page_of_an_old_list_is_dropped(qtbot: QtBot, look: Look) -> None:
    store = Store()
    model = ContactModel(store.fetch)
    model.set_ids(array("q", [1]))
    text(model, 0)
    qtbot.waitUntil(lambda: bool(store._waiting))
    model.set_ids(array("q", [2]))
    with qtbot.assertNotEmitted(model.dataChanged):
        store.answer()
    assert text(model, 0) == "…"


def test_finding_a_row_by_id_among_a_hundred_thousand_is_quick(look: Look) -> None:
    model = ContactModel(Store().fetch)
    model.set_ids(array("q", range(1, 100_001)))
    began = time.perf_counter()
    assert model.place_of(100_000) == 99_999
    assert model.place_of(7_000_000) == -1
    assert time.perf_counter() - began < 0.05


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+8617012345678", "170 1234 5678"),
        ("+85291234567", "+85291234567"),
        ("10086", "10086"),
        ("+862112345678", "+862112345678"),
        ("某某金融", "某某金融"),
    ],
)
def test_numbers_are_grouped_as_people_read_them_out(number: str, shown: str) -> None:
    assert grouped(number) == shown


def test_cells_of_a_contact(qtbot: QtBot, look: Look) -> None:
    store = Store()
    model = ContactModel(store.fetch)
    rows = {
        1: contact(1, medium=Medium.SMS, behaviours=(Behaviour.THREAT, Behaviour.POLITE), findings=2),
        2: contact(2, number=None, number_raw=None, text="", answered=False),
        3: contact(3, direction=Direction.OUT, text="<b>粗</b>\n&amp;", reached=Reached.EMPLOYER),
    }
    model = ContactModel(lambda ids, take: take([rows[contact_id] for contact_id in ids]))
    model.set_ids(array("q", [1, 2, 3]))
    text(model, 0)
    qtbot.waitUntil(lambda: model.known(3) is not None)
    pills = model.data(model.index(0, Column.BEHAVIOURS), PILLS_ROLE)
    assert [(pill.text, pill.tone) for pill in pills] == [("威胁", "warning"), ("言语文明", "neutral")]
    assert model.data(model.index(0, Column.FINDINGS), PILLS_ROLE)[0].text == "2"
    assert model.data(model.index(0, Column.MEDIUM), ICON_ROLE) == "message-square"
    assert model.data(model.index(0, Column.MEDIUM), Qt.ItemDataRole.AccessibleTextRole) == "短信"
    assert text(model, 1) == "未接听"
    assert text(model, 1, Column.NUMBER) == "未显示号码"
    assert text(model, 2) == "<b>粗</b> &amp;"
    assert text(model, 2, Column.NUMBER).startswith("→ ")
    assert text(model, 2, Column.REACHED) == "单位"


def summary(case_id: int, client: str, **fields: Any) -> CaseSummary:
    values: dict[str, Any] = {
        "id": case_id,
        "number": f"C-2026-{case_id:04d}",
        "client": client,
        "status": CaseStatus.OPEN,
        "contacts": 0,
        "evidence": 0,
        "findings_open": 0,
        "findings_confirmed": 0,
        "complaints": 0,
        "last_contact_utc": None,
        "next_deadline": None,
        "created_utc": NOW,
    }
    return CaseSummary(**(values | fields))


def test_case_list_sorts_by_meaning_and_filters(look: Look) -> None:
    model = CaseListModel()
    rows = [
        summary(1, "甲", contacts=9, last_contact_utc=NOW),
        summary(2, "乙", contacts=100, next_deadline=date(2026, 4, 1)),
        summary(3, "丙", contacts=20, findings_open=3, findings_confirmed=1),
    ]
    model.set_rows(rows)
    proxy = CaseListProxy()
    proxy.setSourceModel(model)
    proxy.sort(CaseColumn.CONTACTS, Qt.SortOrder.AscendingOrder)
    assert [proxy.index(row, CaseColumn.CLIENT).data() for row in range(3)] == ["甲", "丙", "乙"]
    proxy.sort(CaseColumn.DEADLINE, Qt.SortOrder.AscendingOrder)
    assert proxy.index(0, CaseColumn.CLIENT).data() == "乙"
    pills = model.data(model.index(2, CaseColumn.FINDINGS), PILLS_ROLE)
    assert [pill.text for pill in pills] == ["3 项待确认", "1 项已确认"]
    proxy.set_wanted("c-2026-0002")
    assert proxy.rowCount() == 1
    proxy.set_wanted("丁")
    assert proxy.rowCount(QModelIndex()) == 0
