"""The lists of the inbox: senders with what is proposed for them, and the entries of one sender page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from advocate import messages
from advocate.domain.inbox import InboxGroup
from advocate.domain.vocabulary import Proposal
from advocate.ui.contacts.model import Column, ContactModel, Fetch, grouped
from advocate.ui.i18n import label, language, mark, tr
from advocate.ui.moments import instant_text
from advocate.ui.widgets.pills import CELL_ROLE, INK_ROLE, PILLS_ROLE, Cell, Pill
from advocate.ui.widgets.text import plain_tip

Index = QModelIndex | QPersistentModelIndex

TONES = {Proposal.COLLECTION: "danger", Proposal.UNSURE: "warning", Proposal.ORDINARY: "neutral"}


class GroupColumn(IntEnum):
    """Columns of the list of senders."""

    PROPOSAL = 0
    SENDER = 1
    COUNT = 2
    LAST = 3
    SAMPLE = 4


_TITLES = {
    GroupColumn.PROPOSAL: mark("Proposal"),
    GroupColumn.SENDER: mark("Sender"),
    GroupColumn.COUNT: mark("Entries"),
    GroupColumn.LAST: mark("Last"),
    GroupColumn.SAMPLE: mark("Telling entry"),
}


class GroupModel(QAbstractTableModel):
    """Senders in the order of the service; filtered here, because there are thousands at most."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all: list[InboxGroup] = []
        self._shown: list[InboxGroup] = []
        self._proposal: Proposal | None = None
        self._text = ""
        self.zone = "Asia/Shanghai"
        #: Senders whose words call for care of the person first.
        self.careful: set[int | None] = set()

    def set_groups(self, groups: Sequence[InboxGroup]) -> None:
        """Show ``groups`` as filtered."""
        self._all = list(groups)
        self._refilter()

    def set_filter(self, proposal: Proposal | None, text: str) -> None:
        """Show those with ``proposal`` whose number, name or sample holds ``text``."""
        self._proposal, self._text = proposal, text.strip().lower()
        self._refilter()

    def drop(self, senders: Sequence[int | None]) -> None:
        """Take away what was decided, before the vault says so: the next line is under the hand at once."""
        gone = set(senders)
        self._all = [group for group in self._all if group.sender not in gone]
        self._refilter()

    def group_at(self, place: int) -> InboxGroup | None:
        """Return the sender of a line."""
        return self._shown[place] if 0 <= place < len(self._shown) else None

    def place_of(self, sender: int | None) -> int:
        """Return the line of a sender, -1 where it is not shown."""
        return next((place for place, group in enumerate(self._shown) if group.sender == sender), -1)

    def groups(self) -> list[InboxGroup]:
        """Return all senders, filtered or not."""
        return self._all

    def _refilter(self) -> None:
        self.beginResetModel()
        self._shown = [group for group in self._all if self._wanted(group)]
        self.endResetModel()

    def _wanted(self, group: InboxGroup) -> bool:
        if self._proposal is not None and group.proposal is not self._proposal:
            return False
        if not self._text:
            return True
        digits = self._text.replace(" ", "")
        return digits in (group.number or "") or self._text in f"{group.name}\n{group.sample}".lower()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(GroupColumn)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(GroupColumn):
            return None
        return tr(_TITLES[GroupColumn(section)]) if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        group = self.group_at(index.row()) if index.isValid() else None
        if group is None:
            return None
        column = GroupColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text_of(group, column)
        if role == PILLS_ROLE and column is GroupColumn.PROPOSAL:
            return (pill(group.proposal), *((care_pill(),) if group.sender in self.careful else ()))
        if role == INK_ROLE:
            return "text" if column in (GroupColumn.SENDER, GroupColumn.COUNT) else "text_soft"
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(why_lines(group)))
        return None

    def _text_of(self, group: InboxGroup, column: GroupColumn) -> str:
        match column:
            case GroupColumn.PROPOSAL:
                return label("proposal", group.proposal)
            case GroupColumn.SENDER:
                return sender_text(group)
            case GroupColumn.COUNT:
                return f"{group.entries:,}"
            case GroupColumn.LAST:
                return instant_text(group.last_utc, self.zone)[:10]
        if group.sample or not group.calls:
            return group.sample
        return tr("{count} call" if group.calls == 1 else "{count} calls", count=f"{group.calls:,}")

    def retranslated(self) -> None:
        """Have everything asked for again."""
        if self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, len(GroupColumn) - 1))
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(GroupColumn) - 1)


class EntryModel(ContactModel):
    """The log's model, with what is proposed where the log shows behaviours."""

    def __init__(self, fetch: Fetch, parent: QObject | None = None) -> None:
        super().__init__(fetch, parent)
        self.proposals: dict[int, Proposal] = {}
        self.careful: set[int] = set()

    def learn(self, proposals: Mapping[int, Proposal], careful: AbstractSet[int] = frozenset()) -> None:
        """Remember what is proposed for entries about to arrive, and which of them call for care of the person."""
        self.proposals.update(proposals)
        self.careful |= careful

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if section == Column.BEHAVIOURS and role == Qt.ItemDataRole.DisplayRole:
            return tr("Proposal")
        return super().headerData(section, orientation, role)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if index.isValid() and index.column() == Column.BEHAVIOURS:
            proposal = self.proposals.get(self.id_at(index.row()))
            # The log's own answer asks for the page where it is not here yet.
            super().data(index, role)
            if role == CELL_ROLE:
                pills = () if proposal is None else (pill(proposal),)
                careful = self.id_at(index.row()) in self.careful
                return Cell("", "text_soft", "", (*pills, care_pill()) if careful else pills)
            return label("proposal", proposal) if role == Qt.ItemDataRole.DisplayRole and proposal else None
        return super().data(index, role)


def care_pill() -> Pill:
    """Return the mark of words that may put somebody in danger: neutral, since nobody knows yet whose they are."""
    return Pill(tr("Safety"), "neutral")


def pill(proposal: Proposal) -> Pill:
    """Return the pill of a proposal."""
    return Pill(label("proposal", proposal), TONES[proposal])


def sender_text(group: InboxGroup) -> str:
    """Return whom a line is about: the name, where there is one, and the number."""
    number = grouped(group.number) if group.number else tr("withheld")
    return f"{group.name}  {number}" if group.name and group.name != group.number else number


def why_lines(group: InboxGroup) -> list[str]:
    """Return the reasons of a proposal as sentences, the weightiest first."""
    return [messages.reason_text(reason, language()) for reason in group.why]
