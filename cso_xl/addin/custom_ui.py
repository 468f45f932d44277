"""The ribbon tab as Office's customUI, in the words of the steps.

The schema is that of Office 2007 (http://schemas.microsoft.com/office/2006/01/customui), which every
later Excel reads; it allows 1024 characters to a tip.
"""

from collections.abc import Iterator
from xml.etree import ElementTree

from cso_xl.addin.vba import MODULE, sub_name
from cso_xl.procedures.ribbon import GROUPS, TAB_KEYTIP, TAB_LABEL, Button, Menu

NAMESPACE = "http://schemas.microsoft.com/office/2006/01/customui"
RELATIONSHIP = "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"


def custom_ui() -> bytes:
    """The part customUI/customUI.xml."""
    root = ElementTree.Element("customUI", xmlns=NAMESPACE)
    tabs = ElementTree.SubElement(ElementTree.SubElement(root, "ribbon"), "tabs")
    tab = ElementTree.SubElement(tabs, "tab", id="cso_tab", label=TAB_LABEL, keytip=TAB_KEYTIP)
    for group in GROUPS:
        inside = ElementTree.SubElement(tab, "group", id=f"group_{group.name}", label=group.label)
        for item in group.items:
            if isinstance(item, Menu):
                _add_menu(inside, item)
            else:
                _add_button(inside, item, {"size": "large" if item.large else "normal"})
    ElementTree.indent(root)
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode").encode()
    )


def screentip(button: Button) -> str:
    """The first line of a button's tip: 'Filter match levels 1 and 2 (L1)'."""
    steps = [step for _, step in button.steps]
    if not steps:
        return button.label
    titles = {step.title for step in steps}
    ids = dict.fromkeys(step.id for step in steps)
    return f"{titles.pop() if len(titles) == 1 else button.label} ({', '.join(ids)})"


def supertip(button: Button) -> str:
    """What the button does, what was done by hand, and why; of each report where they differ."""
    return "\n\n".join(_paragraphs(button)) or button.tip


def _paragraphs(button: Button) -> Iterator[str]:
    reports: dict[str, list[str]] = {}
    for title, step in button.steps:
        words = f"{step.does}\nBy hand: {step.by_hand}\nWhy: {step.why}"
        reports.setdefault(words, []).append(title)
    for words, titles in reports.items():
        yield f"{', '.join(titles)}: {words}" if len(button.steps) > 1 else words


def _add_menu(parent: ElementTree.Element, menu: Menu) -> None:
    inside = ElementTree.SubElement(
        parent, "menu", id=menu.name, label=menu.label, imageMso=menu.icon, keytip=menu.keytip, size="large"
    )
    for button in menu.buttons:
        _add_button(inside, button, {})


def _add_button(parent: ElementTree.Element, button: Button, size: dict[str, str]) -> None:
    ElementTree.SubElement(
        parent,
        "button",
        size,
        id=button.name,
        label=button.label,
        imageMso=button.icon,
        keytip=button.keytip,
        onAction=f"{MODULE}.{sub_name(button)}",
        screentip=screentip(button),
        supertip=supertip(button),
    )
