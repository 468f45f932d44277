"""The annotated workbook from which newcomers are taught, its exercises, and how they are marked [X8]."""


def exercise_sheet(title: str) -> str:
    """The sheet with the exercise on a report: 'On list (synthetic)'. The ribbon knows the report by its title."""
    return f"{title} (synthetic)"
