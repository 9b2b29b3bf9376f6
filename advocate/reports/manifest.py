"""What goes into a packet beside the document: the manifest of hashes and the schedule as a table for spreadsheets."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import advocate
from advocate.reports.model import Complaint

_HARMLESS = re.compile(r"[+-]?[\d.]{1,30}")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\u200e\u200f\u202a-\u202e\u2066-\u2069]')
_RESERVED = re.compile(r"(?i)(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
_MAX_NAME_BYTES = 180
_CSV_HEAD = (
    "序号",
    "记录编号",
    "时间",
    "时间（ISO 8601）",
    "原文时间",
    "方式",
    "对方号码或账号",
    "通话时长",
    "联系对象",
    "自称身份",
    "内容",
    "证据",
    "来源位置",
)


@dataclass(frozen=True, slots=True)
class PacketFile:
    """A file of the packet. ``path`` is relative with forward slashes, ``sha256`` lower-case hex."""

    path: str
    sha256: str
    size_bytes: int


def described(path: str, data: bytes) -> PacketFile:
    """Return a file's line in the manifest."""
    return PacketFile(path, hashlib.sha256(data).hexdigest(), len(data))


def manifest(
    model: Complaint, files: Sequence[PacketFile], *, now: datetime, pages: int, audit_head: str, findings: int
) -> bytes:
    """Return the manifest as JSON in UTF-8; ``now`` is aware, ``audit_head`` the hash of the audit log's last line."""
    shown: dict[str, int] = {"image": 0, "pdf": 0, "listed": 0}
    for exhibit in model.exhibits:
        shown[exhibit.show] += 1
    document: dict[str, Any] = {
        "complaint": model.number,
        "case": model.case_number,
        "channel": model.channel,
        "draft": model.draft,
        "missing": list(model.missing),
        "built_at": now.isoformat(timespec="seconds"),
        "tool": {"name": "Advocate", "version": advocate.__version__},
        "rule_pack": {"name": model.pack, "version": model.pack_version},
        "audit_head": audit_head,
        "coverage": {
            "pages": pages,
            "findings": findings,
            "contacts": len(model.contacts),
            "numbers": len(model.numbers),
            "exhibits": len(model.exhibits),
            "exhibits_printed": shown["image"] + shown["pdf"],
            "exhibits_listed_only": shown["listed"],
        },
        "exhibits": [
            {"id": e.id, "evidence": e.evidence, "name": e.name, "sha256": e.sha256, "bytes": e.size_bytes}
            for e in model.exhibits
        ],
        "files": [{"path": f.path, "sha256": f.sha256, "bytes": f.size_bytes} for f in files],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def safe_cell(text: str) -> str:
    """Return a cell that no spreadsheet takes for a formula.

    Plain numbers stay, other suspicious starts get an apostrophe. Line ends become spaces and NUL the replacement
    character, so that one row stays one line.
    """
    text = " ".join(text.replace("\0", "\ufffd").splitlines())
    if text[:1] in ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠") and not _HARMLESS.fullmatch(text):
        return "'" + text
    return text


def schedule_csv(model: Complaint) -> bytes:
    """Return the contact schedule as CSV in UTF-8 with a mark at its start, so that Excel reads it as such."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_CSV_HEAD)
    for number, row in enumerate(model.contacts, 1):
        cells: Iterable[str] = (
            row.id,
            row.when,
            row.at,
            row.written,
            row.medium,
            row.number,
            row.duration,
            row.reached,
            row.claims,
            row.text,
            row.exhibit,
            row.source,
        )
        writer.writerow([str(number), *map(safe_cell, cells)])
    return buffer.getvalue().encode("utf-8-sig", "replace")


def safe_name(name: str, fallback: str = "file") -> str:
    """Return a file name that every system takes: no separators, controls or reserved names, at most 180 bytes."""
    name = _UNSAFE.sub("_", name.encode("utf-8", "replace").decode()).strip(" .")
    if not name or _RESERVED.fullmatch(name):
        name = f"{fallback}_{name}".strip("_")
    stem, dot, suffix = name.rpartition(".")
    if not dot or len(suffix) > 12:
        stem, dot, suffix = name, "", ""
    room = _MAX_NAME_BYTES - len((dot + suffix).encode())
    return stem.encode()[:room].decode("utf-8", "ignore").rstrip(" .") + dot + suffix
