"""Global options, language, passwords, exit status: what holds for every command."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from advocate import messages
from advocate.cli import help_texts, remembered
from advocate.cli.output import harmless
from advocate.cli.program import command
from tests.cli.conftest import PASSWORD, Line

ROOT = Path(__file__).parents[2]


def run_python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


def test_a_command_starts_without_qt_and_without_what_it_does_not_need() -> None:
    out = run_python(
        "import sys\nfrom advocate.__main__ import main\nstatus = main(['--json', 'import', 'formats'])\n"
        "print()\nprint(status, [m for m in sys.modules if m.split('.')[0] in ('PySide6', 'shiboken6', 'reportlab')])"
    )
    assert out.splitlines()[-1] == "0 []"


def test_help_starts_without_the_database() -> None:
    out = run_python(
        "import sys\nfrom advocate.__main__ import main\nstatus = main(['--help'])\n"
        "print(status, [m for m in sys.modules if m.split('.')[0] in ('PySide6', 'sqlmodel', 'sqlcipher3')])"
    )
    assert out.splitlines()[-1] == "0 []"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_command_and_option_has_help_in_both_languages(lang: str) -> None:
    codes = [code for code, _ in help_texts.targets(command())]
    assert len(codes) > 60
    assert [code for code in codes if messages.text(code, lang) == code] == []


def test_help_speaks_the_language_asked_for(line: Line) -> None:
    assert "保险库" in line.bare("--lang", "zh", "--help").out
    assert "Check database" in line.bare("--lang=en", "vault", "--help").out


def test_alone_it_opens_the_window(line: Line, password_file: Path) -> None:
    assert line.bare().status == 0
    line.bare("--vault", line.vault, "--password-file", password_file, "--lang", "en")
    assert line.window == [(None, None, None), (line.vault, PASSWORD, "en")]


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["--lang", "fr", "case", "list"],
        ["case", "add"],
        ["case", "list", "--json"],
        ["import", "file.xml"],
        ["contact", "add", "C-2026-0001", "--at", "2026-01-01 08:00", "--medium", "pigeon"],
        ["complaint", "build", "P-2026-0001"],
    ],
)
def test_wrong_usage_is_status_2_and_one_line(line: Line, arguments: list[str]) -> None:
    answer = line.bare(*arguments)
    assert answer.status == 2
    assert answer.err.splitlines()[-1].startswith("advocate: ")
    assert answer.out == ""


def test_wrong_usage_with_json_is_a_document(line: Line) -> None:
    answer = line("case", "add")
    assert answer.status == 2
    assert answer.document["error"]["code"] == "usage"


@pytest.mark.parametrize(
    "noun", ["vault", "case", "debt", "contact", "evidence", "finding", "rules", "numbers", "complaint"]
)
def test_a_noun_alone_is_wrong_usage_with_one_document(line: Line, noun: str) -> None:
    answer = line(noun)
    assert answer.status == 2
    assert answer.document["error"]["code"] == "usage"
    assert answer.err.startswith("advocate: ")
    assert line(noun, as_json=False).out == ""


def test_without_a_vault_it_says_how_to_name_one(line: Line) -> None:
    answer = line.bare("--json", "case", "list")
    assert answer.error["code"] == "no_vault_named"
    assert "--vault" in answer.error["message"]


def test_the_environment_names_vault_and_password(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADVOCATE_VAULT", str(line.vault))
    monkeypatch.setenv("ADVOCATE_PASSWORD_FILE", str(line.secret))
    assert line.bare("--json", "case", "list").document == []


def test_the_vault_opened_last_is_remembered_without_a_secret(line: Line, settings_folder: Path) -> None:
    line.ok("case", "list")
    assert remembered.last_vault() == line.vault
    assert line.bare("--password-file", line.secret, "--json", "case", "list").document == []
    kept = b"".join(file.read_bytes() for file in settings_folder.rglob("*") if file.is_file())
    assert str(line.vault).encode() in kept
    assert line.secret.read_text().strip().encode() not in kept


def test_a_damaged_memory_of_the_last_vault_is_ignored(line: Line, settings_folder: Path) -> None:
    line.ok("case", "list")
    for file in settings_folder.rglob("*.json"):
        file.write_text("{")
    assert line.bare("--json", "case", "list").error["code"] == "no_vault_named"


def test_without_password_and_terminal_it_refuses(line: Line) -> None:
    assert line.bare("--vault", line.vault, "--json", "case", "list").error["code"] == "no_password"


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "password_file_empty"), (b"\nsecond", "password_file_empty"), (b"\xff\xfe\x00", "password_file_unreadable")],
)
def test_a_useless_password_file(line: Line, content: bytes, code: str) -> None:
    line.secret.write_bytes(content)
    assert line("case", "list").error["code"] == code


def test_a_password_file_that_is_not_there(line: Line, tmp_path: Path) -> None:
    line.secret = tmp_path / "nowhere"
    assert line("case", "list").error["code"] == "password_file_unreadable"


@pytest.mark.skipif(os.name != "posix", reason="a device that never ends is of POSIX")
def test_a_password_file_that_never_ends(line: Line) -> None:
    line.secret = Path("/dev/zero")
    assert line("case", "list").error["code"] == "password_file_unreadable"


@pytest.mark.parametrize("end", ["", "\n", "\r\n", "\nthis is not read"])
def test_the_first_line_of_the_password_file_counts(line: Line, end: str) -> None:
    secret = line.secret.read_text().strip()
    line.secret.write_bytes(b"\xef\xbb\xbf" + secret.encode() + end.encode())
    assert line.ok("case", "list") == []


def test_errors_speak_the_language_asked_for(line: Line) -> None:
    chinese, english = line("case", "show", "C-2026-0009"), line("case", "show", "C-2026-0009", lang="en")
    assert chinese.error["code"] == english.error["code"]
    assert chinese.error["message"] != english.error["message"]
    assert english.error["message"].isascii() or "“" in english.error["message"]


def test_without_json_the_answer_is_for_people(line: Line) -> None:
    line.ok("case", "add", "--client", "林晓禾")
    answer = line("case", "list", as_json=False)
    assert answer.status == 0
    assert "林晓禾" in answer.out
    assert "办理中" in answer.out


def test_an_error_without_json_leaves_standard_output_empty(line: Line) -> None:
    answer = line("case", "show", "C-2026-0009", as_json=False)
    assert (answer.status, answer.out) == (1, "")
    assert answer.err.startswith("advocate: ")


def test_verbose_shows_where_it_failed(line: Line) -> None:
    answer = line.bare("--verbose", "--json", "case", "list")
    assert answer.status == 1
    assert "Traceback" in answer.err


def test_foreign_text_cannot_steer_the_terminal(line: Line) -> None:
    line.ok("case", "add", "--client", "坏\x1b[2J\x07\u202e人")
    answer = line("case", "list", as_json=False)
    assert not {"\x1b", "\x07", "\u202e"} & set(answer.out)
    assert harmless("a\r\nb\x1b]0;x\x07") == "a  b\ufffd]0;x\ufffd"


def test_a_reader_that_goes_away_is_no_traceback(line: Line, spawn) -> None:
    process = spawn("case", "fields")
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(60) == 1
    assert err == ""


def test_a_bug_shows_one_sentence_and_no_traceback(tmp_path: Path) -> None:
    code = (
        "import advocate.services.cases as cases\n"
        "def broken(): raise RuntimeError('private text')\n"
        "cases.fields = broken\n"
        "from advocate.cli import main\nmain(['--json', 'case', 'fields'])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["code"] == "unexpected"
    assert done.stderr.startswith("advocate: ")
    assert "private text" not in done.stderr + done.stdout


def test_on_a_terminal_it_asks_without_echo(line: Line) -> None:
    pty = pytest.importorskip("pty")
    secret = line.secret.read_text().strip()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execv(  # noqa: S606 - the interpreter that runs the tests
            sys.executable,
            [sys.executable, "-m", "advocate", "--vault", str(line.vault), "--lang", "en", "case", "list"],
        )
    shown = b""
    while b"Password:" not in shown:
        shown += os.read(terminal, 1024)
    os.write(terminal, secret.encode() + b"\n")
    try:
        while part := os.read(terminal, 1024):
            shown += part
    except OSError:  # Linux ends a terminal whose child is gone with an error
        pass
    os.close(terminal)
    assert os.waitpid(pid, 0)[1] == 0
    assert secret.encode() not in shown
    assert b"no cases yet" in shown
