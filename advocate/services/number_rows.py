"""The rows of numbers behind contacts: made when first met, with what their range says."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import insert
from sqlmodel import col, select

from advocate.analysis.numbers.facts import DEFAULT_REGIONS, NumberFacts, parse
from advocate.domain.moments import place_of
from advocate.domain.vocabulary import Medium, NumberKind
from advocate.services.values import storable
from advocate.storage.tables import PhoneNumberRow
from advocate.storage.uow import UnitOfWork

#: Media whose senders are accounts; digits there are an account's, unless they are a mobile number's.
ACCOUNTS = frozenset(
    {Medium.WECHAT, Medium.QQ, Medium.LINE, Medium.EMAIL, Medium.APP_PUSH, Medium.ONLINE_POST, Medium.OTHER}
)
_IS_PHONE = (NumberKind.MOBILE, NumberKind.VIRTUAL)
_BATCH = 500


def region_of(jurisdiction: str) -> str:
    """Return the ISO region in which a jurisdiction's people write their numbers."""
    return DEFAULT_REGIONS.get(place_of(jurisdiction), "CN")


def facts_of(raw: str | None, region: str = "CN", medium: Medium = Medium.CALL) -> NumberFacts | None:
    """Return what a number or account shows as the sender in ``medium``; None where it was withheld."""
    if raw is None:
        return None
    facts = parse(storable(raw), region)
    if facts is not None and medium in ACCOUNTS and facts.kind not in _IS_PHONE:
        return NumberFacts(facts.raw.strip(), NumberKind.NAME, facts.raw, region)
    return facts


def find_or_create(uow: UnitOfWork, all_facts: Iterable[NumberFacts]) -> dict[str, int]:
    """Return the row id of every number by its canonical spelling; rows are made where there are none."""
    wanted = {facts.number: facts for facts in all_facts}
    found = find(uow, wanted)
    missing = [facts for number, facts in wanted.items() if number not in found]
    if missing:
        now = uow.now()
        uow.connection.execute(
            insert(PhoneNumberRow),
            [
                {
                    "number": facts.number,
                    "kind": facts.kind,
                    "region": "",
                    "carrier": facts.carrier,
                    "country": facts.country,
                    "note": "",
                    "created_utc": now,
                }
                for facts in missing
            ],
        )
        made = find(uow, [facts.number for facts in missing])
        uow.changed("number", *made.values())
        found |= made
    return found


def find(uow: UnitOfWork, numbers: Iterable[str]) -> dict[str, int]:
    """Return the row ids of those canonical numbers that are known."""
    wanted = list(numbers)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), _BATCH):
        part = wanted[start : start + _BATCH]
        rows = uow.connection.execute(
            select(PhoneNumberRow.number, PhoneNumberRow.id).where(col(PhoneNumberRow.number).in_(part))
        )
        found.update((row.number, row.id) for row in rows)
    return found
