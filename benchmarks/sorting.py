"""Sorting 100,000 messages: proposals for a whole inbox, beside the bare database work that any sorting has to do.

The raw limit reads the same rows with a bare cursor and writes as many proposals back with a bare ``executemany``, in
the same encrypted vault, in turn in the same run. Deciding about the whole inbox, listing it by sender and taking the
decision back are printed too: those are what a person waits for.

    python benchmarks/sorting.py [--messages 100000]
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from _corpus import write_messages
from harness import Figure, paired, report, timed

from advocate.domain.drafts import CaseDraft, ClientDraft
from advocate.domain.jobs import QuietContext
from advocate.services import cases, importing, inbox, sorting, vaults
from advocate.storage.vault import Vault

PASSWORD = "benchmark 2026"
SORTED_S, RATIO = 2.0, 2.5
RUNS = 3
ROWS = (
    "SELECT id, number_id, at_utc, medium, direction, duration_s, answered, name, text FROM contacts "
    "WHERE case_id = ? AND nature = 'unsorted' AND import_id IS NOT NULL"
)


def forget(vault: Vault) -> None:
    """Make the inbox as it was before anything was proposed."""
    with vault.write() as uow:
        uow.connection.exec_driver_sql("UPDATE contacts SET proposed = NULL, proposed_why = NULL")


def sorted_s(vault: Vault, case_id: int) -> float:
    """Return the seconds from nothing proposed to everything proposed, commit included."""
    forget(vault)

    def work() -> None:
        with vault.write() as uow:
            sorting.propose(uow, case_id)

    return timed(work)


def bare_s(vault: Vault, case_id: int) -> float:
    """Return the seconds that reading the rows and writing a proposal of usual length to each take."""
    forget(vault)

    def work() -> None:
        with vault.write() as uow:
            rows = uow.connection.exec_driver_sql(ROWS, (case_id,)).cursor.fetchall()
            values = [("collection", f"debt:4:逾期、欠款|said_before:3:{row[0] % 7}", row[0]) for row in rows]
            uow.connection.exec_driver_sql("UPDATE contacts SET proposed = ?, proposed_why = ? WHERE id = ?", values)

    return timed(work)


def main() -> None:
    """Measure and report."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=100_000)
    count = parser.parse_args().messages
    with tempfile.TemporaryDirectory() as folder:
        backup = write_messages(Path(folder) / "sms.xml", count)
        with vaults.create(Path(folder) / "vault", PASSWORD).vault as vault:
            with vault.write() as uow:
                case_id = cases.add(uow, CaseDraft(ClientDraft("某某")))
            importing.run(vault, [backup], case_id, QuietContext())
            ours, raw, ratio = paired(lambda: sorted_s(vault, case_id), lambda: bare_s(vault, case_id), RUNS)
            sorted_s(vault, case_id)

            def grouped() -> None:
                with vault.read() as uow:
                    inbox.groups(uow, case_id)

            def accepted() -> None:
                with vault.write() as uow:
                    inbox.accept_proposals(uow, case_id)

            def undone() -> None:
                with vault.write() as uow:
                    inbox.undo(uow, case_id)

            listed_s, accepted_s, undone_s = timed(grouped), timed(accepted), timed(undone)
    report(
        [
            Figure(f"sorting {count:,} messages", ours, "s", raw=raw, target=SORTED_S),
            Figure("the same beside bare reading and writing", ours, "s", raw=raw, ratio=ratio, target=RATIO),
            Figure("the inbox by sender", listed_s, "s"),
            Figure("accepting all proposals", accepted_s, "s"),
            Figure("taking that back", undone_s, "s"),
        ]
    )


if __name__ == "__main__":
    main()
