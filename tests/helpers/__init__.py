"""What tests share: made files, hostile files, cases, LibreOffice in Excel's place, a screen nobody sees."""

from pathlib import Path

TESTS = str(Path(__file__).parents[1])  # on PYTHONPATH, it lets another process import the helpers too
