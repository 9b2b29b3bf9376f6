"""What one command line was given and how it answers: vault, password, language, JSON or words."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from advocate.cli import DrawPictures, OpenWindow, remembered
from advocate.cli.output import Output
from advocate.domain.errors import UserError

if TYPE_CHECKING:
    from advocate.storage.vault import Vault

#: A password file is a line, not a book; a device that never ends must not be read for ever.
_PASSWORD_FILE_LIMIT = 8192
_RECOVERY_PREFIX = "AGE-SECRET-KEY-"


@dataclass(slots=True)
class Session:
    """The global options of one call, filled in by the root command."""

    output: Output
    vault_option: Path | None = None
    password_file: Path | None = None
    lang_option: str | None = None
    verbose: bool = False
    open_window: OpenWindow | None = None
    draw_pictures: DrawPictures | None = None

    @property
    def lang(self) -> str:
        """Return ``zh`` or ``en``."""
        return self.lang_option or system_language()

    def vault_path(self, *, new: bool = False) -> Path:
        """Return the folder meant: ``--vault``, ``ADVOCATE_VAULT``, else the last one opened (never for a new one)."""
        path = self.vault_option or (None if new else remembered.last_vault())
        if path is None:
            raise UserError("no_vault_named")
        return path

    def password(self, *, confirm: bool = False) -> str:
        """Return the password from the file, or ask on a terminal without echo; raises `UserError` without either."""
        if self.password_file is not None:
            return read_password(self.password_file)
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise UserError("no_password")
        return _ask(self.output, confirm=confirm)

    @contextmanager
    def vault(self) -> Iterator[Vault]:
        """Open the vault for one command, remember it, and close it whatever happens."""
        from advocate.services import vaults

        path = self.vault_path()
        password = self.password()
        vault = _unlock_recovery(path, password) if is_recovery_code(password) else vaults.unlock(path, password)
        try:
            remembered.remember(vault.path)
            yield vault
        finally:
            vault.close()


def is_recovery_code(text: str) -> bool:
    """Tell whether ``text`` is a recovery code: it opens a vault wherever the password does."""
    return text.strip().upper().startswith(_RECOVERY_PREFIX)


def _unlock_recovery(path: Path, code: str) -> Vault:
    from advocate.services import vaults

    return vaults.unlock_with_recovery(path, code.strip())


def _ask(output: Output, *, confirm: bool) -> str:
    import getpass

    try:
        first = getpass.getpass(output.text("ask_password"), stream=sys.stderr)
        if confirm and getpass.getpass(output.text("ask_password_again"), stream=sys.stderr) != first:
            raise UserError("passwords_differ")
    except EOFError as error:
        raise UserError("no_password") from error
    if not first:
        raise UserError("no_password")
    return first


def read_password(path: Path) -> str:
    """Return the first line of a password file, without its end of line.

    A byte order mark, as Windows editors put it, does not count. Raises `UserError` where there is no such line.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_PASSWORD_FILE_LIMIT)
        line = head.decode("utf-8-sig").split("\n", 1)[0].removesuffix("\r")
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("password_file_unreadable", file=str(path)) from error
    if not line:
        raise UserError("password_file_empty", file=str(path))
    if len(head) == _PASSWORD_FILE_LIMIT and b"\n" not in head:
        raise UserError("password_file_unreadable", file=str(path))
    return line


def system_language() -> str:
    """Return the language of the user's system where it is English, else Chinese, the first language of Advocate."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable, "")
        if value:
            return "en" if value.lower().startswith("en") else "zh"
    name = (locale.getlocale()[0] or "") if sys.platform == "win32" else ""
    return "en" if name.lower().startswith("en") else "zh"
