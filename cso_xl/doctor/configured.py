"""What is set: the settings themselves, the road register, the seed of rounded figures, the password."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from cso_xl import settings as settings_
from cso_xl.computer.findings import IN_ORDER, NOT_HERE, TO_DO, Finding
from cso_xl.settings import Settings


def settings(file: Path | None) -> list[Finding]:
    chosen = file or settings_.user_file()
    settings = settings_.load(file)
    own = sum(origin != "default" for _, _, origin in settings_.leaves(settings))
    if not own:
        words = f"All settings are the defaults. Your own would stand in {chosen}."
    else:
        words = f"{own} of your own, in {chosen}; all others are the defaults."
    return [Finding("Settings", IN_ORDER, words)]


def roads(settings: Settings) -> list[Finding]:
    """The road register, which an office may do without [A4]."""
    subject, named = "Road register", settings.text("addresses.register")
    if not named:
        words = "None is set: more addresses are left to a person as 'Check address'."
        advice = (
            "Export 'NZ Addresses' from the LINZ Data Service as CSV, run 'cso-xl addresses register FILE', and name "
            "the index as register under [addresses] in settings."
        )
        return [Finding(subject, NOT_HERE, words, advice)]
    if not Path(named).is_absolute():
        words = f"{named} means another file in every place."
        return [Finding(subject, TO_DO, words, "Write it in full, from the drive on.")]
    from cso_xl.addresses.register import Register

    with Register.open(Path(named)) as register:
        return [Finding(subject, IN_ORDER, register.about.in_words())]


def seed(settings: Settings, root: Path | None) -> list[Finding]:
    """Whether the secret seed of rounded figures is there, readable by nobody else, apart from the records."""
    from cso_xl.figures import rounding

    subject, path = "Seed of rounded figures", rounding.seed_file(settings)
    is_named = bool(settings.text("figures.seed"))
    if root and rounding.lies_in(path, root):
        words = f"{path} lies in the records: who has both can undo the rounding."
        return [Finding(subject, TO_DO, words, "Name another place as seed under [figures] in settings.")]
    if not path.exists():
        words = "No figures were rounded for release from here: the first makes the seed."
        if not is_named:
            return [Finding(subject, IN_ORDER, words)]
        advice = "If figures were released with it, restore it from a backup. Otherwise the first release makes it."
        return [Finding(subject, TO_DO, f"{path} is not there.", advice)]
    rounding.held_in(path)
    others = stat.S_IRWXO if is_named else stat.S_IRWXO | stat.S_IRWXG  # a unit's seed is its group's
    if os.name == "posix" and path.stat().st_mode & others:
        words = f"Others may read {path}: who has it can undo the rounding."
        return [Finding(subject, TO_DO, words, "Let only those read it who release figures.")]
    return [Finding(subject, IN_ORDER, f"{path} is there, apart from the records.")]


def password(settings: Settings) -> list[Finding]:
    """Where the password is kept; never what it is."""
    from cso_xl.excel.dialogs import keyring_name
    from cso_xl.intake.passwords import VARIABLE

    findings = []
    if os.environ.get(VARIABLE):
        words = (
            f"It is in the environment variable {VARIABLE}, where every program that you start can read it."
        )
        advice = "Take the variable out once the password is in the keyring."
        findings.append(Finding("Password", IN_ORDER, words, advice))
    kept_in = keyring_name()
    service, user = (settings.text(f"password.keyring_{key}") for key in ("service", "user"))
    if kept_in is None:
        words = "This computer has nothing that keeps passwords: it is asked for each time."
        return [*findings, Finding("Keyring", NOT_HERE, words)]
    if _is_stored(service, user):
        return [*findings, Finding("Keyring", IN_ORDER, f"The password is kept in {kept_in}.")]
    words = f"No password is kept in {kept_in}: it is asked for each time."
    return [*findings, Finding("Keyring", IN_ORDER, words, f"To keep it, run: keyring set {service} {user}")]


def _is_stored(service: str, user: str) -> bool:
    import keyring
    from keyring.errors import KeyringError

    with suppress(KeyringError, RuntimeError):
        return bool(keyring.get_password(service, user))
    return False
