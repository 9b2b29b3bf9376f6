"""One finding whole: what it says, on which words of the law, the contacts behind it, and who decided what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLayout, QScrollArea, QVBoxLayout, QWidget

from advocate.domain.ids import short_id
from advocate.domain.views import ClauseView, ContactView, FindingView
from advocate.domain.vocabulary import Confidence, FindingStatus
from advocate.ui.findings.contacts import BehindModel, Column, MarkedWords
from advocate.ui.findings.model import STATUS_TONES, span_text, status_pills
from advocate.ui.findings.parts import counts_row, element_card, in_order
from advocate.ui.i18n import Spoken, capital, label, language, mark, tr
from advocate.ui.moments import instant_text
from advocate.ui.theme import Space
from advocate.ui.widgets.buttons import button
from advocate.ui.widgets.flow import FlowBox
from advocate.ui.widgets.page import Banner
from advocate.ui.widgets.pills import Pill, PillStrip
from advocate.ui.widgets.tables import Table
from advocate.ui.widgets.text import TextLabel, plain_tip, surface

#: Contacts listed; the rest is counted.
SHOWN_CONTACTS = 200
#: Lines of the list of contacts seen without scrolling.
_VISIBLE_LINES = 4

History = Sequence[tuple[datetime, str, FindingStatus, FindingStatus, str]]

_CONFIDENCE = {
    Confidence.TEXT_SEEN: (mark("Text seen"), "success"),
    Confidence.QUOTED: (mark("Quoted second-hand"), "warning"),
    Confidence.FROM_MEMORY: (mark("From memory"), "danger"),
}


class FindingDetail(Spoken, QWidget):
    """``contact_asked`` by a double click on a contact behind the finding."""

    contact_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.finding: FindingView | None = None
        self._zone = "Asia/Shanghai"
        self._wanted_contact = 0
        self.title = TextLabel(role="heading", wrap=True)
        self.state = FlowBox()
        self.span = TextLabel(role="soft", wrap=True)
        self.review = Banner(closable=False)
        self.stale = Banner(closable=False)
        self.why = TextLabel(wrap=True)
        self.why.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._counts = QVBoxLayout()
        self._elements = QVBoxLayout()
        self._elements_title = TextLabel(role="field")
        self.pack = TextLabel(role="caption", wrap=True)
        self._clauses = QVBoxLayout()
        self._history = QVBoxLayout()
        self._history_title = TextLabel(role="field")
        self._build()

    def _build(self) -> None:
        inner = QWidget()
        inner.setProperty("surface", "clear")
        body = QVBoxLayout(inner)
        body.setContentsMargins(Space.XL, Space.L, Space.XL, Space.XL)
        body.setSpacing(Space.M)
        head = QVBoxLayout()
        head.setSpacing(Space.XS)
        for widget in (self.title, self.span, self.state):
            head.addWidget(widget)
        body.addLayout(head)
        body.addWidget(self.stale)
        body.addWidget(self.review)
        body.addLayout(_section(self._titled(mark("Why")), self.why))
        body.addLayout(self._counts)
        self._clauses.setSpacing(Space.S)
        # Facts before law: what was said decides whether the provisions matter.
        self._contacts_box = QWidget()
        self._contacts_box.setProperty("surface", "clear")
        behind = self._build_contacts()
        behind.setContentsMargins(0, 0, 0, 0)
        self._contacts_box.setLayout(behind)
        body.addWidget(self._contacts_box)
        self.worked_out = TextLabel(wrap=True)
        self._worked_out_box = surface("card")
        inside = QVBoxLayout(self._worked_out_box)
        inside.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        inside.addWidget(self._titled(mark("How it was worked out")))
        inside.addWidget(self.worked_out)
        self._worked_out_box.hide()
        body.addWidget(self._worked_out_box)
        self._elements.setSpacing(Space.S)
        body.addLayout(_section(self._elements_title, self._elements))
        body.addLayout(_section(self._titled(mark("Provisions")), self._clauses))
        body.addWidget(self.pack)
        self._history.setSpacing(Space.S)
        body.addLayout(_section(self._history_title, self._history))
        self.say(self._history_title.setText, "Decisions")
        self.say(self._elements_title.setText, "What has to be shown")
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        self._scroll = scroll
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(scroll)

    def _build_contacts(self) -> QVBoxLayout:
        self.model = BehindModel(self)
        self.table = Table()
        self.table.setModel(self.model)
        self.table.set_widths({Column.TIME: 134, Column.MEDIUM: 34, Column.NUMBER: 140}, Column.WORDS)
        self.table.opened.connect(self._on_opened)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.say(self.table.setAccessibleName, "Contacts behind it")
        frame = surface("card")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(1, 1, 1, 1)
        inside.addWidget(self.table)
        self.open_contact = button("link", "external-link")
        self.open_contact.clicked.connect(lambda: self._on_opened(self.table.currentIndex()))
        self.say(self.open_contact.setText, "Open the contact")
        self.more = TextLabel(role="caption")
        self.words = MarkedWords()
        self.say(self.words.setAccessibleName, "What was said or written")
        self.own = TextLabel(role="caption", wrap=True)
        head = QHBoxLayout()
        head.addWidget(self._titled(mark("Contacts behind it")), 1)
        head.addWidget(self.open_contact)
        column = QVBoxLayout()
        column.setSpacing(Space.S)
        column.addLayout(head)
        for widget in (frame, self.more, self.words, self.own):
            column.addWidget(widget)
        return column

    def _titled(self, source: str) -> TextLabel:
        title = TextLabel(role="field")
        self.say(title.setText, source)
        return title

    def show_finding(self, finding: FindingView, zone: str) -> None:
        """Show ``finding``; its contacts and history follow by `show_behind`."""
        another = self.finding is None or self.finding.id != finding.id
        self.finding, self._zone = finding, zone
        self.title.setText(finding.title)
        self.span.setText(f"{span_text(finding, zone)}  ·  {short_id('finding', finding.id)}  ·  {finding.rule}")
        self.state.clear()
        for pill in (*status_pills(finding), *rule_pills(finding)):
            strip = PillStrip()
            strip.set_pills(pill)
            self.state.add(strip)
        self.why.setText(finding.why)
        _empty(self._counts)
        if finding.counts:
            self._counts.addWidget(counts_row(finding.counts))
        _empty(self._elements)
        for element in in_order(finding.elements):
            self._elements.addWidget(element_card(element, date.today()))
        self._elements_title.setVisible(bool(finding.elements))
        self.pack.setText(_pack_text(finding))
        self.review.setVisible(bool(finding.review))
        if finding.review:
            self.review.show_text(tr("Check before you confirm: {questions}", questions=finding.review), "warning")
        self.stale.setVisible(finding.stale)
        if finding.stale:
            self.stale.show_text(
                tr("The contacts or the provisions changed after the decision. Look at it and decide again."), "danger"
            )
        _empty(self._clauses)
        for clause in finding.clauses:
            self._clauses.addWidget(_clause_card(clause))
        if another:
            self.show_behind((), ())
            self._scroll.verticalScrollBar().setValue(0)

    def show_behind(self, contacts: Sequence[ContactView], history: History, worked_out: Sequence[str] = ()) -> None:
        """Show the contacts behind the finding, or how a ledger led to it, and the decisions about it."""
        of_loan = self.finding is not None and bool(self.finding.debts) and not self.finding.contacts
        self._contacts_box.setVisible(not of_loan)
        self.worked_out.setText("\n".join(worked_out))
        self._worked_out_box.setVisible(bool(worked_out))
        self.model.set_contacts(contacts)
        lines = max(1, min(len(contacts), _VISIBLE_LINES))
        self.table.setFixedHeight(36 + lines * Space.ROW + 2)
        left = len(self.finding.contacts) - len(contacts) if self.finding and contacts else 0
        self.more.setText(tr("and {count} more", count=f"{left:,}"))
        self.more.setVisible(left > 0)
        self.open_contact.setEnabled(bool(contacts))
        self.words.hide()
        self.own.hide()
        if contacts:
            ids = [contact.id for contact in contacts]
            self.table.selectRow(ids.index(self._wanted_contact) if self._wanted_contact in ids else 0)
        _empty(self._history)
        for entry in reversed(history):
            self._history.addWidget(_decision(entry, self._zone))
        self._history_title.setVisible(bool(history))

    def retranslated(self) -> None:
        self.model.retranslated()

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, previous: QModelIndex) -> None:
        contact = self.model.contact_at(current.row())
        if contact is None or self.finding is None:
            return
        self._wanted_contact = contact.id
        text = contact.text or contact.summary
        hits = [hit for hit in self.finding.hits if hit.contact_id == contact.id] if contact.text else []
        self.words.setVisible(bool(text))
        if text:
            self.words.show_words(text, hits)
        own = ", ".join(dict.fromkeys(hit.phrase for hit in hits if hit.own))
        self.own.setVisible(bool(own))
        self.own.setText(tr("Your organisation's own words, not law: {words}", words=own))

    @Slot(QModelIndex)
    def _on_opened(self, index: QModelIndex) -> None:
        contact = self.model.contact_at(index.row())
        if contact is not None:
            self.contact_asked.emit(contact.id)


def confidence_pill(finding: FindingView | ClauseView) -> Pill:
    """Return how the text of the law was seen."""
    source, tone = _CONFIDENCE[Confidence(finding.confidence)]
    return Pill(tr(source), tone)


def rule_pills(finding: FindingView) -> list[Pill]:
    """Return what a finding is worth: force, grade, how sure the text of the law is, and whether a lawyer saw it."""
    pills = [Pill(capital(label("force", finding.force)))]
    if finding.grade:
        pills.append(Pill(capital(label("grade", finding.grade))))
    pills.append(confidence_pill(finding))
    if not finding.reviewed:
        pills.append(Pill(tr("Rule not reviewed"), "warning"))
    return pills


def _pack_text(finding: FindingView) -> str:
    if not finding.pack:
        return ""
    named = tr("Rule pack {name}, version {version}.", name=finding.pack, version=finding.pack_version)
    if finding.reviewed:
        return named
    return named + ("" if language() == "zh" else " ") + tr("No lawyer has reviewed this rule yet.")


def _section(title: QWidget, content: QWidget | QLayout) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(Space.XS + 2)
    column.addWidget(title)
    if isinstance(content, QLayout):
        column.addLayout(content)
    else:
        column.addWidget(content)
    return column


def _empty(layout: QVBoxLayout) -> None:
    while layout.count():
        item = layout.takeAt(0)
        widget = item.widget() if item is not None else None
        if widget is not None:
            widget.hide()
            widget.deleteLater()


def _clause_card(clause: ClauseView) -> QWidget:
    card = surface("sunken")
    text = TextLabel(clause.text[:1].upper() + clause.text[1:], "strong", wrap=True)
    pills = PillStrip()
    pills.set_pills(Pill(capital(label("force", clause.force))), confidence_pill(clause))
    pills.setToolTip(plain_tip(label("confidence", clause.confidence)))
    column = QVBoxLayout(card)
    column.setContentsMargins(Space.M, Space.S + 2, Space.M, Space.S + 2)
    column.setSpacing(Space.XS)
    column.addWidget(text)
    if clause.quote:
        quote = TextLabel(tr("“{words}”", words=clause.quote), wrap=True)
        column.addWidget(quote)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        quote.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    if clause.penalty:
        column.addWidget(TextLabel(clause.penalty, "caption", wrap=True))
    column.addWidget(pills)
    return card


def _decision(entry: tuple[datetime, str, FindingStatus, FindingStatus, str], zone: str) -> QWidget:
    at, user, old, new, reason = entry
    line = QWidget()
    state = PillStrip()
    pills = [Pill(label("finding_status", new), STATUS_TONES[new])]
    if old not in (new, FindingStatus.SUGGESTED):
        pills.append(Pill(tr("instead of {status}", status=label("finding_status", old))))
    state.set_pills(*pills)
    words = TextLabel(reason, wrap=True) if reason else TextLabel(tr("without a note"), "caption")
    row = QHBoxLayout(line)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(Space.S)
    row.addWidget(state, 0, Qt.AlignmentFlag.AlignTop)
    texts = QVBoxLayout()
    texts.setSpacing(1)
    texts.addWidget(words)
    texts.addWidget(TextLabel(f"{instant_text(at, zone)}  ·  {user}", "caption"))
    row.addLayout(texts, 1)
    return line
