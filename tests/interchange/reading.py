"""Short ways to read corpus files and byte strings."""

from io import BytesIO
from pathlib import Path

from roles.interchange.formats import FORMATS
from roles.interchange.source import Decoded, Outcome, Record
from roles.records import RoleRecord

CORPUS = Path(__file__).parent.parent / "corpus"


def outcomes(kind: str, raw: bytes | str) -> list[Outcome]:
    """Decode bytes, or a corpus file by its name, as a file called "f"."""
    content = (CORPUS / raw).read_bytes() if isinstance(raw, str) else raw
    return list(FORMATS[kind].decode(BytesIO(content), "f"))


def only(kind: str, raw: bytes | str) -> Decoded:
    """Return the one record in a file."""
    [outcome] = outcomes(kind, raw)
    assert isinstance(outcome, Decoded), outcome
    return outcome


def role(kind: str, raw: bytes | str) -> RoleRecord:
    """Return the one role in a file, without warnings."""
    decoded = only(kind, raw)
    assert decoded.warnings == ()
    assert isinstance(decoded.record, RoleRecord)
    return decoded.record


def again(kind: str, record: Record) -> Record:
    """Return a record after writing and reading it."""
    encode = FORMATS[kind].encode
    assert encode
    return only(kind, encode(record)).record


def shown(kind: str, raw: bytes | str) -> list[str]:
    """Return what each outcome is: a title with its line, or the refusal."""
    return [
        str(outcome)
        if not isinstance(outcome, Decoded)
        else f"{outcome.line} {getattr(outcome.record, 'title', outcome.record.category.name)}"
        for outcome in outcomes(kind, raw)
    ]
