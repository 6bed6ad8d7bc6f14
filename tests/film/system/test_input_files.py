"""Files and words that people give: whatever they hold, the answer is one line, soon."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from attention_scenes.film.system import input_files
from attention_scenes.film.system.errors import as_utf8
from attention_scenes.film.system.input_files import parse_toml, read_input, read_json
from attention_scenes.model.errors import UserError
from tests.conftest import ROOT
from tests.helpers.command_line import SMALL, Run, message

DEEP = {
    "lists": "x = " + "[" * 500 + "]" * 500,
    "few lists": "x = " + "[" * 30 + "]" * 30,
    "tables": "x = " + "{a=" * 500 + "1" + "}" * 500,
    "both": "x = " + "[{a=" * 200 + "1" + "}]" * 200,
    "dots": "x." * 5000 + "x = 1",
    "quoted dots": '"x" . ' * 5000 + "x = 1",
    "headings": "[" + "x." * 5000 + "x]\ny = 1",
    "in a list": "x = [{" + "a." * 5000 + "a = 1}]",
    "little by little": "\n".join(f"[{'.'.join('a' * n)}]" for n in range(1, 60)),
}
LARGE = {"digits": "x = " + "9" * 5000, "some digits": "x = " + "9" * 30, "below": "x = -" + "9" * 30,
         "hex": "x = 0x" + "f" * 9000, "in a list": "x = [[1], [" + "1" * 4000 + "]]"}  # fmt: skip


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_what_is_nested_for_ever_is_refused(text: str) -> None:
    with pytest.raises(UserError, match=r"^p\.toml is nested too deep: at most \d+"):
        parse_toml(text.encode(), "p.toml")


@pytest.mark.parametrize("text", LARGE.values(), ids=LARGE)
def test_numbers_of_no_end_are_refused(text: str) -> None:
    with pytest.raises(UserError, match=r"^p\.toml has a whole number that is too large") as caught:
        parse_toml(text.encode(), "p.toml")
    assert len(str(caught.value)) < 200


@pytest.mark.parametrize(
    "text", ["x = [[[[[[1]]]]]]", 'x = "a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r.s.t.u.v.w"', "x = -7e999"]
)
def test_what_is_only_strange_is_read(text: str) -> None:
    assert parse_toml(text.encode(), "p.toml")


def test_a_key_of_many_parts_takes_no_time() -> None:
    started = time.process_time()
    with pytest.raises(UserError, match="nested too deep"):
        parse_toml(b"x." * 400_000 + b"x = 1", "p.toml")
    assert time.process_time() - started < 5, "it would be minutes"


def test_a_byte_order_mark_is_no_error(run: Run, tmp_path: Path) -> None:
    for name, text in (("p.toml", 'side = "left"'), ("c.toml", "[tiny]\n")):
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
    code, _, err = run(
        "tiny", "-s", *SMALL, "--params", str(tmp_path / "p.toml"), "--captions", str(tmp_path / "c.toml")
    )
    assert code == 0, err
    (tmp_path / "clip.json").write_text('{"numbers": []}', encoding="utf-8-sig")
    assert read_json(tmp_path / "clip.json", "The sidecar") == {"numbers": []}


@pytest.fixture
def endless(tmp_path: Path) -> list[tuple[Path, str]]:
    """Files that never end or are none, and what is said of each."""
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(os.path.relpath(tmp_path / "socket"))
    found = {
        "pipe": "a pipe",
        "folder": "Is a directory",
        "loop": "symbolic link",
        "gone": "No such file",
        "/dev/null": "a device",
    }
    found |= {"socket": "No such device", "/dev/zero": "a device"}
    return [(tmp_path / name, said) for name, said in found.items()]


def test_only_regular_files_of_some_size_are_read(endless: list[tuple[Path, str]], tmp_path: Path) -> None:
    for path, said in endless:
        with pytest.raises(UserError, match=said):
            read_input(path, "The parameter file", 100)
    (tmp_path / "large").write_bytes(bytes(101))
    with pytest.raises(UserError, match="more than 100 bytes"):
        read_input(tmp_path / "large", "The parameter file", 100)
    assert len(read_input(tmp_path / "large", "The parameter file", 101)) == 101


def test_every_command_that_reads_a_file_minds_what_it_is(endless: list[tuple[Path, str]], run: Run) -> None:
    for path, _ in endless:
        for command in (
            ["tiny", "-s", "--params"],
            ["tiny", "-s", "--captions"],
            ["captions", "tiny", "--captions"],
            ["verify"],
        ):
            assert str(path.name) in message(run(*command, str(path))), command


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"a":' * 5000 + "1" + "}" * 5000, '{"numbers": [' + "9" * 5000 + "]}", "{", "\xff", "[1]"]
)
def test_json_that_is_no_sidecar_is_one_line(run: Run, tmp_path: Path, text: str) -> None:
    (tmp_path / "clip.json").write_text(text, encoding="latin-1")
    assert "clip.json" in message(run("verify", str(tmp_path / "clip.json")))


@pytest.mark.parametrize("value", ["[" * 500 + "]" * 500, "[" + "9" * 5000 + "]", "[0x" + "f" * 9000 + "]"])
def test_settings_are_as_limited_as_files(run: Run, value: str) -> None:
    for setting in (f"words={value}", f"table={value}", f"table={{a={value}}}"):
        said = message(run("tiny", "-s", *SMALL, "--set", setting))
        assert f"--set {setting.partition('=')[0]}= " in said and ("too deep" in said or "too large" in said)


@pytest.mark.parametrize("number", ["9" * 4000, "9" * 5000, "1" + "0" * 400, "1e999", "nan", "-inf", "0x1f", "１２"])
def test_numbers_that_cannot_be_are_one_line(run: Run, number: str) -> None:
    for key in ("steps", "pace"):
        assert key in message(run("tiny", "-s", *SMALL, "--set", f"{key}={number}"))


def test_a_folder_below_a_link_to_itself_is_one_line(run: Run, elsewhere: Path) -> None:
    (elsewhere / "loop").symlink_to("loop")
    (elsewhere / "nowhere").symlink_to("gone/away")
    for name in ("loop", "loop/in/it", "nowhere", "nowhere/in/it"):
        assert "a link to nowhere" in message(run("tiny", "-s", *SMALL, "-o", name))
        assert "a link to nowhere" in message(run("trace", "a", "-o", f"{name}/t.safetensors"))


# Words of the command line, and streams


def test_words_are_utf8_whatever_the_locale() -> None:
    read_as_ascii = "text=café".encode().decode("ascii", "surrogateescape")
    assert as_utf8(read_as_ascii) == "text=café"
    assert as_utf8("text=café") == "text=café"
    assert as_utf8("caf\udce9") == "caf\udce9", "a file may be called so"


def tiny(*words: str, folder: Path, shell: str = "", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run a command line as a process of a shell, which closes streams or reads them."""
    command = [sys.executable, "-m", "tests.helpers.tiny_scene", *words]
    settings = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", f'"$@" {shell}', "bash", *command],
        cwd=folder,
        env=settings,
        capture_output=True,
        check=False,
    )


