"""Where the scene's parts stand in each layout: the ledger beside the word, in a tall frame below it."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place


@dataclass(frozen=True)
class TokenPlaces:
    """Places of the word's tree, of the list of merges, and of all that takes the whole stage; ems of letters."""

    whole: Place
    tree: Place
    ledger: Place
    letters: float
    sentence: float


def places_in(layout: Layout) -> TokenPlaces:
    """Return the places for a layout."""
    top = layout.columns(1, 12)
    whole = Place(top.left, layout.stage.bottom + 0.25, top.right, top.top + 0.25)
    if layout.is_tall:
        return TokenPlaces(whole, whole.part(0.0, 0.56), whole.part(0.63, 1.0), 0.62, 0.8)
    if layout.is_wide:
        whole = Place(-6.45, -2.55, 6.45, 3.3)
        return TokenPlaces(
            whole, Place(whole.left, whole.bottom, 2.0, whole.top), Place(2.7, -2.3, 6.45, 3.1), 0.78, 0.95
        )
    tree = Place(whole.left, whole.bottom, whole.left + 0.62 * whole.width, whole.top)
    ledger = Place(whole.left + 0.67 * whole.width, whole.bottom, whole.right, whole.top - 0.2)
    return TokenPlaces(whole, tree, ledger, 0.66, 0.8)
