"""Take imported rows out of the vault for good, with the files that only they needed.

A file's key goes with its row: from then on the stored bytes are noise, which the next start removes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from advocate.storage.uow import UnitOfWork

_BATCH = 500
_LEFT_OUT = "FROM contacts INDEXED BY ix_contacts_left_out WHERE case_id = ? AND left_out_utc IS NOT NULL"
# Files that came with entries left out: attachments, and the recording or picture that the entry itself was read from.
_THEIR_FILES = """
SELECT DISTINCT e.evidence_id FROM contacts AS c INDEXED BY ix_contacts_left_out
JOIN evidence_contacts AS e ON e.contact_id = c.id
JOIN import_evidence AS i ON i.evidence_id = e.evidence_id AND i.brought
WHERE c.case_id = ? AND c.left_out_utc IS NOT NULL
"""
# What anything else still needs: another entry, an import that read it and whose entries are here, a row that was read
# from a picture and that nobody decided on.
_NEEDED = """
SELECT 1 WHERE EXISTS (SELECT 1 FROM evidence_contacts WHERE evidence_id = ?1)
  OR EXISTS (SELECT 1 FROM contacts WHERE source_evidence_id = ?1)
  OR EXISTS (SELECT 1 FROM imports WHERE evidence_id = ?1 AND coalesce(kind, '') NOT IN ('recording', 'picture'))
  OR EXISTS (SELECT 1 FROM proposals WHERE evidence_id = ?1 AND status = 'proposed')
"""


def left_out(uow: UnitOfWork, case_id: int) -> int:
    """Erase the entries that people left out of a case's inbox, but for their fingerprints; return how many."""
    uow.session.flush()
    files = [row[0] for row in uow.connection.exec_driver_sql(_THEIR_FILES, (case_id,))]
    uow.connection.exec_driver_sql(
        "INSERT OR IGNORE INTO left_out (case_id, fingerprint, import_id) "
        f"SELECT case_id, fingerprint, import_id {_LEFT_OUT} AND fingerprint IS NOT NULL",
        (case_id,),
    )
    ids = [row[0] for row in uow.connection.exec_driver_sql(f"SELECT id {_LEFT_OUT}", (case_id,))]
    contacts(uow, ids)
    needed = {file for file in files if uow.connection.exec_driver_sql(_NEEDED, (file,)).first() is not None}
    evidence(uow, case_id, [file for file in files if file not in needed])
    return len(ids)


def is_unfinished(uow: UnitOfWork) -> bool:
    """Tell whether anything left out still waits to be erased."""
    query = "SELECT 1 FROM contacts INDEXED BY ix_contacts_left_out WHERE left_out_utc IS NOT NULL LIMIT 1"
    return uow.connection.exec_driver_sql(query).first() is not None


def contacts(uow: UnitOfWork, ids: Sequence[int]) -> None:
    """Delete contacts with all that belongs to them; the index forgets them too."""
    if ids:
        uow.connection.exec_driver_sql("DELETE FROM contacts WHERE id = ?", [(each,) for each in ids])
        uow.session.expire_all()


def evidence(uow: UnitOfWork, case_id: int, ids: Iterable[int]) -> int:
    """Delete items of evidence with their keys and return how many; each is named in the audit log by its hash."""
    gone = 0
    for each in ids:
        row = uow.connection.exec_driver_sql("SELECT sha256 FROM evidence WHERE id = ?", (each,)).first()
        if row is None:
            continue
        uow.connection.exec_driver_sql("DELETE FROM evidence WHERE id = ?", (each,))
        uow.audit("erased", "evidence", each, case_id, sha256=row[0])
        gone += 1
    if gone:
        uow.session.expire_all()
        uow.changed("evidence", case_id=case_id)
    return gone
