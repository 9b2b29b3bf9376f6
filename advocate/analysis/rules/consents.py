"""Consent that a person gave to be contacted, and when it ends."""

from __future__ import annotations

from advocate.analysis.rules.acts import Act, Setting
from advocate.domain.vocabulary import NoticeKind


def consented(setting: Setting, act: Act, days: int) -> bool:
    """Tell whether consent covers the act: the day it was received is day 1 of at most ``days``.

    It ends earlier with its own term, or with a conversation on a later day (12 CFR 1006.14(b)(3)(i), comments 1-3):
    the call that becomes that conversation is covered still, what comes after it is not.
    """
    for notice in setting.notices:
        if notice.kind is not NoticeKind.CONSENT or notice.creditor_id not in (None, act.fact.creditor_id):
            continue
        first, _ = setting.clock(notice.zone).local(notice.at_ms)
        if not first <= act.day < first + days or (act.fact.at_ms < notice.at_ms and act.day == first):
            continue
        if notice.until is not None and setting.day(act.day) > notice.until:
            continue
        if not _ended(setting, act, first):
            return True
    return False


def _ended(setting: Setting, act: Act, first: int) -> bool:
    """Tell whether a conversation on a later day than ``first`` came before the act."""
    return any(
        first < spoken.day and spoken.fact.at_ms < act.fact.at_ms
        for spoken in setting.conversations
        if spoken.fact.creditor_id == act.fact.creditor_id
    )
