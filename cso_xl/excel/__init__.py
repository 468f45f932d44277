"""The work inside Excel: what a press of a ribbon button needs beside the steps themselves.

A press imports this first: here xlwings is imported in the only way that suits a press.
"""

import atexit
import sys

# What xlwings loads wherever it is installed, for uses that are not ours. Pandas and numpy take longer than all else
# of a press; its paid part brings cryptography along.
_NOT_NEEDED = ("pandas", "numpy", "polars", "matplotlib", "plotly", "PIL", "xlwings.pro")


def _import_xlwings() -> None:
    """Import xlwings without the libraries it would load and nobody here uses; others may still import them."""
    blocked = dict.fromkeys(name for name in _NOT_NEEDED if name not in sys.modules)
    sys.modules.update(blocked)  # type: ignore[arg-type]  # None: not to be imported
    try:
        import xlwings  # noqa: F401
    finally:
        for name in blocked:
            del sys.modules[name]


def _leave_programs_alone() -> None:
    """Keep xlwings from listing Excel's processes when Python ends, and from ending those without a window.

    Another program's Excel, at work in the background, has no window; and the list alone takes as long as a press.
    """
    if windows := sys.modules.get("xlwings._xlwindows"):
        atexit.unregister(windows.cleanup)


_import_xlwings()
_leave_programs_alone()
