"""XML as the parts of a workbook hold it."""

from collections.abc import Mapping

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_VALUE = _TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#09;"})


def element(name: str, attributes: Mapping[str, object] | None = None, inside: str = "") -> str:
    """An element; `inside` is XML already. An attribute that is None is left out."""
    written = "".join(
        f' {key}="{_value(value)}"' for key, value in (attributes or {}).items() if value is not None
    )
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written} />"


def listed(name: str, elements: list[str], *, counted: bool = True) -> str:
    """Elements inside another, which may have their count; '' for no elements."""
    return element(name, {"count": len(elements)} if counted else {}, "".join(elements)) if elements else ""


def escaped(text: str) -> str:
    """Text as it stands between tags."""
    return text.translate(_TEXT)


def _value(value: object) -> str:
    """An attribute's value: 1 and 0 for true and false, up to 16 digits of a number."""
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:.16g}" if isinstance(value, float) else str(value).translate(_VALUE)
