"""Files and folders that colleagues may write, too: as open as the folder they lie in, whatever the account's umask."""

import contextlib
import os
import stat
from itertools import takewhile
from pathlib import Path

_GROUP, _OTHERS = stat.S_IWGRP, stat.S_IWOTH


def share(path: Path) -> None:
    """Let those who may write into its folder write a new file or folder of ours; nothing is taken from anybody.

    Where a folder lets everybody write but only the owner delete, as /tmp does, nothing is shared. Windows' folders
    hand down their rights by themselves.
    """
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):  # it is a colleague's, who does it
        there, mode = path.stat(), path.parent.stat().st_mode
        rights = 0o7 if stat.S_ISDIR(there.st_mode) else 0o6
        wanted = (rights << 3 if mode & _GROUP else 0) | (rights if mode & _OTHERS else 0)
        now = stat.S_IMODE(there.st_mode)
        if wanted & ~now and not mode & stat.S_ISVTX:
            path.chmod(now | wanted)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, open to those who may write where the first of them lies."""
    missing = list(takewhile(lambda one: not one.exists(), (folder, *folder.parents)))
    folder.mkdir(parents=True, exist_ok=True)
    for one in reversed(missing):
        share(one)
