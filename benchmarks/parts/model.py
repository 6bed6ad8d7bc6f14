"""Benchmark of a forward pass and its whole trace, beside TransformerLens, and of longer texts."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..forwards import KEPT, PARAGRAPH, capture, grow
from ..peers import transformer_lens
from ..peers.setup import is_made, python_of
from ..work import Result, median, run

GOAL = (
    "Capturing every array of every layer costs at most 1.3 x the forward pass alone, and is faster than "
    "TransformerLens' run_with_cache; memory follows what is asked for and never holds all patterns or logits unasked."
)
SENTENCE = "a fluffy blue creature roamed the verdant forest"
LONG = 64
SIZES = (8, 64, 256, 512, 1024, 2048)
TIMES = 9
MOST_TIMED = 512  # tokens traced to time one size, at least once each
TOLD = {"pattern": "one head's pattern (19.8), so 20 blocks run", "resid_post": "resid_post of all 30 blocks"}
WHAT_DIFFERS = """\
  Nothing is folded into the weights; all in inference mode. Ours reads the text itself and copies each array into one
  for all layers, scores before the mask too; theirs are given numbers of tokens and keep the pass's own tensors, each
  a dictionary entry, some under several names, with the norms' scales and both halves of the MLP."""
PEERS = {"HookedTransformer": transformer_lens.hooked, "TransformerBridge": transformer_lens.bridge}


def measure(given: argparse.Namespace, folder: Path) -> list[Result]:
    return beside_peers(given, folder) + [growth(kept, tokens, given.repeats) for kept in KEPT for tokens in SIZES]


def beside_peers(given: argparse.Namespace, folder: Path) -> list[Result]:
    """Measure our decoder and those of TransformerLens in turn: one result each, with costs by sentence and run."""
    texts = [(given.text or SENTENCE, None), (PARAGRAPH, LONG)]
    peers = PEERS if is_made("transformer-lens") else {}
    runs: dict[str, list[Result]] = {name: [] for name in ("ours", *peers)}
    for _ in range(given.repeats):
        ours = run(capture, {"texts": texts, "times": TIMES, "save": str(folder / "ours.safetensors")}, "ours")
        runs["ours"].append(ours)
        spec = {what: ours[what] for what in ("weights", "config", "sentences")} | {"times": TIMES}
        for name, task in peers.items():
            spec["save"] = str(folder / f"{name}.safetensors")
            runs[name].append(run(task, spec, name, str(python_of("transformer-lens"))))
    tokens = [len(row) for row in runs["ours"][0]["sentences"]]
    found = []
    for name, done in runs.items():
        result = {"what": "capture", "of": name, "tokens": tokens} | {
            k: done[0][k] for k in ("arrays", "kept", "dtype")
        }
        result["runs"] = [one["costs"] for one in done]
        if name != "ours":
            result["differs"] = differences(folder / "ours.safetensors", folder / f"{name}.safetensors")
        found.append(result)
    return found


def differences(ours: Path, theirs: Path) -> dict[str, float]:
    """Return the largest difference of each array, relative to its layer's largest magnitude; absolute for patterns."""
    import numpy as np
    from safetensors.numpy import load_file

    a, b = load_file(ours), load_file(theirs)
    found = {name: np.abs(a[name] - b[name]) for name in a}
    return {
        "pattern": float(found["pattern"].max()),
        "resid_post": float((found["resid_post"].max((1, 2)) / np.abs(a["resid_post"]).max((1, 2))).max()),
        "logits": float(found["logits"].max() / np.abs(a["logits"]).max()),
    }


def growth(kept: str, tokens: int, repeats: int) -> Result:
    """Measure one length of text, each time in a process of its own."""
    spec = {"kept": kept, "tokens": tokens, "times": max(1, min(TIMES, MOST_TIMED // tokens))}
    runs = [run(grow, spec, f"{kept}, {tokens} tokens") for _ in range(repeats)]
    return {"what": "growth", "of": kept, "tokens": tokens, "runs": runs}


def table(results: list[Result]) -> str:
    captures = [one for one in results if one["what"] == "capture"]
    lines = []
    for at, tokens in enumerate(captures[0]["tokens"]):
        lines.append(f"{tokens} tokens         forward ms    CPU   capture ms    CPU    capture / forward    / ours")
        lines += [row(one, captures[0], at) for one in captures]
    lines += [kept(one) for one in captures]
    if len(captures) == 1:
        lines.append("TransformerLens skipped: python -m benchmarks.peers.setup transformer-lens makes its environment")
    else:
        lines.append(WHAT_DIFFERS)
    lines.append("tokens   wall ms  CPU ms  ms/token   peak MB  of it kept    GFLOP ~n   ~n²  GFLOP per CPU s")
    for name in KEPT:
        grown = [one for one in results if one["what"] == "growth" and one["of"] == name]
        lines += [f"  kept: {TOLD[name]}", *map(growth_row, grown)] if grown else []
    return "\n".join(lines)


def seconds(result: Result, at: int, task: str, what: str) -> float:
    """Return the median over processes."""
    return median((costs[at][task] for costs in result["runs"]), what)


def row(one: Result, ours: Result, at: int) -> str:
    forward, capture_, mine = (
        [1000 * seconds(result, at, task, what) for what in ("wall", "cpu")]
        for result, task in ((one, "forward"), (one, "capture"), (ours, "capture"))
    )
    ratio, beside = ([a / b for a, b in zip(capture_, other, strict=True)] for other in (forward, mine))
    return (
        f"  {one['of']:18}{forward[0]:9.1f}{forward[1]:7.0f}{capture_[0]:13.1f}{capture_[1]:7.0f}"
        f"    {ratio[0]:.2f} (CPU {ratio[1]:.2f})    {beside[0]:.2f} (CPU {beside[1]:.2f})"
    )


def kept(one: Result) -> str:
    line = f"  {one['of']}: {one['arrays']} arrays of {one['dtype']}, {one['kept'] / 1e6:.0f} MB of the first sentence"
    if differs := one.get("differs"):
        line += "; differs from ours by at most " + ", ".join(f"{name} {by:.1e}" for name, by in differs.items())
    return line


def growth_row(one: Result) -> str:
    wall, cpu, size = (median(one["runs"], what) for what in ("wall", "cpu", "kept"))
    first: dict[str, Any] = one["runs"][0]
    peak = "-" if first["peak"] is None else f"{median(one['runs'], 'peak') / 1e6:.0f}"
    work = first["linear"] + first["square"]
    return (
        f"{one['tokens']:6}{1000 * wall:10.0f}{1000 * cpu:8.0f}{1000 * wall / one['tokens']:10.2f}{peak:>10}"
        f"{size / 1e6:12.1f}{first['linear'] / 1e9:12.1f}{first['square'] / 1e9:6.1f}{work / cpu / 1e9:17.0f}"
    )
