"""The doctor's findings: the state of each thing, in words, and what to do about it."""

from dataclasses import dataclass

IN_ORDER, TO_DO, NOT_HERE = "in order", "to do", "not here"


@dataclass(frozen=True)
class Finding:
    """A thing that was looked at, its state (IN_ORDER, TO_DO or NOT_HERE), in words too, and what to do about it."""

    subject: str
    state: str
    words: str
    advice: str = ""


COLOURS = {IN_ORDER: "green", TO_DO: "bold red", NOT_HERE: "yellow"}