def test_a_locale_that_has_no_letters_reads_utf8(elsewhere: Path) -> None:
    done = tiny(
        "tiny",
        "-s",
        *SMALL,
        "--set",
        "text=un été",
        folder=elsewhere,
        LC_ALL="C",
        PYTHONUTF8="0",
        PYTHONCOERCECLOCALE="0",
    )
    assert done.returncode == 0, done.stderr
    assert json.loads((elsewhere / "clips" / "tiny.png.json").read_text(encoding="utf-8"))["params"]["text"] == "un été"
    done = tiny("tiny", "-s", *SMALL, "--set", os.fsdecode(b"text=un \xe9t\xe9"), folder=elsewhere)
    assert done.returncode == 2 and b"not UTF-8 text, from character 4 on" in done.stderr


@pytest.mark.parametrize("shell", ["2>&-", ">&- 2>&- <&-", "2>&1 | true"])
def test_whoever_does_not_listen_the_clip_is_made(elsewhere: Path, shell: str) -> None:
    done = tiny("tiny", "-s", *SMALL, folder=elsewhere, shell=shell)
    assert done.returncode == 0 and b"Traceback" not in done.stderr and b"Exception" not in done.stderr
    assert (elsewhere / "clips" / "tiny.png.json").exists()


@pytest.mark.parametrize("command", [["list"], ["--help"], ["params", "tiny"]])
def test_what_only_tells_ends_well_where_nobody_listens(elsewhere: Path, command: list[str]) -> None:
    left = tiny(*command, folder=elsewhere, shell="| true")
    assert left.returncode == 0 and left.stderr == b""


def test_what_only_tells_says_where_it_cannot(elsewhere: Path) -> None:
    closed = tiny("list", folder=elsewhere, shell=">&-")
    assert closed.returncode == 0 and closed.stderr == b"stdout is closed: what would be said there is lost.\n"
    full = tiny("list", folder=elsewhere, shell="> /dev/full")
    assert full.returncode == 2 and full.stderr.count(b"\n") == 1 and b"No space left" in full.stderr


def test_limits_are_what_messages_say() -> None:
    inside = "[" * (input_files.DEEPEST - 1) + "1" + "]" * (input_files.DEEPEST - 1)
    assert parse_toml(f"x = {inside}".encode(), "p.toml")
    with pytest.raises(UserError, match=f"at most {input_files.DEEPEST} "):
        parse_toml(f"x = [[{inside}]]".encode(), "p.toml")
    assert parse_toml(b"x = 9223372036854775807", "p.toml")
