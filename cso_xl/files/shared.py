"""Files and folders that colleagues may write too, as open as the folder they lie in, whatever the account's umask."""

import contextlib
import os
import stat
from itertools import takewhile
from pathlib import Path

_GROUP, _OTHERS = stat.S_IWGRP, stat.S_IWOTH


def share(path: Path) -> None:
    """Let those who may write into its folder write a new file or folder of ours; nobody loses a right.

    Where a folder lets everybody write but only the owner delete, as /tmp does, nothing is shared. Windows' folders
    hand down their rights by themselves.
    """
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):  # it is a colleague's, whose program does it
        own, mode = path.stat().st_mode, path.parent.stat().st_mode
        rights = 0o7 if stat.S_ISDIR(own) else 0o6
        wanted = (rights << 3 if mode & _GROUP else 0) | (rights if mode & _OTHERS else 0)
        now = stat.S_IMODE(own)
        if wanted & ~now and not mode & stat.S_ISVTX:
            path.chmod(now | wanted)


def make_folder(folder: Path) -> None:
    """Make a folder and the missing ones above it, open to those who may write where the topmost lies."""
    missing = list(takewhile(lambda level: not level.exists(), (folder, *folder.parents)))
    folder.mkdir(parents=True, exist_ok=True)
    for level in reversed(missing):
        share(level)
