"""Load the scene that a tutorial page writes piece by piece, imported like any other."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from attention_scenes.film.catalog.scenes import SceneFile, scenes_in
from attention_scenes.film.system.scratch import scratch_folder

_PIECE = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_FILE = re.compile(r"`scenes/(\w+)\.py`")


@contextmanager
def scene_of_page(page: Path) -> Iterator[SceneFile]:
    """Make the scene of a page importable: join its code blocks under the file name that the page gives first."""
    text = page.read_text(encoding="utf-8")
    [name, *_] = _FILE.findall(text)
    with scratch_folder() as folder:
        file = Path(folder, "scenes", f"{name}.py")
        file.parent.mkdir()
        file.write_text("\n".join(_PIECE.findall(text)), encoding="utf-8")
        [scene] = scenes_in(file.parent).values()
        spec = spec_from_file_location(scene.module, file)
        assert spec and spec.loader
        sys.modules[scene.module] = module = module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
            yield scene
        finally:
            del sys.modules[scene.module]
