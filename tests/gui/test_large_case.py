"""A case with thousands of contacts: it opens, goes to its end, keeps what is selected, and closes in mid-import."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advocate.domain.changes import Changes
from advocate.domain.filters import ContactFilter, ContactOrder
from advocate.domain.jobs import QuietContext
from advocate.domain.vocabulary import Nature
from advocate.jobs.runner import JobControl, JobRunner
from advocate.services import contacts, importing, inbox, vaults
from advocate.storage.vault import Vault
from advocate.ui.contacts.model import Column
from advocate.ui.main_window import MainWindow

COUNT = 5_000
FIRST_MS = 1_790_000_000_000
WAIT_MS = 20_000


def backup(path: Path, count: int, start: int = 0) -> Path:
    """Write messages that are a minute apart, the first one the oldest."""
    rows = (
        f'<sms protocol="0" address="165{place:08}" date="{FIRST_MS + place * 60_000}" type="1" subject="null" '
        f'body={quoteattr(f"第{place}条，请尽快还款")} read="1" status="-1" />'
        for place in range(start, start + count)
    )
    path.write_text(f'<smses count="{count}">\n' + "\n".join(rows) + "\n</smses>\n", encoding="utf-8")
    return path


@pytest.fixture
def large(vault: Vault, case_id: int, tmp_path: Path) -> int:
    report = importing.run(vault, [backup(tmp_path / "large.xml", COUNT)], case_id, QuietContext())
    assert report.files[0].added == COUNT
    with vault.write() as unit:
        inbox.take(unit, case_id, Nature.COLLECTION)
    return case_id


@pytest.fixture
def tab(large: int, case_window: Callable[[], MainWindow]) -> Any:
    window = case_window()
    return window.case.show_tab("contacts")


def said(tab: Any, place: int) -> str:
    return str(tab.model.index(place, Column.TEXT).data())


def test_the_end_is_reached_and_shows_what_was_said(qtbot: QtBot, tab: Any) -> None:
    assert tab.model.rowCount() == COUNT
    qtbot.waitUntil(lambda: said(tab, 0) == f"第{COUNT - 1}条，请尽快还款", timeout=WAIT_MS)
    qtbot.keyClick(tab.table, Qt.Key.Key_End)
    assert tab.table.currentIndex().row() == COUNT - 1
    last = tab.table.visualRect(tab.model.index(COUNT - 1, Column.TIME))
    assert tab.table.viewport().rect().contains(last.center())
    qtbot.waitUntil(lambda: said(tab, COUNT - 1) == "第0条，请尽快还款", timeout=WAIT_MS)
    for _ in range(3):
        qtbot.keyClick(tab.table, Qt.Key.Key_PageUp)
    here = tab.table.currentIndex().row()
    assert here < COUNT - 1
    qtbot.waitUntil(lambda: said(tab, here) == f"第{COUNT - 1 - here}条，请尽快还款", timeout=WAIT_MS)


def test_a_change_keeps_the_selected_contact_not_the_selected_line(
    qtbot: QtBot, tab: Any, large: int, vault: Vault, runner: JobRunner, settle: Callable[[], None], tmp_path: Path
) -> None:
    with vault.read() as unit:
        ids = contacts.ids(unit, ContactFilter(case_id=large, order=ContactOrder.NEWEST_FIRST))
    place = COUNT // 2
    tab.table.setCurrentIndex(tab.model.index(place, Column.TIME))
    newer = backup(tmp_path / "newer.xml", 40, start=COUNT)

    def add(control: JobControl) -> None:
        importing.run(vault, [newer], large, control)
        with vault.write() as unit:
            inbox.take(unit, large, Nature.COLLECTION)
        control.changed(Changes(frozenset({"contact"}), case_id=large))

    runner.write(add)
    qtbot.waitUntil(lambda: tab.model.rowCount() == COUNT + 40, timeout=WAIT_MS)
    settle()
    assert tab.table.currentIndex().row() == place + 40
    assert tab.model.id_at(tab.table.currentIndex().row()) == ids[place]


def test_closing_in_mid_import_leaves_all_or_nothing_of_it(
    qtbot: QtBot, tab: Any, large: int, vault: Vault, runner: JobRunner, tmp_path: Path
) -> None:
    second = backup(tmp_path / "second.xml", 60_000, start=COUNT)
    seen: list[int] = []
    runner.progress.connect(lambda _job, progress: seen.append(progress.done))
    runner.write(lambda control: importing.run(vault, [second], large, control))
    qtbot.waitUntil(lambda: len(seen) >= 3, timeout=WAIT_MS)
    tab.window().close()
    assert runner.close(60_000)
    with vault.read() as unit:
        rows = unit.connection.exec_driver_sql("SELECT count(*) FROM contacts").scalar_one()
        indexed = unit.connection.exec_driver_sql("SELECT count(*) FROM contacts_fts").scalar_one()
        kept = unit.connection.exec_driver_sql("SELECT count(*) FROM evidence").scalar_one()
    assert rows in (COUNT, COUNT + 60_000)
    assert indexed == rows
    assert kept == (1 if rows == COUNT else 2)
    assert len([file for file in (vault.path / "evidence").rglob("*") if file.is_file()]) == kept
    assert vaults.verify(vault, QuietContext()).ok
