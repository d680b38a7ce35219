"""The reference of plans and mappings: each key with its meaning, type, default, example, and what holds without it."""

from __future__ import annotations

from dnoutcomes.settings_reference.page import settings_page
from dnoutcomes.settings_reference.settings import (
    SETTINGS,
    Setting,
    column_of_results,
    settings_called,
)

__all__ = ["SETTINGS", "Setting", "column_of_results", "settings_called", "settings_page"]
