"""The tips of the ribbon's buttons, in the words of the steps."""

from collections.abc import Iterator

from cso_xl.procedures.ribbon_buttons import Button


def screentip(button: Button) -> str:
    """The first line of a button's tip: 'Filter match levels 1 and 2 (L1)'."""
    steps = [step for _, step in button.steps]
    if not steps:
        return button.label
    titles = {step.title for step in steps}
    ids = dict.fromkeys(step.id for step in steps)
    return f"{titles.pop() if len(titles) == 1 else button.label} ({', '.join(ids)})"


def supertip(button: Button) -> str:
    """What the button does, what was done by hand, and why; for each report where these differ."""
    return "\n\n".join(_paragraphs(button)) or button.tip


def _paragraphs(button: Button) -> Iterator[str]:
    reports: dict[str, list[str]] = {}
    for title, step in button.steps:
        words = f"{step.does}\nBy hand: {step.by_hand}\nWhy: {step.why}"
        reports.setdefault(words, []).append(title)
    for words, titles in reports.items():
        yield f"{', '.join(titles)}: {words}" if len(button.steps) > 1 else words
