"""The work inside Excel: what a press of a ribbon button needs beside the steps themselves.

This is the first that a press imports, and xlwings is imported here, in the only way that is right for a press.
"""

import atexit
import sys

# What xlwings loads wherever it is installed, for uses that are not ours. Pandas and numpy take longer than all else
# of a press; its paid part brings cryptography along.
_NOT_NEEDED = ("pandas", "numpy", "polars", "matplotlib", "plotly", "PIL", "xlwings.pro")


def _import_xlwings() -> None:
    """Import xlwings without what it would load and nobody uses; whoever does may still import it."""
    held = dict.fromkeys(name for name in _NOT_NEEDED if name not in sys.modules)
    sys.modules.update(held)  # type: ignore[arg-type]  # None: not to be imported
    try:
        import xlwings  # noqa: F401
    finally:
        for name in held:
            del sys.modules[name]


def _leave_programs_alone() -> None:
    """Keep xlwings from what it does when Python ends: list Excel's processes, end those that have no window.

    Another program's Excel, at work in the background, has none; and the list alone takes as long as a press.
    """
    if windows := sys.modules.get("xlwings._xlwindows"):
        atexit.unregister(windows.cleanup)


_import_xlwings()
_leave_programs_alone()
