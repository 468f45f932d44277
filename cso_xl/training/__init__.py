"""The annotated workbook from which newcomers are taught, its exercises, and how they are marked [X8]."""


def exercise_sheet(title: str) -> str:
    """The sheet with the exercise on a report: 'On list (synthetic)'. By the title the ribbon knows the report."""
    return f"{title} (synthetic)"
