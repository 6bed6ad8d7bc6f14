"""Tests of setup.sh, run for real in a project whose Python, package managers and libraries are small stand-ins."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest

LOCKS = ("requirements.txt", "requirements-dev.txt")
TOOLS = ["sh", "cat", "cksum", "grep", "dirname", "mkdir", "cp", "rm", "mv", "touch", "uname", "head", "ln", "ls"]

# Answers as Python would, writes down what it was asked, and makes a .venv whose python is itself.
PYTHON = """#!/bin/sh
echo "python $*" >>"$LOG"
case "$*" in
    *version_info*) cat "$STAND_INS/version" ;;
    "-m venv .venv") mkdir -p .venv/bin && cp "$0" .venv/bin/python && echo "#!$PWD/.venv/bin/python" >.venv/bin/pip ;;
    "-m pip install -r"*) [ ! -e "$STAND_INS/pip-fails" ] ;;
esac
"""
APT = """#!/bin/sh
echo "apt-get $*" >>"$LOG"
touch "$STAND_INS/installed"
"""
PKG_CONFIG = """#!/bin/sh
[ -e "$STAND_INS/installed" ]
"""
LDCONFIG = """#!/bin/sh
echo "libEGL.so.1 libGL.so.1 libEGL_mesa.so.0"
"""
ROOT_ID = """#!/bin/sh
echo 0
"""
OK = """#!/bin/sh
exit 0
"""


@dataclass
class Project:
    """A copy of what setup.sh reads, and the folder of stand-ins that is its whole PATH."""

    folder: Path
    stand_ins: Path

    def stand_in(self, name: str, text: str) -> None:
        path = self.stand_ins / name
        path.unlink(missing_ok=True)
        path.write_text(text)
        path.chmod(0o755)

    def run(self, *command: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": str(self.stand_ins), "STAND_INS": str(self.stand_ins), "LOG": str(self.log_file)}
        return subprocess.run(
            [str(self.folder / "setup.sh"), *command],
            cwd=cwd or self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )

    @property
    def log_file(self) -> Path:
        return self.stand_ins / "log"

    def asked(self) -> list[str]:
        """What was asked of Python and apt since the last call, checks left out."""
        lines = self.log_file.read_text().splitlines() if self.log_file.exists() else []
        self.log_file.unlink(missing_ok=True)
        steps = ("python -m", "python render.py", "apt-get")
        return [line for line in lines if line.startswith(steps) and "pip --version" not in line]


@pytest.fixture
def project(root: Path, elsewhere: Path, tmp_path: Path) -> Project:
    for name in ("setup.sh", "requirements.txt", "requirements-dev.txt", "requirements-torch.txt", "pyproject.toml"):
        shutil.copy(root / name, elsewhere / name)
    made = Project(elsewhere, tmp_path / "stand-ins")
    made.stand_ins.mkdir()
    for name in TOOLS:
        made.stand_ins.joinpath(name).symlink_to(shutil.which(name) or pytest.skip(f"no {name} here"))
    made.stand_ins.joinpath("version").write_text("3.12\n")
    made.stand_ins.joinpath("installed").touch()
    scripts = {"python3": PYTHON, "apt-get": APT, "pkg-config": PKG_CONFIG, "ldconfig": LDCONFIG, "id": ROOT_ID}
    for name, text in (scripts | {"cc": OK, "dpkg": OK}).items():
        made.stand_in(name, text)
    return made


WHOLE = [
    "python -m venv .venv",
    "python -m pip install -r requirements-torch.txt",
    "python -m pip install -r requirements.txt",
    "python -m pip install --no-deps --no-build-isolation -e .",
    "python render.py weights",
]


def test_the_first_run_sets_up_and_the_second_asks_for_nothing(project: Project) -> None:
    first = project.run("sh", "-c", 'echo "$VIRTUAL_ENV"; pwd')
    assert first.returncode == 0, first.stderr
    assert first.stdout.splitlines() == [str(project.folder / ".venv"), str(project.folder)]
    assert project.asked() == WHOLE
    for line in WHOLE[1:]:
        assert f"==> .venv/bin/{line}" in first.stderr

    second = project.run("sh", "-c", "echo ran")
    assert (second.returncode, second.stdout) == (0, "ran\n")
    assert project.asked() == []


def test_links_that_a_copy_made_files_are_links_again(project: Project) -> None:
    rooms = project.folder / "attention_scenes"
    rooms.mkdir()
    (project.folder / "model").mkdir()
    (rooms / "model").write_text("../model")
    (rooms / "lost").write_text("../lost")
    (rooms / "__init__.py").write_text("# ../model\n")
    assert project.run("sh", "-c", "echo ran").stdout == "ran\n"
    assert (rooms / "model").is_dir() and (rooms / "model").readlink() == Path("../model")
    assert not (rooms / "lost").is_symlink() and (rooms / "__init__.py").read_text() == "# ../model\n"
    assert "ln -s" not in project.run("sh", "-c", "echo ran").stderr


def test_it_works_from_any_folder_and_passes_the_exit_code_on(project: Project, tmp_path: Path) -> None:
    done = project.run("sh", "-c", "pwd; exit 7", cwd=tmp_path)
    assert (done.returncode, done.stdout.strip()) == (7, str(project.folder))


def test_pytest_brings_what_tests_need_and_a_changed_list_is_installed(project: Project) -> None:
    project.run()
    project.asked()
    project.stand_in("pytest", "#!/bin/sh\necho tested\n")
    assert project.run("pytest").stdout == "tested\n"
    assert "python -m pip install -r requirements-dev.txt" in project.asked()
    assert project.run("sh", "-c", "").returncode == 0
    assert project.asked() == []
    with (project.folder / "requirements.txt").open("a") as file:
        file.write("another\n")
    project.run()
    assert "python -m pip install -r requirements.txt" in project.asked()


def test_a_run_that_was_cut_off_is_repaired_by_the_next(project: Project) -> None:
    fails = project.stand_ins / "pip-fails"
    fails.touch()
    broken = project.run("sh", "-c", "echo ran")
    assert broken.returncode == 1
    assert broken.stdout == ""
    assert "could not be installed" in broken.stderr.splitlines()[-1]
    half = project.folder / ".venv/lib/python3.12/site-packages/torch-2.13.0.dist-info"
    half.mkdir(parents=True)
    project.asked()

    fails.unlink()
    assert project.run("sh", "-c", "echo ran").stdout == "ran\n"
    assert project.asked() == WHOLE[1:]
    assert not half.exists()


def test_an_environment_of_another_folder_is_made_anew(project: Project) -> None:
    project.run()
    moved = project.folder.with_name("moved")
    project.folder.rename(moved)
    project.folder = moved
    project.asked()
    assert project.run().returncode == 0
    assert project.asked() == WHOLE


def test_an_old_python_gets_one_line(project: Project) -> None:
    project.stand_ins.joinpath("version").write_text("3.10\n")
    done = project.run("sh", "-c", "echo ran")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "3.11" in done.stderr and "python3 is 3.10" in done.stderr
    assert not (project.folder / ".venv").exists()


def test_missing_libraries_are_installed_by_root(project: Project) -> None:
    project.stand_ins.joinpath("installed").unlink()
    done = project.run()
    assert done.returncode == 0, done.stderr
    asked = project.asked()
    assert asked[0] == "apt-get update"
    assert asked[1] == "apt-get install -y --no-install-recommends libcairo2-dev libpango1.0-dev"
    assert asked[2:] == WHOLE


def test_without_root_or_sudo_it_prints_the_command_and_stops(project: Project) -> None:
    project.stand_ins.joinpath("installed").unlink()
    project.stand_in("id", "#!/bin/sh\necho 1000\n")
    done = project.run()
    assert done.returncode == 1
    assert "libcairo2-dev libpango1.0-dev" in done.stderr.splitlines()[-1]
    assert project.asked() == []


def test_with_sudo_it_says_what_it_runs(project: Project) -> None:
    project.stand_ins.joinpath("installed").unlink()
    project.stand_in("id", "#!/bin/sh\necho 1000\n")
    project.stand_in("sudo", '#!/bin/sh\n"$@"\n')
    done = project.run()
    assert done.returncode == 0, done.stderr
    assert "==> sudo sh -c 'apt-get update" in done.stderr


def test_without_any_python_the_systems_own_is_installed(project: Project) -> None:
    project.stand_ins.joinpath("python3").rename(project.stand_ins / "kept")
    project.stand_in("apt-get", APT + 'cp "$STAND_INS/kept" "$STAND_INS/python3"\n')
    done = project.run()
    assert done.returncode == 0, done.stderr
    assert "python3 python3-dev python3-venv" in project.asked()[1]


def test_tests_without_a_browser_are_tests_all_the_same(project: Project) -> None:
    project.stand_in("apt-get", APT + "! grep -q 'recommends chromium' \"$LOG\"\n")
    project.stand_in("pytest", "#!/bin/sh\necho tested\n")
    done = project.run("pytest")
    assert (done.returncode, done.stdout) == (0, "tested\n"), done.stderr
    asked = project.asked()
    assert "apt-get install -y --no-install-recommends ffmpeg" in asked
    assert "tests that need chromium will be skipped" in done.stderr
    assert "ffmpeg will be skipped" not in done.stderr
    assert project.run("pytest").returncode == 0 and project.asked() == []


def test_a_flag_is_no_command(project: Project) -> None:
    assert project.run("--help").stdout.startswith("Usage")
    done = project.run("--hlep")
    assert done.returncode == 1 and "--hlep" in done.stderr


PINNED = re.compile(r"^([\w.-]+)==\S+(?: ;[^\\]*)?((?: \\\n    --hash=sha256:[0-9a-f]{64})+)$", re.MULTILINE)
RANGE = re.compile(r"[\w-]+")


@pytest.mark.parametrize(("name", "group"), [("requirements.txt", "run"), ("requirements-dev.txt", "dev")])
def test_a_lock_has_all_that_is_asked_for_with_hashes_and_no_addresses(root: Path, name: str, group: str) -> None:
    text = (root / name).read_text()
    pinned = {package.lower() for package, _ in PINNED.findall(text)}
    assert not [line for line in PINNED.sub("", text).splitlines() if line and not line.startswith("#")]
    assert "://" not in text and "index" not in text
    project = tomllib.loads((root / "pyproject.toml").read_text())
    asked = [*project["project"]["dependencies"], *project["dependency-groups"]["run"]]
    asked += [line for line in project["dependency-groups"][group] if isinstance(line, str)]
    names = {match[0].lower().replace("_", "-") for line in asked if (match := RANGE.match(line))}
    assert names - pinned == {"torch"}, "what machines get different files of is in requirements-torch.txt"


def test_what_is_run_and_what_is_tested_is_the_same(root: Path) -> None:
    run, dev = ({line for line in (root / name).read_text().splitlines() if "==" in line} for name in LOCKS)
    assert run and run <= dev


@pytest.mark.parametrize("shell", ["sh", "dash", "bash"])
def test_the_script_is_plain_shell(root: Path, shell: str) -> None:
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    assert subprocess.run([shell, "-n", str(root / "setup.sh")], check=False).returncode == 0


def test_shellcheck_finds_nothing(root: Path) -> None:
    if not shutil.which("shellcheck"):
        pytest.skip("shellcheck is not installed")
    files = [str(root / "setup.sh"), str(root / ".ci/run"), str(root / ".ci/lock")]
    done = subprocess.run(["shellcheck", *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
