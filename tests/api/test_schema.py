"""The description against the views, and against the rules for descriptions."""

from __future__ import annotations
