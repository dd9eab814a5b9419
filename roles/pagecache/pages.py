"""A kept page: its bytes in every encoding, and the headers that go with each."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple

import brotli

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Headers = list[tuple[str, str]]

# The one chosen where a browser takes several as gladly.
ENCODINGS: Final = ("br", "gzip", "identity")
# Made on the way to the first visitor: 5 costs a millisecond, 11 a hundred.
BROTLI_QUALITY: Final = 5
GZIP_LEVEL: Final = 6

LARGEST_BODY: Final = 2 * 1024 * 1024
# What a page takes besides its bodies: headers, keys and the objects that hold them, measured.
OVERHEAD: Final = 4_000

# They differ between workers and moments, and say nothing of what the page shows.
_VOLATILE: Final = frozenset({"date", "etag", "last-modified"})
_REPLACED: Final = frozenset({"etag", "content-length", "vary"})
# What RFC 9110, 15.4.5 wants in a 304, beside ETag and Vary; and what lets scripts of other sites
# read it (Fetch, 3.3).
_IN_NOT_MODIFIED: Final = frozenset(
    {
        "access-control-allow-origin",
        "access-control-expose-headers",
        "cache-control",
        "content-location",
        "expires",
    }
)
# What a kept page may say that it depends on: the layer sees to both.
_MAY_VARY_BY: Final = frozenset({"accept", "accept-encoding"})
# What a view may answer with in a page's stead, to those who name it in `Accept`.
_OTHER_FORM: Final = "text/markdown"


@dataclass(frozen=True, slots=True)
class Variant:
    """One encoding of a page. `etag` is strong: other bytes, other tag (RFC 9110, 8.8.1)."""

    etag: str
    body: bytes
    headers: Headers
    not_modified: Headers


@dataclass(slots=True)
class Page:
    """A page and until when it may be served, in microseconds since 1970.

    `grace`: for how many microseconds more those may have it who come while it is rendered anew.
    `used` is set by each hit, and cleared when the page is spared for it once.
    """

    variants: Mapping[str, Variant]
    keys: frozenset[str]
    until: int
    grace: int
    size: int
    used: bool = field(default=False)

    def variant_for(self, accept_encoding: str) -> Variant:
        return self.variants[preferred_encoding(accept_encoding)]


def may_be_kept(status: str, headers: Headers) -> bool:
    """Whether an answer is a whole public page that says what it shows, the same for everybody."""
    values = {name.lower(): value.lower() for name, value in headers}
    length = values.get("content-length", "")
    return (
        status.startswith("200 ")
        and bool(values.get("surrogate-key", "").strip())
        and length.isdecimal()
        and int(length) <= LARGEST_BODY
        and _varies_as_kept(values)
        and not {"set-cookie", "content-encoding", "content-range"} & values.keys()
        and not any(word in values.get("cache-control", "") for word in ("private", "no-store"))
    )


def _varies_as_kept(values: Mapping[str, str]) -> bool:
    members = set(_list(values.get("vary", "")))
    is_other_form = "accept" in members and _OTHER_FORM in values.get("content-type", "")
    return members <= _MAY_VARY_BY and not is_other_form


def _list(value: str) -> list[str]:
    """The members of a header that is a list (RFC 9110, 5.6.1)."""
    return [member.strip() for member in value.split(",") if member.strip()]


def page_from(headers: Headers, body: bytes, until: int, grace: int) -> Page:
    """The page of an answer that `may_be_kept`, in every encoding; the rest as in `Page`."""
    bodies = {
        "br": brotli.compress(body, quality=BROTLI_QUALITY),
        "gzip": gzip.compress(body, GZIP_LEVEL, mtime=0),
        "identity": body,
    }
    return _page(headers, _tag(headers, body), bodies, until, grace)


class Packed(NamedTuple):
    """A page as it lies in a file: nothing that can be made of the rest at once."""

    etag: str
    headers: str
    br: bytes
    gzip: bytes

    @classmethod
    def of(cls, page: Page) -> Packed:
        plain = page.variants["identity"]
        bodies = [page.variants[encoding].body for encoding in ("br", "gzip")]
        return cls(plain.etag, json.dumps(plain.headers), *bodies)

    def page(self, until: int, grace: int) -> Page:
        """The page it was made of, with times as in `Page`."""
        headers = [(name, value) for name, value in json.loads(self.headers)]
        plain = gzip.decompress(self.gzip)
        bodies = {"br": self.br, "gzip": self.gzip, "identity": plain}
        return _page(headers, self.etag.strip('"'), bodies, until, grace)


def _page(headers: Headers, tag: str, bodies: Mapping[str, bytes], until: int, grace: int) -> Page:
    variants = {
        encoding: _variant(headers, tag, encoding, body) for encoding, body in bodies.items()
    }
    keys = " ".join(value for name, value in headers if name.lower() == "surrogate-key")
    return Page(
        variants=variants,
        keys=frozenset(keys.split()),
        until=until,
        grace=grace,
        size=sum(map(len, bodies.values())) + OVERHEAD,
    )


def matches(if_none_match: str, etag: str) -> bool:
    """Whether the visitor has these bytes: the weak comparison of RFC 9110, 13.1.2."""
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in tags or "*" in tags


@lru_cache(maxsize=512)
def names_other_form(accept: str) -> bool:
    """Whether a visitor may want what is at the address in another form than the kept one."""
    return _OTHER_FORM in accept.lower()


@lru_cache(maxsize=512)
def preferred_encoding(accept_encoding: str) -> str:
    """Which of `ENCODINGS` to answer with (RFC 9110, 12.5.3); identity when none is acceptable."""
    wanted = dict(_preferences(accept_encoding.lower()))
    others = wanted.get("*", 0.0)
    weights = {name: wanted.get(name, others) for name in ENCODINGS}
    # Not naming identity does not refuse it, but anything named is liked better.
    weights["identity"] = wanted.get("identity", others or 0.0001)
    return max(ENCODINGS, key=lambda name: weights[name]) if any(weights.values()) else "identity"


def _preferences(accept_encoding: str) -> Iterable[tuple[str, float]]:
    for part in accept_encoding.split(","):
        name, _, parameters = part.partition(";")
        _, _, weight = parameters.partition("q=")
        try:
            yield name.strip(), float(weight) if weight else 1.0
        except ValueError:
            yield name.strip(), 0.0


def _tag(headers: Headers, body: bytes) -> str:
    """Made of everything sent, so that a deploy that changes a page or a header changes it too."""
    digest = blake2b(body, digest_size=16)
    for name, value in sorted(headers):
        if name.lower() not in _VOLATILE:
            digest.update(f"\n{name.lower()}: {value}".encode())
    return digest.hexdigest()


def _variant(headers: Headers, tag: str, encoding: str, body: bytes) -> Variant:
    etag = f'"{tag}"' if encoding == "identity" else f'"{tag}-{encoding}"'
    added = [("Vary", _vary(headers)), ("ETag", etag)]
    kept = [(name, value) for name, value in headers if name.lower() not in _REPLACED]
    if encoding != "identity":
        kept.append(("Content-Encoding", encoding))
    return Variant(
        etag=etag,
        body=body,
        headers=[*kept, *added, ("Content-Length", str(len(body)))],
        not_modified=[
            *((name, value) for name, value in headers if name.lower() in _IN_NOT_MODIFIED),
            *added,
        ],
    )


def _vary(headers: Headers) -> str:
    values = [value for name, value in headers if name.lower() == "vary"]
    own = [member for member in _list(",".join(values)) if member.lower() != "accept-encoding"]
    return ", ".join([*own, "Accept-Encoding"])
