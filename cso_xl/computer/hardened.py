"""Settings of a hardened or unusual computer that keep presses from working, and what to ask IT."""

from cso_xl.computer.findings import IN_ORDER, TO_DO, Finding
from cso_xl.computer.machine import Machine

_RULES = r"Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR\Rules"
_MANAGED = r"Software\Policies\Microsoft\Windows Defender\Policy Manager"  # where Intune and its like write
_NO_CHILDREN = (
    "d4f940ab-401b-4efc-aadc-ad5f3c50688a"  # Block all Office applications from creating child processes
)
_BLOCKS, _WARNS = "1", "6"
_TRUSTED = r"Excel\Security\Trusted Locations"


def refused(machine: Machine) -> list[str]:
    """What keeps Office from starting Python, which it does through the command prompt; empty when nothing does."""
    return [words for words in (_asr(machine), _no_prompt(machine)) if words] if machine.windows else []


def programs(machine: Machine, is_resident: bool = False) -> list[Finding]:
    """Whether a press reaches Python: Office starts it, or the add-in is installed so that the user does."""
    subject = "Starting Python"
    if not machine.windows:
        return []
    if not (why := refused(machine)):
        words = "Nothing is set that would keep Excel from starting Python, as far as this user may read."
        return [Finding(subject, IN_ORDER, words)]
    if is_resident:
        return [Finding(subject, IN_ORDER, f"{' '.join(why)} A Python that you start does what is pressed.")]
    advice = (
        "Run 'cso-xl addin install': it then has a Python do what is pressed that you start, which is allowed. Or ask "
        f"IT to except EXCEL.EXE starting this Python, {machine.executable}, from it."
    )
    return [Finding(subject, TO_DO, f"{' '.join(why)} A press cannot start Python.", advice)]


def _asr(machine: Machine) -> str:
    """The words on Defender's rule of attack surface reduction; '' when it does not block."""
    by_group_policy = machine.registry(rf"Software\Policies\{_RULES}", _NO_CHILDREN)
    by_hand = machine.registry(rf"Software\{_RULES}", _NO_CHILDREN)
    orders = (by_group_policy, _managed(machine), by_hand)  # the first that says anything holds
    if next((str(value) for value in orders if value is not None), "") not in (_BLOCKS, _WARNS):
        return ""
    return f"Defender's rule {_NO_CHILDREN} lets Office start no other program."


def _managed(machine: Machine) -> str | None:
    """What a management service orders of that rule; it writes all rules as one text, 'rule=1|rule=2'."""
    text = str(machine.registry(_MANAGED, "ASRRules") or "").casefold()
    rules = dict(one.split("=", 1) for one in text.replace(" ", "").split("|") if "=" in one)
    return rules.get(_NO_CHILDREN)


def _no_prompt(machine: Machine) -> str:
    value = machine.registry(r"Software\Policies\Microsoft\Windows\System", "DisableCMD")
    return "The command prompt is switched off, for scripts too (DisableCMD)." if value == 1 else ""


def store(machine: Machine) -> list[Finding]:
    """Whether Python is from the Microsoft Store, which keeps its files in a place where Excel does not look."""
    if not machine.windows or "windowsapps" not in f"{machine.executable} {machine.home}".casefold():
        return []
    words = "This Python is from the Microsoft Store: what it puts into your profile, Excel does not see."
    advice = "Install the 64-bit Python from your software centre or python.org, and cso_xl and the add-in with it."
    return [Finding("Python's origin", TO_DO, words, advice)]


def profile(machine: Machine) -> list[Finding]:
    """Whether Excel trusts the add-in's folder, XLSTART in the profile: on a share it may not."""
    if not machine.windows or not machine.is_on_a_share(machine.profile):
        return []
    where = f"Your profile, and in it the add-in's folder XLSTART, lies on a share: {machine.profile}."
    if machine.setting(_TRUSTED, "AllowNetworkLocations") == 1:
        return [Finding("Profile", IN_ORDER, f"{where} Excel is told to trust folders there.")]
    advice = (
        "If the tab CSO does not come up, ask IT to trust this folder (Trusted Locations, with those on the network "
        "allowed), or to keep AppData\\Roaming on the computer itself."
    )
    return [Finding("Profile", TO_DO, f"{where} Excel may not load an add-in from there.", advice)]
