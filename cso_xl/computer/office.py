"""Excel, and what the organisation has set in Office."""

from cso_xl.computer.findings import IN_ORDER, NOT_HERE, TO_DO, Finding
from cso_xl.computer.machine import Machine

WITHOUT_EXCEL = (
    "What works without it: every report from the command line (cso-xl run, cso-xl processed), the synthetic week to "
    "practise on (cso-xl demo), and building the add-in. The copies open in any spreadsheet program."
)


_32_BIT = (
    "All of it works with this Excel, which has at most 2 GB for everything that is open, and runs out of it with the "
    "largest reports: ask IT for the 64-bit one. Install the add-in without --stay-up, whose part is 64-bit."
)
_REFUSALS = (  # settings of Office by an organisation or a person: key, name, what it means
    (r"Common", "VBAOff", "Office runs no macros at all"),
    (
        r"Common\Security",
        "RequireAlwaysOnMacroSig",
        "Office loads only add-ins signed by a trusted publisher",
    ),
    (r"Excel\Security", "DisableAllAddins", "Excel loads no add-ins"),
    (r"Excel\Security", "RequireAddinSig", "Excel loads only add-ins signed by a trusted publisher"),
)


def excel(machine: Machine) -> list[Finding]:
    """Whether Excel is installed, and which."""
    if not machine.windows:
        words = f"The buttons need Excel for Windows. {WITHOUT_EXCEL}"
        return [Finding("Excel", NOT_HERE, words)]
    path = machine.registry(r"Software\Microsoft\Windows\CurrentVersion\App Paths\excel.exe", "")
    if not path:
        words = f"Excel was not found on this computer. {WITHOUT_EXCEL}"
        return [Finding("Excel", TO_DO, words, "Ask IT for Excel as part of Microsoft 365.")]
    installed = r"Software\Microsoft\Office\ClickToRun\Configuration"
    version = machine.registry(installed, "VersionToReport")
    platform = machine.registry(installed, "Platform")
    bits = {"x64": ", 64-bit", "x86": ", 32-bit"}.get(str(platform), "")
    advice = _32_BIT if platform == "x86" else ""
    return [Finding("Excel", IN_ORDER, f"Excel {version or 'of a version not known'}{bits}, {path}.", advice)]


def macros(machine: Machine) -> list[Finding]:
    """Whether Office is set to refuse the add-in, which is not signed and lies in XLSTART, a trusted folder."""
    if not machine.windows:
        return []
    refused = [words for key, name, words in _REFUSALS if machine.setting(key, name) == 1]
    macros_off = machine.setting(r"Excel\Security", "VBAWarnings") in (3, 4)  # all but signed ones; all
    if macros_off and machine.setting(r"Excel\Security\Trusted Locations", "AllLocationsDisabled") == 1:
        refused.append("Excel runs no macros that are not signed, and trusts no folder")
    if refused:
        advice = "Ask IT to allow the add-in cso_xl.xlam, or to sign it; until then use the command line."
        return [Finding("Macros", TO_DO, f"{'. '.join(refused)}. The tab CSO cannot come up.", advice)]
    words = "Nothing is set in Office that would keep the add-in from running."
    if macros_off:
        words = "Excel runs macros only in folders that it trusts. The add-in lies in one, XLSTART."
    if machine.setting(r"Excel\Security", "BlockContentExecutionFromInternet") == 1:
        words += " Macros in files from the internet are blocked; the add-in is built here and is none."
    advice = "If the tab CSO does not come up, ask IT to allow the add-in cso_xl.xlam." if macros_off else ""
    return [Finding("Macros", IN_ORDER, words, advice)]
