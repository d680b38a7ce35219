"""The few words that belong to a page and not to a result."""

from __future__ import annotations

CONTENTS = "Contents"
EVERY_PAGE = "Page {page} of {pages}"
