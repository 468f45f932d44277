"""The e-mail templates: text files that a trainer edits, with fields in braces [D3-D8, L7-L9, A8, A9, O3, X1-X3].

The first line is 'Subject: ...', the rest the body: '# ' begins a section, '- ' an item. A folder of the
unit's own, [notices] templates in settings.toml, goes before the files beside this module.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cso_xl.errors import SettingsError
from cso_xl.settings import Settings

FOLDER = Path(__file__).with_name("templates")
FIELDS = (
    "reference", "report_date", "client_number", "client_name", "date_of_birth", "value_previously",
    "value_current", "service_centre", "child_name", "alias", "detail", "cso_name", "cso_client_number",
    "prn", "cso_date_of_birth", "address", "date_of_change", "children", "family_and_others", "unknown_age",
    "housing_address", "new_address", "sent_on", "due", "original", "about", "people",
)  # fmt: skip
ADDRESSES = ("housing_address", "new_address")  # what a person types where the report has it not [L9, D3, C9]
MAY_BE_EMPTY = {  # a notice goes out without these, and says so
    **dict.fromkeys(
        ("value_previously", "value_current", "date_of_birth", "cso_date_of_birth"),
        "not recorded",
    ),
    **dict.fromkeys(("children", "family_and_others", "unknown_age"), "None"),
    "prn": "",
}
LEFT_OUT = re.compile(r"^- [^{\n]*\{prn\}\n", re.MULTILINE)  # the line, where there is none
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Template:
    """One notice's wording."""

    name: str
    subject: str
    body: str

    @property
    def title(self) -> str:
        """The subject without our reference: the template's name in the guidelines."""
        return self.subject.replace("[{reference}]", "").strip()

    @property
    def fields(self) -> list[str]:
        """The fields it has, in order."""
        return list(dict.fromkeys(_FIELD.findall(self.subject + self.body)))

    def missing(self, values: Mapping[str, str]) -> list[str]:
        """The fields that have no value and must have one."""
        return [name for name in self.fields if name not in MAY_BE_EMPTY and not values.get(name, "").strip()]

    def fill(self, values: Mapping[str, str]) -> tuple[str, str]:
        """Subject and body with the values in place."""

        def value(match: re.Match[str]) -> str:
            return values.get(match[1], "").strip("\n") or MAY_BE_EMPTY.get(match[1], "")

        body = self.body if values.get("prn", "").strip() else LEFT_OUT.sub("", self.body)
        return _FIELD.sub(value, self.subject), _FIELD.sub(value, body)


def left_open(text: str) -> list[str]:
    """The fields of a text that have no value yet, as words: 'child name'."""
    return [name.replace("_", " ") for name in _FIELD.findall(text) if name in FIELDS]


def names(settings: Settings) -> list[str]:
    """The names of all templates."""
    return sorted({path.stem for folder in _folders(settings) for path in folder.glob("*.txt")})


def load(settings: Settings, name: str) -> Template:
    """A template, the unit's own before ours.

    Raises SettingsError that names the file and the line of an unknown field or a missing subject.
    """
    path = next((file for folder in _folders(settings) if (file := folder / f"{name}.txt").is_file()), None)
    if path is None:
        raise SettingsError(f"There is no template '{name}'. Known: {', '.join(names(settings))}.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise SettingsError(f"The template {path} cannot be read. Save it as a text file in UTF-8.") from None
    if wrong := list(_wrong(text)):
        raise SettingsError("\n".join([f"{path} cannot be used:", *(f"  {line}" for line in wrong)]))
    first, _, body = text.partition("\n")
    return Template(name, first.removeprefix("Subject:").strip(), body.strip() + "\n")


def check(settings: Settings) -> None:
    """Raise SettingsError when any template cannot be used."""
    for name in names(settings):
        load(settings, name)


def _folders(settings: Settings) -> list[Path]:
    own_folder = settings.text("notices.templates")
    if own_folder and not Path(own_folder).is_dir():
        raise SettingsError(f"'notices.templates': {own_folder} is not a folder.")
    return [Path(own_folder), FOLDER] if own_folder else [FOLDER]


def _wrong(text: str) -> Iterator[str]:
    lines = text.splitlines()
    if not lines or not lines[0].startswith("Subject:") or not lines[0].removeprefix("Subject:").strip():
        yield "line 1: expected 'Subject: ' and the subject."
    for number, line in enumerate(lines, 1):
        for name in _FIELD.findall(line):
            if name not in FIELDS:
                yield f"line {number}: {{{name}}} is not a field. Known: {', '.join(FIELDS)}."
            elif number == 1 and name != "reference":
                yield "line 1: a subject may hold {reference} only, so that no name travels in it."
        if re.search(r"[{}]", _FIELD.sub("", line)):
            yield f"line {number}: a brace without its other half."
