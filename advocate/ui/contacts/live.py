"""What the program knows while a contact is being typed: the number's past, and the rules it seems to break."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from advocate.domain.views import FindingView, SeenBefore
from advocate.domain.vocabulary import Confidence
from advocate.ui.i18n import Spoken, capital, label, language, tr
from advocate.ui.moments import instant_text
from advocate.ui.safety.prompt import SafetyPanel
from advocate.ui.theme import Space
from advocate.ui.widgets.flow import FlowBox, empty
from advocate.ui.widgets.page import Banner
from advocate.ui.widgets.pills import Pill, PillStrip
from advocate.ui.widgets.text import TextLabel, plain_tip, surface

#: Findings shown while typing; the rest is counted.
SHOWN = 4
#: Characters of a title in a pill.
TITLE_CHARACTERS = 34


class FindingCard(QWidget):
    """One suggested finding: its title and why; ``whole`` adds the clause and what is to be reviewed."""

    def __init__(self, finding: FindingView, whole: bool = True) -> None:
        super().__init__()
        card = surface("card")
        pill = PillStrip()
        pill.set_pills(Pill(finding.rule, "warning" if finding.review else "danger"))
        title = TextLabel(finding.title, "strong", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(title, 1)
        head.addWidget(pill)
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.M, Space.S + 2, Space.M, Space.S + 2)
        column.setSpacing(2)
        column.addLayout(head)
        for text in (finding.why, finding.clause, finding.review) if whole else (finding.why,):
            if text:
                column.addWidget(TextLabel(capital(text), "caption", wrap=True))
        marks = _marks(finding)
        if marks:
            strip = PillStrip()
            strip.set_pills(*marks)
            column.addWidget(strip)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(card)


def _marks(finding: FindingView) -> list[Pill]:
    """Return what has to be said of a finding wherever it shows: an unreviewed rule, an unseen text, own words."""
    marks = [] if finding.reviewed else [Pill(tr("Rule not reviewed"))]
    if finding.confidence != Confidence.TEXT_SEEN:
        marks.append(Pill(label("confidence", finding.confidence)))
    if any(hit.own for hit in finding.hits):
        marks.append(Pill(tr("Own words"), "accent"))
    return marks


class LivePanel(Spoken, QWidget):
    """Suggested findings below the form.

    Its owner places ``safety`` before anything else, ``seen``, a banner, near the number, and ``summary``, the titles
    as pills, where it stays in sight.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.safety = SafetyPanel(compact=True)
        self.seen = Banner(closable=False)
        self.summary = FlowBox()
        self.title = TextLabel(role="field")
        self.say(self.title.setText, "Suspected violations so far")
        self._cards = QVBoxLayout()
        self._cards.setSpacing(Space.S)
        self.more = TextLabel(role="caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addWidget(self.title)
        column.addLayout(self._cards)
        column.addWidget(self.more)
        self.findings: list[FindingView] = []
        self.hide()

    def clear(self) -> None:
        """Show nothing of the rules; what is said for somebody's safety stays until it is answered anew."""
        self.show_answer(None, ())

    def show_answer(self, seen: SeenBefore | None, findings: Sequence[FindingView]) -> None:
        """Show what is known of the number, and the findings."""
        if seen is not None and seen.contacts:
            self.seen.show_text(seen_text(seen), "warning" if seen.other_cases else "accent")
        else:
            self.seen.hide()
        self.findings = list(findings)
        empty(self._cards)
        for finding in self.findings[:SHOWN]:
            self._cards.addWidget(FindingCard(finding, whole=False))
        self.summary.clear()
        for finding in self.findings[:SHOWN]:
            self.summary.add(_title_pill(finding))
        left = len(self.findings) - SHOWN
        if left > 0:
            self.summary.add(_pill(f"+{left}", "neutral"))
        self.summary.setVisible(bool(self.findings))
        self.more.setText(tr("and {count} more", count=left) if left > 0 else "")
        self.more.setVisible(left > 0)
        self.setVisible(bool(self.findings))


def _title_pill(finding: FindingView) -> PillStrip:
    title = finding.title if len(finding.title) <= TITLE_CHARACTERS else finding.title[: TITLE_CHARACTERS - 1] + "…"
    if any(hit.own for hit in finding.hits):
        # Words of the organisation's own speak here: no law stands behind them.
        return _pill(f"{title} · {tr('Own words')}", "accent", finding.title)
    return _pill(title, "warning" if finding.review else "danger", finding.title)


def _pill(text: str, tone: str, tip: str = "") -> PillStrip:
    strip = PillStrip()
    strip.set_pills(Pill(text, tone))
    strip.setToolTip(plain_tip(tip) if tip else "")
    return strip


def seen_text(seen: SeenBefore) -> str:
    """Return what is known of a number as one sentence."""
    parts = [
        tr(
            "Seen before: {count} contact." if seen.contacts == 1 else "Seen before: {count} contacts.",
            count=seen.contacts,
        )
    ]
    if seen.other_cases:
        parts.append(
            tr("In {count} other case." if seen.other_cases == 1 else "In {count} other cases.", count=seen.other_cases)
        )
    if seen.claimed:
        parts.append(tr("Claimed to be: {names}.", names=", ".join(seen.claimed[:3])))
    if seen.last_utc:
        parts.append(tr("Last on {when}.", when=instant_text(seen.last_utc)))
    return ("" if language() == "zh" else " ").join(parts)
