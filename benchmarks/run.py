"""Run every benchmark as a process of its own and print one table: ``make bench``, ``make bench ONLY=start``."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

FOLDER = Path(__file__).parent
#: Modules that are no benchmark.
HELPERS = {"run", "harness", "__init__", "conftest"}
LIMIT_S = 900


def benchmarks(names: list[str]) -> list[Path]:
    """Return the benchmarks asked for, or all: every module that is not a helper and does not begin with ``_``."""
    found = {path.stem: path for path in sorted(FOLDER.glob("*.py"))}
    for name in names:
        if name not in found:
            raise SystemExit(f"no benchmark {name}; there are: {', '.join(sorted(set(found) - HELPERS))}")
    return [
        path for stem, path in found.items() if (stem in names if names else stem not in HELPERS) and stem[0] != "_"
    ]


def measure(path: Path) -> tuple[list[dict[str, Any]], list[str], str]:
    """Return the figures, other lines, and what went wrong, of one benchmark."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(FOLDER)}
    try:
        done = subprocess.run(
            [sys.executable, str(path)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            timeout=LIMIT_S,
        )
    except subprocess.TimeoutExpired:
        return [], [], f"took longer than {LIMIT_S} s"
    figures, lines = [], []
    for line in done.stdout.splitlines():
        try:
            data = json.loads(line) if line.startswith("{") else None
        except json.JSONDecodeError:
            data = None
        if isinstance(data, dict) and {"name", "value", "unit"} <= set(data):
            figures.append(data)
        elif isinstance(data, dict) and {"ratio", "target"} <= set(data):
            figures.append(flat(path.stem, data))
        elif line.strip():
            lines.append(line)
    return figures, lines, "" if done.returncode == 0 else f"ended with status {done.returncode}"


def flat(name: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return the figure of a benchmark that prints one flat document: a ratio, its target, and what it came from."""
    rest = ", ".join(f"{key}={value}" for key, value in data.items() if key not in {"ratio", "target", "ok"})
    return {"name": name, "value": None, "unit": "", "ratio": data["ratio"], "target": data["target"], "note": rest}


def met(figure: dict[str, Any]) -> bool | None:
    """Tell whether a figure meets its target: its ratio where it has one, else its value."""
    target = figure.get("target")
    if target is None:
        return None
    ratio = figure.get("ratio")
    return bool((figure["value"] if ratio is None else ratio) <= target)


def cell(value: float | None, unit: str = "") -> str:
    """Return a number for people: three significant digits."""
    if value is None:
        return ""
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return f"{text} {unit}".strip()


def main() -> int:
    """Run, print, and return 1 where something failed or missed its target."""
    console = Console(width=None if sys.stdout.isatty() else 140)
    table = Table(title=f"Python {platform.python_version()}, {os.cpu_count()} cores", title_justify="left")
    for heading in ("benchmark", "figure", "ours", "raw limit", "ratio", "target", ""):
        table.add_column(heading, justify="right" if heading in {"ours", "raw limit", "ratio", "target"} else "left")
    failed = False
    for path in benchmarks(sys.argv[1:]):
        console.print(f"[dim]{path.stem} …[/dim]")
        figures, lines, problem = measure(path)
        for line in lines:
            console.print(line, markup=False, highlight=False)
        for figure in figures:
            verdict = met(figure)
            failed |= verdict is False
            mark = {True: "[green]ok[/green]", False: "[red]missed[/red]", None: ""}[verdict]
            target = "" if figure.get("target") is None else f"≤ {cell(figure['target'])}"
            table.add_row(
                path.stem,
                figure["name"],
                cell(figure["value"], figure["unit"]),
                cell(figure.get("raw"), figure["unit"]),
                cell(figure.get("ratio")),
                target,
                mark + (f" {figure['note']}" if figure.get("note") else ""),
            )
        failed |= bool(problem)
        # A benchmark may itself end with 1 where it missed its target: the row says that already.
        if problem and all(met(figure) is not False for figure in figures):
            table.add_row(path.stem, f"[red]{problem}[/red]", "", "", "", "", "[red]failed[/red]")
    console.print(table)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
