"""Make the environments of the libraries that cannot live in ours.

``python -m benchmarks.peers.setup [NAME ...]``: those named, or all. What goes into one is in ``NAME.txt`` beside this
file; each lives in the cache (see :mod:`model.files`) and is left alone once it holds just that.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
from pathlib import Path

from attention_scenes.model.files import cache_folder, cache_root

HERE = Path(__file__).parent
NEEDS = {"manimgx": (3, 13)}  # the oldest Python, where it is newer than ours
OURS = (3, 11)
NEWEST = 15  # no Python 3.15 yet: the wheels would be missing


def python_of(name: str) -> Path:
    """Return the path of the Python of a peer's environment, which need not exist."""
    return cache_root() / "peers" / name / "bin" / "python"


def names() -> list[str]:
    return sorted(path.stem for path in HERE.glob("*.txt"))


def is_made(name: str) -> bool:
    """Return whether the environment has the required packages."""
    done = python_of(name).parents[1] / "requirements.txt"
    return done.is_file() and done.read_bytes() == (HERE / f"{name}.txt").read_bytes()


def make(name: str, python: str | None = None) -> None:
    """Make ``name``'s environment with the interpreter ``python``, or one that is found.

    Raises
    ------
    SystemExit
        If no interpreter is new enough, or something could not be installed.
    """
    folder, wanted = cache_folder("peers", name), HERE / f"{name}.txt"
    if is_made(name):
        print(f"{name}: is there ({folder})")
        return
    interpreter = python or find_python(name, NEEDS.get(name, OURS))
    print(f"{name}: {', '.join(wanted.read_text().split())} with {interpreter}, in {folder}", flush=True)
    steps = (
        [interpreter, "-m", "venv", "--clear", str(folder)],
        [str(python_of(name)), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", str(wanted)],
    )
    for step in steps:
        if subprocess.run(step).returncode:
            raise SystemExit(f"{name}: {' '.join(step)} failed")
    shutil.copy(wanted, folder / "requirements.txt")


def find_python(name: str, oldest: tuple[int, int]) -> str:
    """Find an interpreter of at least version ``oldest``: on the path, or one of pyenv's or uv's."""
    minors = range(oldest[1], NEWEST)
    found = [path for minor in minors if (path := shutil.which(f"python3.{minor}"))]
    for root in (Path.home() / ".pyenv" / "versions", Path.home() / ".local" / "share" / "uv" / "python"):
        found += [str(path) for minor in minors for path in sorted(root.glob(f"*/bin/python3.{minor}"))]
    for path in found:
        # pyenv puts names on the path behind which there is nothing, so each has to be tried.
        if subprocess.run([path, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0:
            return path
    version = ".".join(map(str, oldest))
    raise SystemExit(
        f"{name} needs Python {version} or later and none was found: install one (for instance with "
        f"`uv python install {version}` or `pyenv install {version}`), or say where it is with --python."
    )


def main(words: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser("python -m benchmarks.peers.setup", description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(names())}; all where none is")
    parser.add_argument("--python", help="the interpreter to make it with")
    given = parser.parse_args(words)
    if unknown := set(given.names) - set(names()):
        parser.error(f"there is no {', '.join(sorted(unknown))}: choose from {', '.join(names())}")
    for name in given.names or names():
        make(name, given.python)


if __name__ == "__main__":
    main()
