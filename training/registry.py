"""The recipes there are: by name, each imported when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from types import ModuleType

from attention_scenes.model.errors import UserError, nearest
from attention_scenes.training.recipe import Recipe

# The module of this package that has the object RECIPE, and VARIANT_RECIPES where there are some.
RECIPES = {
    "decoder": "decoder.decoder_recipe",
    "adapted": "adapting.adapting_recipe",
    "captioner": "captioner.captioner_recipe",
    "digits": "vision.digits_recipe",
    "encoder": "encoder.encoder_recipe",
    "shapes": "shapes.shapes_recipe",
    "translator": "translator.translator_recipe",
    "values-from-decoder": "translator.values_recipe",
}


def recipe_of(name: str) -> Recipe:
    """Return a recipe, a variant's as ``decoder/no-mask``; UserError where none is called so."""
    model, slash, variant = name.partition("/")
    if model not in RECIPES:
        raise UserError(f"No model of our own is called {model[:60]!r}. {nearest(model[:60], RECIPES)}")
    if not slash:
        recipe: Recipe = _module(model).RECIPE
        return recipe
    if not (known := variants_of(model)):
        raise UserError(f"{model} has no variants: leave --variant out.")
    if variant not in known:
        raise UserError(f"No variant of {model} is called {variant[:60]!r}. {nearest(variant[:60], known)}")
    return known[variant]


def variants_of(model: str) -> Mapping[str, Recipe]:
    """Return the recipes of a model's variants, runs with one thing changed, by their names; none for most."""
    found: Mapping[str, Recipe] = getattr(_module(model), "VARIANT_RECIPES", {})
    return found


def with_variants(models: list[str] | None = None) -> list[str]:
    """Return the names of recipes, of these models or of all: each model's, then those of its variants."""
    return [
        name for model in models or RECIPES for name in (model, *(f"{model}/{each}" for each in variants_of(model)))
    ]


def _module(model: str) -> ModuleType:
    return import_module(f"attention_scenes.training.{RECIPES[model]}")
