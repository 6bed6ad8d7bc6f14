"""Command line of the soak: ``python -m benchmarks.soak.run_soak stills --seconds 1200 --seed 1``."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from attention_scenes.model.files import cache_root

from .soak_records import Records

KINDS = ("stills", "kills", "full_disk", "clock_back", "studio_changes")


def main() -> int:
    """Soak for some seconds, print a line for each case with faults and a summary; 1 where this time had any."""
    parser = argparse.ArgumentParser("python -m benchmarks.soak.run_soak", description=__doc__)
    parser.add_argument("kind", nargs="?", choices=KINDS, help="each in turn where none is named")
    parser.add_argument("--seconds", type=float, default=600.0)
    parser.add_argument("--seed", type=int, default=1, help="another one draws other cases")
    parser.add_argument("--out", type=Path, default=Path("build/soak"), help="records and the cache lie there")
    given = parser.parse_args()
    if given.kind is None:
        return _each(["--seconds", str(given.seconds), "--seed", str(given.seed), "--out", str(given.out)])
    out = given.out.resolve()
    folder = out / f"{given.kind}-{given.seed}"
    folder.mkdir(parents=True, exist_ok=True)
    _keep_apart(out, folder)
    records = Records(folder / "records.jsonl", given.seconds)
    before = len(records.done)
    import_module(f".{given.kind}", __package__).soak(records, given.seed, folder)
    print(records.summary())
    return 1 if any(case["faults"] for case in records.done[before:]) else 0


def _each(words: list[str]) -> int:
    """Soak each kind in a process of its own, also after faults; print which had any, and return 1 if one had."""
    command = [sys.executable, "-m", "benchmarks.soak.run_soak"]
    failed = [kind for kind in KINDS if subprocess.run([*command, kind, *words], check=False).returncode]
    print(f"faults in {', '.join(failed) or 'none'}")
    return 1 if failed else 0


def _keep_apart(out: Path, folder: Path) -> None:
    """Let all that is cached and temporary lie below these folders; weights stay where they are."""
    os.environ.setdefault("ATTENTION_WEIGHTS_CACHE", str(cache_root()))
    os.environ["ATTENTION_CACHE"] = str(out / "cache")
    os.environ["TMPDIR"] = str(folder / "tmp")
    os.environ["OMP_NUM_THREADS"] = "1"
    (folder / "tmp").mkdir(exist_ok=True)


if __name__ == "__main__":
    sys.exit(main())
