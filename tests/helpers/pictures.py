"""The two pictures of the README: the tab CSO and a sheet that was worked, drawn from the program's own words.

`draw` makes them anew with Chromium, LibreOffice, poppler's `pdftoppm` and ImageMagick. Beside them lies what they were
drawn from, as hashes, so that a test can tell whether they are current and no two versions of a program need to draw
the same dots.
"""

import hashlib
import html
import io
import json
import re
import zipfile
from pathlib import Path

from cso_xl import settings
from cso_xl.desk import headless
from cso_xl.desk.office import Office
from cso_xl.practice.passwords import PracticePasswords
from cso_xl.practice.week import Week
from cso_xl.procedures import PROCEDURES, ribbon
from helpers import waiting
from helpers.programs import tool

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
DRAWN_FROM = FOLDER / "drawn-from.json"
RIBBON, SHEET = "ribbon.png", "on-list.png"
LARGEST = 60_000  # bytes of a picture
IN_FRONT, NEXT = "on-list", "paste_current_clients"  # the report that the pictures show, and its next step

_GLYPHS = {
    "FileOpen": "\N{DOWNWARDS BLACK ARROW}", "RightArrow2": "\N{BLACK RIGHT-POINTING TRIANGLE}",
    "DataValidation": "\N{IDENTICAL TO}", "NewMailMessage": "\N{ENVELOPE}", "NewNote": "\N{LOWER RIGHT PENCIL}",
    "MoveToFolder": "\N{BLACK RIGHTWARDS ARROW}", "FileSave": "\N{BLACK SQUARE}",
    "NewAppointment": "\N{BLACK SUN WITH RAYS}", "Undo": "\N{ANTICLOCKWISE TOP SEMICIRCLE ARROW}", "Help": "?",
    "EnvelopesAndLabelsDialog": "\N{ENVELOPE}", "AcceptInvitation": "\N{CHECK MARK}", "Private": "\N{BLACK FLAG}",
}  # fmt: skip
_STYLE = """
body { margin: 0; background: white; font: 13px 'Segoe UI', 'DejaVu Sans Condensed', sans-serif; color: #242424 }
.tabs { padding: 6px 10px 4px; color: #5c5c5c } .tabs span { margin-right: 18px }
.tabs .on { color: #107c41; font-weight: bold; border-bottom: 3px solid #107c41; padding-bottom: 2px }
.tab { display: inline-flex; background: #f7f7f7; border: 1px solid #d9d9d9; border-radius: 6px; margin: 0 6px 6px }
.group { display: flex; flex-direction: column; border-right: 1px solid #d0d0d0; padding: 6px 8px 3px }
.group:last-child { border: 0 } .group b { font-weight: normal; font-size: 11px; color: #5c5c5c; text-align: center }
.items { display: flex; height: 88px } .small { align-self: center; line-height: 25px }
.large { text-align: center; padding: 0 7px; max-width: 124px } .large i { display: block; font-size: 30px }
i { font-style: normal; color: #107c41 } .small i { margin-right: 6px }
"""


def ribbon_page() -> str:
    """The tab with an on list in front, as a page."""
    groups = "".join(
        f'<div class="group"><div class="items">{_items(group.items)}</div><b>{group.label}</b></div>'
        for group in ribbon.GROUPS
    )
    tabs = "".join(f"<span>{name}</span>" for name in ("File", "Home", "Insert", "Data", "View", "Help"))
    tabs += f'<span class="on">{ribbon.TAB_LABEL}</span>'
    return (
        f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style>'
        f'<div class="tabs">{tabs}</div><div class="tab">{groups}</div>'
    )


def _items(items: tuple[ribbon.ButtonPlace | ribbon.Menu, ...]) -> str:
    large = [_large(item) for item in items if item.large]
    small = [_drawn(item) for item in items if not item.large]
    return "".join(large) + (f'<div class="small">{"<br>".join(small)}</div>' if small else "")


