"""Let what ends a run from outside take the way of an exception, on which temporary things are removed."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGTERM", "SIGHUP")


@contextmanager
def orderly_termination() -> Iterator[None]:
    """Leave by SystemExit on a shutdown and a closed terminal, as Python does by KeyboardInterrupt on Ctrl-C.

    The exit status is 128 and the number of the signal, as a shell says it. A signal that is ignored, as under nohup,
    stays so. For the main thread only.
    """
    # Windows has no SIGHUP.
    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    heard = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in heard:
        signal.signal(number, _leave)
    try:
        yield
    finally:
        for number in heard:
            signal.signal(number, signal.SIG_DFL)


def _leave(number: int, _: FrameType | None) -> None:
    # A second one mustn't stop the removal.
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)
