"""Findings in a real window: seen in groups, decided from the keyboard, with the words and contacts behind them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advocate.domain.drafts import DebtDraft
from advocate.domain.views import ElementView, FindingView
from advocate.domain.vocabulary import Behaviour, CreditorType, FindingStatus, Medium
from advocate.services import contacts, debts, finding_pages, findings, lexicons
from advocate.storage.vault import Vault
from advocate.ui.contacts.tab import ContactsTab
from advocate.ui.findings.contacts import BehindModel, MarkedWords
from advocate.ui.findings.model import PAGE_LINES, FindingModel
from advocate.ui.findings.parts import element_pills
from advocate.ui.findings.reject import OverrideDialog, RejectDialog
from advocate.ui.findings.tab import FindingsTab
from advocate.ui.look import Look
from advocate.ui.main_window import MainWindow
from advocate.ui.widgets.pills import PillStrip
from advocate.ui.widgets.text import TextLabel

WAIT_MS = 10_000

Open = Callable[[], MainWindow]
Settle = Callable[[], None]
Log = Callable[..., int]
Write = Callable[[QWidget, str], None]

#: A message that impersonates an authority and threatens, with an emoji before the words that are marked.
MESSAGE = "😡<b>你已涉嫌贷款诈骗罪</b>，已刑事立案，今晚上门"


@pytest.fixture
def suggested(vault: Vault, case_id: int, log: Log) -> list[FindingView]:
    """Return the findings of a case with a creditor, two night calls and a threatening message."""
    with vault.write() as unit:
        debts.add(unit, case_id, DebtDraft("示例消费金融有限公司", CreditorType.CONSUMER_FINANCE))
    for day in (21, 22):
        log("还钱", at=f"2026-09-{day} 23:10", number_raw="16500000118", answered=True)
    log(
        MESSAGE,
        at="2026-09-23 12:00",
        medium=Medium.SMS,
        number_raw="16500000118",
        behaviours=frozenset({Behaviour.FALSE_LEGAL_THREAT}),
    )
    with vault.write() as unit:
        findings.evaluate(unit, case_id)
        found = findings.listing(unit, case_id)
    assert len(found) >= 3
    return found


def shown(window: MainWindow, settle: Settle) -> FindingsTab:
    tab = window.case.show_tab("findings")
    assert isinstance(tab, FindingsTab)
    settle()
    return tab


def statuses(vault: Vault, case_id: int) -> dict[int, FindingStatus]:
    with vault.read() as unit:
        return {finding.id: finding.status for finding in findings.listing(unit, case_id)}


def test_the_models_keep_the_rules(
    qtmodeltester: ModelTester, look: Look, suggested: list[FindingView], vault: Vault, case_id: int
) -> None:
    with vault.read() as unit:
        outline = finding_pages.outline(unit, case_id)
    by_id = {finding.id: finding for finding in suggested}
    model = FindingModel(lambda ids, take: take([by_id[each] for each in ids]))
    model.set_outline(outline, "Asia/Shanghai")
    qtmodeltester.check(model, force_py=True)
    rules = {finding.rule for finding in suggested}
    assert model.rowCount() == len(suggested) + len(rules)
    model.set_status(FindingStatus.CONFIRMED)
    assert model.rowCount() == 0
    behind = BehindModel()
    with vault.read() as unit:
        behind.set_contacts(contacts.page(unit, suggested[0].contacts))
    qtmodeltester.check(behind, force_py=True)
    assert behind.rowCount() == len(suggested[0].contacts)


def test_an_empty_case_says_where_findings_come_from(case_window: Open, settle: Settle) -> None:
    tab = shown(case_window(), settle)
    assert tab.stack.currentWidget() is tab.empty
    assert "登记联系" in tab.empty.hint.text()


def test_groups_cannot_be_selected_and_a_click_on_one_takes_its_findings(
    qtbot: QtBot, case_window: Open, settle: Settle, suggested: list[FindingView]
) -> None:
    tab = shown(case_window(), settle)
    by_rule: dict[str, list[int]] = {}
    for finding in suggested:
        by_rule.setdefault(finding.rule, []).append(finding.id)
    _rule, ids = max(by_rule.items(), key=lambda item: len(item[1]))
    assert len(ids) >= 2
    group = tab.model.place_of(ids[0]) - 1
    assert tab.model.finding_at(group) is None
    assert not tab.model.flags(tab.model.index(group)) & Qt.ItemFlag.ItemIsSelectable
    qtbot.mouseClick(
        tab.list.viewport(), Qt.MouseButton.LeftButton, pos=tab.list.visualRect(tab.model.index(group)).center()
    )
    assert [finding.id for finding in tab.list.chosen()] == ids
    assert tab.confirm_button.text() == f"确认 {len(ids)} 项"
    settle()


def test_c_confirms_and_goes_on_to_the_next(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, suggested: list[FindingView]
) -> None:
    tab = shown(case_window(), settle)
    first = tab.list.chosen()[0]
    qtbot.keyClick(tab.list, Qt.Key.Key_C)
    qtbot.waitUntil(lambda: statuses(vault, case_id)[first.id] is FindingStatus.CONFIRMED, timeout=WAIT_MS)
    settle()
    second = tab.list.chosen()[0]
    assert second.id != first.id
    assert second.status is FindingStatus.SUGGESTED
    qtbot.keyClick(tab.list, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: statuses(vault, case_id)[second.id] is FindingStatus.CONFIRMED, timeout=WAIT_MS)
    settle()
    assert tab.status.buttons["confirmed"].text() == "已确认 2"


def test_several_are_confirmed_at_once(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, suggested: list[FindingView]
) -> None:
    tab = shown(case_window(), settle)
    qtbot.keyClick(tab.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(tab.list.chosen()) == len(suggested)
    qtbot.mouseClick(tab.confirm_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: set(statuses(vault, case_id).values()) == {FindingStatus.CONFIRMED}, timeout=WAIT_MS)
    settle()
    assert not tab.confirm_button.isEnabled()


def test_r_asks_for_a_reason_and_keeps_it(
    qtbot: QtBot,
    case_window: Open,
    settle: Settle,
    vault: Vault,
    case_id: int,
    suggested: list[FindingView],
    write: Write,
) -> None:
    tab = shown(case_window(), settle)
    chosen = tab.list.chosen()[0]
    qtbot.keyClick(tab.list, Qt.Key.Key_R)
    dialog = tab.findChildren(RejectDialog)[0]
    qtbot.waitExposed(dialog)
    assert not dialog.reject_button.isEnabled()
    qtbot.keyClick(dialog.reason.control, Qt.Key.Key_Return)
    assert statuses(vault, case_id)[chosen.id] is FindingStatus.SUGGESTED
    write(dialog.reason.control, "是朋友打来的")
    qtbot.keyClick(dialog.reason.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: statuses(vault, case_id)[chosen.id] is FindingStatus.REJECTED, timeout=WAIT_MS)
    settle()
    with vault.read() as unit:
        (entry,) = findings.history(unit, chosen.id)
    assert entry[4] == "是朋友打来的"
    tab.list.choose([tab.model.place_of(chosen.id)])
    settle()
    texts = [label.text() for label in tab.detail.findChildren(QWidget) if hasattr(label, "text")]
    assert "是朋友打来的" in texts


def test_words_are_marked_as_plain_text(
    qtbot: QtBot, case_window: Open, settle: Settle, suggested: list[FindingView]
) -> None:
    tab = shown(case_window(), settle)
    finding = next(finding for finding in suggested if finding.hits)
    tab.list.choose([tab.model.place_of(finding.id)])
    settle()
    assert tab.detail.words.toPlainText() == MESSAGE
    assert set(tab.detail.words.marked()) == {hit.phrase for hit in finding.hits}
    for hit in finding.hits:
        assert MESSAGE[hit.start : hit.end] == hit.phrase
    assert isinstance(tab.detail.words, MarkedWords)


def test_a_double_click_opens_the_contact_in_the_log(
    qtbot: QtBot, case_window: Open, settle: Settle, suggested: list[FindingView]
) -> None:
    window = case_window()
    tab = shown(window, settle)
    finding = next(finding for finding in suggested if finding.hits)
    tab.list.choose([tab.model.place_of(finding.id)])
    settle()
    tab.detail.table.doubleClicked.emit(tab.detail.model.index(0, 0, QModelIndex()))
    settle()
    log = window.case.tab_widget.currentWidget()
    assert isinstance(log, ContactsTab)
    assert log.detail.isVisible()
    assert log.detail.contact is not None
    assert log.detail.contact.id == finding.contacts[0]
    assert log.model.id_at(log.table.currentIndex().row()) == finding.contacts[0]


def test_the_filter_shows_what_waits(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, suggested: list[FindingView]
) -> None:
    with vault.write() as unit:
        findings.confirm(unit, suggested[0].id)
    tab = shown(case_window(), settle)
    qtbot.mouseClick(tab.status.buttons["confirmed"], Qt.MouseButton.LeftButton)
    assert [tab.model.finding_at(place).id for place in tab.model.places()] == [suggested[0].id]  # type: ignore[union-attr]
    qtbot.mouseClick(tab.status.buttons["rejected"], Qt.MouseButton.LeftButton)
    assert tab.left.currentWidget() is tab.none
    assert not tab.confirm_button.isEnabled()
    settle()


def test_it_speaks_the_language_of_the_window(
    case_window: Open, settle: Settle, look: Look, suggested: list[FindingView]
) -> None:
    tab = shown(case_window(), settle)
    before = tab.detail.title.text()
    look.set_language("en")
    settle()
    assert tab.detail.title.text() != before
    assert tab.confirm_button.text() == "Confirm"
    assert tab.status.buttons["suggested"].text().startswith("Suggested")
    look.set_language("zh")
    settle()
    assert tab.detail.title.text() == before


def test_nothing_is_cut_in_the_smallest_window(
    case_window: Open, settle: Settle, look: Look, suggested: list[FindingView]
) -> None:
    window = case_window()
    window.resize(window.minimumSize())
    tab = shown(window, settle)
    for lang in ("zh", "en"):
        look.set_language(lang)
        settle()
        buttons = [*tab.status.buttons.values(), tab.confirm_button, tab.reject_button]
        assert [made.text() for made in buttons if made.sizeHint().width() > made.width() + 1] == []


def texts_of(widget: QWidget) -> list[str]:
    return [child.text() for child in widget.findChildren(TextLabel)] + [
        text for strip in widget.findChildren(PillStrip) for text in strip.texts()
    ]


def test_what_has_to_be_shown_stands_there_with_its_last_day(
    case_window: Open, settle: Settle, suggested: list[FindingView], vault: Vault
) -> None:
    tab = shown(case_window(), settle)
    finding = next(finding for finding in suggested if finding.rule == "TIME-01")
    tab.list.choose([tab.model.place_of(finding.id)])
    settle()
    with vault.read() as unit:
        whole = findings.get(unit, finding.id)
    said = texts_of(tab.detail)
    assert whole.elements
    for element in whole.elements:
        assert element.title in said
        assert (f"如何取得：{element.how}" in said) is not element.have
        for sentence in element.until:
            assert sentence in said
    (missing,) = [element for element in whole.elements if element.last_day is not None]
    assert any(str(missing.last_day) in sentence for sentence in said)
    assert "规则未审核" in said
    assert any(whole.pack_version in text for text in said)


@pytest.mark.parametrize(
    ("left", "words"), [(9, "还剩 9 天"), (0, "今天是最后一天"), (-2, "2026-09-28 起已取不到"), (None, "")]
)
def test_the_days_left_are_counted(look: Look, left: int | None, words: str) -> None:
    today = date(2026, 9, 30)
    last = None if left is None else today + timedelta(days=left)
    element = ElementView("call_record", "通话记录", have=False, how="导出", last_day=last)
    missing, *rest = [pill.text for pill in element_pills(element, today)]
    assert (missing, rest) == ("还缺", [words] if words else [])


def test_repeated_contacts_are_counted_in_three_ways(
    case_window: Open, settle: Settle, log: Log, vault: Vault, case_id: int
) -> None:
    with vault.write() as unit:
        debts.add(unit, case_id, DebtDraft("示例消费金融有限公司", CreditorType.CONSUMER_FINANCE))
    for n in range(4):
        log("", at=f"2026-09-21 1{n}:10", number_raw=f"1650000011{n % 2}", answered=True)
    with vault.write() as unit:
        findings.evaluate(unit, case_id)
        (counted,) = [finding for finding in findings.listing(unit, case_id) if finding.rule == "FREQ-01"]
    tab = shown(case_window(), settle)
    tab.list.choose([tab.model.place_of(counted.id)])
    settle()
    said = texts_of(tab.detail)
    places = {words: said[said.index(words) - 1] for words in ("同一号码", "同一债权人（含其催收机构）", "同一批号码")}
    assert places == {"同一号码": "2", "同一债权人（含其催收机构）": "4", "同一批号码": "–"}


def test_what_was_rejected_is_confirmed_for_a_reason_only(
    qtbot: QtBot,
    case_window: Open,
    settle: Settle,
    vault: Vault,
    case_id: int,
    suggested: list[FindingView],
    write: Write,
) -> None:
    finding = suggested[0]
    with vault.write() as unit:
        findings.reject(unit, finding.id, "是朋友打来的")
    tab = shown(case_window(), settle)
    tab.list.choose([tab.model.place_of(finding.id)])
    settle()
    qtbot.keyClick(tab.list, Qt.Key.Key_C)
    (dialog,) = tab.findChildren(OverrideDialog)
    qtbot.waitExposed(dialog)
    assert statuses(vault, case_id)[finding.id] is FindingStatus.REJECTED
    write(dialog.reason.control, "录音证明是催收员")
    qtbot.keyClick(dialog.reason.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: statuses(vault, case_id)[finding.id] is FindingStatus.CONFIRMED, timeout=WAIT_MS)
    settle()
    tab.list.choose([tab.model.place_of(finding.id)])
    settle()
    said = texts_of(tab.detail)
    assert "是朋友打来的" in said
    assert "录音证明是催收员" in said
    assert "此前：已否定" in said


def test_own_words_say_whose_they_are(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, log: Log
) -> None:
    log("你个瓜娃子", at="2026-09-23 12:00", medium=Medium.SMS, number_raw="16500000118")
    contact = log("办内部停息", at="2026-09-24 12:00", medium=Medium.SMS, number_raw="16500000118")
    with vault.write() as unit:
        lexicons.add(unit, "瓜娃子", "insult")
        lexicons.add(unit, "内部停息", "停息挂账话术")
        findings.evaluate(unit, case_id)
    window = case_window()
    tab = shown(window, settle)
    said = texts_of(tab.detail)
    assert "本机构词语" in said
    assert "本机构词语（不是法律规定）：瓜娃子" in said
    qtbot.mouseClick(tab.observations.toggle, Qt.MouseButton.LeftButton)
    settle()
    seen = [tab.observations.model.observation_at(place) for place in range(tab.observations.model.rowCount())]
    (place,) = [place for place, one in enumerate(seen) if one is not None and one.own]
    assert tab.observations.list.isVisible()
    tab.observations.list.activated.emit(tab.observations.model.index(place))
    settle()
    log_tab = window.case.tab_widget.currentWidget()
    assert isinstance(log_tab, ContactsTab)
    assert log_tab.detail.contact is not None
    assert log_tab.detail.contact.id == contact


def test_thousands_are_listed_and_only_what_is_seen_is_read(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, log: Log
) -> None:
    first = log("", at="2026-09-21 23:10", number_raw="16500000118", answered=True)
    with vault.write() as unit:
        findings.evaluate(unit, case_id)
        (kept,) = findings.listing(unit, case_id)
        unit.connection.exec_driver_sql(
            'INSERT INTO findings (uid, case_id, rule, "window", pack, pack_version, status, force, payload, stale, '
            "first_utc, last_utc, decided_reason, created_utc, updated_utc) "
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000) "
            "SELECT randomblob(16), case_id, rule, 'day=' || i, pack, pack_version, status, force, payload, stale, "
            "first_utc + i, last_utc + i, '', created_utc, updated_utc FROM findings, n WHERE id = ?",
            (kept.id,),
        )
        unit.connection.exec_driver_sql(
            "INSERT OR IGNORE INTO finding_contacts SELECT id, ? FROM findings WHERE case_id = ?", (first, case_id)
        )
    tab = shown(case_window(), settle)
    assert tab.model.total() == 5001
    assert tab.status.buttons["all"].text() == "全部 5001"
    read = [line.id for line in map(tab.model.finding_at, tab.model.places()) if line and tab.model.known(line.id)]
    assert 0 < len(read) <= 3 * PAGE_LINES
    qtbot.keyClick(tab.list, Qt.Key.Key_End)
    settle()
    last = tab.list.chosen()[-1]
    assert tab.model.place_of(last.id) == tab.model.rowCount() - 1
    assert tab.model.known(last.id) is not None
    assert tab.detail.finding is not None
    assert tab.detail.finding.id == last.id
    qtbot.keyClick(tab.list, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert len(tab.list.chosen()) == 5001
