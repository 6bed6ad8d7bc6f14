"""Where the scene's parts stand in each layout: the ledger beside the word, in a tall frame below it."""

from __future__ import annotations

from dataclasses import dataclass

from attention_scenes.scenes.framework.layout import Layout, Place


@dataclass(frozen=True)
class TokenPlaces:
    """Places of what takes the whole stage, of the word's tree and of the list of merges.

    ``letters`` and ``sentence`` are ems, at most, of tiles of letters and of the sentence, ``small`` that of small
    print, ``listed`` that of the list.
    """

    whole: Place
    tree: Place
    ledger: Place
    letters: float
    sentence: float
    small: float
    listed: float


def places_in(layout: Layout) -> TokenPlaces:
    """Return the places for a layout."""
    top, small = layout.columns(1, 12), layout.em.word
    whole = Place(top.left, layout.stage.bottom + 0.25 + small, top.right, top.top + 0.25)
    if layout.is_tall:
        return TokenPlaces(whole, whole.part(0.0, 0.56), whole.part(0.63, 1.0), 0.62, 0.8, small, 1.2 * small)
    if layout.is_wide:
        whole = Place(-6.45, -2.6, 6.45, 3.5)
        return TokenPlaces(
            whole, Place(whole.left, whole.bottom, 1.2, whole.top), Place(1.75, -2.4, 6.65, 3.3), 0.78, 0.95, 0.4, 0.48
        )
    tree = Place(whole.left, whole.bottom, whole.left + 0.57 * whole.width, whole.top)
    ledger = Place(whole.left + 0.6 * whole.width, whole.bottom, whole.right, whole.top - 0.2)
    return TokenPlaces(whole, tree, ledger, 0.66, 0.8, small, small)
