"""Runs all benchmarks on both engines, and prints every promise beside what was measured: `make bench`.

    python benchmarks/everything.py              # some twenty-five minutes
    python benchmarks/everything.py --quick      # some eight: fewer benchmarks, shorter; figures are rougher

What the scripts print passes through as it comes; the table comes last. Exit code 1 when a script failed, not when a
promise is missed: what else the machine does decides that as well.
"""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from promises import PROMISES, Promise

FOLDER = Path(__file__).parent
ENGINES = ("sqlite", "postgres")


@dataclass(frozen=True)
class Run:
    """A script, how it is told the engine, and what it is told for a quick look; None leaves it out of that."""

    script: str
    engine: Sequence[str] = ("{}",)
    quick: Sequence[str] | None = None


RUNS = (
    Run("api.py", ("--engines", "{}"), ("--seconds", "0.5", "--processes")),
    Run("mixed.py", ("--engines", "{}"), ("--seconds", "5", "--minutes", "2")),
    Run("minute.py", ("--engines", "{}")),
    Run("store.py"),
    Run("growth.py"),
    Run("alerts.py"),
)


def print_through(command: Sequence[str]) -> tuple[str, bool]:
    """Run a script; print what it prints as it comes; return all of it, and whether the script failed."""
    print(f"\n$ {' '.join(command[1:])}", flush=True)
    environment = {**os.environ, "PYTHONPATH": str(FOLDER.parent)}
    lines = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    if process.returncode:
        print(f"it failed with exit code {process.returncode}; its figures are missing below")
    return "".join(lines), bool(process.returncode)


def cell(promise: Promise, measured: float | None) -> str:
    """Return what was measured, and whether that keeps the promise."""
    if measured is None:
        return "-"
    text = f"{measured:,.0f}" if measured >= 100 else f"{measured:.3g}"
    return f"{text} {promise.unit}{'' if promise.is_kept(measured) else ' **missed**'}"


def table(printed: dict[str, dict[str, str]]) -> None:
    """Print all promises."""
    print(f"\n# Promises\n\n| promise | target | {' | '.join(printed)} |\n| --- | --- |{' --- |' * len(printed)}")
    for promise in PROMISES:
        measured = {engine: promise.measured(each, engine) for engine, each in printed.items()}
        cells = " | ".join(cell(promise, each) for each in measured.values())
        print(f"| {promise.words} | {promise.side} {promise.target:,} {promise.unit} | {cells} |")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--quick", action="store_true", help="a first look")
    options.add_argument("--engines", nargs="+", choices=ENGINES, default=ENGINES)
    options.add_argument("--scripts", nargs="+", choices=[run.script for run in RUNS])
    given = options.parse_args()
    begun = time.monotonic()
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} before")
    printed: dict[str, dict[str, str]] = {engine: {} for engine in given.engines}
    failures = 0
    for run in RUNS:
        if (given.quick and run.quick is None) or (given.scripts and run.script not in given.scripts):
            continue
        for engine in given.engines:
            told = [each.format(engine) for each in run.engine] + list(run.quick or () if given.quick else ())
            text, has_failed = print_through([sys.executable, str(FOLDER / run.script), *told])
            printed[engine][run.script] = text
            failures += has_failed
    table(printed)
    print(f"\nAll of it took {(time.monotonic() - begun) / 60:.0f} minutes.")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
