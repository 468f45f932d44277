"""Who works: the account that this program runs under."""

import os
import re
import sys

if sys.platform != "win32":
    import pwd


def os_user() -> str:
    """The name of the account that this program runs under; the system says it, not the environment."""
    if sys.platform == "win32":
        name = os.getlogin()
    else:
        try:
            name = pwd.getpwuid(os.getuid()).pw_name
        except KeyError:  # an account that this computer has no name for
            name = str(os.getuid())
    return account(name)


def account(given: str) -> str:
    """An account's name for logs and claims: no domain; '_' for all but letters, digits, '.', '_' and '-'."""
    name = given.rpartition("\\")[2].partition("@")[0]
    return re.sub(r"[^\w.-]|^[.-]", "_", name)[:64] or "_"
