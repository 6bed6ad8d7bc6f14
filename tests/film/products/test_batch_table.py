"""Tables as people save them: encodings, separators, quotation marks, and what is no table."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.products.batch.read_table import MOST_ROWS, read_table
from attention_scenes.film.products.batch.report_csv import inert, report_csv
from attention_scenes.film.products.batch.row_outcomes import ClaimOf, Measured, Outcome, Report
from attention_scenes.model.errors import UserError

WORDS = 'Scene;First-Token;text\nmole;;"l’été; ""déjà"""\n'


def read(tmp_path: Path, data: bytes) -> list[dict[str, str]]:
    path = tmp_path / "class.csv"
    path.write_bytes(data)
    return [row.cells for row in read_table(path).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_table_is_read_as_programs_save_it(tmp_path: Path, encoding: str, separator: str, end: str) -> None:
    quoted = WORDS.replace(";", separator).replace("\n", end)
    assert read(tmp_path, quoted.encode(encoding)) == [{"scene": "mole", "text": f'l’été{separator} "déjà"'}]


def test_what_is_no_utf8_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    read(tmp_path, "scene,text\nmole,été".encode("latin-1"))
    assert "class.csv is not UTF-8 and is read as Windows-1252" in capsys.readouterr().err


def test_rows_are_counted_as_spreadsheets_do(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text('sep=;\nscene;text;\n\nmole;"two\nlines";\n;;\nmole; a bird ;\n')
    table = read_table(path)
    assert [(row.number, row.cells["text"]) for row in table.rows] == [(3, "two\nlines"), (5, "a bird")]
    assert (table.columns, table.problems) == (["text"], [])


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "class.csv is empty: its first row names the columns"),
        ("\n \n", "class.csv is empty"),
        ("scene,text\n,\n", "class.csv has no row below its columns' names"),
        ("szene;text\nmole;a\n", "class.csv has no column 'scene': its first row is 'szene', 'text'."),
        ("scene,text,Text\nmole,a,b\n", "class.csv has two columns 'text'"),
        ('scene,text\nmole,a\nmole,"a\nmole,b\n', 'class.csv, line 3: a quotation mark (") is opened there and never'),
        ('scene,text\nmole,"a"b\n', "class.csv, line 2: text follows a closing quotation mark"),
        (f'scene,text\nmole,"{"a" * 140_000}"\n', "class.csv, line 2: a cell has more than 131 kB"),
        ("a" * 140_000 + "\nmole\n", "class.csv, line 1: a cell has more than 131 kB"),
        ("scene\n" + "mole\n" * (MOST_ROWS + 1), f"class.csv has more than {MOST_ROWS:,} rows: split it"),
        ("scene,text\nmole,\0\n", "class.csv is no text, but a workbook perhaps"),
    ],
    ids=range(11),
)
def test_what_is_no_table_is_refused_in_a_line(tmp_path: Path, text: str, why: str) -> None:
    with pytest.raises(UserError) as refused:
        read(tmp_path, text.encode())
    assert str(refused.value).startswith(why) and "\n" not in str(refused.value)


def test_utf16_cut_short_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is damaged"):
        read(tmp_path, "scene\nmole\n".encode("utf-16")[:-1])


@pytest.mark.parametrize("cell", ["=1+1", "+1+1", "@SUM(A1)", "-1+1", "\t=1", " =cmd|' /C calc'!A0"])
def test_a_formula_is_written_as_text(cell: str) -> None:
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["a = b", "-0.25", "+3.1 %", "", "−5", "1,024"])
def test_what_is_no_formula_stays(cell: str) -> None:
    assert inert(cell) == cell


def test_claims_of_several_scenes_are_told_apart() -> None:
    claims = [ClaimOf(scene, "it holds") for scene in ("mole", "masking")]
    rows = [
        Outcome(
            number, f"n{number}", claim.scene, {"text": "=1"}, "done", "n.png", "", {claim: Measured(True, "-1 of 2")}
        )
        for number, claim in enumerate(claims, start=2)
    ]
    text = report_csv(Report(["text"], rows, claims, Wording())).decode("utf-8-sig")
    head, first, second = csv.reader(io.StringIO(text))
    assert head[7:] == [
        "mole: it holds",
        "mole: it holds (measured)",
        "masking: it holds",
        "masking: it holds (measured)",
    ]
    assert first[3] == "'=1" and first[7:] == ["yes", "'-1 of 2", "", ""] and second[7:] == ["", "", "yes", "'-1 of 2"]
