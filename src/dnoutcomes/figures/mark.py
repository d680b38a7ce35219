"""The mark that figures bear which are not for everybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_MARK: ContextVar[str] = ContextVar("mark of figures", default="")


def mark_in_force() -> str:
    """What stands under every figure that is drawn now; empty where nothing does."""
    return _MARK.get()


@contextmanager
def marking(mark: str) -> Iterator[None]:
    """Write this under every figure while the block lasts, and into what it says for those who can't see it.

    Examples
    --------
    >>> with marking("Draft"):
    ...     mark_in_force()
    'Draft'
    """
    token = _MARK.set(mark)
    try:
        yield
    finally:
        _MARK.reset(token)
