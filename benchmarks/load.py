"""Load by wrk, which costs less than what it measures."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

SCRIPT: Final = Path(__file__).with_name("wrk.lua")
CONNECTIONS: Final = 16


@dataclass(frozen=True, slots=True)
class Load:
    """What came of it: requests a second, and latencies in seconds."""

    rate: float
    p50: float
    p95: float


def load(
    port: int,
    paths: Sequence[str],
    seconds: int,
    *,
    zipf: bool = False,
    connections: int = CONNECTIONS,
    headers: Sequence[str] = (),
) -> Load:
    """Asks the server at this port for the paths, over and over.

    Args:
        seconds: for how long.
        zipf: the first path twice as often as the second, and so on; otherwise each in turn.
        headers: such as "If-None-Match: …", beside those that a browser sends of encodings.

    Raises:
        RuntimeError: when an answer was neither 2xx nor 3xx, or none came.
    """
    with NamedTemporaryFile("w", suffix=".txt") as file:
        file.write("\n".join(paths))
        file.flush()
        command = [
            *("wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", str(SCRIPT)),
            *(f"http://127.0.0.1:{port}", "--", file.name, "zipf" if zipf else "turn"),
            *("Accept-Encoding: gzip, deflate, br", *headers),
        ]
        run = subprocess.run(
            command, capture_output=True, text=True, timeout=seconds + 60, check=True
        )
    _, marked, result = run.stdout.partition("RESULT ")
    told = json.loads(result) if marked else {"failed": 1}
    if told["failed"]:
        raise RuntimeError(f"{paths[0]} failed under load: {run.stdout}{run.stderr}")
    rate = told["requests"] / told["microseconds"] * 1e6
    return Load(rate, told["p50"] / 1e6, told["p95"] / 1e6)
