"""What the page of sources offers beside its list: coverage, the bill, the diary; and how columns are named."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from advocate.domain.jobs import QuietContext
from advocate.jobs.desk import JobDesk
from advocate.jobs.runner import JobRunner
from advocate.services import importing, table_mappings
from advocate.storage.vault import Vault
from advocate.ui.importing.mapping import MappingDialog
from advocate.ui.main_window import MainWindow
from advocate.ui.sources.diary import DiaryDialog
from advocate.ui.sources.reconciliation import ReconciliationDialog
from advocate.ui.sources.tab import SourcesTab

BILL = """查询起止日期：2024-03-01 至 2024-03-31
起始时间,通信方式,对方号码,通信时长,通信地点
2024-03-05 21:15:00,被叫,13900000001,61,
2024-03-09 10:00:00,主叫,02161234567,10,
"""
PHONE = (
    "<calls count='2'><call number='13900000001' duration='61' date='1709644490000' type='1' presentation='1' />"
    "<call number='13700000009' duration='0' date='1710892800000' type='1' presentation='1' /></calls>"
)


@pytest.fixture
def sources(
    vault: Vault, case_id: int, tmp_path: Path, case_window: Callable[[], MainWindow], settle: Callable[[], None]
) -> SourcesTab:
    """Return the page with a bill and a phone imported."""
    for name, text in (("bill.csv", BILL), ("calls.xml", PHONE)):
        (tmp_path / name).write_text(text, "utf-8")
    importing.run(vault, [tmp_path / "bill.csv", tmp_path / "calls.xml"], case_id, QuietContext())
    tab = case_window().case.show_tab(SourcesTab.KEY)
    settle()
    assert isinstance(tab, SourcesTab)
    return tab


def test_the_strip_tells_of_gaps_by_keyboard_and_mouse(sources: SourcesTab, qtbot: QtBot) -> None:
    strip = sources.coverage.strip
    assert sources.coverage.isVisible()
    strip.setFocus()
    said = sources.coverage.words.text
    assert "涵盖2024年3月1日至2024年3月31日，共31天，其中29天没有记录" in said()
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert "2024年3月1日至2024年3月4日：没有记录（4 天）" in said()
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert "2024年3月6日至2024年3月8日：没有记录（3 天）" in said()
    qtbot.keyClick(strip, Qt.Key.Key_Down)
    assert "calls.xml" in said()
    assert strip.accessibleDescription() == said()
    assert strip.tip(0, float(strip.width() - 12)).startswith("2024年3月10日至2024年3月31日")
    before, image = strip.grab().toImage(), sources.coverage.grab().toImage()
    assert not image.isNull()
    qtbot.keyClick(strip, Qt.Key.Key_Up)
    assert strip.grab().toImage() != before


def test_the_comparison_shows_three_lists_and_leads_to_the_contact(
    sources: SourcesTab, qtbot: QtBot, settle: Callable[[], None], tmp_path: Path
) -> None:
    qtbot.mouseClick(sources.compare, Qt.MouseButton.LeftButton)
    settle()
    (dialog,) = sources.findChildren(ReconciliationDialog)
    assert "可能不列示来电" in dialog.statement.label.text()
    counts = {key: made.text().split()[-1] for key, made in dialog.views.buttons.items()}
    assert counts == {"both": "1", "only_phone": "1", "only_bill": "1", "days": "3"}
    qtbot.mouseClick(dialog.views.buttons["only_bill"], Qt.MouseButton.LeftButton)
    assert dialog.model.index(0, 0).data() == "2024-03-09"
    dialog.save(tmp_path / "out.csv")
    settle()
    with (tmp_path / "out.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert [row[0] for row in csv.reader(stream)][1:] == ["两者都有", "仅详单有", "仅手机有"]
    asked: list[int] = []
    dialog.contact_asked.connect(asked.append)
    dialog.table.setFocus()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Return)
    assert asked == [dialog.model.contact_at(0)]


def test_the_diary_is_written_from_the_window(
    sources: SourcesTab, qtbot: QtBot, settle: Callable[[], None], tmp_path: Path
) -> None:
    qtbot.mouseClick(sources.diary, Qt.MouseButton.LeftButton)
    (dialog,) = sources.findChildren(DiaryDialog)
    dialog.pages.control.setCurrentText("2")
    said: list[str] = []
    sources.said.connect(said.append)
    dialog.save(tmp_path / "diary.pdf")
    settle()
    assert (tmp_path / "diary.pdf").read_bytes().startswith(b"%PDF-")
    assert said == ["已保存为 diary.pdf"]


def test_columns_are_named_with_a_live_preview(
    vault: Vault,
    case_window: Callable[[], MainWindow],
    runner: JobRunner,
    qtbot: QtBot,
    settle: Callable[[], None],
    tmp_path: Path,
) -> None:
    table = tmp_path / "催收.csv"
    table.write_text("A,B,C\n2024-03-05 21:15,13900000001,再不还钱就上门找你家人\n昨天,13900000001,x\n", "utf-8")
    window = case_window()
    dialog = MappingDialog(vault, JobDesk(runner, window), (table,), table.name, window)
    dialog.show()
    settle()
    # Nothing is known of A; what stands in B looks like numbers.
    assert dialog.choices[1].currentData() == "number"
    _choose(dialog, 0, "time", qtbot)
    _choose(dialog, 1, "number", qtbot)
    _choose(dialog, 2, "text", qtbot)
    assert dialog.counted.text() == "前 2 行中有 1 行可以读取"
    shown = [dialog.preview.item(0, place).text() for place in (0, 3, 5)]
    assert shown == ["2024-03-05 21:15", "13900000001", "再不还钱就上门找你家人"]
    assert (
        dialog.preview.item(1, 5).text() == "时间无法识别（应为毫秒数）" or "时间" in dialog.preview.item(1, 5).text()
    )
    _choose(dialog, 1, "time", qtbot)
    assert "两列" in dialog.problem.text()
    assert not dialog.go.isEnabled()
    _choose(dialog, 1, "number", qtbot)
    mapped: list[Any] = []
    dialog.mapped.connect(mapped.append)
    qtbot.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle()
    assert mapped[0]["columns"] == {"A": "time", "B": "number", "C": "text"}
    with vault.read() as uow:
        kept = table_mappings.saved(uow, table_mappings.sample(table).shape)
    assert kept is not None
    assert kept.to_data() == mapped[0]


def _choose(dialog: MappingDialog, place: int, field: str, qtbot: QtBot) -> None:
    """Go through the choices of a column by keyboard until ``field`` is chosen."""
    combo = dialog.choices[place]
    combo.setFocus()
    qtbot.keyClick(combo, Qt.Key.Key_Home)
    while combo.currentData() != field:
        before = combo.currentIndex()
        qtbot.keyClick(combo, Qt.Key.Key_Down)
        assert combo.currentIndex() > before
