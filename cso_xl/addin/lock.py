"""The lock file: each package in one version, by the hashes of its files; what one kind of computer needs."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from packaging.markers import Marker
from packaging.requirements import Requirement

_ENTRY = re.compile(r"^(\S+)==(\S+)(?: ; (.+))? \\\n((?: .*\n)*)", re.MULTILINE)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"# (?:via )? *([a-z0-9][\w.-]*)(?: \(|$)", re.MULTILINE)

Environment = Mapping[str, str]  # what markers are decided by: 'sys_platform' and the like


class Locked(NamedTuple):
    """A package of the lock file; `via` are the packages that ask for it."""

    name: str
    version: str
    marker: str
    hashes: frozenset[str]
    via: frozenset[str]

    def is_for(self, environment: Environment) -> bool:
        """Whether a computer of this kind may need it."""
        return not self.marker or Marker(self.marker).evaluate(dict(environment))


def read(path: Path) -> list[Locked]:
    """The packages of a lock file, as `uv pip compile` writes it."""
    return [
        Locked(name, version, marker, frozenset(_HASH.findall(more)), frozenset(_VIA.findall(more)) - {"via"})
        for name, version, marker, more in _ENTRY.findall(path.read_text("utf-8"))
    ]


def wanted(project: Path, environment: Environment) -> list[str]:
    """What the program itself asks for on a computer of this kind, by its pyproject.toml."""
    requirements = map(Requirement, tomllib.loads(project.read_text("utf-8"))["project"]["dependencies"])
    return [
        requirement.name
        for requirement in requirements
        if not requirement.marker or requirement.marker.evaluate(dict(environment))
    ]


def needed(locked: Iterable[Locked], roots: Iterable[str], environment: Environment) -> list[Locked]:
    """The packages to install on such a computer: the roots, and what these ask for in turn."""
    usable, names = [package for package in locked if package.is_for(environment)], set(roots)
    while more := {package.name for package in usable if package.name not in names and package.via & names}:
        names |= more
    return [package for package in usable if package.name in names]
