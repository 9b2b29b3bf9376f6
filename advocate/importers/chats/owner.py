"""Whose side of a chat is the debtor's: said by the file, by a person, by what the app calls its owner, or not at all.

Order (decision 0028): the option ``owner`` (names or accounts that a person gave); a sender that the app itself calls
"you"; in a chat of two whose title names one of them, the other. Where none of it helps, every message is taken as
received and a warning says so: the direction is never guessed silently.
"""

from __future__ import annotations

from collections.abc import Iterable

from advocate.domain.vocabulary import Direction
from advocate.importers.base import ReadContext
from advocate.importers.chats.entries import is_among, name_key

#: What apps call the owner of the phone, in the languages that their exports come in.
SELF_WORDS = {
    name_key(word)
    for word in [
        "You",
        "Me",
        "Ich",
        "Du",
        "Sie",
        "Yo",
        "Tú",
        "Usted",
        "Você",
        "Eu",
        "Vous",
        "Moi",
        "Tu",
        "Io",
        "Ik",
        "Jij",
        "Вы",
        "Я",
        "Siz",
        "Sen",
        "我",
        "你",
        "您",
        "自己",
        "本人",
        "自分",
        "あなた",
        "나",
        "ฉัน",
        "คุณ",
    ]
}


class Owner:
    """Decides the direction of messages by their senders; ``names`` is empty where nobody is known."""

    def __init__(self, ctx: ReadContext, names: Iterable[str] = ()) -> None:
        given = ctx.options.get("owner", "")
        parts = given.split(",") if isinstance(given, str) else [str(part) for part in given or ()]
        self.was_given = any(part.strip() for part in parts)
        self.names = [part.strip() for part in parts if part.strip()] or [name for name in names if name]
        self.undecided = 0

    def decide(self, senders: Iterable[str], title: str) -> None:
        """Find the owner among the senders of a chat, if nobody named one."""
        if self.names:
            return
        different = {name_key(sender): sender for sender in senders if name_key(sender)}
        own = [sender for key, sender in different.items() if key in SELF_WORDS]
        if own:
            self.names = own
        elif title and len(different) <= 2 and name_key(title) in different:
            self.names = [sender for key, sender in different.items() if key != name_key(title)] or ["\0nobody"]
        elif title and len(different) == 1 and " " not in name_key(title):
            # A chat with one person in which only somebody else has written.
            self.names = []

    def is_owner(self, *spellings: str) -> bool:
        """Tell whether a sender, by any of its spellings, is the owner."""
        if any(is_among(spelling, self.names) for spelling in spellings if spelling):
            return True
        return not self.was_given and any(name_key(spelling) in SELF_WORDS for spelling in spellings if spelling)

    def direction(self, *spellings: str) -> Direction:
        """Return the direction of a message; counts those that nobody could decide."""
        if self.is_owner(*spellings):
            return Direction.OUT
        if not self.names:
            self.undecided += 1
        return Direction.IN

    def warn(self, ctx: ReadContext) -> None:
        """Say that the owner is not known, once a file has been read."""
        if self.undecided:
            ctx.warn("warn_chat_owner_unknown", count=self.undecided)
