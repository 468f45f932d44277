"""A workbook's classification and properties; no author, no machine, no time of day [X7]."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cso_xl.settings import Settings
from cso_xl.sheet.markup import element, escaped

_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006"
_CORE = {
    "xmlns:cp": "http://schemas.openxmlformats.org/package/2006/metadata/core-properties",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:dcterms": "http://purl.org/dc/terms/",
    "xmlns:xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_LONG_AGO = "1980-01-01T00:00:00Z"
_OURS = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # the fmtid of properties that a program adds
# The name of openpyxl, which wrote these parts before: a copy that is filed again must not differ from the first.
PROGRAM = element(
    "Properties",
    {"xmlns": f"{_PROPERTIES}/extended-properties"},
    "<Application>Microsoft Excel Compatible / Openpyxl 3.1.5</Application><AppVersion>3.1</AppVersion>",
)


@dataclass(frozen=True)
class Cover:
    """Classification, title and further properties by name; the colours of headings and duplicates are RRGGBB."""

    classification: str
    heading_fill: str
    duplicate_text: str
    duplicate_fill: str
    properties: Mapping[str, str] = field(default_factory=dict)
    title: str = ""

    @classmethod
    def of(cls, settings: Settings, properties: Mapping[str, str], title: str = "") -> "Cover":
        """The cover that the settings ask for."""
        return cls(
            settings.text("records.classification"),
            settings.text("colours.heading"),
            settings.text("colours.duplicate_text"),
            settings.text("colours.duplicate_fill"),
            properties,
            title,
        )

    def core(self) -> str:
        """The part with the properties that every program knows."""
        title = element("dc:title", {}, escaped(self.title)) if self.title else ""
        times = (
            element(f"dcterms:{event}", {"xsi:type": "dcterms:W3CDTF"}, _LONG_AGO)
            for event in ("created", "modified")
        )
        category = element("cp:category", {}, escaped(self.classification))
        parts = (element("dc:creator"), title, *times, element("cp:lastModifiedBy"), category)
        return element("cp:coreProperties", _CORE, "".join(parts))

    def custom(self) -> str:
        """The part with our own properties."""
        named = [
            element(
                "property",
                {"name": name, "fmtid": _OURS, "pid": number},
                element("vt:lpwstr", {}, escaped(text)),
            )
            for number, (name, text) in enumerate(self.properties.items(), 2)
        ]
        spaces = {"xmlns:vt": f"{_PROPERTIES}/docPropsVTypes", "xmlns": f"{_PROPERTIES}/custom-properties"}
        return element("Properties", spaces, "".join(named))
