"""Import of a million messages beside its raw limit; the same file again; and how soon a cancel in the middle answers.

The limit: a bare expat pass over the same bytes, plus bare ``executemany`` of the finished rows into the same encrypted
tables, indexes and search index (the time of fetching them is left out). Targets: at most twice that, at most 150 MB
more memory, a second import at least as fast as the first, a cancel answered within a second.

    python benchmarks/import_million.py [--messages 1000000]
"""

from __future__ import annotations

import argparse
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from xml.parsers import expat

from _corpus import write_messages
from harness import Figure, report, timed
from import_messages import TARGET_GROWTH_MB, TARGET_RATIO, QuietMemory, _vault

from advocate.domain.errors import Cancelled
from advocate.domain.jobs import QuietContext
from advocate.services import importing
from advocate.storage import search
from advocate.storage.vault import Vault

CANCEL_S = 1.0
_CHUNK = 20_000


def main() -> None:
    """Measure and print the figures, one JSON document a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=1_000_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report(measure(Path(folder), arguments.messages))


def measure(folder: Path, messages: int) -> list[Figure]:
    """Return the figures of one import, of the same again, and of one that is cancelled."""
    source = write_messages(folder / "sms.xml", messages)
    size = source.stat().st_size
    vault, case_id = _vault(folder / "first")
    with QuietMemory() as memory:
        memory.begin()
        first = timed(lambda: importing.run(vault, [source], case_id, QuietContext()))
        memory.end()
    again = timed(lambda: importing.run(vault, [source], case_id, QuietContext()))
    raw = _bare_pass(source) + _bare_insert(vault, folder / "raw")
    vault.close()
    note = f"{messages} messages, {size / 1e6:.0f} MB"
    return [
        Figure("import of a million", round(first, 2), "s", round(raw, 2), round(first / raw, 3), TARGET_RATIO, note),
        Figure("memory growth of that import", round(memory.growth_mb, 1), "MB", target=TARGET_GROWTH_MB),
        Figure("the same file again", round(again, 2), "s", round(first, 2), round(again / first, 3), 1.0),
        Figure("a cancel in the middle", round(_cancel(folder / "cancelled", source), 3), "s", target=CANCEL_S),
    ]


def _bare_pass(source: Path) -> float:
    def read() -> None:
        with source.open("rb") as stream:
            expat.ParserCreate().ParseFile(stream)

    return timed(read)


def _bare_insert(full: Vault, path: Path) -> float:
    """Return the seconds of inserting what the full vault holds into an empty one."""
    vault, _case_id = _vault(path)
    seconds = 0.0
    with vault.engine.connect() as connection, full.read() as uow:
        driver: Any = connection.connection.driver_connection
        connection.rollback()
        driver.execute("BEGIN IMMEDIATE")
        for table in ("evidence", "imports", "phone_numbers", "contacts"):
            result = uow.connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY id")
            while rows := [tuple(row) for row in result.fetchmany(_CHUNK)]:
                marks = ",".join("?" * len(rows[0]))
                statement = f"INSERT INTO {table} VALUES ({marks})"
                seconds += timed(lambda: driver.executemany(statement, rows))  # noqa: B023 - called at once
        result = uow.connection.exec_driver_sql("SELECT id, text, name FROM contacts ORDER BY id")
        while found := result.fetchmany(_CHUNK):
            texts = [(row[0], search.index_text(search.contact_text(row[1], name=row[2]))) for row in found]
            statement = "INSERT INTO contacts_fts(rowid, text) VALUES (?, ?)"
            seconds += timed(lambda: driver.executemany(statement, texts))  # noqa: B023 - called at once
        seconds += timed(lambda: driver.execute("COMMIT"))
    vault.close()
    return seconds


def _cancel(path: Path, source: Path) -> float:
    """Return the seconds from asking an import to stop, half-way through, until it has rolled back."""
    vault, case_id = _vault(path)
    ctx = _Half()
    asked: list[float] = []

    def ask() -> None:
        ctx.reached.wait()
        ctx.cancelled = True
        asked.append(time.perf_counter())

    threading.Thread(target=ask, daemon=True).start()
    try:
        importing.run(vault, [source], case_id, ctx)
    except Cancelled:
        stopped = time.perf_counter()
    else:
        raise RuntimeError("the import was not cancelled")
    vault.close()
    return stopped - asked[0]


class _Half(QuietContext):
    """Says when half of the entries are read."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = threading.Event()

    def progress(self, done: int, total: int | None = None, note: str = "") -> None:
        """Look how far it is."""
        if note == "progress_reading" and total and done * 2 > total:
            self.reached.set()


if __name__ == "__main__":
    main()
