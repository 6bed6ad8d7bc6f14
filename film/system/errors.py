"""Exit codes and error messages: one line and code 2 for bad input, a traceback for a fault of ours."""

from __future__ import annotations

import errno
import os
import signal
import sys
import traceback
from collections.abc import Callable
from typing import Any

import click

from attention_scenes.film.system.console import note
from attention_scenes.film.system.missing_modules import remedy
from attention_scenes.film.system.program import named
from attention_scenes.model.errors import UserError

LONGEST_MESSAGE = 2000
THE_DISK = {
    errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR,
    errno.EIO, errno.EFBIG,
}  # fmt: skip


def guarded(command: Callable[[], Any]) -> int:
    """Run a command and return its exit code: 0, 1 (our fault), 2 (the input's) or 130 (interrupted)."""
    stdout = sys.stdout
    try:
        result = command()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as leave:
        return leave.exit_code
    except SystemExit:
        if sys.stdout is stdout:
            raise
        return 0  # click replaces stdout where the reader of our help has closed it, as `head` does
    except click.ClickException as error:
        where = error.ctx.command_path if isinstance(error, click.UsageError) and error.ctx else "render.py"
        return _refuse(f"{error.format_message()} `python {where} --help` shows how.")
    except (KeyboardInterrupt, click.Abort):
        note("Interrupted: no unfinished clip was kept.")
        return 130
    except Exception as error:
        if (why := refusal(error)) is None:
            traceback.print_exc()
            return 1
        return _refuse(why)


def refusal(error: Exception) -> str | None:
    """Return the message for bad input or a full disk; None where the fault is ours."""
    if isinstance(error, UserError):
        return named(str(error))
    if isinstance(error, ModuleNotFoundError):
        return remedy(error)
    if isinstance(error, OSError) and error.errno in THE_DISK:
        return f"{error.filename or 'The disk'}: {error.strerror}. Free some space or choose another folder (-o)."
    return None


def in_a_line(error: BaseException) -> str:
    """Return an exception's kind and the first line of its message."""
    message = str(error).strip().partition("\n")[0]
    return ": ".join(filter(None, [type(error).__name__, message]))


def is_of_this_machine(error: BaseException | None) -> bool:
    """Return whether a disk or the memory is at fault, in an error or what it came from: another machine may do it."""
    while error is not None:
        if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno in THE_DISK | {errno.ENOMEM}):
            return True
        error = error.__cause__ or error.__context__
    return False


def printable(text: str) -> str:
    """Return ``text`` with its control characters escaped, but for line breaks."""
    return "".join(c if c.isprintable() or c == "\n" else f"\\u{ord(c):04x}" for c in text)


def _refuse(message: str) -> int:
    if len(message) > LONGEST_MESSAGE:
        message = f"{message[:200]}… {message[-200:]}"
    note(f"render.py: {printable(message)}")
    return 2


def open_streams() -> None:
    """Reopen standard streams that the shell closed (``>&-``): else the next file opened would get their output."""
    for number, (name, mode) in enumerate((("stdin", "r"), ("stdout", "w"), ("stderr", "w"))):
        if getattr(sys, name) is None:
            if (found := os.open(os.devnull, os.O_RDWR)) != number:
                os.dup2(found, number)
            setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))
            if name == "stdout":
                note("stdout is closed: what would be said there is lost.")
        elif mode == "w":
            getattr(sys, name).reconfigure(errors="backslashreplace")  # a terminal may not have every character


def as_utf8(argument: str) -> str:
    """Decode an argument of the command line as UTF-8 where the locale could not; else return it unchanged."""
    try:
        return os.fsencode(argument).decode() if any("\udc80" <= c <= "\udcff" for c in argument) else argument
    except UnicodeDecodeError:
        return argument  # a file may be called so


def leave_on_sigterm() -> None:
    """Turn SIGTERM into SystemExit, so that unfinished files are removed as after Ctrl-C."""

    def leave(signal_number: int, frame: Any) -> None:
        raise SystemExit(128 + signal_number)

    signal.signal(signal.SIGTERM, leave)
