"""The work inside Excel: what a press of a ribbon button needs beside the steps themselves.

xlwings and openpyxl import pandas and numpy wherever these are installed, which takes longer than all else
of a press. They are kept from it here, once, before either is imported: cells are text, and a step that
works on tables imports pandas when it comes to that.
"""

import sys

_HELD = {name for name in ("pandas", "numpy") if name not in sys.modules}
sys.modules.update(dict.fromkeys(_HELD))  # type: ignore[arg-type]  # None: not to be imported
try:
    import openpyxl  # noqa: F401
    import xlwings  # noqa: F401
finally:
    for _name in _HELD:
        del sys.modules[_name]
