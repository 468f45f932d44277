"""Whether the installed add-in is whole, up to date and wired to this Python, in plain words."""

import importlib
import re
import tempfile
import zipfile
import zlib
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from cso_xl.addin.build import FILE_NAME, build, read_parts, stamp
from cso_xl.addin.install import ENCODING, Places, Way, config_file, missing_dll
from cso_xl.addin.names import MODULE
from cso_xl.errors import FileError
from cso_xl.excel.resident import is_alive

AGAIN = "Close Excel and run 'cso-xl addin install'."
_SUB = re.compile(r'^Public Sub (\w+)\(control As IRibbonControl\)\r?\n    Press "(\w+)"\r?$', re.MULTILINE)
_SIGNATURE = "vbaProjectSignature"  # how the parts are named in which signtool puts a signature
_OF_A_SIGNATURE = re.compile(
    rf"xl/{_SIGNATURE}\w*\.bin|xl/_rels/vbaProject\.bin\.rels|\[Content_Types\]\.xml|_xmlsignatures/.*"
)
_CALLBACK = re.compile(
    r"^Public Sub (\w+)\((?:control As IRibbonControl, ByRef \w+|ribbon As IRibbonUI)\)", re.MULTILINE
)


class Finding(NamedTuple):
    """One thing that was looked at: whether it is in order, and what to say of it."""

    ok: bool
    says: str


def check(places: Places) -> list[Finding]:
    """Everything about the installed add-in, in the order in which it matters."""
    try:
        package = places.addin.read_bytes()
        parts = read_parts(package)
    except FileNotFoundError:
        return [Finding(False, f"The add-in is not installed: {places.addin} is not there. {AGAIN}")]
    except (OSError, zipfile.BadZipFile, zlib.error):
        return [Finding(False, f"The add-in {places.addin} is damaged or cannot be read. {AGAIN}")]
    built = _built(places, parts)
    return [built, _config(places), *(_wired(package) if built.ok else [])]


def signed(path: Path) -> bytes:
    """The bytes of an add-in that is as it would be built here, but for a signature. Raises FileError for another."""
    try:
        package = path.read_bytes()
        is_ours = _unsigned(read_parts(package)) == _unsigned(read_parts(build()))
    except (OSError, zipfile.BadZipFile, zlib.error):
        raise FileError(f"{path} is not there, damaged, or cannot be read. Nothing was installed.") from None
    if not is_ours:
        raise FileError(
            f"{path} is not the add-in that {stamp()} builds, with or without a signature. Nothing was installed."
        )
    return package


def _unsigned(parts: dict[str, bytes]) -> dict[str, bytes]:
    """The parts that a signature leaves as they were."""
    return {name: part for name, part in parts.items() if not _OF_A_SIGNATURE.fullmatch(name)}


def wiring(package: bytes) -> list[str]:
    """What is wrong between the ribbon, the macros that it calls and Python's functions."""
    source = _module(package)
    subs, callbacks = dict(_SUB.findall(source)), set(_CALLBACK.findall(source))
    faults = []
    for attribute, action in _called(package):
        macro = action.removeprefix(f"{MODULE}.")
        function = subs.get(macro)
        if attribute != "onAction":
            if macro not in callbacks:
                faults.append(f"The ribbon calls the macro {action}, which the add-in does not have. {AGAIN}")
        elif function is None:
            faults.append(f"A button calls the macro {action}, which the add-in does not have. {AGAIN}")
        elif not _has_function(function):
            faults.append(
                f"The macro {action} calls {function}, which cso_xl.excel.buttons does not have. Install cso_xl again."
            )
    return faults


def _built(places: Places, parts: dict[str, bytes]) -> Finding:
    ours = read_parts(build())
    is_signed = any(_SIGNATURE in name for name in parts)
    if parts == ours or (is_signed and _unsigned(parts) == _unsigned(ours)):
        how = " and signed" if is_signed else ""
        return Finding(True, f"The add-in is installed: {places.addin}, built by {stamp()}{how}.")
    description = re.search(rb"<dc:description>(.*?)</dc:description>", parts.get("docProps/core.xml", b""))
    builder = description[1].decode(errors="replace") if description else "something else"
    if builder != stamp():
        return Finding(False, f"The add-in was built by {builder}; installed are {stamp()}. {AGAIN}")
    return Finding(False, f"The add-in is not as it was built: somebody or something changed it. {AGAIN}")


def _config(places: Places) -> Finding:
    try:
        config = places.config.read_bytes()
    except OSError:
        return Finding(False, f"{places.config}, which names the Python to start, is not there. {AGAIN}")
    way = _way(places, config)
    if way is None:
        named = re.search(r'^"INTERPRETER_WIN","(.*?)"', config.decode(ENCODING, errors="replace"))
        if named and named[1] != str(places.interpreter):
            return Finding(
                False, f"The add-in starts {named[1]}, but cso_xl runs in {places.interpreter}. {AGAIN}"
            )
        return Finding(False, f"{places.config} is not as it was installed: somebody changed it. {AGAIN}")
    if not places.interpreter.is_file():
        return Finding(
            False, f"The add-in starts {places.interpreter}, which is not there. Install cso_xl again."
        )
    if way is Way.STAYS and (missing := missing_dll(places)):
        return Finding(False, missing)
    how = f"The add-in {way.value.format(places.interpreter)}."
    if way is Way.RESIDENT and not is_alive(places.requests):
        return Finding(False, f"{how} It does not run. Start 'CSO' in the Start menu, or sign in again.")
    return Finding(True, how)


def way(places: Places) -> Way | None:
    """How a press reaches Python, as it was installed; None when it was not, or somebody changed it."""
    try:
        return _way(places, places.config.read_bytes())
    except OSError:
        return None


def _way(places: Places, config: bytes) -> Way | None:
    return next((candidate for candidate in Way if config == config_file(places, candidate)), None)


def _wired(package: bytes) -> list[Finding]:
    return [Finding(False, fault) for fault in wiring(package)] or [
        Finding(True, "Every button has its macro, and every macro its function in cso_xl.excel.buttons.")
    ]


def _called(package: bytes) -> list[tuple[str, str]]:
    """The macros that the ribbon calls, each after the attribute that names it: at a press, or for changing texts."""
    ribbon = ElementTree.fromstring(read_parts(package)["customUI/customUI.xml"])
    attributes = dict.fromkeys(pair for control in ribbon.iter() for pair in control.attrib.items())
    return [(name, macro) for name, macro in attributes if name.startswith(("on", "get"))]


def _module(package: bytes) -> str:
    """The source of CsoRibbon; by way of a file, as pyOpenVBA needs it."""
    from pyopenvba import ExcelFile

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        path.write_bytes(package)
        with ExcelFile(path) as file:
            return str(file.get_module(MODULE))


def _has_function(name: str) -> bool:
    try:
        return callable(getattr(importlib.import_module("cso_xl.excel.buttons"), name, None))
    except ImportError:
        return False
