"""The root command: global options, error reporting, exit status."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Annotated, Any

import typer

from advocate import __version__, messages
from advocate.cli import DrawPictures, OpenWindow, help_texts
from advocate.cli.commands import register
from advocate.cli.output import Output, prepare_streams
from advocate.cli.session import Session, system_language
from advocate.domain.errors import AdvocateError, Cancelled, InvalidDraft

DONE, FAILED, USAGE = 0, 1, 2


def run(argv: Sequence[str] | None, *, open_window: OpenWindow | None, draw_pictures: DrawPictures | None) -> int:
    """Run one command line and return its exit status; every expected failure becomes one sentence."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    prepare_streams()
    output = Output()
    output.lang = system_language()
    session = Session(output, open_window=open_window, draw_pictures=draw_pictures)
    before = sys.excepthook
    sys.excepthook = _hook(session)
    status = _run(session, arguments)
    sys.excepthook = before
    return status


def _run(session: Session, arguments: list[str]) -> int:
    output = session.output
    try:
        result = command(arguments).main(args=arguments, prog_name="advocate", standalone_mode=False, obj=session)
    except typer.TyperException as error:
        return _usage(output, error)
    except typer.Abort:
        return _failed(session, Cancelled())
    except BrokenPipeError:
        return _nobody_reads()
    except (AdvocateError, OSError, KeyboardInterrupt) as error:
        return _failed(session, error)
    if not isinstance(result, int):
        return DONE
    # Typer turns Ctrl+C into 130; this program knows 0, 1 and 2.
    return _failed(session, Cancelled()) if result == 130 else result


def command(arguments: Sequence[str] = ()) -> Any:
    """Return the whole command tree; with ``--help`` among ``arguments`` its texts are in the language asked for."""
    app = typer.Typer(
        name="advocate",
        add_completion=False,
        no_args_is_help=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["--help", "-h"]},
    )
    app.callback(invoke_without_command=True)(_root)
    register(app)
    tree = typer.main.get_command(app)
    if "--help" in arguments or "-h" in arguments:
        help_texts.translate(tree, help_texts.language_of(arguments) or system_language())
    return tree


def _version(value: bool) -> None:
    if value:
        typer.echo(f"advocate {__version__}")
        raise typer.Exit


# ``readable=False`` on every path: Typer would refuse an unreadable one as wrong usage, in English; the command itself
# says what is wrong and how to mend it.
def _root(
    ctx: typer.Context,
    vault: Annotated[Path | None, typer.Option(envvar="ADVOCATE_VAULT", metavar="DIR", readable=False)] = None,
    password_file: Annotated[
        Path | None, typer.Option(envvar="ADVOCATE_PASSWORD_FILE", metavar="FILE", readable=False)
    ] = None,
    lang: Annotated[str | None, typer.Option(metavar="zh|en")] = None,
    json: Annotated[bool, typer.Option("--json")] = False,
    verbose: Annotated[bool, typer.Option("--verbose")] = False,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """Document harassing debt collection and turn it into complaints."""
    session: Session = ctx.obj
    session.output.as_json = json
    session.verbose = verbose
    session.vault_option = vault
    session.password_file = password_file
    if lang is not None:
        if lang not in messages.LANGUAGES:
            raise typer.BadParameter("zh | en", param_hint="--lang")
        session.lang_option = session.output.lang = lang
    if ctx.invoked_subcommand is None:
        raise typer.Exit(_window(session))


def _window(session: Session) -> int:
    if session.open_window is None:
        raise AdvocateError("no_window")
    password = session.password() if session.password_file is not None else None
    return session.open_window(session.vault_option, password, session.lang_option)


def _usage(output: Output, error: typer.TyperException) -> int:
    context = getattr(error, "ctx", None)
    if context is not None and not output.as_json:
        typer.echo(context.get_usage(), err=True)
    output.failed("usage", output.text("usage", message=error.format_message()), {})
    return getattr(error, "exit_code", USAGE)


def _failed(session: Session, error: BaseException) -> int:
    if session.verbose:
        import traceback

        traceback.print_exception(error, file=sys.stderr)
    code, message, details = describe(error, session.output)
    session.output.failed(code, message, details)
    return FAILED


def describe(error: BaseException, output: Output) -> tuple[str, str, dict[str, Any]]:
    """Return code, sentence and details of an expected failure; a foreign error gives its type only, never its text."""
    if isinstance(error, KeyboardInterrupt):
        error = Cancelled()
    if isinstance(error, InvalidDraft):
        problems = [
            {"field": p.field, "code": p.code, "message": output.text(p.code, **dict(p.params))} for p in error.problems
        ]
        fields = "; ".join(f"{p['field']} ({p['message'].rstrip('。.')})" for p in problems)
        return error.code, output.text(error.code, fields=fields), {"problems": problems}
    if isinstance(error, AdvocateError):
        return error.code, messages.error_text(error, output.lang), {k: _plain(v) for k, v in error.params.items()}
    if isinstance(error, OSError):
        file = "" if error.filename is None else os.fsdecode(error.filename)
        details = {"file": file, "system": os.strerror(error.errno) if error.errno else type(error).__name__}
        code = _OS_CODES.get(error.errno or 0, "system_refused")
        return code, output.text(code, **details), details
    return "unexpected", output.text("unexpected", type=type(error).__name__), {"type": type(error).__name__}


_OS_CODES = {
    errno.ENOSPC: "no_space_left",
    errno.EDQUOT: "no_space_left",
    errno.ENOENT: "no_such_file",
    errno.EACCES: "not_allowed",
    errno.EPERM: "not_allowed",
    errno.EROFS: "not_allowed",
    errno.EEXIST: "file_in_the_way",
    errno.ENOTDIR: "file_in_the_way",
    errno.EISDIR: "folder_not_file",
}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return str(value)


def _nobody_reads() -> int:
    """Keep the interpreter from failing once more while it flushes a pipe that nobody reads."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED


def _hook(session: Session) -> Any:
    """Return an excepthook: a bug shows one sentence with the type, and a traceback only when asked for."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if session.verbose:
            sys.__excepthook__(kind, error, trace)
        session.output.failed(*describe(error, session.output))

    return hook
