"""What a file is refused for."""

from __future__ import annotations


class FormatError(Exception):
    """A file, or one record in it, that cannot be read: where, and why in plain words."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(f"{file}:{line}: {reason}")
        self.file = file
        self.line = line
        self.reason = reason
