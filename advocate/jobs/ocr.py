"""Screenshots read in a process of their own: the model is loaded once for a batch, and a cancel kills the process.

The recogniser's process has no vault; this end reads the originals, sends their bytes, and keeps what was read in short
transactions, so that nobody who types meanwhile waits for a picture.
"""

from __future__ import annotations

import json
import multiprocessing
import time
from collections.abc import Sequence
from importlib.util import find_spec
from types import TracebackType
from typing import Protocol

from advocate.domain.changes import Changes
from advocate.domain.errors import StorageError, UserError
from advocate.domain.jobs import JobContext
from advocate.domain.screenshots import PictureText
from advocate.jobs import ocr_process
from advocate.services import screenshots
from advocate.services.screenshots import ReadReport
from advocate.storage.vault import Vault

#: How often the waiting thread asks whether it was told to stop, in seconds.
POLL_S = 0.05
#: How long a picture may take, in seconds, and how much longer for each megabyte; the first one loads the models. On
#: an idle PC it is two seconds: a busy one, which the process stands back behind, may need many times that.
PICTURE_S, MEGABYTE_S, LOADING_S = 240, 30, 240
#: Only these can be in the answers of the process; anything else is none.
_CODES = frozenset(
    {
        "ocr_missing",
        "picture_unreadable",
        "picture_too_big",
        "picture_too_small",
        "picture_too_big_here",
        "picture_not_read",
    }
)


class Control(JobContext, Protocol):
    """A `JobContext` that can tell what was changed."""

    def changed(self, changes: Changes) -> None:
        """Announce what was changed."""


def available() -> bool:
    """Tell whether the extra ``ocr`` is installed; nothing is loaded for it."""
    return all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "numpy", "cv2"))


def require() -> None:
    """Raise `UserError` ``ocr_missing`` where the extra ``ocr`` is not installed."""
    if not available():
        raise UserError("ocr_missing")


def read(vault: Vault, evidence_ids: Sequence[int], ctx: JobContext, *, again: bool = False) -> ReadReport:
    """Read pictures that are evidence and propose contacts from them; `services.screenshots.read` says more.

    Raises `UserError` ``ocr_missing`` and `Cancelled`; what was read before a cancel stays.
    """
    require()
    with OcrProcess(ctx) as process:
        return screenshots.read(vault, evidence_ids, process, ctx, again=again)


def read_and_tell(vault: Vault, evidence_ids: Sequence[int], control: Control, *, again: bool = False) -> ReadReport:
    """Do `read` as a job of the window, and announce its changes, also those made before a cancel."""
    try:
        return read(vault, evidence_ids, control, again=again)
    finally:
        control.changed(Changes(frozenset({"screenshot", "evidence"})))


class OcrProcess:
    """A recogniser in a process of its own, started with the first picture; leaving the block ends it at once."""

    def __init__(self, ctx: JobContext) -> None:
        self._ctx = ctx
        self._process: multiprocessing.process.BaseProcess | None = None

    def __enter__(self) -> OcrProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, data: bytes) -> PictureText:
        """Return the text of a picture.

        Raises `Cancelled`, and `UserError` where the picture cannot be read: ``picture_took_too_long`` and
        ``ocr_died`` too, after which the next picture gets a new process.
        """
        patience_s = PICTURE_S + MEGABYTE_S * len(data) / 1_000_000
        if self._process is None:
            self._start()
            patience_s += LOADING_S
        try:
            self._pictures.send_bytes(data)
            answer = self._answer(patience_s)
        except (EOFError, OSError) as error:
            self.close()
            raise UserError("ocr_died") from error
        except BaseException:
            # Cancelled, or out of patience: what it is doing will not be waited for.
            self.close()
            raise
        try:
            said = json.loads(answer)
            if "error" in said:
                raise _error(said)
            return ocr_process.from_data(said["text"])
        except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
            self.close()
            raise UserError("ocr_died") from error

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is None:
            return
        for end in (self._pictures, self._answers):
            end.close()
        self._process.kill()
        self._process.join()
        self._process.close()
        self._process = None

    def _start(self) -> None:
        # Spawned, not forked: a copy of this process would hold the vault's key.
        context = multiprocessing.get_context("spawn")
        its_pictures, self._pictures = context.Pipe(duplex=False)
        self._answers, its_answers = context.Pipe(duplex=False)
        process = context.Process(
            target=ocr_process.serve, args=(its_pictures, its_answers), name="advocate-ocr", daemon=True
        )
        try:
            process.start()
        except OSError as error:
            raise StorageError("worker_died") from error
        finally:
            its_pictures.close()
            its_answers.close()
        self._process = process

    def _answer(self, patience_s: float) -> bytes:
        until_s = time.monotonic() + patience_s
        while not self._answers.poll(POLL_S):
            self._ctx.check()
            if time.monotonic() > until_s:
                raise UserError("picture_took_too_long")
        return self._answers.recv_bytes(ocr_process.LONGEST)


def _error(said: dict[str, object]) -> UserError:
    """Return the error that the process told of: a known code with short values, or that it died."""
    code, params = said["error"], said.get("params")
    if code not in _CODES or not isinstance(params, dict):
        return UserError("ocr_died")
    return UserError(str(code), **{str(key): str(value)[:60] for key, value in list(params.items())[:4]})
