"""The ribbon tab as Office's customUI, in the words of the steps.

The schema is that of Office 2010 (http://schemas.microsoft.com/office/2009/07/customui), which every later Excel
reads. It allows 1024 characters to a label or a tip's first line, 4096 to what follows it, 3 to a keytip.
"""

from xml.etree import ElementTree

from cso_xl.addin.names import MODULE, macro, sub_name
from cso_xl.addin.tips import screentip, supertip
from cso_xl.procedures.ribbon import GROUPS, TAB_KEYTIP, TAB_LABEL, ButtonPlace, Menu

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"


def custom_ui() -> bytes:
    """The part customUI/customUI.xml."""
    root = ElementTree.Element("customUI", xmlns=NAMESPACE, onLoad=macro("Loaded"))
    tabs = _add(_add(root, "ribbon"), "tabs")
    tab = _add(tabs, "tab", id="cso_tab", label=TAB_LABEL, keytip=TAB_KEYTIP)
    for group in GROUPS:
        inside = _add(tab, "group", id=f"group_{group.name}", label=group.label)
        for item in group.items:
            if isinstance(item, ButtonPlace):
                _add_button(inside, item, item.button.name, {"size": _size(item), "keytip": item.keytip})
            elif item.first:
                _add_split(inside, item, item.first)
            else:
                _add_menu(inside, item)
    ElementTree.indent(root)
    return (
        b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="unicode").encode()
    )


def _add_menu(parent: ElementTree.Element, menu: Menu) -> None:
    inside = _add(
        parent,
        "menu",
        id=menu.name,
        size=_size(menu),
        imageMso=menu.icon,
        keytip=menu.keytip,
        supertip=menu.tip,
        **_follows(menu.follows, label=menu.label, screentip=menu.label),
    )
    _add_entries(inside, menu)


def _add_split(parent: ElementTree.Element, menu: Menu, first: ButtonPlace) -> None:
    """Add a button with a list; its keytip opens the list, as the keytips of Excel's own do."""
    split = _add(
        parent, "splitButton", id=menu.name, size=_size(menu), keytip=menu.keytip, **_follows(menu.follows)
    )
    _add_button(split, first, first.button.name, {})
    _add_entries(_add(split, "menu", id=f"{menu.name}_list"), menu)


def _add_entries(inside: ElementTree.Element, menu: Menu) -> None:
    for number, entry in enumerate(menu.entries):
        if isinstance(entry, str):
            _add(inside, "menuSeparator", id=f"{menu.name}_{number}", title=entry)
        else:
            _add_button(inside, entry, menu.id(entry), {"keytip": entry.keytip})


def _add_button(parent: ElementTree.Element, place: ButtonPlace, id: str, more: dict[str, str]) -> None:
    button = place.button
    _add(
        parent,
        "button",
        id=id,
        imageMso=button.icon,
        onAction=f"{MODULE}.{sub_name(button)}",
        supertip=supertip(button),
        **_follows(place.follows, label=button.label, screentip=screentip(button)),
        **more,
    )


def _follows(names: tuple[str, ...], **texts: str) -> dict[str, str]:
    """The texts as they are, but macros in place of those that follow the workbook in front."""
    fixed = {name: text for name, text in texts.items() if name not in names}
    return fixed | {f"get{name.capitalize()}": macro(f"Get{name.capitalize()}") for name in names}


def _size(item: ButtonPlace | Menu) -> str:
    return "large" if item.large else "normal"


def _add(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, attributes)
