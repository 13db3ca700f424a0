"""Run a program as containers run it that forbid user namespaces: ``unshare`` answers "not permitted" (seccomp)."""

import ctypes
import os
import platform
import sys

UNSHARE = {"x86_64": 272, "aarch64": 97}[platform.machine()]
LOAD, JUMP_IF_EQUAL, RETURN = 0x20, 0x15, 0x06
ALLOW, NOT_PERMITTED = 0x7FFF0000, 0x00050001
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 38, 22, 2


class Step(ctypes.Structure):
    """One instruction of the filter."""

    _fields_ = (("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte), ("no", ctypes.c_ubyte), ("value", ctypes.c_uint))


class Program(ctypes.Structure):
    """The filter."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.POINTER(Step)))


steps = (Step * 4)(
    Step(LOAD, 0, 0, 0),
    Step(JUMP_IF_EQUAL, 0, 1, UNSHARE),
    Step(RETURN, 0, 0, NOT_PERMITTED),
    Step(RETURN, 0, 0, ALLOW),
)
libc = ctypes.CDLL(None, use_errno=True)
if os.geteuid() != 0:
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
if libc.prctl(PR_SET_SECCOMP, FILTER, ctypes.byref(Program(4, steps)), 0, 0) != 0:
    raise OSError(ctypes.get_errno(), "seccomp")
os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - no shell wanted
