"""Limits on what this process may take of the computer from now on."""

import sys

is_in_force = False

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    class _Basic(ctypes.Structure):  # JOBOBJECT_BASIC_LIMIT_INFORMATION
        _fields_ = [
            ("PerProcessUserTimeLimit", wintypes.LARGE_INTEGER),
            ("PerJobUserTimeLimit", wintypes.LARGE_INTEGER),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        ]

    class _Extended(ctypes.Structure):  # JOBOBJECT_EXTENDED_LIMIT_INFORMATION
        _fields_ = [
            ("BasicLimitInformation", _Basic),
            ("IoInfo", ctypes.c_ulonglong * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        ]

    _EXTENDED_LIMITS = 9
    _ACTIVE_PROCESSES, _MEMORY, _NO_ERROR_WINDOW = 0x8, 0x100, 0x400

    def limit_this_process(memory: int) -> None:
        """At most so many bytes of memory, no program started; where Windows refuses, `is_in_force` stays false."""
        global is_in_force
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            ctypes.c_void_p,
            wintypes.DWORD,
        )
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        limits = _Extended(ProcessMemoryLimit=memory)
        limits.BasicLimitInformation.LimitFlags = _ACTIVE_PROCESSES | _MEMORY | _NO_ERROR_WINDOW
        limits.BasicLimitInformation.ActiveProcessLimit = 1
        job = kernel.CreateJobObjectW(None, None)
        size = ctypes.sizeof(limits)
        is_in_force = bool(
            job
            and kernel.SetInformationJobObject(job, _EXTENDED_LIMITS, ctypes.byref(limits), size)
            and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess())
        )

else:
    import resource

    def limit_this_process(memory: int) -> None:
        """At most so many bytes of memory, no byte into any file, no image of the memory left after an abort."""
        global is_in_force
        limits = {resource.RLIMIT_AS: memory, resource.RLIMIT_FSIZE: 0, resource.RLIMIT_CORE: 0}
        for limit, most in limits.items():
            _, before = resource.getrlimit(limit)
            most = most if before == resource.RLIM_INFINITY else min(most, before)
            resource.setrlimit(limit, (most, most))
        is_in_force = True
