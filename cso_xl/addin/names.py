"""The names of our modules and macros in the add-in."""

from cso_xl.procedures.ribbon_buttons import Button

MODULE, WATCH, RESIDENT = "CsoRibbon", "CsoWatch", "CsoResident"


def macro(name: str) -> str:
    """A macro as the ribbon calls it: 'CsoRibbon.CsoLoaded'."""
    return f"{MODULE}.Cso{name}"


def sub_name(button: Button) -> str:
    """The macro of a button: 'CsoSaveMaster' of 'save_master'."""
    return "Cso" + "".join(word.capitalize() for word in button.name.split("_"))
