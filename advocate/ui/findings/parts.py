"""Parts of a finding's page: its elements with their last days, and its counts side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from advocate.domain.views import ElementView
from advocate.ui.i18n import mark, tr
from advocate.ui.theme import Space
from advocate.ui.widgets.page import IconDisc
from advocate.ui.widgets.pills import Pill, PillStrip
from advocate.ui.widgets.text import TextLabel, surface

#: From so many days on, what disappears is no longer urgent.
_SOON_DAYS = 14

_COUNTS = {
    "number": mark("from one number"),
    "creditor": mark("for one lender, agencies included"),
    "batch": mark("from one batch of numbers"),
}


def counts_row(counts: Sequence[tuple[str, int]]) -> QWidget:
    """Return the same acts counted by number, by lender with its agencies, and by batch, side by side."""
    row = QWidget()
    inside = QHBoxLayout(row)
    inside.setContentsMargins(0, 0, 0, 0)
    inside.setSpacing(Space.S)
    found = dict(counts)
    for name, source in _COUNTS.items():
        if name not in found:
            continue
        card = surface("sunken")
        column = QVBoxLayout(card)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.setSpacing(0)
        # No batch is known: that is not the same as a batch with nothing in it.
        column.addWidget(TextLabel(f"{found[name]:,}" if found[name] else "–", "lead"))
        column.addWidget(TextLabel(tr(source), "caption", wrap=True))
        inside.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
    return row


def element_card(element: ElementView, today: date) -> QWidget:
    """Return one element: there, or missing with how to get it and by when that disappears."""
    card = surface("sunken")
    row = QHBoxLayout(card)
    row.setContentsMargins(Space.M, Space.S + 2, Space.M, Space.S + 2)
    row.setSpacing(Space.M)
    glyph = ("circle-check", "success") if element.have else ("circle-alert", "warning")
    row.addWidget(IconDisc(*glyph, diameter=26), 0, Qt.AlignmentFlag.AlignTop)
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(TextLabel(element.title, "strong", wrap=True))
    if not element.have:
        words.addWidget(_selectable(TextLabel(tr("How to get it: {how}", how=element.how), wrap=True)))
        for text in element.until:
            words.addWidget(_selectable(TextLabel(text, "caption", wrap=True)))
    row.addLayout(words, 1)
    state = PillStrip()
    state.set_pills(*element_pills(element, today))
    row.addWidget(state, 0, Qt.AlignmentFlag.AlignTop)
    return card


def element_pills(element: ElementView, today: date) -> list[Pill]:
    """Return whether an element is there and, where it is missing, how many days are left to get it."""
    if element.have:
        return [Pill(tr("There"), "success")]
    pills = [Pill(tr("Missing"), "warning")]
    if element.last_day is not None:
        left = (element.last_day - today).days
        if left < 0:
            pills.append(Pill(tr("gone since {day}", day=element.last_day.isoformat()), "neutral"))
        elif left == 0:
            pills.append(Pill(tr("last day today"), "danger"))
        else:
            tone = "danger" if left <= _SOON_DAYS else "neutral"
            pills.append(Pill(tr("{count} day left" if left == 1 else "{count} days left", count=f"{left:,}"), tone))
    elif element.over:
        pills.append(Pill(tr("period over"), "neutral"))
    return pills


def in_order(elements: Iterable[ElementView]) -> list[ElementView]:
    """Return what is missing first, what disappears soonest before the rest."""
    return sorted(elements, key=lambda element: (element.have, element.last_day or date.max))


def _selectable(label: TextLabel) -> TextLabel:
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
