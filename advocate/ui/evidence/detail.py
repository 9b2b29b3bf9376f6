"""The pane beside the list: what an original looks like, and what is known of it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from advocate import messages
from advocate.domain.ids import short_id
from advocate.domain.views import EvidenceView
from advocate.ui.evidence.model import size_text
from advocate.ui.evidence.preview import PreviewPane
from advocate.ui.i18n import Spoken, language, tr
from advocate.ui.moments import instant_text
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button, tool_button
from advocate.ui.widgets.flow import FlowBox
from advocate.ui.widgets.forms import Field
from advocate.ui.widgets.page import Banner
from advocate.ui.widgets.text import ElidedLabel, Line, TextLabel


class EvidenceDetail(Spoken, QWidget):
    """``note_edited`` carries id and text; the others ask their owner."""

    note_edited = Signal(int, str)
    export_asked = Signal()
    contact_asked = Signal(int)
    link_asked = Signal()
    read_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item: EvidenceView | None = None
        self._zone = "Asia/Shanghai"
        self.name = ElidedLabel(role="heading")
        self.facts = TextLabel(role="soft", wrap=True)
        self.marks = Banner(closable=False)
        self.hash = TextLabel(role="code", wrap=True)
        self.hash.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.copy = tool_button("copy")
        self.copy.clicked.connect(self._on_copy)
        self.export = button("", "download")
        self.export.clicked.connect(self.export_asked)
        self.read = button("", "search")
        self.read.clicked.connect(self.read_asked)
        self.contacts = FlowBox(spacing=Space.L)
        self.link = button("link", "plus")
        self.note = Field(QLineEdit())
        self.note.control.setAcceptDrops(False)
        self.note.control.editingFinished.connect(self.save)
        self.preview = PreviewPane()
        self._build()

    def _build(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.name, 1)
        head.addWidget(self.read)
        head.addWidget(self.export)
        prints = QHBoxLayout()
        prints.setSpacing(Space.XS)
        prints.addWidget(self.hash, 1)
        prints.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)
        about = QVBoxLayout()
        about.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        about.setSpacing(Space.XS)
        about.addLayout(head)
        about.addWidget(self.facts)
        about.addWidget(self.marks)
        about.addLayout(prints)
        about.addWidget(self.contacts)
        about.addSpacing(Space.XS)
        about.addWidget(self.note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(about)
        column.addWidget(Line())
        column.addWidget(self.preview, 1)
        self.say(self.export.setText, "Export…")
        self.say(self.export.setToolTip, "Write a copy of the original into a folder; it is noted in the custody log")
        self.say(self.read.setText, "Read the text")
        self.say(self.read.setToolTip, "Read the screenshot and propose contacts from it")
        self.say(self.copy.setToolTip, "Copy the SHA-256")
        self.say(self.copy.setAccessibleName, "Copy the SHA-256")
        self.say(self.note.set_label, "Note")
        self.say(self.note.control.setPlaceholderText, "Where it comes from, what it shows")

    def show_item(self, item: EvidenceView, zone: str) -> None:
        """Show what is known of ``item``; its preview follows."""
        another = self.item is None or self.item.id != item.id
        if another:
            self.save()
            self.preview.clear()
            self.note.set_problem("")
        self.item, self._zone = item, zone
        self.read.setVisible(item.media_type.startswith("image/"))
        self.name.setText(item.name)
        parts = [short_id("evidence", item.id), size_text(item.size_bytes), item.media_type]
        parts.append(tr("added {when}", when=instant_text(item.added_utc, zone)))
        if item.captured_utc is not None:
            parts.append(tr("captured {when}", when=instant_text(item.captured_utc, zone)))
        parts.extend(filter(None, (item.device, item.source_label)))
        self.facts.setText("  ·  ".join(parts))
        self.marks.setVisible(bool(item.marks))
        if item.marks:
            sentences = (messages.text(f"mark.{mark}", language()) for mark in item.marks)
            self.marks.show_text("\n".join(sentences), "warning")
        # Groups of eight can be compared by eye and can be broken into lines.
        groups = [item.sha256[place : place + 8] for place in range(0, len(item.sha256), 8)]
        self.hash.setText("SHA-256  " + " ".join(groups))
        self.contacts.clear()
        self.link = button("link", "plus")
        self.link.setText(tr("Link to a contact…"))
        self.link.clicked.connect(self.link_asked)
        for contact in item.contact_ids:
            link = button("link", "link")
            link.setText(short_id("contact", contact))
            link.clicked.connect(lambda _checked, contact=contact: self.contact_asked.emit(contact))
            self.contacts.add(link)
        self.contacts.add(self.link)
        self.contacts.fit()
        if another or not self.note.control.hasFocus():
            self.note.control.setText(item.note)
            self.note.control.setCursorPosition(0)

    def clear(self) -> None:
        """Show nothing, and let go of what was shown."""
        self.item = None
        self.preview.clear()

    @Slot()
    def save(self) -> None:
        """Ask to keep the note if it was changed."""
        text = self.note.control.text().strip()
        if self.item is not None and text != self.item.note:
            self.note_edited.emit(self.item.id, text)

    def retranslated(self) -> None:
        if self.item is not None:
            self.show_item(self.item, self._zone)

    @Slot()
    def _on_copy(self) -> None:
        if self.item is not None:
            QApplication.clipboard().setText(self.item.sha256)
