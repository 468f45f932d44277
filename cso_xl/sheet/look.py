"""How filed copies look: the one place for sizes; colours are in settings.toml [I5, X7]."""

FONT = "Calibri"
FONT_SIZE = 11  # points, Excel's own
NARROWEST, WIDEST = 8, 60  # column widths in characters; longer text wraps
WRAP = 54  # characters that fit on one line of the widest column
LINE, MOST_LINES = 15, 20  # height of a line in points; Excel's rows are at most 409 points high
PAGE = 280  # characters that are still legible across one landscape page
ARROW = 3  # characters that a heading's filter arrow takes
ROWS_MEASURED = 2_000  # widths are fitted to so many rows
SHEET_NAME = 31  # characters that Excel allows
