"""A test harness: LibreOffice Calc as an xlwings engine, so that the live engine and every button run without Excel.

    app = libreoffice.start()                # an xlwings.App; app.quit() leaves nothing behind
    app = libreoffice.attach(pipe)           # from another process, as a button does

What xlwings cannot do on Windows fails here too. Excel's semantics are imitated where the package
relies on them (text cells, mixed colours, filters, widths); everything else is LibreOffice's own.
"""

import xlwings as xw

from helpers.libreoffice.engine import Engine
from helpers.libreoffice.office import PIPE, Missing, Office, load_uno
from helpers.libreoffice.strict import ComError

__all__ = ["PIPE", "ComError", "Missing", "attach", "load_uno", "start"]


def start(visible: bool = False) -> xw.App:
    """A new LibreOffice with a profile of its own; visible ones show windows on $DISPLAY and run macros."""
    return _adopt(Office.started(visible))


def attach(pipe: str | None = None, visible: bool = True) -> xw.App:
    """The running LibreOffice that listens on `pipe` (or on what the variable PIPE names), with its documents."""
    return _adopt(Office.attached(pipe, visible))


def _adopt(office: Office) -> xw.App:
    name = Engine.name
    if name not in xw.engines.engines_by_name:
        xw.engines.add(xw.Engine(impl=Engine()))
    engine = xw.engines.active = xw.engines.engines_by_name[name]
    return xw.App(impl=engine.impl.apps.adopt(office))
