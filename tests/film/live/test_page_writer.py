"""The page writer: modules joined into one script, words of others escaped, a policy that names script and style."""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

import pytest

from attention_scenes.film.inputs.languages import Wording
from attention_scenes.film.live.player.modules import joined
from attention_scenes.film.live.player.page_writer import PLAYER, PageFacts, write_page
from tests.film.live.hand_tape import EVIL


def module(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_modules_come_after_what_they_import_and_keep_what_is_their_own(tmp_path: Path) -> None:
    module(tmp_path, "low.js", "const NEAR = 1;\nexport const near = () => NEAR;\nexport class Far {}\n")
    module(
        tmp_path,
        "mid.js",
        'import { near } from "./low.js";\nconst NEAR = 2;\nexport function both() { return near() + NEAR; }\n',
    )
    top = module(
        tmp_path,
        "top.js",
        'import { both } from "./mid.js";\nimport { Far, near } from "./low.js";\nconsole.log(both(), near(), Far);\n',
    )
    script = joined(top)
    assert (
        script.index('modules["low.js"] =') < script.index('modules["mid.js"] =') < script.index('modules["top.js"] =')
    )
    assert "return { near, Far };" in script and 'const { Far, near } = modules["low.js"];' in script
    assert not re.search(r"^(import|export)\b", script, re.MULTILINE)


@pytest.mark.parametrize(
    "text",
    [
        'import low from "./low.js";\n',
        'import {\n  low,\n} from "./low.js";\n',
        "export default 3;\n",
        "// </script>\n",
        "// <!-- x\n",
    ],
)
def test_a_module_in_another_form_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ValueError, match="cannot be joined"):
        joined(module(tmp_path, "top.js", text))


def test_modules_that_import_each_other_are_refused(tmp_path: Path) -> None:
    module(tmp_path, "low.js", 'import { top } from "./top.js";\nexport const low = 1;\n')
    with pytest.raises(ValueError, match="cycle"):
        joined(module(tmp_path, "top.js", 'import { low } from "./low.js";\nexport const top = 1;\n'))


def test_every_module_of_the_player_is_in_a_page() -> None:
    scripts = [joined(PLAYER / entry) for entry in ("main.js", "talk.js")]
    found = [set(re.findall(r'^modules\["(\w+\.js)"\]', script, re.MULTILINE)) for script in scripts]
    assert {path.name for path in PLAYER.glob("*.js")} == found[0] | found[1]
    assert "deck.js" not in found[0] and joined(PLAYER / "main.js") == scripts[0]


def test_the_policy_names_this_script_and_this_style_and_nothing_can_end_them_early() -> None:
    facts = PageFacts(EVIL, EVIL, Wording("fr", {"Play": EVIL}), ((EVIL, False, EVIL),), ((EVIL, EVIL),), EVIL)
    html = write_page(EVIL.encode(), facts).decode()
    script = re.search(r'<script type="module">(.*?)</script>', html, re.DOTALL)
    style = re.search(r"<style>(.*?)</style>", html, re.DOTALL)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', html)
    assert script and style and policy
    for text in (script[1], style[1]):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"sha256-{digest}" in policy[1].replace("&#39;", "'")
    assert EVIL not in html and "onerror=alert(1)>" not in html and html.count("</script>") == 3
    assert "unsafe" not in policy[1] and "http" not in policy[1]
