"""Import of messages beside its raw limit, in one run.

The limit: a bare expat pass over the same bytes, plus bare ``executemany`` of the finished rows into the same encrypted
tables, indexes and search index. Target: at most twice that, and at most 150 MB more memory.

    python benchmarks/import_messages.py [--messages 100000] [--runs 3]
"""

from __future__ import annotations

import argparse
import itertools
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from xml.parsers import expat

import psutil
from _corpus import write_messages
from harness import Figure, paired, report, timed

from advocate.domain.jobs import QuietContext
from advocate.services import importing
from advocate.storage import search
from advocate.storage.tables import CaseRow, ClientRow
from advocate.storage.vault import Vault

TARGET_RATIO = 2.0
TARGET_GROWTH_MB = 150


def main() -> None:
    """Measure and print the figures, one JSON document a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=3)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        report(measure(Path(folder), arguments.messages, arguments.runs))


def measure(folder: Path, messages: int, runs: int) -> list[Figure]:
    """Return the seconds of an import beside its limit, and the growth of memory during the first one."""
    source = write_messages(folder / "sms.xml", messages)
    data = source.read_bytes()
    with QuietMemory() as memory:
        _seconds, rows = _import(folder / "first", source, keep_rows=True)
    numbers = itertools.count()
    passes: list[float] = []

    def ours() -> float:
        return _import(folder / f"ours{next(numbers)}", source)[0]

    def raw() -> float:
        passes.append(timed(lambda: _bare_pass(data)))
        return passes[-1] + _bare_insert(folder / f"raw{next(numbers)}", rows)

    seconds, limit, ratio = paired(ours, raw, runs)
    size = f"{messages} messages, {len(data) / 1e6:.0f} MB, bare pass {min(passes):.2f} s"
    return [
        Figure("import of messages", round(seconds, 3), "s", round(limit, 3), round(ratio, 3), TARGET_RATIO, size),
        Figure("memory growth of the import", round(memory.growth_mb, 1), "MB", target=TARGET_GROWTH_MB),
    ]


class QuietMemory:
    """Watches resident memory every few milliseconds; opening a vault costs hundreds of MB and is left out."""

    current: QuietMemory | None = None

    def __init__(self) -> None:
        self.growth_mb = 0.0
        self._process = psutil.Process()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch)
        self._start = 0

    def __enter__(self) -> QuietMemory:
        QuietMemory.current = self
        return self

    def __exit__(self, *_exc: object) -> None:
        QuietMemory.current = None

    def begin(self) -> None:
        """Take the present memory as the start, and watch."""
        self._start = self._process.memory_info().rss
        self._thread.start()

    def end(self) -> None:
        """Stop watching."""
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(0.005):
            growth = (self._process.memory_info().rss - self._start) / 1e6
            self.growth_mb = max(self.growth_mb, growth)


def _vault(path: Path) -> tuple[Vault, int]:
    vault, _code = Vault.create(path, "benchmark")
    with vault.write() as uow:
        client = ClientRow(name="测")
        uow.session.add(client)
        uow.session.flush()
        case = CaseRow(number="C-2026-0001", client_id=client.id or 0)
        uow.session.add(case)
        uow.session.flush()
        return vault, case.id or 0


def _import(path: Path, source: Path, keep_rows: bool = False) -> tuple[float, dict[str, list[tuple[Any, ...]]]]:
    vault, case_id = _vault(path)
    memory = QuietMemory.current
    if memory is not None:
        memory.begin()
    seconds = timed(lambda: importing.run(vault, [source], case_id, QuietContext()))
    if memory is not None:
        memory.end()
    rows: dict[str, list[tuple[Any, ...]]] = {}
    if keep_rows:
        with vault.read() as uow:
            for table in ("evidence", "imports", "phone_numbers", "contacts"):
                found = uow.connection.exec_driver_sql(f"SELECT * FROM {table} ORDER BY id")
                rows[table] = [tuple(row) for row in found]
            texts = uow.connection.exec_driver_sql("SELECT id, text, name FROM contacts ORDER BY id")
            rows["contacts_fts"] = [(r[0], search.index_text(search.contact_text(r[1], name=r[2]))) for r in texts]
    vault.close()
    return seconds, rows


def _bare_pass(data: bytes) -> None:
    expat.ParserCreate().Parse(data, True)


def _bare_insert(path: Path, rows: dict[str, list[tuple[Any, ...]]]) -> float:
    vault, _case_id = _vault(path)
    with vault.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        connection.rollback()
        started = time.perf_counter()
        driver.execute("BEGIN IMMEDIATE")
        for table, values in rows.items():
            if table == "contacts_fts":
                driver.executemany("INSERT INTO contacts_fts(rowid, text) VALUES (?, ?)", values)
            else:
                marks = ",".join("?" * len(values[0]))
                driver.executemany(f"INSERT INTO {table} VALUES ({marks})", values)
        driver.execute("COMMIT")
        seconds = time.perf_counter() - started
    vault.close()
    return seconds


if __name__ == "__main__":
    main()
