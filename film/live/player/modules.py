"""Join modules of JavaScript into one script, in the order in which they import each other.

It knows the one form that the player's modules are written in: imports of a line each, at the beginning, of names that
are exported where they are declared. From disk a browser loads no module that stands in another file.
"""

from __future__ import annotations

import re
from graphlib import TopologicalSorter
from pathlib import Path

IMPORT = re.compile(r'^import (\{ [\w, ]+ \}) from "\./(\w+\.js)";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:(?:async )?function|class|const) (\w+))", re.MULTILINE)
LEFT = re.compile(r"^(?:import|export)\b.*$|</script|<!--", re.MULTILINE | re.IGNORECASE)


def joined(entry: Path) -> str:
    """Return a module and all that it imports as one script; ValueError where one is written otherwise."""
    texts: dict[str, str] = {}
    needed: dict[str, list[str]] = {}
    waiting = [entry.name]
    while waiting:
        name = waiting.pop()
        if name not in texts:
            texts[name] = entry.with_name(name).read_text(encoding="utf-8")
            needed[name] = [other for _, other in IMPORT.findall(texts[name])]
            waiting += needed[name]
    parts = [_scoped(name, texts[name]) for name in TopologicalSorter(needed).static_order()]
    script = "\n".join(["const modules = {};", *parts])
    if found := LEFT.search(script):
        raise ValueError(f"{entry.parent.name}: {found[0]!r} cannot be joined")
    return script


def _scoped(name: str, text: str) -> str:
    """Return a module as a function that is called at once, so that what it does not export stays its own."""
    body = EXPORT.sub("", IMPORT.sub(r'const \1 = modules["\2"];', text))
    return f'modules["{name}"] = (() => {{\n{body}return {{ {", ".join(EXPORT.findall(text))} }};\n}})();'
