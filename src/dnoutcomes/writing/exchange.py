"""Exchange two directories in one step, so that at no moment is there none or a mix of them."""

from __future__ import annotations

import ctypes
import errno
import os
import sys
from collections.abc import Callable
from pathlib import Path

_NO_SUCH_CALL = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP)
_AT_CWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2


def exchange(first: Path, second: Path) -> bool:
    """Exchange the names of two directories on one disk.

    Parameters
    ----------
    first, second : Path

    Returns
    -------
    bool
        False where the system or the disk can't do it in one step; nothing has changed then.

    Raises
    ------
    OSError
        It can, but not with these two.
    """
    call = _call()
    if call is None:
        return False
    if call(os.fsencode(first), os.fsencode(second)) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NO_SUCH_CALL:
        return False
    raise OSError(number, os.strerror(number), str(first))


def _call() -> Callable[[bytes, bytes], int] | None:
    """The system's call, or None where there is none: Windows, and systems that are older than it."""
    if sys.platform == "linux":
        name, arguments = (
            "renameat2",
            (ctypes.c_int, ctypes.c_char_p, ctypes.c_int, ctypes.c_char_p, ctypes.c_uint),
        )
    elif sys.platform == "darwin":
        name, arguments = "renamex_np", (ctypes.c_char_p, ctypes.c_char_p, ctypes.c_uint)
    else:
        return None
    function = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    if function is None:
        return None
    function.argtypes = arguments
    if sys.platform == "linux":
        return lambda first, second: int(function(_AT_CWD, first, _AT_CWD, second, _RENAME_EXCHANGE))
    return lambda first, second: int(function(first, second, _RENAME_SWAP))
