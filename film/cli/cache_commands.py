"""The command ``cache``: list what is kept between runs, and remove it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date

import click

from attention_scenes.film.cli.command_classes import Command, Group, command
from attention_scenes.film.cli.options import option
from attention_scenes.film.cli.parameter_types import Text, seconds
from attention_scenes.film.system.cache import Entry, chosen, grouped, remove_all, size
from attention_scenes.film.system.cache_kinds import KINDS
from attention_scenes.film.system.console import note, print_table, say, short
from attention_scenes.model.errors import UserError, nearest

COLUMNS = "kept", "what it is", "files", "size", "oldest", "last used", "to have it again"
KNOWN = (*KINDS, "unfinished", "all")


def cache_kind(name: str) -> str:
    """Return a kind of what is kept; UserError where there is none of this name."""
    if name not in KNOWN:
        raise UserError(f"Nothing is kept under the name {short(name)}. {nearest(name[:60], KNOWN)}")
    return name


@command(
    cls=Group,
    invoke_without_command=True,
    examples="""
python render.py cache
python render.py cache clear bundles --older-than 30d
python render.py cache clear all --yes
""",
)
@click.pass_context
def cache(context: click.Context) -> None:
    """Show what is kept between runs: how much, since when, where, and what it takes to have it again.

    All of it is in one folder, which the environment variable ATTENTION_CACHE moves; ATTENTION_WEIGHTS_CACHE moves
    the weights alone. Clips are no part of it.
    """
    if context.invoked_subcommand is None:
        _tell(chosen(KINDS))
        for kind, about in KINDS.items():
            say(f"{kind:<9}  {about.folder()}")


@cache.command(
    cls=Command,
    short_help="Remove what is kept.",
    examples="""
python render.py cache clear bundles labels --older-than 2w
python render.py cache clear unfinished --yes
""",
)
@click.argument("kinds", nargs=-1, required=True, type=Text(cache_kind, lambda: KNOWN), metavar="KIND...")
@option(
    "--older-than",
    metavar="30d",
    type=Text(seconds),
    default=0,
    help="Only what was last used so long ago: hours (h), days (d), weeks (w).",
)
@option("-y", "--yes", is_flag=True, help="Do not ask.")
def clear(kinds: tuple[str, ...], older_than: float, yes: bool) -> None:
    """Remove what is kept of each KIND: weights, bundles, labels, notebooks, digests, peers, or all.

    What killed processes left of it goes, too; "unfinished" is that alone. It says what will go and asks before it
    goes. Clips may be rendered meanwhile: what they miss they make again.
    """
    found = chosen(KINDS if "all" in kinds else kinds, older_than, unfinished="unfinished" in kinds)
    if not found:
        say("Nothing of the kind is kept.")
        return
    _tell(found)
    if not yes and not sys.stdin.isatty():
        raise UserError("Nothing was removed: there is no terminal to ask on. --yes removes without asking.")
    if not yes and not click.confirm("Remove all of this?", err=True):
        note("Nothing was removed.")
        return
    remove_all(found)
    say(f"Removed {sum(entry.files for entry in found):,} files, {size(found)}.")


def _tell(found: Sequence[Entry]) -> None:
    rows = []
    for (kind, unfinished), those in grouped(found).items():
        about = KINDS[kind]
        oldest, used = min(entry.changed for entry in those), max(entry.used for entry in those)
        rows.append(
            (
                f"{kind}, unfinished" if unfinished else kind,
                "what a killed process left" if unfinished else about.what,
                f"{sum(entry.files for entry in those):,}",
                size(those),
                date.fromtimestamp(oldest).isoformat(),
                date.fromtimestamp(used).isoformat(),
                "" if unfinished else about.again,
            )
        )
    print_table(COLUMNS, rows)
