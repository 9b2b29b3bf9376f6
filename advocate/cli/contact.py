"""``contact``: log a harassing contact, list the log."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any

import typer

from advocate.cli import shapes
from advocate.cli.arguments import session_of
from advocate.cli.output import Output
from advocate.domain.drafts import ContactDraft
from advocate.domain.filters import ContactFilter
from advocate.domain.ids import row_id, short_id
from advocate.domain.moments import parse_moment, zone_info
from advocate.domain.vocabulary import Behaviour, CallOutcome, Direction, Medium, Reached, TimePrecision

app = typer.Typer()
_PAGE = 1000
#: How a call ends that somebody took; None is not said.
_CONNECTED = (None, CallOutcome.ANSWERED, CallOutcome.DROPPED)


@app.command()
def add(
    ctx: typer.Context,
    case: Annotated[str, typer.Argument(metavar="CASE")],
    at: Annotated[str, typer.Option("--at", metavar="TIME")],
    medium: Annotated[Medium, typer.Option("--medium")],
    number: Annotated[str | None, typer.Option("--from", metavar="NUMBER")] = None,
    on_number: Annotated[str, typer.Option("--on", metavar="NUMBER")] = "",
    direction: Annotated[Direction, typer.Option("--direction")] = Direction.IN,
    text: Annotated[str, typer.Option("--text", metavar="TEXT")] = "",
    behaviour: Annotated[list[Behaviour] | None, typer.Option("--behaviour")] = None,
    claims_to_be: Annotated[str, typer.Option("--claims-to-be", metavar="WHO")] = "",
    reached: Annotated[Reached, typer.Option("--reached")] = Reached.DEBTOR,
    debt: Annotated[str | None, typer.Option("--debt", metavar="DEBT")] = None,
    agency: Annotated[str, typer.Option("--agency", metavar="NAME")] = "",
    duration: Annotated[int | None, typer.Option("--duration", metavar="SECONDS")] = None,
    unanswered: Annotated[bool, typer.Option("--unanswered")] = False,
    outcome: Annotated[CallOutcome | None, typer.Option("--outcome")] = None,
    conversation: Annotated[bool | None, typer.Option("--conversation/--no-conversation")] = None,
    sent: Annotated[str | None, typer.Option("--sent", metavar="TIME")] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", metavar="ZONE")] = None,
) -> None:
    """Log one contact; a call counts as answered unless --unanswered or a duration of 0 says otherwise."""
    from advocate.services import cases, contacts, findings

    session = session_of(ctx)
    answered = None
    if medium.is_voice:
        answered = not unanswered and duration != 0 and outcome in _CONNECTED
    with session.vault() as vault:
        with vault.write() as uow:
            case_id = cases.resolve(uow, case)
            zone = timezone or cases.get(uow, case_id).zone
            draft = ContactDraft(
                case_id=case_id,
                moment=parse_moment(at, zone),
                medium=medium,
                direction=direction,
                number_raw=number,
                on_number_raw=on_number,
                duration_s=duration,
                answered=answered,
                text=text,
                claims_to_be=claims_to_be,
                reached=reached,
                behaviours=frozenset(behaviour or ()),
                debt_id=None if debt is None else row_id("debt", debt),
                agency=agency,
                outcome=outcome,
                conversation=conversation,
                zone_known=True if timezone else None,
                sent_utc=None if sent is None else parse_moment(sent, zone).at_utc,
            )
            contact_id = contacts.log(uow, draft)
            findings.evaluate(uow, case_id, contact_id)
        with vault.read() as uow:
            found = findings.listing(uow, case_id, session.lang, contact_id)
    document = {"id": short_id("contact", contact_id), "findings": [shapes.finding(f, zone) for f in found]}

    def show(output: Output) -> None:
        output.line("contact_added", id=document["id"])
        output.table(("col.rule", "col.title", "col.why"), [(f.rule, f.title, f.why) for f in found], "no_findings")

    session.output.answer(document, show)


@app.command("list")
def list_contacts(
    ctx: typer.Context,
    case: Annotated[str | None, typer.Option("--case", metavar="CASE")] = None,
    number: Annotated[str | None, typer.Option("--from", metavar="NUMBER")] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="TIME")] = None,
    until: Annotated[str | None, typer.Option("--until", metavar="TIME")] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", metavar="ZONE")] = None,
) -> None:
    """List contacts in order of time; --since is included, --until is not, a bare date means its whole day."""
    from advocate.services import cases, contacts

    session = session_of(ctx)
    with session.vault() as vault, vault.read() as uow:
        case_id = None if case is None else cases.resolve(uow, case)
        zone = timezone or ("Asia/Shanghai" if case_id is None else cases.get(uow, case_id).zone)
        ids = contacts.ids(uow, _filter(case_id, number, since, until, zone))
        document: list[dict[str, Any]] = []
        for start in range(0, len(ids), _PAGE):
            document.extend(shapes.contact(view) for view in contacts.page(uow, ids[start : start + _PAGE]))

    def show(output: Output) -> None:
        rows = [
            (
                row["id"],
                row["case"],
                row["at"],
                output.label("medium", row["medium"]),
                row["number"] or output.text("withheld"),
                row["text"][:60],
            )
            for row in document
        ]
        output.table(("col.id", "col.case", "col.at", "col.medium", "col.number", "col.text"), rows, "no_contacts")

    session.output.answer(document, show)


def _filter(case_id: int | None, number: str | None, since: str | None, until: str | None, zone: str) -> ContactFilter:
    return ContactFilter(
        case_id=case_id,
        number=number,
        since=None if since is None else parse_moment(since, zone).at_utc,
        until=None if until is None else _end(until, zone),
    )


def _end(text: str, zone: str) -> datetime | None:
    """Return where ``--until`` ends: before the time given, after the whole of a bare date."""
    moment = parse_moment(text, zone)
    if moment.precision is not TimePrecision.DAY:
        return moment.at_utc
    day = moment.local().date()
    if day == date.max:
        return None
    following = day + timedelta(days=1)
    return datetime.combine(following, time(), zone_info(zone)).astimezone(UTC)
