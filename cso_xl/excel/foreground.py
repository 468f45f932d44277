"""The keyboard for our own windows, which Windows keeps for Excel when this Python was not started by the press."""

import sys


def take_keyboard(window: int) -> None:
    """Bring a window to the front, by its handle, with the keyboard; elsewhere than on Windows tk does that itself.

    Windows lets only the program in front hand the keyboard on; one whose input is joined to its input may, too.
    """
    if sys.platform != "win32":
        return
    import ctypes

    user, kernel = ctypes.windll.user32, ctypes.windll.kernel32
    in_front = user.GetWindowThreadProcessId(user.GetForegroundWindow(), None)
    ours = kernel.GetCurrentThreadId()
    joined = in_front not in (0, ours) and user.AttachThreadInput(ours, in_front, True)
    try:
        user.SetForegroundWindow(window)
    finally:
        if joined:
            user.AttachThreadInput(ours, in_front, False)
