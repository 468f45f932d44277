"""Computers that are hardened or unusual: what the doctor says before the first press, and what to ask IT."""

import pytest
from test_doctor import APP_PATHS, CLICK_TO_RUN, EXCEL, TODAY, VERSIONS

from cso_xl import doctor
from cso_xl.addin import check, install
from cso_xl.computer.findings import IN_ORDER, TO_DO
from cso_xl.computer.machine import Machine

RULE = "d4f940ab-401b-4efc-aadc-ad5f3c50688a"
PYTHON = r"C:\Users\weka\venv\Scripts\python.exe"
POLICY = r"Software\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
MANAGED = (r"Software\Policies\Microsoft\Windows Defender\Policy Manager", "ASRRules")
OTHERS = "56a863a9-875e-4185-98a7-b882c64b5ce5=1"
LOCAL = r"Software\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
TRUSTED = r"Software\Policies\Microsoft\Office\16.0\Excel\Security\Trusted Locations"
PROMPT = (r"Software\Policies\Microsoft\Windows\System", "DisableCMD")
EXCEPT = (
    "Run 'cso-xl addin install': it then has a Python do what is pressed that you start, which is allowed. Or ask "
    f"IT to except EXCEL.EXE starting this Python, {PYTHON}, from it."
)
BY_DEFENDER = f"Defender's rule {RULE} lets Office start no other program."
BY_PROMPT = "The command prompt is switched off, for scripts too (DisableCMD)."
FREE = "Nothing is set that would keep Excel from starting Python, as far as this user may read."


@pytest.fixture
def look(records):
    def at(subject, registry=None, **machine):
        values = {APP_PATHS: EXCEL} | (registry or {})
        made_up = {
            "windows": True,
            "version": VERSIONS.get,
            "registry": lambda key, name: values.get((key, name)),
            "executable": PYTHON,
            "profile": r"C:\Users\weka\AppData\Roaming",
        }
        found = doctor.examine(Machine(**made_up | machine), None, records, TODAY)
        return [(one.state, one.words, one.advice) for one in found if one.subject == subject]

    return at


@pytest.mark.parametrize(
    ("registry", "refused"),
    [
        ({}, ""),
        ({(POLICY, RULE): "0"}, ""),
        ({(POLICY, RULE): "2"}, ""),  # only written down
        ({(POLICY, RULE): "1"}, BY_DEFENDER),
        ({(LOCAL, RULE): "1"}, BY_DEFENDER),
        ({(POLICY, RULE): "6"}, BY_DEFENDER),
        ({MANAGED: f"{OTHERS}|{RULE.upper()}=1"}, BY_DEFENDER),  # by Intune
        ({MANAGED: f"{RULE}=6"}, BY_DEFENDER),
        ({MANAGED: f"{RULE}=2|{OTHERS}"}, ""),
        ({MANAGED: OTHERS}, ""),
        ({(POLICY, RULE): "0", MANAGED: f"{RULE}=1", (LOCAL, RULE): "1"}, ""),  # the group policy holds
        ({MANAGED: f"{RULE}=2", (LOCAL, RULE): "1"}, ""),
        ({MANAGED: OTHERS, (LOCAL, RULE): "1"}, BY_DEFENDER),
        ({PROMPT: 2}, ""),  # no window to type in, but programs may use it
        ({PROMPT: 1}, BY_PROMPT),
        ({PROMPT: 1, (POLICY, RULE): "1"}, f"{BY_DEFENDER} {BY_PROMPT}"),
    ],
)
def test_whether_office_may_start_python(look, registry, refused):
    expected = (TO_DO, f"{refused} A press cannot start Python.", EXCEPT) if refused else (IN_ORDER, FREE, "")
    assert look("Starting Python", registry) == [expected]
    assert look("Starting Python", registry, windows=False) == []


def test_where_office_may_not_the_user_starts_python(look, monkeypatch):
    monkeypatch.setattr(check, "way", lambda _: install.Way.RESIDENT)
    words = f"{BY_DEFENDER} A Python that you start does what is pressed."
    assert look("Starting Python", {(POLICY, RULE): "1"}) == [(IN_ORDER, words, "")]


@pytest.mark.parametrize(
    "store",
    [
        {"executable": r"C:\Users\weka\AppData\Local\Microsoft\WindowsApps\python.exe"},
        {
            "home": r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.12_3.12.1520.0_x64__qbz5n2kfra8p0"
        },
    ],
)
def test_python_from_the_store(look, store):
    assert look("Python's origin") == []
    assert look("Python's origin", **store) == [
        (
            TO_DO,
            "This Python is from the Microsoft Store: what it puts into your profile, Excel does not see.",
            "Install the 64-bit Python from your software centre or python.org, and cso_xl and the add-in with it.",
        )
    ]
    assert look("Python's origin", **store, windows=False) == []


def test_a_profile_on_a_share(look):
    assert look("Profile") == []
    share = r"\\files\profiles\weka\AppData\Roaming"
    where = f"Your profile, and in it the add-in's folder XLSTART, lies on a share: {share}."
    ((state, words, advice),) = look("Profile", profile=share)
    assert (state, words) == (TO_DO, f"{where} Excel may not load an add-in from there.")
    assert advice.startswith("If the tab CSO does not come up, ask IT to trust this folder")
    trusted = look("Profile", {(TRUSTED, "AllowNetworkLocations"): 1}, profile=share)
    assert trusted == [(IN_ORDER, f"{where} Excel is told to trust folders there.", "")]
    assert look("Profile", profile="H:\\AppData", is_on_a_share=lambda path: path[0] == "H")[0][0] == TO_DO


@pytest.mark.parametrize(("platform", "asks"), [("x64", False), ("x86", True), (None, False)])
def test_an_excel_of_32_bits(look, platform, asks):
    ((state, words, advice),) = look("Excel", {(CLICK_TO_RUN, "Platform"): platform})
    assert (state, "32-bit" in words, "ask IT for the 64-bit one" in advice) == (IN_ORDER, asks, asks)
