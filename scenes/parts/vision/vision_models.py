"""The models that vision asks: one that reads the picture, and runs of our own on digits with one thing changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from attention_scenes.model.answers.bundle import Bundle
from attention_scenes.model.errors import UserError
from attention_scenes.model.own_models import is_own
from attention_scenes.model.pictures.named import digest_of
from attention_scenes.model.probes.pictures.changed import ChangedProbe
from attention_scenes.model.probes.pictures.patch_scores import PatchScoresProbe
from attention_scenes.model.probes.pictures.seen import SeenProbe
from attention_scenes.model.request.clip_needs import ClipNeeds
from attention_scenes.model.request.needs import Needs

OURS = "ours:digits"
SHOWN, DIGITS = "vit", "digits"  # what reads the picture; our own run that is counted
SEEDS = ("seed1", "seed2")  # the same from other starts
PLACELESS, SHUFFLED, FRONT, END = "no-positions", "shuffled", "class-first", "class-last"
CHANGED = (PLACELESS, SHUFFLED, FRONT, END)  # one thing changed before training


def models() -> dict[str, str]:
    """Return the name of each model by its key."""
    return {SHOWN: OURS, DIGITS: OURS} | {key: f"{OURS}/{key}" for key in (*SEEDS, *CHANGED)}


def needs_of(params: Any, places: Mapping[str, str]) -> ClipNeeds:
    """Return what a clip needs: what one model does with the picture, what the runs get right, and two of them see."""
    picture, needs = digest_of(params.picture), {}
    for key, place in places.items():
        probes: tuple[Any, ...] = () if key == SHOWN else (PatchScoresProbe(),)
        if key == SHOWN:
            probes = SeenProbe(picture, whole=is_own(place)), ChangedProbe(picture)
        elif key in (FRONT, END):
            probes = (*probes, SeenProbe(picture, whole=False))
        needs[key] = Needs(model=place, probes=probes)
    return ClipNeeds(needs)


def refuse_other(shown: Bundle) -> None:
    """Raise a UserError where the model that is shown is not what the beats draw: a variant trained otherwise."""
    seen = shown.meta["probes"]["seen"]
    if seen["class_at"] != 0:
        fault = "has its class token last"
    elif list(seen["order"]) != sorted(seen["order"]):
        fault = "has its patches out of order"
    elif not shown.probe("seen.place_vectors").value.any():
        fault = "adds no places"
    elif not shown.probe("seen.from_class").value[..., 1:].any():  # in front of a mask it can read no patch
        fault = "has a mask"
    else:
        return
    raise UserError(
        f"The model that is shown {fault}, which is not what this scene draws: give --model {SHOWN}={OURS}, or a "
        "folder of a vit or dinov2."
    )
