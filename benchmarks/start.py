"""Start to first paint: the whole process until our first window is painted, beside a process with a bare QMainWindow.

Both stop at the same place: the moment the event loop comes back from the first paint event of a top-level window. Each
process gets a home of its own, so that what this machine remembers does not matter.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time

from harness import Figure, paired, report

RUNS = 7
TARGET = 2.0


def child(kind: str, started: float) -> None:
    """Run one program until its first paint and print the seconds since ``started`` (monotonic clock)."""
    from PySide6.QtCore import QEvent, QObject, QTimer
    from PySide6.QtWidgets import QApplication, QMainWindow, QWidget

    def done() -> None:
        sys.stdout.write(f"{time.monotonic() - started}\n")
        sys.stdout.flush()
        os._exit(0)

    class FirstPaint(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget) and watched.isWindow():
                QTimer.singleShot(0, done)
            return False

    run = QApplication.exec

    def watched_exec(*_: object) -> int:
        watch = FirstPaint(QApplication.instance())
        QApplication.instance().installEventFilter(watch)
        return run()

    QApplication.exec = watched_exec
    if kind == "bare":
        qt = QApplication(["bare"])
        window = QMainWindow()
        window.show()
        qt.exec()
    else:
        from advocate.__main__ import main

        main([])
    raise SystemExit("the window closed before it was painted")


def first_paint(kind: str) -> float:
    """Return the seconds from starting a process to its first paint."""
    with tempfile.TemporaryDirectory() as home:
        environment = {**os.environ, "HOME": home, "QT_QPA_PLATFORM": os.environ.get("QT_QPA_PLATFORM", "offscreen")}
        environment |= dict.fromkeys(("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"), home)
        for name in ("ADVOCATE_VAULT", "ADVOCATE_PASSWORD_FILE"):
            environment.pop(name, None)
        done = subprocess.run(
            [sys.executable, __file__, kind, str(time.monotonic())],
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
    if done.returncode != 0:
        raise SystemExit(f"{kind}: {done.stderr[-2000:]}")
    return float(done.stdout)


def main() -> None:
    """Measure both in turn."""
    ours, bare, ratio = paired(lambda: first_paint("ours"), lambda: first_paint("bare"), RUNS)
    report([Figure("start to first paint", ours * 1000, "ms", bare * 1000, ratio, TARGET)])


if __name__ == "__main__":
    if len(sys.argv) == 3:
        child(sys.argv[1], float(sys.argv[2]))
    main()
