"""Importing in a real window: drop, read, stop, answer, and what the dialog says of files it cannot read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from advocate.domain.drafts import DebtDraft, Rejection
from advocate.domain.filters import ContactFilter
from advocate.domain.views import FileReport
from advocate.domain.vocabulary import CreditorType
from advocate.services import contacts, debts, evidence, findings
from advocate.storage.vault import Vault
from advocate.ui.importing.dialog import ImportDialog, Step
from advocate.ui.importing.files import FileColumn, FileModel
from advocate.ui.importing.model import Column, RejectionModel
from advocate.ui.look import Look
from advocate.ui.main_window import MainWindow

#: An import starts a process, which takes its time on a busy machine.
WAIT_MS = 120_000
CTRL = Qt.KeyboardModifier.ControlModifier

Open = Callable[[], MainWindow]
Settle = Callable[[], None]

#: 2026-09-19 23:10:05 in Shanghai.
FIRST_MS = 1_789_830_605_000
HOUR_MS = 3_600_000


def sms(at_ms: int, kind: int = 1, body: str = "再不还钱就上门打断你的腿", number: str = "16500000118") -> str:
    return f'<sms protocol="0" address="{number}" date="{at_ms}" type="{kind}" body="{body}" read="1" status="-1" />'


def backup(folder: Path, entries: list[str], name: str = "sms-备份.xml") -> Path:
    path = folder / name
    lines = [
        "<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>",
        f'<smses count="{len(entries)}">',
        *entries,
        "</smses>",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Three messages, a draft, and one without a usable time."""
    entries = [sms(FIRST_MS + place * HOUR_MS, number=f"1650000011{place}") for place in range(3)]
    entries += [sms(FIRST_MS, kind=3, body="草稿")]
    entries += [sms(FIRST_MS).replace(f'date="{FIRST_MS}"', 'date="昨天"')]
    return backup(tmp_path, entries)


def count(vault: Vault, case_id: int) -> int:
    with vault.read() as unit:
        return len(contacts.ids(unit, ContactFilter(case_id=case_id)))


def found(vault: Vault, case_id: int) -> list[Any]:
    with vault.read() as unit:
        return findings.listing(unit, case_id)


def dialog_in(window: QWidget) -> ImportDialog:
    return window.findChildren(ImportDialog)[-1]


def opened(window: MainWindow, qtbot: QtBot, paths: list[Path]) -> ImportDialog:
    window.ask_import(paths)
    dialog = dialog_in(window)
    qtbot.waitExposed(dialog)
    qtbot.waitUntil(lambda: dialog.step is not Step.IMPORTING, timeout=WAIT_MS)
    return dialog


def test_the_list_of_refused_entries_keeps_the_rules(qtmodeltester: ModelTester, look: Look) -> None:
    model = RejectionModel()
    left_out = Rejection("sms[4]", "draft_entry", other=True)
    problem = Rejection("sms[5]", "bad_time", params=(("text", "昨天"),))
    model.set_files([FileReport("a.xml", "sms_backup_restore", "", 3, 0, 1, (left_out, problem), 2)])
    qtmodeltester.check(model, force_py=True)
    assert model.data(model.index(0, Column.PLACE)) == "sms[5]"
    assert "昨天" in model.data(model.index(0, Column.REASON))


def test_the_list_of_files_keeps_the_rules(qtmodeltester: ModelTester, look: Look) -> None:
    model = FileModel()
    refused = FileReport("b.txt", "", "", 0, 0, 0, (Rejection("", "unknown_format", params=(("file", "b.txt"),)),), 1)
    model.set_files([FileReport("a.xml", "sms_backup_restore", "", 3, 2, 0, (), 0), refused])
    qtmodeltester.check(model, force_py=True)
    assert [model.data(model.index(row, FileColumn.FILE)) for row in range(2)] == ["b.txt", "a.xml"]
    assert "b.txt" in model.data(model.index(0, FileColumn.WHY))


def test_what_was_dropped_is_read_into_the_inbox(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, small: Path
) -> None:
    with vault.write() as unit:
        debts.add(unit, case_id, DebtDraft("示例消费金融有限公司", CreditorType.CONSUMER_FINANCE))
    window = case_window()
    dialog = opened(window, qtbot, [small])
    assert dialog.step is Step.DONE
    numbers = [tile.number.text() for tile in (dialog.report.added, dialog.report.duplicates, dialog.report.other)]
    assert numbers == ["3", "0", "1"]
    assert dialog.report.problems.number.text() == "1"
    assert dialog.report.model.rowCount() == 2
    assert "2026-09-19 23:10" in dialog.report.facts.text()
    assert dialog.go.text() == "去分拣"
    qtbot.keyClick(dialog.go, Qt.Key.Key_Return)
    settle()
    inbox_tab = window.case.tabs["inbox"]
    assert inbox_tab.isVisible()
    assert inbox_tab.groups.rowCount() == 3  # type: ignore[attr-defined]
    # Nothing is on the record yet, and the findings are looked at when the hands rest.
    window.case.show_tab("contacts")
    settle()
    assert window.case.tabs["contacts"].model.rowCount() == 0  # type: ignore[attr-defined]
    with vault.read() as unit:
        assert [item.name for item in evidence.listing(unit, case_id)] == [small.name]
    qtbot.waitUntil(lambda: bool(found(vault, case_id)), timeout=WAIT_MS)
    again = opened(window, qtbot, [small])
    assert again.report.duplicates.number.text() == "3"
    assert again.go.text() == "关闭"
    again.reject()
    settle()


