"""What all chat exports have in common: one message as an entry, whatever tool wrote it down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePosixPath

from advocate.domain.drafts import MAX_LINE, MAX_TEXT, Attachment, EntryDraft, Rejection
from advocate.domain.vocabulary import Direction, Medium, TimePrecision
from advocate.importers.base import ReadContext
from advocate.importers.characters import cleaned, visible
from advocate.importers.sources import Source, chunks
from advocate.importers.wall_clock import in_range

#: What a message without words is shown as, by the kinds that importers give (in the words of the apps themselves).
PLACEHOLDERS = {
    "image": "[图片]",
    "voice": "[语音]",
    "video": "[视频]",
    "sticker": "[表情]",
    "location": "[位置]",
    "file": "[文件]",
    "card": "[名片]",
    "link": "[链接]",
    "quote": "[引用]",
    "forward": "[聊天记录]",
    "transfer": "[转账]",
    "red_packet": "[红包]",
    "call": "[通话]",
    "poke": "[拍一拍]",
    "recalled": "[撤回了一条消息]",
    "deleted": "[已删除]",
    "poll": "[投票]",
    "media": "[媒体]",
}


@dataclass(slots=True)
class Said:
    """One message as the source tells it. ``sender`` is the account or, where there is none, the name."""

    at_ms: int
    written: str
    place: str
    direction: Direction
    sender: str = ""
    name: str = ""
    text: str = ""
    kind: str = "text"
    chat: str = ""
    is_group: bool = False
    answered: bool | None = None
    duration_s: int | None = None
    zone: str = ""
    precision: TimePrecision = TimePrecision.EXACT
    attachments: tuple[Attachment, ...] = ()
    notes: list[str] = field(default_factory=list)
    source_kind: str = ""
    own: str = ""
    partner: str = ""


def entry_of(said: Said, medium: Medium) -> EntryDraft | Rejection:
    """Return the message as an entry, or why it is none.

    A call inside an app made the telephone ring, so its medium is ``call``; ``detail`` names the app. For what the
    owner sent, the address is the other side of a conversation between two, or the group.
    """
    if not in_range(said.at_ms):
        return Rejection(said.place, "entry_date_out_of_range")
    sender, name, chat = cleaned(said.sender), visible(cleaned(said.name)), visible(cleaned(said.chat))
    partner = cleaned(said.partner) or chat
    if said.direction is Direction.OUT:
        address, own, name = partner, sender or said.own, chat
    else:
        address, own = sender or name or partner, said.own
        name = name or ("" if said.is_group else chat)
    notes = list(said.notes)
    if said.kind not in ("text", "call"):
        notes.insert(0, f"kind={said.kind}")
    if said.kind == "call":
        notes.insert(0, f"app={medium.value}")
    if said.is_group and chat:
        notes.append(f"group={chat[:MAX_LINE]}")
    text = cleaned(said.text) or PLACEHOLDERS.get(said.kind, "")
    return EntryDraft(
        Medium.CALL if said.kind == "call" else medium,
        said.direction,
        said.at_ms,
        cleaned(said.written)[:MAX_LINE],
        address[:MAX_LINE].strip() or None,
        said.place,
        text[:MAX_TEXT],
        name[:MAX_LINE],
        duration_s=said.duration_s,
        answered=said.answered,
        own_address=own[:MAX_LINE],
        zone=said.zone,
        detail=cleaned("; ".join(notes))[: 2 * MAX_LINE],
        source_type=said.source_kind or said.kind,
        attachments=said.attachments,
        precision=said.precision,
    )


class Repeats:
    """Tells apart messages that one source writes alike: the same words of the same sender within one minute.

    Somebody who sends "还钱" three times in a minute did so three times; the fingerprint would fold them into one. The
    second gets a number, which a later export of the same chat gives it again.
    """

    def __init__(self) -> None:
        self._minute: tuple[int, dict[tuple[str, str], int]] = (-1, {})

    def kind(self, kind: str, at_ms: int, sender: str, text: str) -> str:
        """Return the kind, with a number from the second on."""
        if self._minute[0] != at_ms:
            self._minute = (at_ms, {})
        seen = self._minute[1]
        count = seen[sender, text] = seen.get((sender, text), 0) + 1
        return kind if count == 1 else f"{kind}#{count}"


class MediaFolder:
    """The files that came with a chat: inside its archive or folder, or beside it on the disk."""

    def __init__(self, source: Source, ctx: ReadContext) -> None:
        self._source = source
        self._ctx = ctx
        self._by_name: dict[str, Source] = {}
        for path, member in source.members.items():
            self._by_name.setdefault(PurePosixPath(path).name.lower(), member)
        self.missing = 0

    def has(self, name: str) -> bool:
        """Tell whether there is a file of that name."""
        return self._find(name) is not None

    def keep(self, name: str) -> tuple[Attachment, ...]:
        """Hand a file over to the keeper; nothing where it is not there, which is counted."""
        found = self._find(name)
        if found is None:
            self.missing += 1
            return ()
        return (self._ctx.keep(PurePosixPath(name.replace("\\", "/")).name[:MAX_LINE], chunks(found)),)

    def _find(self, name: str) -> Source | None:
        base = PurePosixPath(name.replace("\\", "/")).name
        if not base or base in (".", ".."):
            return None
        if not self._by_name:
            return self._source.sibling(base)
        exact = self._source.members.get(name.replace("\\", "/").removeprefix("./"))
        return exact or self._by_name.get(base.lower())


def is_among(name: str, names: Iterable[str]) -> bool:
    """Tell whether two spellings of a name are the same but for marks, spaces, a tilde and case."""
    key = name_key(name)
    return bool(key) and any(name_key(other) == key for other in names)


@lru_cache(maxsize=4096)
def name_key(name: str) -> str:
    """Return what makes two spellings of a name the same; of a number its digits."""
    key = visible(name).lstrip("~～ ").casefold()
    digits = re.sub(r"\D", "", key)
    return digits[-11:] if len(digits) >= 7 and re.fullmatch(r"[\d\s+()\-‐-―.]+", key) else key
