"""Click's commands as this command line has them: imported when typed, help with sections and examples."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from attention_scenes.film.system.program import named

DEFAULT = ""  # the name under which the default command is called; it cannot be typed
FEW = 6  # options that need no sections


class CommandEntry(NamedTuple):
    """A command before it is imported: ``module:function`` in film.cli, its usage and its summary; hidden without."""

    target: str
    usage: str = ""
    summary: str = ""


class Context(click.Context):
    """A context whose command path has no blank at its end where the default command is called."""

    @property
    def command_path(self) -> str:
        return super().command_path.strip()


class Option(click.Option):
    """An option that ``--help`` lists in a section."""

    def __init__(self, *arguments: Any, section: str = "Options", **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.section = section


class Command(click.Command):
    """A command whose ``--help`` lists its options in sections and ends with examples.

    The program is called there as it was called.
    """

    context_class = Context

    def __init__(self, *arguments: Any, examples: str = "", **settings: Any) -> None:
        super().__init__(*arguments, **settings)
        self.examples = examples.strip().splitlines()

    def get_help(self, context: click.Context) -> str:
        return named(super().get_help(context))

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        options = [each for each in self.get_params(context) if isinstance(each, click.Option) and not each.hidden]
        sections: dict[str, list[tuple[str, str]]] = {}
        for each in options:
            section = each.section if isinstance(each, Option) and len(options) > FEW else "Options"
            if row := each.get_help_record(context):
                sections.setdefault(section, []).append(row)
        sections["Options"] = sections.pop("Options")  # last
        width = max(len(name) for rows in sections.values() for name, _ in rows)
        for title, rows in sections.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(width), text) for name, text in rows])

    def format_epilog(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_epilog(context, formatter)
        if self.examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"  {line}\n" for line in self.examples))


class Group(Command, click.Group):
    """Such a command with others below it."""

    def format_options(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        super().format_options(context, formatter)
        self.format_commands(context, formatter)


class LazyGroup(click.Group):
    """A group that imports a command's module when the command is typed, and has a default command.

    Parameters
    ----------
    entries
        The commands by name.
    default
        The name of the command that is meant where none is typed.
    """

    def __init__(self, entries: Mapping[str, CommandEntry], default: str) -> None:
        super().__init__(
            add_help_option=False,  # --help is the default command's, which lists the others
            context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
        )
        self.entries, self.default = entries, default

    def list_commands(self, context: click.Context) -> list[str]:
        return [name for name, entry in self.entries.items() if entry.summary]

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if (entry := self.entries.get(self.default if name == DEFAULT else name)) is None:
            return None
        module, _, function = entry.target.partition(":")
        command: click.Command = getattr(import_module(f"attention_scenes.film.cli.{module}"), function)
        return command

    def parse_args(self, context: click.Context, arguments: list[str]) -> list[str]:
        first_word_is_completed = context.resilient_parsing and not arguments
        return super().parse_args(context, arguments if first_word_is_completed else self.with_default(arguments))

    def with_default(self, arguments: list[str]) -> list[str]:
        """Return the arguments with the default command before them where they begin with none."""
        return arguments if arguments and arguments[0] in self.entries else [DEFAULT, *arguments]

    def format_commands(self, context: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands with their summaries, none of them imported."""
        with formatter.section("Commands, each with its own --help"):
            formatter.write_dl([(entry.usage, entry.summary) for entry in self.entries.values() if entry.summary])

    def shell_complete(self, context: click.Context, incomplete: str) -> list[CompletionItem]:
        """Complete the first word: a command, or what the default command takes."""
        found = [
            CompletionItem(name, help=self.entries[name].summary)
            for name in self.list_commands(context)
            if name.startswith(incomplete)
        ]
        default = self.get_command(context, DEFAULT)
        assert default is not None
        with default.make_context(DEFAULT, [], parent=context, resilient_parsing=True) as inner:
            for parameter in default.params:
                if isinstance(parameter, click.Argument):
                    found += parameter.shell_complete(inner, incomplete)
            return found + default.shell_complete(inner, incomplete)


def command(cls: type[click.Command] = Command, **settings: Any) -> Any:
    """Decorate a function as a command; ``examples`` are lines for the end of its help."""
    return click.command(cls=cls, **settings)
