"""Workbooks that link to data elsewhere, as Power Query makes them: named without alarm, and not opened [A1]."""

import pytest

from cso_xl.errors import InputError
from cso_xl.intake.screen import screen
from helpers.attacks.workbooks import BOOK, OLE, with_parts
from helpers.screening import TO_DO

LINKS = {
    "xl/externalLinks/externalLink1.xml": b'<externalLink><externalBook r:id="rId1"/></externalLink>',
    "xl/externalLinks/_rels/externalLink1.xml.rels": (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath" '
        b'Target="file:///\\\\server\\share\\Last%20week.xlsx" TargetMode="External"/></Relationships>'
    ),
}
QUERY = {
    "xl/connections.xml": (
        b'<connections><connection id="1" type="5" name="Query - List"><dbPr connection="Provider='
        b'Microsoft.Mashup.OleDb.1;Data Source=$Workbook$"/></connection></connections>'
    ),
    "xl/queryTables/queryTable1.xml": b'<queryTable name="List" connectionId="1"/>',
    "customXml/item1.xml": '<DataMashup xmlns="http://schemas.microsoft.com/DataMashup">AAAA</DataMashup>'.encode(
        "utf-16"
    ),
}


def refusal(parts, name=BOOK):
    with pytest.raises(InputError) as error:
        screen(name, with_parts(parts))
    return str(error.value)


@pytest.mark.parametrize(
    ("parts", "what"),
    [
        (LINKS, "links to other workbooks"),
        (QUERY, "a connection to data outside it"),
        ({"xl/model/item.data": b"\1\2\3"}, "a connection to data outside it"),
        ({**QUERY, **LINKS}, "a connection to data outside it"),
    ],
)
def test_what_excel_makes_by_itself_is_named_without_alarm(parts, what):
    assert refusal(parts) == f"{BOOK} holds {what}. {TO_DO['values alone']}"


@pytest.mark.parametrize(
    ("part", "data", "what"),
    [
        ("xl/vbaProject.bin", OLE, "macros, which are never accepted"),
        ("xl/externalLinks/externalLink2.xml", b"<a><ddeLink a='cmd'/></a>", "a link to another program (DDE)"),
        ("xl/externalLinks/externalLink2.xml", b"<a><oleLink/></a>", "links to other workbooks"),
        ("xl/connections/vbaProject.bin", b"\1", "macros, which are never accepted"),
        ("xl/externalLinks/activeX1.xml", b"<ax/>", "a control (ActiveX)"),
        ("xl/volatileDependencies.xml", b"<volTypes/>", "a connection to data outside it"),
        ("customXml/item2.xml", b"<a><DataMashup>A</DataMashup><script>x()</script></a>", "a script"),
        ("xl/printerSettings/printerSettings1.bin", b"MZ\x90\0", "an embedded file"),
    ],
)  # fmt: skip
def test_what_may_be_harm_is_said_first_wherever_it_stands(part, data, what):
    said = f"{BOOK} holds {what}. {TO_DO['harm']}"
    assert refusal({**QUERY, **LINKS, part: data}) == said
    assert refusal({part: data, **QUERY, **LINKS}) == said
