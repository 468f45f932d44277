"""A page in a real browser, without a window: what axe finds in it, and whether it fits its width."""

import html
import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from helpers import waiting
from helpers.programs import tool

RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_ASKS = """
<script>
axe.run({runOnly: %s, resultTypes: ["violations", "incomplete"]}).then(found => {
  const told = parent.document.createElement("pre");
  const of = list => list.flatMap(one => one.nodes.map(node => one.id + ": " + node.html));
  told.className = "told-by-axe";
  told.textContent = JSON.stringify({
    name: %s, violations: of(found.violations), incomplete: of(found.incomplete), passes: found.passes.length,
    inks: [...document.querySelectorAll("svg text")].map(text => getComputedStyle(text).fill)
      .concat(getComputedStyle(document.body).color),
    wider: document.documentElement.scrollWidth - innerWidth, width: innerWidth,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
  });
  parent.document.body.append(told);
});
</script>"""


class Shown(NamedTuple):
    """A page, and how wide the window is in which it is shown."""

    page: str
    width: int


class Found(NamedTuple):
    """What axe says: rules that are broken, those a person has to look at, and how many hold.

    `inks` are the colours of the page's text and of that in drawings, which axe does not see; `wider` counts pixels.
    """

    violations: list[str]
    incomplete: list[str]
    passes: int
    inks: set[str]
    wider: int


def axe() -> str:
    """The text of axe-core: npm install axe-core, beside the Open XML validator."""
    places = (
        Path(folder).parent / "axe-core" / "axe.min.js" for folder in os.environ["PATH"].split(os.pathsep)
    )
    script = next((place for place in places if place.is_file()), None)
    if script is None:
        message = "npm install axe-core, with its node_modules/.bin in the PATH, to run this test"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return script.read_text("utf-8")


def examined(shown: Mapping[str, Shown], folder: Path, dark: bool) -> dict[str, Found]:
    """Pages as axe finds them in Chromium, each in a frame of its width: no window is as narrow as a telephone."""
    frames = (_frame(name, *page) for name, page in shown.items())
    path = folder / "examined.html"
    path.write_text(f"<!doctype html><html><body>{''.join(frames)}</body></html>", "utf-8")
    reports = [json.loads(html.unescape(text)) for text in _told(path, folder, dark)]
    assert {(report["name"], report["width"], report["dark"]) for report in reports} == {
        (name, page.width, dark) for name, page in shown.items()
    }
    return {
        report["name"]: Found(
            report["violations"], report["incomplete"], report["passes"], {*report["inks"]}, report["wider"]
        )
        for report in reports
    }


def _frame(name: str, page: str, width: int) -> str:
    asks = _ASKS % (json.dumps(RULES), json.dumps(name))
    whole = page.replace("</body>", f"<script>{axe()}</script>{asks}</body>")
    return f'<iframe style="border:0;width:{width}px;height:900px" srcdoc="{html.escape(whole)}"></iframe>'


def _told(path: Path, folder: Path, dark: bool) -> list[str]:
    command = [
        tool("chromium", "chromium-browser", "google-chrome"), "--headless", "--no-sandbox", "--disable-gpu",
        f"--user-data-dir={folder / 'browser'}", "--window-size=1300,1000", "--hide-scrollbars",
        f"--blink-settings=preferredColorScheme={0 if dark else 1}", "--virtual-time-budget=60000",
        "--dump-dom", path.as_uri(),
    ]  # fmt: skip
    shown = waiting.run(command, capture_output=True, check=True).stdout.decode()
    return re.findall(r'<pre class="told-by-axe">(.*?)</pre>', shown, re.DOTALL)
