"""What has been set: the settings themselves, the road register, the password."""

import os
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


def password(settings: Settings) -> list[Finding]:
    """Where the password is kept; never what it is."""
    from cso_xl.excel.dialogs import keyring_name
    from cso_xl.intake.passwords import VARIABLE

    found = []
    if os.environ.get(VARIABLE):
        words = (
            f"It is in the environment variable {VARIABLE}, where every program that you start can read it."
        )
        advice = "Take the variable out once the password is in the keyring."
        found.append(Finding("Password", IN_ORDER, words, advice))
    kept_in = keyring_name()
    service, user = (settings.text(f"password.keyring_{key}") for key in ("service", "user"))
    if kept_in is None:
        words = "This computer has nothing that keeps passwords: it is asked for each time."
        return [*found, Finding("Keyring", NOT_HERE, words)]
    if _is_stored(service, user):
        return [*found, Finding("Keyring", IN_ORDER, f"The password is kept in {kept_in}.")]
    words = f"No password is kept in {kept_in}: it is asked for each time."
    return [*found, Finding("Keyring", IN_ORDER, words, f"To keep it, run: keyring set {service} {user}")]


def _is_stored(service: str, user: str) -> bool:
    import keyring
    from keyring.errors import KeyringError

    with suppress(KeyringError, RuntimeError):
        return bool(keyring.get_password(service, user))
    return False
