"""Whether a text says as a fact what only a court or an authority can find: 涉嫌, not 违法."""

from __future__ import annotations

import re

from advocate.analysis.lexicons.folding import fold

#: What is found by authorities only (the offences of sections A5 to A10 of the law file, and the bare words).
_OFFENCE = (
    r"(?:违法犯罪|违法|犯罪|犯法|诈骗罪?|敲诈勒索罪?|寻衅滋事罪?|侵犯公民个人信息罪?|催收非法债务罪?|非法经营罪?|"
    r"招摇撞骗罪?|侮辱罪|诽谤罪|黑社会|涉黑|高利贷)"
)
_ASSERTS = re.compile(
    rf"(?:已经?|就|明显|完全|确实|显然|纯属|均|都)?(?:构成|属于|系|触犯|犯了|是在|就是|从事)(?:了|一种|典型的?)?{_OFFENCE}"
)
#: What makes it a suspicion, in the same clause.
_SUSPECTS = re.compile(r"涉嫌|可能|疑似|是否|如果|若|请求?(?:认定|查明|核查)|怀疑")
_CLAUSE = re.compile(r"[，,。；;！!？?\n]")


def stated_as_fact(text: str) -> list[str]:
    """Return the words that state an offence as a fact, each once, in order."""
    found: list[str] = []
    for clause in _CLAUSE.split(fold(text)):
        if not _SUSPECTS.search(clause):
            found.extend(match[0] for match in _ASSERTS.finditer(clause) if match[0] not in found)
    return found