def test_files_and_folders_together_have_a_line_each(
    qtbot: QtBot, case_window: Open, settle: Settle, small: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "手机"
    folder.mkdir()
    backup(folder, [sms(FIRST_MS + 99 * HOUR_MS)], "sms-2.xml")
    (folder / "说明.txt").write_text("这不是任何格式", "utf-8")
    dialog = opened(case_window(), qtbot, [small, folder])
    model = dialog.report.files_model
    lines = {model.data(model.index(row, FileColumn.FILE)): row for row in range(model.rowCount())}
    assert {Path(name).name for name in lines} == {small.name, "sms-2.xml", "说明.txt"}
    assert dialog.report.added.number.text() == "4"
    first = model.file_at(0)
    assert first is not None
    assert first.file.endswith("说明.txt")
    dialog.reject()
    settle()


def test_a_password_is_asked_in_place(
    qtbot: QtBot, case_window: Open, settle: Settle, small: Path, tmp_path: Path
) -> None:
    pyzipper = pytest.importorskip("pyzipper")
    packed = tmp_path / "备份.zip"
    with pyzipper.AESZipFile(packed, "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword("秘密".encode())
        archive.write(small, small.name)
    dialog = opened(case_window(), qtbot, [packed])
    assert dialog.questions.isVisible()
    assert packed.name in dialog.questions.words.text()
    assert dialog.questions.password.hasFocus()
    dialog.questions.password.setText("秘密")
    with qtbot.waitSignal(dialog.imported, timeout=WAIT_MS):
        qtbot.keyClick(dialog.questions.password, Qt.Key.Key_Return)
    assert not dialog.questions.isVisible()
    assert dialog.report.added.number.text() == "3"
    dialog.reject()
    settle()


def test_a_file_of_another_kind_is_refused_in_one_sentence(
    qtbot: QtBot, case_window: Open, settle: Settle, tmp_path: Path
) -> None:
    path = tmp_path / "notes.xml"
    path.write_text("<notes><note>1</note></notes>", encoding="utf-8")
    dialog = opened(case_window(), qtbot, [path])
    assert dialog.step is Step.CHOOSE
    assert dialog.banner.isVisible()
    assert "\n" not in dialog.banner.label.text()
    assert "notes.xml" in dialog.banner.label.text()
    dialog.reject()
    settle()


def test_stopping_leaves_nothing(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, tmp_path: Path
) -> None:
    large = backup(tmp_path, [sms(FIRST_MS + place * 1000) for place in range(30_000)])
    window = case_window()
    window.ask_import([large])
    dialog = dialog_in(window)
    qtbot.waitUntil(lambda: dialog.bar.maximum() > 0, timeout=WAIT_MS)
    assert dialog.step is Step.IMPORTING
    dialog.close()
    assert dialog.isVisible()
    qtbot.waitUntil(lambda: dialog.step is Step.CHOOSE, timeout=WAIT_MS)
    assert "没有导入" in dialog.banner.label.text()
    assert count(vault, case_id) == 0
    with vault.read() as unit:
        assert evidence.listing(unit, case_id) == []
    stored = [path for path in (vault.path / "evidence").rglob("*") if path.is_file()]
    assert stored == []
    dialog.reject()
    settle()
    assert not dialog.isVisible()


def test_the_zone_decides_where_the_times_were(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, small: Path
) -> None:
    window = case_window()
    window.ask_import()
    dialog = dialog_in(window)
    assert dialog.zone.control.currentText() == "Asia/Shanghai"  # type: ignore[attr-defined]
    dialog.zone.control.setCurrentText("Asia/Tokyo")  # type: ignore[attr-defined]
    with qtbot.waitSignal(dialog.imported, timeout=WAIT_MS):
        dialog.choose([small])
    with vault.read() as unit:
        rows = contacts.page(unit, contacts.ids(unit, ContactFilter(case_id=case_id)))
    assert {row.moment.zone for row in rows} == {"Asia/Tokyo"}
    dialog.reject()
    settle()


def test_ctrl_i_and_a_drop_on_the_window_open_the_dialog(
    qtbot: QtBot, case_window: Open, settle: Settle, small: Path, tmp_path: Path
) -> None:
    window = case_window()
    qtbot.keyClick(window, Qt.Key.Key_I, CTRL)
    dialog = dialog_in(window)
    assert dialog.step is Step.CHOOSE
    assert "手机备份" in dialog.choice.hint.text()
    dialog.reject()
    settle()
    assert not drag(window, [tmp_path / "nothing.xml"])
    folder = tmp_path / "folder"
    folder.mkdir()
    assert drag(window, [folder])
    window.drops.veil.hide()
    assert drag(window, [small])
    assert window.drops.veil.isVisible()
    drop(window, [small])
    assert not window.drops.veil.isVisible()
    dropped = dialog_in(window)
    qtbot.waitUntil(lambda: dropped.step is Step.DONE, timeout=WAIT_MS)
    assert dropped.report.added.number.text() == "3"
    dropped.reject()
    settle()


def test_without_a_case_the_window_says_what_to_do(qtbot: QtBot, open_window: Open, settle: Settle) -> None:
    window = open_window()
    qtbot.keyClick(window, Qt.Key.Key_I, CTRL)
    assert window.banner.label.text() == "请先打开备份所属的案件。"
    assert window.findChildren(ImportDialog) == []


def _mime(paths: list[Path]) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def drag(widget: QWidget, paths: list[Path]) -> bool:
    data = _mime(paths)
    event = QDragEnterEvent(
        QPoint(60, 60),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def drop(widget: QWidget, paths: list[Path]) -> None:
    data: Any = _mime(paths)
    event = QDropEvent(
        QPointF(60, 60),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(widget, event)
    assert event.isAccepted()
