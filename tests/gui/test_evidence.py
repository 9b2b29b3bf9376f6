"""Evidence in a real window: dropped, pasted, looked at, verified, exported."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from advocate.domain.views import EvidenceView
from advocate.services import evidence
from advocate.storage.vault import Vault
from advocate.ui.contacts.tab import ContactsTab
from advocate.ui.evidence.link import LinkDialog
from advocate.ui.evidence.model import Column, EvidenceModel
from advocate.ui.evidence.preview import MAX_PIXELS, TooLarge, decode_photo, decode_picture, decode_text
from advocate.ui.evidence.tab import EvidenceTab, png_bytes
from advocate.ui.look import Look
from advocate.ui.main_window import MainWindow
from advocate.ui.widgets.pills import PILLS_ROLE

WAIT_MS = 10_000
CTRL = Qt.KeyboardModifier.ControlModifier

Open = Callable[[], MainWindow]
Settle = Callable[[], None]
Log = Callable[..., int]
Write = Callable[[QWidget, str], None]


@pytest.fixture
def picture() -> QImage:
    image = QImage(320, 640, QImage.Format.Format_RGB32)
    image.fill(QColor("#2E8B57"))
    return image


def shown(window: MainWindow, settle: Settle) -> EvidenceTab:
    tab = window.case.show_tab("evidence")
    assert isinstance(tab, EvidenceTab)
    settle()
    return tab


def listed(vault: Vault, case_id: int) -> list[EvidenceView]:
    with vault.read() as unit:
        return evidence.listing(unit, case_id)


def stored_files(vault: Vault) -> list[Path]:
    return [path for path in (vault.path / "evidence").rglob("*") if path.is_file()]


def test_the_model_keeps_the_rules(qtmodeltester: ModelTester, look: Look) -> None:
    now = datetime(2026, 3, 5, 14, 15, tzinfo=UTC)
    rows = [
        EvidenceView(place, 1, f"<b>{place}.png", "ab" * 32, 2048 * place, "image/png", None, now, (place,) * place, "")
        for place in range(1, 6)
    ]
    model = EvidenceModel()
    model.set_evidence(rows, "Asia/Shanghai")
    model.set_checked({1: True, 2: False})
    qtmodeltester.check(model, force_py=True)
    assert model.evidence_at(0) == rows[-1]
    assert model.data(model.index(4, Column.CONTACTS)) == "K-000001"
    assert model.data(model.index(0, Column.CONTACTS)).endswith("…")
    assert model.data(model.index(3, Column.STATE), PILLS_ROLE)[0].tone == "danger"
    assert model.data(model.index(0, Column.ADDED)) == "2026-03-05 22:15"


def test_an_empty_case_says_what_to_do(case_window: Open, settle: Settle) -> None:
    tab = shown(case_window(), settle)
    assert tab.stack.currentWidget() is tab.empty
    assert "Ctrl+V" in tab.empty.hint.text()


def test_files_dropped_on_the_tab_become_evidence(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, tmp_path: Path, picture: QImage
) -> None:
    first, second = tmp_path / "截图.png", tmp_path / "<i>说明</i>.txt".replace("/", "_")
    first.write_bytes(png_bytes(picture))
    second.write_text("<b>原话</b>\n第二行", encoding="utf-8")
    tab = shown(case_window(), settle)
    drop(tab, [first, second])
    qtbot.waitUntil(lambda: tab.model.rowCount() == 2, timeout=WAIT_MS)
    settle()
    found = {item.name: item for item in listed(vault, case_id)}
    assert found["截图.png"].sha256 == hashlib.sha256(first.read_bytes()).hexdigest()
    assert tab.stack.currentWidget() is tab.splitter
    tab.table.selectRow(tab.model.place_of(found["截图.png"].id))
    settle()
    assert tab.detail.preview.currentWidget() is tab.detail.preview.picture
    assert tab.detail.preview.picture.image is not None
    assert tab.detail.preview.picture.image.pixelColor(5, 5) == QColor("#2E8B57")
    text = next(item for name, item in found.items() if name.endswith(".txt"))
    tab.table.selectRow(tab.model.place_of(text.id))
    settle()
    assert tab.detail.preview.words.toPlainText() == "<b>原话</b>\n第二行"
    assert tab.detail.preview.picture.image is None


def test_ctrl_v_takes_a_screenshot_in(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, picture: QImage
) -> None:
    tab = shown(case_window(), settle)
    QApplication.clipboard().clear()
    qtbot.keyClick(tab, Qt.Key.Key_V, CTRL)
    settle()
    assert listed(vault, case_id) == []
    QApplication.clipboard().setImage(picture)
    qtbot.keyClick(tab, Qt.Key.Key_V, CTRL)
    qtbot.waitUntil(lambda: tab.model.rowCount() == 1, timeout=WAIT_MS)
    QApplication.clipboard().clear()
    settle()
    (item,) = listed(vault, case_id)
    assert item.name.startswith("截图 ")
    assert item.media_type == "image/png"
    assert QImage.fromData(evidence.read(vault, item.id)).size() == picture.size()
    assert tab.detail.item == item


def test_text_is_pasted_into_the_note_not_into_evidence(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, picture: QImage
) -> None:
    evidence.add_bytes(vault, png_bytes(picture), "a.png", case_id)
    tab = shown(case_window(), settle)
    note = tab.detail.note.control
    note.setFocus()
    QApplication.clipboard().setText("求助人手机截图")
    qtbot.keyClick(note, Qt.Key.Key_V, CTRL)
    qtbot.keyClick(note, Qt.Key.Key_Return)
    QApplication.clipboard().clear()
    qtbot.waitUntil(lambda: listed(vault, case_id)[0].note == "求助人手机截图", timeout=WAIT_MS)
    settle()
    assert len(listed(vault, case_id)) == 1


def test_a_document_is_shown_from_memory(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, tmp_path: Path
) -> None:
    path = tmp_path / "bill.pdf"
    canvas = Canvas(str(path))
    for page in range(3):
        canvas.drawString(100, 700, f"page {page}")
        canvas.showPage()
    canvas.save()
    evidence.add(vault, [path], case_id)
    path.unlink()
    tab = shown(case_window(), settle)
    pdf = tab.detail.preview.pdf
    assert tab.detail.preview.currentWidget() is pdf
    assert pdf.document.pageCount() == 3
    assert pdf.page.text() == "第 1 / 3 页"
    qtbot.mouseClick(pdf.next, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: pdf.page_number() == 2, timeout=WAIT_MS)
    before = pdf.view.zoomFactor()
    qtbot.mouseClick(pdf.larger, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(pdf.larger, Qt.MouseButton.LeftButton)
    assert pdf.view.zoomFactor() != before


def test_what_cannot_be_shown_says_so(
    case_window: Open, settle: Settle, vault: Vault, case_id: int, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(b"\x89PNG\r\n\x1a\n" + b"\x00" * 400)
    unknown = tmp_path / "what.bin"
    unknown.write_bytes(bytes(range(256)) * 4)
    evidence.add(vault, [broken, unknown], case_id)
    tab = shown(case_window(), settle)
    for _ in range(tab.model.rowCount()):
        assert tab.detail.preview.currentWidget() is tab.detail.preview.none
        assert tab.detail.preview.none.hint.text() != ""
        tab.table.selectRow(tab.table.currentIndex().row() + 1)
        settle()


def test_verifying_shows_what_was_altered(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, picture: QImage
) -> None:
    evidence.add_bytes(vault, png_bytes(picture), "good.png", case_id)
    before = set(stored_files(vault))
    bad = evidence.add_bytes(vault, b"these words will change", "bad.txt", case_id)
    tab = shown(case_window(), settle)
    qtbot.mouseClick(tab.verify_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.banner.isVisible(), timeout=WAIT_MS)
    assert "2 件原件均未改动" in tab.banner.label.text()
    settle()
    (file,) = set(stored_files(vault)) - before
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)
    qtbot.mouseClick(tab.verify_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "1 件原件与入库时不一致" in tab.banner.label.text(), timeout=WAIT_MS)
    settle()
    pills = tab.model.data(tab.model.index(tab.model.place_of(bad.id), Column.STATE), PILLS_ROLE)
    assert [pill.text for pill in pills] == ["有改动"]
    assert f"E-{bad.id:06d}" in tab.banner.label.text()


def test_exporting_writes_copies_and_never_over_a_file(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, picture: QImage, tmp_path: Path
) -> None:
    evidence.add_bytes(vault, png_bytes(picture), "a.png", case_id)
    evidence.add_bytes(vault, b"words", "b.txt", case_id)
    tab = shown(case_window(), settle)
    qtbot.keyClick(tab.table, Qt.Key.Key_A, CTRL)
    out = tmp_path / "out"
    for expected in (2, 4):
        tab.export_to(out)
        qtbot.waitUntil(
            lambda expected=expected: out.exists() and len(list(out.iterdir())) == expected, timeout=WAIT_MS
        )
        settle()
    assert str(out) in tab.banner.label.text()
    written = [path.read_bytes() for path in out.iterdir()]
    assert sorted(written) == sorted([png_bytes(picture), b"words"] * 2)


def test_a_link_opens_the_contact(
    qtbot: QtBot, case_window: Open, settle: Settle, vault: Vault, case_id: int, log: Log, picture: QImage
) -> None:
    contact_id = log("还钱")
    evidence.add_bytes(vault, png_bytes(picture), "a.png", case_id, contact_id)
    window = case_window()
    tab = shown(window, settle)
    link = tab.detail.contacts.flow.itemAt(0).widget()  # type: ignore[union-attr]
    qtbot.mouseClick(link, Qt.MouseButton.LeftButton)
    settle()
    shown_tab = window.case.tab_widget.currentWidget()
    assert isinstance(shown_tab, ContactsTab)
    assert shown_tab.detail.contact is not None
    assert shown_tab.detail.contact.id == contact_id


def test_an_original_is_linked_to_the_contact_that_it_shows(
    qtbot: QtBot,
    case_window: Open,
    settle: Settle,
    vault: Vault,
    case_id: int,
    log: Log,
    picture: QImage,
    write: Write,
) -> None:
    wanted = log("上门找你父母", number_raw="17012345678")
    log("还钱", at="2026-09-25 10:00", number_raw="17099990000")
    evidence.add_bytes(vault, png_bytes(picture), "a.png", case_id)
    tab = shown(case_window(), settle)
    qtbot.mouseClick(tab.detail.link, Qt.MouseButton.LeftButton)
    dialog = tab.findChildren(LinkDialog)[0]
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 2, timeout=WAIT_MS)
    write(dialog.search, "父母")
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 1, timeout=WAIT_MS)
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: listed(vault, case_id)[0].contact_ids == (wanted,), timeout=WAIT_MS)
    settle()
    assert tab.model.data(tab.model.index(0, Column.CONTACTS)) == f"K-{wanted:06d}"


def test_pictures_have_a_limit_of_pixels(picture: QImage) -> None:
    assert decode_picture(png_bytes(picture), b"png") is not None
    assert decode_picture(b"GIF89a not a picture", b"gif") is None
    data = bytearray(png_bytes(picture))
    side = 40_000
    assert side * side > MAX_PIXELS
    data[16:24] = side.to_bytes(4, "big") * 2
    data[29:33] = zlib.crc32(data[12:29]).to_bytes(4, "big")
    with pytest.raises(TooLarge):
        decode_picture(bytes(data), b"png")


def test_a_phones_photo_is_shown(case_window: Open, settle: Settle, vault: Vault, case_id: int) -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (320, 200), (46, 139, 87)).save(buffer, "HEIF")
    item = evidence.add_bytes(vault, buffer.getvalue(), "IMG_0001.HEIC", case_id)
    assert item.media_type in ("image/heic", "image/heif")
    tab = shown(case_window(), settle)
    image = tab.detail.preview.picture.image
    assert image is not None
    assert (image.width(), image.height()) == (320, 200)
    assert abs(image.pixelColor(5, 5).green() - 139) < 6
    assert decode_photo(buffer.getvalue()[:200]) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_in_any_usual_encoding(encoding: str) -> None:
    assert decode_text("欠款 ¥12,000".encode(encoding)) == "欠款 ¥12,000"


def drop(widget: QWidget, paths: list[Path]) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    enter = QDragEnterEvent(
        QPoint(60, 60), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, enter)
    assert enter.isAccepted()
    event = QDropEvent(
        QPointF(60, 60), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)
    assert event.isAccepted()
