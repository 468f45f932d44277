"""What the texts that follow from an outcome tell of what a person types: Detail, service centre, address [C5, C9]."""

from collections.abc import Iterable

from cso_xl.cases.events import Item
from cso_xl.cases.questions import Outcome, Question
from cso_xl.notices import templates
from cso_xl.settings import Settings


def renewed_by_detail(outcome: Outcome, settings: Settings) -> tuple[str, ...]:
    """The recipients, and the note in CMS ('cen'), that are told the Detail of an outcome [C5]."""
    if not outcome.detail:
        return ()
    return (*told(outcome, (outcome.detail, "detail"), settings), *_noted(outcome, outcome.detail))


def renewed_by_centre(outcome: Outcome) -> tuple[str, ...]:
    """The service centre, and the note in CMS ('cen') that names it, where an outcome tells one [L7]."""
    return (
        *(letter.to for letter in outcome.notices if letter.to == "scm"),
        *_noted(outcome, "service_centre"),
    )


def renewed_by(field: str, outcome: Outcome, settings: Settings) -> tuple[str, ...]:
    """The recipients, and the note in CMS ('cen'), that are told a field of a template [C5, D5, L7, C9]."""
    return (*told(outcome, (field,), settings), *_noted(outcome, field))


def _noted(outcome: Outcome, field: str) -> tuple[str, ...]:
    return (Item.CEN.value,) if f"{{{field}}}" in outcome.cen else ()


def told(outcome: Outcome, fields: Iterable[str], settings: Settings) -> tuple[str, ...]:
    """The recipients whom an outcome tells one of these fields of a template [C5, C9]."""
    return tuple(
        letter.to
        for letter in outcome.notices
        if {*fields} & {*templates.load(settings, letter.template).fields}
    )


def told_address(asked: Iterable[Question], settings: Settings) -> str:
    """The field of the address that these questions' notices tell and a person may type; '' for none [L9, D3, C9]."""
    outcomes = (outcome for question in asked for outcome in question.outcomes)
    used = dict.fromkeys(letter.template for outcome in outcomes for letter in outcome.notices)
    tells = {field for template in used for field in templates.load(settings, template).fields}
    return next((name for name in templates.ADDRESSES if name in tells), "")
