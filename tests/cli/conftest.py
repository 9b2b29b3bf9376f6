"""The real command line on real encrypted vaults.

The tests open vaults with the recovery code, which the password file may hold too: it needs no slow key derivation.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from advocate import cli

PASSWORD = "correct horse 正确"


@dataclass
class Answer:
    """What one call gave."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Return the one JSON document; raises where standard output holds anything else."""
        return json.loads(self.out)

    @property
    def error(self) -> dict[str, Any]:
        assert self.status == 1, (self.status, self.out, self.err)
        assert self.err.strip().splitlines()[-1].startswith("advocate: ")
        assert len([line for line in self.err.splitlines() if line.startswith("advocate: ")]) == 1
        assert "Traceback" not in self.err
        found: dict[str, Any] = self.document["error"]
        assert set(found) == {"code", "message", "details"}
        assert found["message"] in self.err
        return found


@dataclass
class Line:
    """Runs commands against one vault, in this process."""

    capture: pytest.CaptureFixture[str]
    vault: Path
    secret: Path
    window: list[tuple[Any, ...]] = field(default_factory=list)
    pictures: list[tuple[Any, ...]] = field(default_factory=list)

    def __call__(self, *arguments: str | Path, lang: str = "zh", as_json: bool = True) -> Answer:
        """Run one command with the global options before it."""
        options = ["--vault", str(self.vault), "--password-file", str(self.secret), "--lang", lang]
        return self.bare(*options, *(["--json"] if as_json else []), *arguments)

    def bare(self, *arguments: str | Path) -> Answer:
        """Run exactly these arguments."""
        self.capture.readouterr()
        status = cli.main([str(a) for a in arguments], open_window=self._open, draw_pictures=self._draw)
        out, err = self.capture.readouterr()
        return Answer(status, out, err)

    def ok(self, *arguments: str | Path, lang: str = "zh") -> Any:
        """Run one command that must succeed; returns its document."""
        answer = self(*arguments, lang=lang)
        assert answer.status == 0, (answer.out, answer.err)
        return answer.document

    def _open(self, *given: Any) -> int:
        self.window.append(given)
        return 0

    def _draw(self, vault: Path, password: str, folder: Path, lang: str) -> list[Path]:
        self.pictures.append((vault, password, folder, lang))
        (folder / "page.png").write_bytes(b"\x89PNG\r\n\x1a\n")
        return [folder / "page.png"]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a fresh vault made once, and its recovery code; tests copy it."""
    from advocate.services import vaults

    path = tmp_path_factory.mktemp("template") / "vault"
    created = vaults.create(path, PASSWORD)
    created.vault.close()
    return path, created.recovery_code


@pytest.fixture(autouse=True)
def settings_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Keep the settings of whoever runs the tests out of it, and their environment."""
    for variable in ("XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(variable, str(tmp_path / "settings"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for variable in ("ADVOCATE_VAULT", "ADVOCATE_PASSWORD_FILE", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path / "settings"


@pytest.fixture
def line(template: tuple[Path, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Line:
    """Return the command line on a fresh vault of its own."""
    vault = tmp_path / "vault"
    shutil.copytree(template[0], vault)
    secret = tmp_path / "secret.txt"
    secret.write_text(template[1] + "\n", encoding="utf-8")
    return Line(capsys, vault, secret)


@pytest.fixture
def password_file(tmp_path: Path) -> Path:
    path = tmp_path / "password.txt"
    path.write_text(PASSWORD + "\n", encoding="utf-8")
    return path


@pytest.fixture
def spawn(line: Line) -> Callable[..., subprocess.Popen[str]]:
    """Return a function that starts the command line in a process of its own."""

    def start(*arguments: str | Path, **options: Any) -> subprocess.Popen[str]:
        command = [sys.executable, "-m", "advocate", "--vault", str(line.vault), "--password-file", str(line.secret)]
        options.setdefault("stdout", subprocess.PIPE)
        options.setdefault("stderr", subprocess.PIPE)
        env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONWARNINGS": "error"}
        return subprocess.Popen([*command, "--json", *map(str, arguments)], text=True, env=env, **options)

    return start


SMS = """<?xml version='1.0' encoding='UTF-8' standalone='yes' ?>
<smses count="{count}">
{rows}
</smses>
"""


def sms(rows: list[tuple[int, str, int, str]]) -> str:
    """Return a backup of messages: epoch milliseconds, address, type, body."""
    lines = [
        f'<sms protocol="0" address="{address}" date="{at}" type="{kind}" subject="null" body="{body}" toa="null" '
        f'sc_toa="null" service_center="null" read="1" status="-1" locked="0" date_sent="0" sub_id="1" '
        f'readable_date="" contact_name="(Unknown)" />'
        for at, address, kind, body in rows
    ]
    return SMS.format(count=len(lines), rows="\n".join(lines))


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    """Return a small backup: three received, one sent, one draft."""
    first = 1_790_000_000_000
    path = tmp_path / "sms-backup.xml"
    path.write_text(
        sms(
            [
                (first, "16500000118", 1, "你个老赖，不要脸，打到你关机。"),
                (first + 60_000, "16500000126", 1, "今晚就到你家楼下，不还钱就卸胳膊。"),
                (first + 120_000, "+8616500000118", 1, "请在今天还款。"),
                (first + 180_000, "16500000118", 2, "请不要再发了。"),
                (first + 240_000, "16500000118", 3, "草稿"),
            ]
        ),
        encoding="utf-8",
    )
    return path