def _large(item: ribbon.ButtonPlace | ribbon.Menu) -> str:
    return f'<div class="large">{_drawn(item)}</div>'


def _drawn(item: ribbon.ButtonPlace | ribbon.Menu) -> str:
    icon, label = (
        (item.icon, item.label) if isinstance(item, ribbon.Menu) else (item.button.icon, item.button.label)
    )
    if isinstance(item, ribbon.Menu):
        label = f"{_next() if item.name == 'next' else label} \N{BLACK DOWN-POINTING SMALL TRIANGLE}"
    return f"<i>{_GLYPHS.get(icon, chr(0x25C6))}</i>{html.escape(label)}"


def _next() -> str:
    names = [step.name for step in PROCEDURES[IN_FRONT].steps]
    label = next(button.label for button in ribbon.buttons() if button.name == NEXT)
    return f"Next: {label} ({names.index(NEXT) + 1} of {len(names)})"


def worked_sheet(folder: Path) -> Path:
    """The on list of the practice week, worked and filed under `folder`."""
    files, in_force = Week().write(folder), settings.load(settings.DEFAULTS)
    office = Office.at(files.records, in_force, PracticePasswords(in_force))
    headless.run(IN_FRONT, files.datamatch, office, headless.Given())
    return next(files.records.rglob("20250113 On List.xlsx"))


def sources(folder: Path) -> dict[str, str]:
    """What each picture is drawn from, now, as a hash: the page of the tab, the worked sheet with its styles."""
    with zipfile.ZipFile(io.BytesIO(worked_sheet(folder).read_bytes())) as package:
        names = sorted(name for name in package.namelist() if re.search(r"sheet1\.xml$|styles|Strings", name))
        sheet = b"".join(map(package.read, names))
    return {RIBBON: _hash(ribbon_page().encode()), SHEET: _hash(sheet)}


def pictures() -> dict[str, str]:
    """The pictures as they lie there, each as a hash."""
    return {name: _hash((FOLDER / name).read_bytes()) for name in (RIBBON, SHEET)}


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def draw(folder: Path) -> None:
    """Draw both anew, by way of `folder`, and write down from what."""
    drawn_from = sources(folder)
    _draw_ribbon(folder)
    _draw_sheet(folder)
    kept = {name: {"from": drawn_from[name], "is": is_} for name, is_ in pictures().items()}
    DRAWN_FROM.write_text(json.dumps(kept, indent=2) + "\n", "utf-8")


def _draw_ribbon(folder: Path) -> None:
    page, shot = folder / "ribbon.html", folder / "ribbon-drawn.png"
    page.write_text(ribbon_page(), "utf-8")
    _run(
        tool("chromium", "chromium-browser", "google-chrome"), "--headless", "--no-sandbox", "--disable-gpu",
        f"--user-data-dir={folder / 'browser'}", "--window-size=1400,200", "--hide-scrollbars",
        f"--screenshot={shot}", page.as_uri(),
    )  # fmt: skip
    _save(shot, RIBBON)


def _draw_sheet(folder: Path) -> None:
    book = next(folder.rglob("20250113 On List.xlsx"))
    _run(
        tool("soffice", "libreoffice"), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
        "--convert-to", "pdf", "--outdir", folder, book,
    )  # fmt: skip
    page = folder / "sheet"
    _run(tool("pdftoppm"), "-png", "-singlefile", "-r", "110", folder / f"{book.stem}.pdf", page)
    _save(page.with_suffix(".png"), SHEET, "-gravity", "North", "-crop", "100%x56%+0+0", "+repage")


def _save(drawn: Path, name: str, *changes: str) -> None:
    trimmed = (
        "-trim",
        "+repage",
        "-bordercolor",
        "white",
        "-border",
        "6",
        "+dither",
        "-colors",
        "48",
        "-strip",
    )
    _run(tool("convert"), drawn, *changes, *trimmed, FOLDER / name)


def _run(*command: str | Path) -> None:
    waiting.run([str(part) for part in command], capture_output=True, check=True)
