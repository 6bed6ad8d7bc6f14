"""Read a table of clips to render, a CSV file: its encoding, its separator, its columns and rows."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from attention_scenes.film.system.console import file_size, note, short
from attention_scenes.film.system.input_files import read_input
from attention_scenes.model.errors import UserError

LARGEST, MOST_ROWS = 10_000_000, 10_000  # bytes, rows
SCENE, NAME = "scene", "name"  # columns that are no parameters
SEPARATORS = ",;\t"  # Excel writes semicolons where numbers have a comma
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
SEP = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)  # a first line that Excel reads
EXAMPLE = "its first row names the columns (scene, name, text ...), each row below is a clip"


@dataclass(frozen=True)
class Row:
    """Row: its number as spreadsheets count, where the columns' names are row 1, and its cells that are not empty."""

    number: int
    cells: dict[str, str]


class Problem(NamedTuple):
    """What will not do, and in which row; row 1 has the columns' names."""

    row: int
    why: str


@dataclass(frozen=True)
class Table:
    """Table: the columns besides scene and name, the rows, and what is wrong with the table's form."""

    columns: list[str]
    rows: list[Row]
    problems: list[Problem]


def read_table(file: Path) -> Table:
    """Read a table.

    Raises
    ------
    UserError
        If it cannot be read, is no CSV, has no column ``scene``, no rows or too many.
    """
    name = file.name
    text = _decoded(read_input(file, "The table", LARGEST), name)
    if not text.strip():
        raise UserError(f"{name} is empty: {EXAMPLE}.")
    separator, text = _separator(text)
    records = _records(text, separator, name)
    number, head = next(records)
    columns = _columns(head, name)
    rows: list[Row] = []
    problems: list[Problem] = []
    for number, record in records:
        cells = [cell.strip() for cell in record]
        if not any(cells):
            continue
        if len(rows) == MOST_ROWS:
            raise UserError(f"{name} has more than {MOST_ROWS:,} rows: split it into several files.")
        problems += [Problem(number, why) for why in _strays(cells, columns)]
        pairs = zip(columns, cells, strict=False)
        rows.append(Row(number, {column: cell for column, cell in pairs if column and cell}))
    if not rows:
        raise UserError(f"{name} has no row below its columns' names: {EXAMPLE}.")
    return Table([column for column in columns if column and column not in (SCENE, NAME)], rows, problems)


def _decoded(data: bytes, name: str) -> str:
    """Return the text of a file in UTF-8, in UTF-16 with its mark, or else in Windows-1252, and say so then."""
    marked = next((encoding for mark, encoding in MARKS.items() if data.startswith(mark)), None)
    try:
        if marked is None and b"\0" in data:
            raise UserError(f"{name} is no text, but a workbook perhaps: save it as CSV (UTF-8) and give that file.")
        return data.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        if marked:
            raise UserError(f"{name} is damaged at byte {error.start}: save it as CSV (UTF-8) again.") from None
    note(f"{name} is not UTF-8 and is read as Windows-1252: save it as CSV (UTF-8) if letters come out wrong.")
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")  # what is no letter there either is refused with its row


def _separator(text: str) -> tuple[str, str]:
    """Return what stands between cells, by the first row, and the table's text."""
    if stated := SEP.match(text):
        return stated[1], text[stated.end() :]
    first = next(io.StringIO(text, newline=""), "")
    heads = {separator: _cells(first, separator) for separator in SEPARATORS}
    fits = [separator for separator, head in heads.items() if SCENE in map(_column, head)]
    return (fits or [max(SEPARATORS, key=lambda separator: len(heads[separator]))])[0], text


def _cells(line: str, separator: str) -> list[str]:
    """Return a line's cells; none where they cannot be read, as one that is too long: ``_records`` says why."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []


def _records(text: str, separator: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with its number; UserError where quotation marks are not as they must be."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    number, line = 1, 1
    try:
        for number, record in enumerate(reader, start=1):
            yield number, record
            line = reader.line_num + 1
    except csv.Error as error:
        where = f"{name}, line {line}"
        if "unexpected end" in str(error):
            raise UserError(f'{where}: a quotation mark (") is opened there and never closed. Close it.') from None
        if "expected after" in str(error):
            raise UserError(f'{where}: text follows a closing quotation mark: one within a cell is "".') from None
        if "larger than" in str(error):
            most = file_size(csv.field_size_limit())
            raise UserError(f"{where}: a cell has more than {most}: is a quotation mark not closed?") from None
        raise UserError(f"{where} is no CSV: {error}.") from None


def _columns(head: list[str], name: str) -> list[str]:
    """Return the columns' names as parameters are called; UserError where scene is missing or one stands twice."""
    columns = [_column(cell) for cell in head]
    if SCENE not in columns:
        found = ", ".join(short(cell, 20) for cell in head[:6])
        raise UserError(f"{name} has no column 'scene': its first row is {found}. Name the column of scenes so.")
    if twice := [column for column, count in Counter(filter(None, columns)).items() if count > 1]:
        raise UserError(f"{name} has two columns {short(twice[0])}: leave out one of them.")
    return columns


def _column(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", cell.strip().lower())


def _strays(cells: list[str], columns: list[str]) -> Iterator[str]:
    """Yield what is wrong with cells that are below no column's name."""
    for place, cell in enumerate(cells):
        if cell and place >= len(columns):
            yield f"{short(cell)} is a cell too many: put quotation marks round a text that has the separator in it."
            return
        if cell and not columns[place]:
            yield f"{short(cell)} stands in column {place + 1}, which has no name: name it in row 1, or leave it empty."
