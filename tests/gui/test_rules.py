"""The page of rules: packs to read, examples to run, another text to adopt or not, and words of one's own."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from advocate import resources
from advocate.services import findings, lexicons, rule_reading, rules
from advocate.storage.vault import Vault
from advocate.ui.look import Look
from advocate.ui.main_window import MainWindow
from advocate.ui.rules.difference import DifferenceDialog
from advocate.ui.rules.page import RulesPage
from advocate.ui.widgets.pills import PillStrip
from advocate.ui.widgets.text import TextLabel

WAIT_MS = 10_000

Open = Callable[[], MainWindow]
Settle = Callable[[], None]
Log = Callable[..., int]
Write = Callable[[QWidget, str], None]


def shown(window: MainWindow, qtbot: QtBot, settle: Settle) -> RulesPage:
    qtbot.mouseClick(window.nav_rules, Qt.MouseButton.LeftButton)
    settle()
    assert window.pages.currentWidget() is window.rules
    return window.rules


def texts_of(widget: QWidget) -> list[str]:
    return [child.text() for child in widget.findChildren(TextLabel)] + [
        text for strip in widget.findChildren(PillStrip) for text in strip.texts()
    ]


def test_a_pack_says_what_it_is_and_that_nobody_reviewed_it(
    qtbot: QtBot, open_window: Open, settle: Settle, vault: Vault, look: Look
) -> None:
    page = shown(open_window(), qtbot, settle)
    with vault.read() as unit:
        whole = rule_reading.read(unit, "cn")
    assert page.packs.packs[0].name == "cn"
    assert whole.line.version in page.about.text()
    assert "尚未经律师审核" in page.about.text()
    assert page.rules.rowCount() == len(whole.rules)
    assert sum(count for _, count in whole.by_confidence) == len(whole.rules)
    assert page.instruments.rowCount() == len(whole.instruments)
    pills = [text for strip in page.pills.findChildren(PillStrip) for text in strip.texts()]
    assert pills[0] == "未经律师审核"
    assert f"停用 {whole.line.disabled}" in pills
    look.set_language("en")
    settle()
    assert "no lawyer has reviewed it yet" in page.about.text()


def test_a_rule_is_read_with_its_elements_and_examples(
    qtbot: QtBot, open_window: Open, settle: Settle, vault: Vault
) -> None:
    page = shown(open_window(), qtbot, settle)
    with vault.read() as unit:
        whole = rule_reading.read(unit, "cn")
    off = next(place for place, rule in enumerate(whole.rules) if not rule.enabled)
    for place in (0, off):
        page.table.selectRow(place)
        rule = whole.rules[place]
        said = texts_of(page.pane)
        assert rule.title in said
        for cited, quote, _mark in rule.clauses:
            assert cited in said
            assert not quote or f"“{quote}”" in said
        assert all(title in said for title, _how, _until in rule.elements)
        assert all(note in said for _fires, note, _facts in rule.examples)
        assert (rule.why_off in said) is not rule.enabled
    assert {"应当命中", "不应命中"} & set(texts_of(page.pane))


def test_the_examples_are_run_on_the_spot(qtbot: QtBot, open_window: Open, settle: Settle, vault: Vault) -> None:
    page = shown(open_window(), qtbot, settle)
    qtbot.mouseClick(page.run, Qt.MouseButton.LeftButton)
    settle()
    with vault.read() as unit:
        run, failed = rule_reading.run_examples(unit, "cn")
    assert failed == []
    assert page.result.isVisible()
    assert f"{run:,}" in page.result.label.text()
    assert page.run.isEnabled()


@pytest.fixture
def former(vault: Vault, case_id: int, log: Log, tmp_path: Path) -> int:
    """Let the vault go by a text in which the night begins an hour and a half later; return the case."""
    folder = tmp_path / "cn"
    shutil.copytree(resources.path("law", "cn"), folder)
    text = (folder / "rules.yaml").read_text("utf-8").replace('    start: "22:00"\n', '    start: "23:30"\n', 1)
    (folder / "rules.yaml").write_text(text, "utf-8")
    head = (folder / "pack.yaml").read_text("utf-8").replace("version: ", "version: 1", 1)
    (folder / "pack.yaml").write_text(head, "utf-8")
    log("还钱", at="2026-09-21 22:40", number_raw="16500000118", answered=True)
    rules.adopt(vault, folder)
    return case_id


def found(vault: Vault, case_id: int) -> set[str]:
    with vault.read() as unit:
        return {finding.rule for finding in findings.listing(unit, case_id)}


def asked(page: RulesPage, qtbot: QtBot, settle: Settle) -> DifferenceDialog:
    assert page.differs.isVisible()
    qtbot.mouseClick(page.differs.action, Qt.MouseButton.LeftButton)
    settle()
    (dialog,) = page.findChildren(DifferenceDialog)
    return dialog


def test_another_text_shows_what_it_would_change_and_is_adopted(
    qtbot: QtBot, open_window: Open, settle: Settle, vault: Vault, former: int
) -> None:
    page = shown(open_window(), qtbot, settle)
    assert "TIME-01" not in found(vault, former)
    dialog = asked(page, qtbot, settle)
    (case,) = [dialog.model.entry_at(place) for place in range(dialog.model.rowCount())]
    assert case is not None
    assert [candidate.rule for candidate in case.appears] == ["TIME-01"]
    assert "新增 1 项" in dialog.summary.text()
    assert "TIME-01" not in found(vault, former)
    qtbot.mouseClick(dialog.adopt, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "TIME-01" in found(vault, former), timeout=WAIT_MS)
    settle()
    assert not page.differs.isVisible()


def test_another_text_is_not_adopted_and_nothing_changes(
    qtbot: QtBot, open_window: Open, settle: Settle, vault: Vault, former: int
) -> None:
    page = shown(open_window(), qtbot, settle)
    dialog = asked(page, qtbot, settle)
    qtbot.mouseClick(dialog.keep, Qt.MouseButton.LeftButton)
    settle()
    assert "TIME-01" not in found(vault, former)
    with vault.read() as unit:
        (line,) = [line for line in rule_reading.packs(unit) if line.name == "cn"]
    assert (line.differs, line.kept) == (True, True)
    assert page.differs.isVisible()


def test_words_are_added_used_and_removed(
    qtbot: QtBot, open_window: Open, settle: Settle, vault: Vault, case_id: int, log: Log, write: Write
) -> None:
    log("你个瓜娃子", at="2026-09-21 12:40", number_raw="16500000118")
    page = shown(open_window(), qtbot, settle)
    page.tabs.setCurrentWidget(page.words)
    words = page.words
    assert not words.add.isEnabled()
    write(words.phrase.control, "瓜娃子")
    words.category.control.setCurrentIndex(words.category.control.findData("insult"))
    qtbot.keyClick(words.phrase.control, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(found(vault, case_id)), timeout=WAIT_MS)
    settle()
    word = words.model.entry_at(0)
    assert word is not None
    assert (word.phrase, word.category, word.own_category) == ("瓜娃子", "insult", False)
    assert words.phrase.control.text() == ""
    write(words.phrase.control, "瓜 娃子")
    qtbot.mouseClick(words.add, Qt.MouseButton.LeftButton)
    settle()
    assert "已经有" in words.phrase.problem.text()
    words.table.selectRow(0)
    qtbot.mouseClick(words.remove, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not found(vault, case_id), timeout=WAIT_MS)
    settle()
    assert words.model.rowCount() == 0
    with vault.read() as unit:
        assert lexicons.listing(unit) == []
