"""What makes an entry the same one in a later, overlapping backup (formats.md 1, duplicates; 18, normal form).

Fingerprints are stored, so their recipe is frozen here and does not follow the number plan: a better reading of a
number must not import old calls a second time. Name of the contact, SIM and localised date may differ.
"""

from __future__ import annotations

import hashlib
import re

from advocate.domain.drafts import EntryDraft

FINGERPRINT_BYTES = 16

_SEPARATORS = re.compile(r"[\s\-‐‑‒–—().·]+")
_MOBILE = re.compile(r"(?:\+?86|0086)?(?:12593|17951)?(1\d{10})", re.ASCII)
_CHINESE = re.compile(r"(?:\+86|0086)0?([2-9]\d{8,11}|10\d{8})", re.ASCII)


def fingerprint_address(address: str | None) -> str:
    """Return a sender's address in the normal form of fingerprints; empty where it was withheld."""
    if address is None:
        return ""
    compact = _SEPARATORS.sub("", address)
    mobile = _MOBILE.fullmatch(compact)
    if mobile is not None:
        return mobile[1]
    fixed = _CHINESE.fullmatch(compact)
    return f"0{fixed[1]}" if fixed is not None else compact


def fingerprint(entry: EntryDraft, address: str) -> bytes:
    """Return BLAKE2b over kind, ``address`` in normal form, instant, direction, the source's type, and the words."""
    head = f"1\x1f{entry.medium}\x1f{address}\x1f{entry.at_ms}\x1f{entry.direction}\x1f{entry.source_type}"
    parts = f"{head}\x1f{entry.text}"
    return hashlib.blake2b(parts.encode("utf-8", "surrogatepass"), digest_size=FINGERPRINT_BYTES).digest()
