"""Helpers shared by the page's parts."""

from __future__ import annotations

from typing import Any

from nicegui.element import Element

BOX = "outlined dense stack-label hide-bottom-space"  # props of every field


def give(element: Element, **props: Any) -> None:
    """Set props of an element to values of any kind; the page gets only what is new. ``_`` stands for ``-``."""
    named = {name.rstrip("_").replace("_", "-"): value for name, value in props.items()}
    if any(name not in element.props or element.props[name] != value for name, value in named.items()):
        element.props.update(named)
        element.update()


def mark(element: Element, name: str, on: bool) -> None:
    """Give an element a class, or take it away."""
    if on != (name in element.classes):
        element.classes(add=name if on else None, remove=None if on else name)
