"""The scenes, a file each: ``from attention_scenes import Masking`` finds ``scenes/masking.py``."""

if __name__ == "scenes":
    raise ImportError("Write `from attention_scenes import Masking` in place of `from scenes import Masking`.")

import attention_scenes.film  # noqa: F401 (so that Manim is imported with its own defaults)
