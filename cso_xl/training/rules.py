"""The rules by number: what [A4] beside a step, a question or a setting means [X8]."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SHEET = "Rules"


@dataclass(frozen=True)
class Group:
    """The rules of a report, or of what goes around all of them: their words by number."""

    title: str
    rules: Mapping[str, str]


def _groups() -> tuple[Group, ...]:
    text = tomllib.loads(Path(__file__).with_name("rules.toml").read_text("utf-8"))
    return tuple(Group(group.pop("title"), group) for group in text["group"])


GROUPS = _groups()
