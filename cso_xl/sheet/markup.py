"""XML as the parts of a workbook hold it."""

from collections.abc import Mapping

_TEXT = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\r": "&#13;"})
_VALUE = _TEXT | str.maketrans({'"': "&quot;", "\n": "&#10;", "\t": "&#09;"})


def element(name: str, attributes: Mapping[str, object] | None = None, inside: str = "") -> str:
    """One element; what is `inside` is XML already. An attribute that is None is left out."""
    given = "".join(
        f' {key}="{_value(value)}"' for key, value in (attributes or {}).items() if value is not None
    )
    return f"<{name}{given}>{inside}</{name}>" if inside else f"<{name}{given} />"


def listed(name: str, elements: list[str], *, counted: bool = True) -> str:
    """Elements in one that may say how many they are; nothing for none."""
    return element(name, {"count": len(elements)} if counted else {}, "".join(elements)) if elements else ""


def escaped(text: str) -> str:
    """Text as it stands between tags."""
    return text.translate(_TEXT)


def _value(value: object) -> str:
    """What an attribute says: 1 and 0 for true and false, up to 16 digits of a number."""
    if isinstance(value, bool):
        return str(int(value))
    return f"{value:.16g}" if isinstance(value, float) else str(value).translate(_VALUE)
