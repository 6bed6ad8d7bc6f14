"""The recipes there are: by name, each imported when it is asked for."""

from __future__ import annotations

from importlib import import_module

from attention_scenes.model.errors import UserError, nearest
from attention_scenes.training.recipe import Recipe

# The module of this package that has the object RECIPE.
RECIPES = {
    "decoder": "decoder.decoder_recipe",
    "shapes": "shapes.shapes_recipe",
    "translator": "translator.translator_recipe",
    "values-from-decoder": "translator.values_recipe",
}


def recipe_of(name: str) -> Recipe:
    """Return a recipe; UserError where none is called so."""
    if name not in RECIPES:
        raise UserError(f"No model of our own is called {name[:60]!r}. {nearest(name[:60], RECIPES)}")
    recipe: Recipe = import_module(f"attention_scenes.training.{RECIPES[name]}").RECIPE
    return recipe
