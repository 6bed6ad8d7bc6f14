"""Words of others in the clips of the gallery, and changes of their sidecars."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

EVIL = '<script>document.title = "mine"</script>"\'><img src=x onerror=alert(1)>'


def change(sidecar: Path, **updates: Any) -> None:
    sidecar.write_text(json.dumps(json.loads(sidecar.read_text()) | updates))
