"""WhiteNoise alone, in front of nothing: the quickest a static file is served from Python."""

import os
from typing import TYPE_CHECKING

from whitenoise import WhiteNoise

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment


def nothing(environ: "WSGIEnvironment", start_response: "StartResponse") -> "Iterable[bytes]":
    start_response("404 Not Found", [("Content-Length", "0")])
    return []


application = WhiteNoise(nothing, root=os.environ["BENCH_STATIC"], max_age=0)
