"""The window on a real vault: list, case, selection, language, theme, and a log of 100,000 contacts."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QElapsedTimer, Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import insert, select

from advocate.domain.changes import Changes
from advocate.domain.drafts import ContactDraft
from advocate.domain.moments import parse_moment
from advocate.domain.vocabulary import Nature
from advocate.jobs.runner import JobRunner
from advocate.services import cases, contacts, debts
from advocate.storage.tables import ContactRow
from advocate.storage.vault import Vault
from advocate.ui.cases.new_case import NewCaseDialog
from advocate.ui.cases.new_debt import NewDebtDialog
from advocate.ui.cases.overview import OverviewTab
from advocate.ui.contacts.model import Column
from advocate.ui.contacts.tab import ContactsTab
from advocate.ui.look import Look
from advocate.ui.main_window import MainWindow
from advocate.ui.pictures import grab_pages
from advocate.ui.settings import Settings
from advocate.ui.theme import DARK, LIGHT, Mode
from advocate.ui.widgets.text import ElidedLabel, TextLabel

WAIT_MS = 10_000
CTRL = Qt.KeyboardModifier.ControlModifier

Open = Callable[[], MainWindow]
Settle = Callable[[], None]
Log = Callable[..., int]
Write = Callable[[QWidget, str], None]


def contacts_tab(window: MainWindow) -> ContactsTab:
    tab = window.case.tabs["contacts"]
    assert isinstance(tab, ContactsTab)
    return tab


def dialog_of(kind: type[Any], parent: QWidget) -> Any:
    found = parent.findChildren(kind)
    return found[0] if found else None


def test_an_empty_vault_says_what_to_do_and_does_it(
    qtbot: QtBot, open_window: Open, settle: Settle, vault: Vault, write: Write
) -> None:
    window = open_window()
    assert window.cases.stack.currentWidget() is window.cases.empty
    assert window.cases.empty.title.text() == "还没有案件"
    qtbot.mouseClick(window.cases.empty.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog_of(NewCaseDialog, window.cases) is not None, timeout=WAIT_MS)
    dialog = dialog_of(NewCaseDialog, window.cases)
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert dialog.name.problem.text() == "必须填写。"
    assert dialog.isVisible()
    write(dialog.name.control, "林晓禾")
    qtbot.keyClick(dialog.name.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.case.case is not None, timeout=WAIT_MS)
    assert window.pages.currentWidget() is window.case
    assert window.case.header.title.text() == "林晓禾"
    tab = contacts_tab(window)
    qtbot.waitUntil(lambda: tab.stack.currentWidget() is tab.empty, timeout=WAIT_MS)
    with vault.read() as unit:
        assert [row.client for row in cases.listing(unit)] == ["林晓禾"]
    settle()


def test_a_case_abroad_goes_by_its_own_law(
    qtbot: QtBot, open_window: Open, settle: Settle, vault: Vault, write: Write
) -> None:
    window = open_window()
    qtbot.mouseClick(window.cases.empty.action, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: dialog_of(NewCaseDialog, window.cases) is not None, timeout=WAIT_MS)
    dialog = dialog_of(NewCaseDialog, window.cases)
    assert dialog.law.control.currentText() == "中国大陆"
    write(dialog.name.control, "Joan Smith")
    dialog.law.control.setCurrentText("英国")
    qtbot.keyClick(dialog.name.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.case.case is not None, timeout=WAIT_MS)
    with vault.read() as unit:
        (row,) = cases.listing(unit)
        case = cases.get(unit, row.id)
    assert (case.jurisdiction, case.zone) == ("gb", "Europe/London")
    settle()


def test_enter_opens_a_case_and_alt_left_goes_back(
    qtbot: QtBot, open_window: Open, settle: Settle, case_id: int
) -> None:
    window = open_window()
    qtbot.keyClick(window.cases.table, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.pages.currentWidget() is window.case, timeout=WAIT_MS)
    settle()
    assert window.case.case is not None
    assert window.case.case.summary.id == case_id
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    assert window.pages.currentWidget() is window.cases


def test_ctrl_l_in_the_list_opens_the_case_and_the_entry(
    qtbot: QtBot, open_window: Open, settle: Settle, case_id: int
) -> None:
    window = open_window()
    qtbot.keyClick(window, Qt.Key.Key_L, CTRL)
    qtbot.waitUntil(lambda: contacts_tab(window).entry.number.hasFocus(), timeout=WAIT_MS)
    settle()


def test_searching_cases(qtbot: QtBot, open_window: Open, case_id: int, write: Write) -> None:
    window = open_window()
    write(window.cases.search, "晓禾")
    assert window.cases.stack.currentWidget() is window.cases.table
    write(window.cases.search, "没有")
    assert window.cases.stack.currentWidget() is window.cases.none_found
    window.cases.search.clear()
    assert window.cases.proxy.rowCount() == 1


def test_the_title_names_nobody(case_window: Open) -> None:
    window = case_window()
    assert window.windowTitle() == "维权工作台"


def test_a_contact_logged_elsewhere_shows_up_and_the_selection_stays(
    qtbot: QtBot, case_window: Open, settle: Settle, log: Log, runner: JobRunner
) -> None:
    ids = [log(f"第 {number} 条", at=f"2026-09-{number:02d} 10:00") for number in range(1, 6)]
    window = case_window()
    tab = contacts_tab(window)
    settle()
    assert [tab.model.id_at(row) for row in range(5)] == ids[::-1]
    tab.table.setCurrentIndex(tab.model.index(3, Column.TIME))
    newest = log("新的一条", at="2026-09-20 10:00")
    runner.changed.emit(Changes(frozenset({"contact"}), frozenset({("contact", newest)}), None))
    qtbot.waitUntil(lambda: tab.model.rowCount() == 6, timeout=WAIT_MS)
    settle()
    assert tab.model.id_at(0) == newest
    assert tab.model.id_at(tab.table.currentIndex().row()) == ids[1]


def test_sorting_and_filtering_are_done_by_the_vault(
    qtbot: QtBot, case_window: Open, settle: Settle, log: Log, write: Write
) -> None:
    first = log("还钱", at="2026-09-01 10:00", number_raw="17012345678")
    last = log("上门找你父母", at="2026-09-02 10:00", number_raw="17099990000")
    window = case_window()
    tab = contacts_tab(window)
    settle()
    assert [tab.model.id_at(row) for row in range(2)] == [last, first]
    tab.table.horizontalHeader().sectionClicked.emit(Column.TIME)
    qtbot.waitUntil(lambda: tab.model.id_at(0) == first, timeout=WAIT_MS)
    write(tab.search, "父母")
    qtbot.waitUntil(lambda: tab.model.rowCount() == 1, timeout=WAIT_MS)
    assert tab.model.id_at(0) == last
    tab.search.clear()
    write(tab.search, "17012345678")
    qtbot.waitUntil(lambda: tab.model.rowCount() == 1 and tab.model.id_at(0) == first, timeout=WAIT_MS)
    tab.search.clear()
    write(tab.search, "查无此话")
    qtbot.waitUntil(lambda: tab.stack.currentWidget() is tab.none_found, timeout=WAIT_MS)
    settle()


def test_the_detail_shows_foreign_text_as_it_is(qtbot: QtBot, case_window: Open, settle: Settle, log: Log) -> None:
    words = "<b>你</b> &amp; <img src=x>\n第二行"
    log(words, number_raw="<i>10086</i>", claims_to_be="<u>法院</u>")
    window = case_window()
    tab = contacts_tab(window)
    settle()
    qtbot.keyClick(tab.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: tab.detail.isVisible(), timeout=WAIT_MS)
    assert tab.detail.words.toPlainText() == words
    assert tab.detail.number.text() == "<i>10086</i>"
    formats = {label.textFormat() for label in window.findChildren(QLabel)}
    assert formats == {Qt.TextFormat.PlainText}


def test_fields_of_the_overview_save_themselves(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, write: Write
) -> None:
    window = case_window()
    tab = window.case.show_tab("overview")
    assert isinstance(tab, OverviewTab)
    settle()
    address = tab.forms["client_address"].control
    assert isinstance(address, QLineEdit)
    address.setFocus()
    write(address, "成都市锦江区")

    def stored() -> str:
        with vault.read() as unit:
            return cases.get(unit, case_id).fields["client_address"]

    qtbot.waitUntil(lambda: stored() == "成都市锦江区", timeout=WAIT_MS)
    qtbot.waitUntil(lambda: tab.state.text() == "所有改动均已保存。", timeout=WAIT_MS)
    day = tab.forms["contract_date"]
    day.control.setFocus()
    write(day.control, "去年")
    qtbot.keyClick(day.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "去年" in day.problem.text(), timeout=WAIT_MS)
    settle()


def test_adding_a_debt(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, write: Write
) -> None:
    window = case_window()
    tab = window.case.show_tab("overview")
    assert isinstance(tab, OverviewTab)
    settle()
    qtbot.mouseClick(tab.add_debt, Qt.MouseButton.LeftButton)
    dialog = dialog_of(NewDebtDialog, tab)
    write(dialog.principal.control, "一万")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    assert dialog.creditor.problem.text() != ""
    assert "一万" in dialog.principal.problem.text()
    write(dialog.creditor.control, "某某小额贷款有限公司")
    dialog.principal.control.clear()
    write(dialog.principal.control, "12,000.50")
    qtbot.mouseClick(dialog.save, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab._debts.count() == 1, timeout=WAIT_MS)
    with vault.read() as unit:
        (debt,) = debts.listing(unit, case_id)
    assert debt.creditor == "某某小额贷款有限公司"
    assert debt.principal == "12000.50"
    settle()


def texts(window: QWidget) -> list[str]:
    return [label.text() for label in window.findChildren(QLabel) if label.text() and label.isVisible()]


def test_language_switches_while_it_runs(case_window: Open, look: Look, log: Log, settle: Settle) -> None:
    log("还钱", behaviours=frozenset({"threat"}))
    window = case_window()
    tab = contacts_tab(window)
    settle()
    before = texts(window)
    assert tab.model.headerData(Column.TEXT, Qt.Orientation.Horizontal) == "内容"
    look.set_language("en")
    QCoreApplication.processEvents()
    settle()
    assert window.windowTitle() == "Advocate"
    assert tab.model.headerData(Column.TEXT, Qt.Orientation.Horizontal) == "What was said"
    assert window.case.tab_widget.tabText(0) == "Contacts"
    assert tab.log.text() == "Log a contact"
    look.set_language("zh")
    QCoreApplication.processEvents()
    settle()
    assert texts(window) == before


def test_theme_switches_while_it_runs(case_window: Open, look: Look, log: Log, settle: Settle) -> None:
    log("还钱")
    window = case_window()
    settle()

    def corner() -> str:
        return window.grab().toImage().pixelColor(window.width() // 2, 12).name().upper()

    assert corner() == LIGHT.canvas
    look.set_mode(Mode.DARK)
    assert corner() == DARK.canvas
    look.set_mode(Mode.LIGHT)
    assert corner() == LIGHT.canvas


def test_choices_are_kept_for_the_next_start(look: Look, tmp_path: Any) -> None:
    path = tmp_path / "kept.json"
    kept = Settings(path)
    kept.set(lang="en", theme="dark", width=1200)
    again = Settings(path)
    assert (again.get("lang"), again.get("theme"), again.get("width")) == ("en", "dark", 1200)
    path.write_text('{"lang": 5, "theme": "dark", "evil": 1}', encoding="utf-8")
    assert Settings(path).get("lang", "zh") == "zh"
    path.write_text("not json", encoding="utf-8")
    assert Settings(path).get("theme", "system") == "system"


@pytest.mark.slow
def test_a_hundred_thousand_contacts_scroll_to_the_end_without_a_stall(
    qtbot: QtBot, open_window: Open, settle: Settle, vault: Vault, case_id: int
) -> None:
    _fill(vault, case_id, 100_000)
    window = open_window()
    tab = contacts_tab(window)
    clock = QElapsedTimer()
    clock.start()
    window.open_case(case_id)
    qtbot.waitUntil(lambda: tab.model.known(tab.model.id_at(0)) is not None, timeout=WAIT_MS)
    opened_ms = clock.elapsed()
    assert tab.model.rowCount() == 100_000
    assert opened_ms < 5_000
    bar = tab.table.verticalScrollBar()
    longest_s = 0.0
    for step in range(101):
        began = time.perf_counter()
        bar.setValue(bar.maximum() * step // 100)
        QCoreApplication.processEvents()
        longest_s = max(longest_s, time.perf_counter() - began)
    qtbot.waitUntil(lambda: tab.model.known(tab.model.id_at(99_999)) is not None, timeout=WAIT_MS)
    settle()
    print(f"\nopened {opened_ms} ms, longest frame {longest_s * 1000:.0f} ms")
    assert longest_s < 0.5


def _fill(vault: Vault, case_id: int, count: int) -> None:
    with vault.write() as unit:
        first = contacts.log(
            unit,
            ContactDraft(case_id, parse_moment("2026-01-01 10:00", "Asia/Shanghai"), text="还钱", number_raw="170"),
        )
        table = ContactRow.__table__  # type: ignore[attr-defined]
        row = unit.connection.execute(select(table).where(table.c.id == first)).mappings().one()
        base = {key: value for key, value in row.items() if key not in ("id", "fingerprint")}
        places = iter(range(count - 1))
        while chunk := list(itertools.islice(places, 1_000)):
            unit.connection.execute(insert(table), [dict(base) for _ in chunk])
        unit.changed("contact", case_id=case_id)


def test_pictures_of_every_page(
    qtbot: QtBot, case_window: Open, runner: JobRunner, look: Look, case_id: int, log: Log, tmp_path: Any
) -> None:
    log("还钱", number_raw="17012345678")
    window = case_window()
    written = grab_pages(window, runner, look, tmp_path / "pictures", case_id)
    assert len(written) == len(set(written))
    assert {path.name.split("-")[0] for path in written} == {"zh", "en"}
    assert {path.name.split("-")[1] for path in written} == {"light", "dark"}
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in written)
    assert QApplication.activeModalWidget() is None


def test_a_contact_is_sorted_from_its_detail(
    qtbot: QtBot, case_window: Open, settle: Settle, log: Log, vault: Vault
) -> None:
    contact_id = log("再不还钱就上门打断你的腿", at="2026-09-21 23:30", nature=Nature.UNSORTED)
    window = case_window()
    tab = contacts_tab(window)
    settle()
    qtbot.keyClick(tab.table, Qt.Key.Key_Space)
    settle()
    assert tab.detail.nature.value() == Nature.UNSORTED
    qtbot.mouseClick(tab.detail.nature.buttons["collection"], Qt.MouseButton.LeftButton)

    def stored() -> Nature:
        with vault.read() as unit:
            return contacts.page(unit, [contact_id])[0].nature

    qtbot.waitUntil(lambda: stored() is Nature.COLLECTION, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: tab.detail.findings.count() > 0, timeout=WAIT_MS)
    settle()
    qtbot.mouseClick(tab.detail.nature.buttons["ordinary"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: stored() is Nature.ORDINARY, timeout=WAIT_MS)
    qtbot.waitUntil(lambda: tab.detail.findings.count() == 0, timeout=WAIT_MS)
    settle()


def test_nothing_is_cut_in_either_language(open_window: Open, look: Look, settle: Settle, case_id: int) -> None:
    """Every button and label of the pages has the room that its text wants, at the smallest size of the window."""
    window = open_window()
    window.resize(window.minimumSize())
    window.open_case(case_id)
    settle()
    cut: list[str] = []
    for lang in ("zh", "en"):
        look.language.switch(lang)
        for tab in window.case.tabs.values():
            window.case.tab_widget.setCurrentWidget(tab)
            if isinstance(tab, ContactsTab):
                tab.open_entry()
            settle()
            for widget in window.findChildren(QAbstractButton) + window.findChildren(TextLabel):
                if not widget.isVisible() or not widget.text() or isinstance(widget, ElidedLabel):
                    continue
                wraps = isinstance(widget, QLabel) and widget.wordWrap()
                too_low = wraps and widget.heightForWidth(widget.width()) > widget.height() + 1
                if too_low or (not wraps and widget.sizeHint().width() > widget.width() + 1):
                    cut.append(f"{lang} {tab.KEY}: {widget.text()}")
    assert cut == []
