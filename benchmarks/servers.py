"""The servers that are compared, each on a free port of 127.0.0.1, and stopped afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

START_SECONDS: Final = 60
STOP_SECONDS: Final = 10
APPLICATION: Final = "jobdesc.wsgi:application"
# As `make serve` has them.
THREADS: Final = 4
NGINX: Final = """
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    sendfile on;
    client_body_temp_path {folder};
    proxy_temp_path {folder};
    fastcgi_temp_path {folder};
    uwsgi_temp_path {folder};
    scgi_temp_path {folder};
    server {{
        listen 127.0.0.1:{port};
        location = /page {{
            alias {folder}/page.html.br;
            default_type text/html;
            add_header Content-Encoding br;
        }}
    }}
}}
"""


class Missing(Exception):
    """A tool that the benchmarks need is not installed."""


@dataclass(frozen=True, slots=True)
class Server:
    """One that answers at `port`; `started_in` is how many seconds that took."""

    port: int
    pid: int
    started_in: float

    def workers(self) -> list[int]:
        """The worker processes, or the server's own without any."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children").read_text().split()
        return [int(pid) for pid in children] or [self.pid]

    def worker_memory(self) -> list[int]:
        """Bytes that each worker has for itself alone.

        Not what it maps of the database's and the index's files, which all processes share.
        """
        return [_anonymous_memory(pid) for pid in self.workers()]

    @contextmanager
    def connection(self) -> Iterator[HTTPConnection]:
        """One that stays open, and with the worker it reached."""
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)) as connection:
            yield connection

    def worker_at(self, connection: HTTPConnection) -> int:
        """The worker that has the other end of a connection, which was answered at least once."""
        inode = _socket_inode(self.port, connection.sock.getsockname()[1])
        for pid in self.workers():
            for file in Path(f"/proc/{pid}/fd").iterdir():
                if file.is_symlink() and str(file.readlink()) == f"socket:[{inode}]":
                    return pid
        raise RuntimeError("No worker has the connection.")


def _anonymous_memory(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    sizes = [line.split()[1] for line in lines if line.startswith("RssAnon:")]
    return int(sizes[0]) * 1024


def _socket_inode(port: int, client_port: int) -> str:
    """Of the server's end of a connection on 127.0.0.1: see proc_pid_net(5), `tcp`."""
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, remote, *_, inode = line.split()[:10]
        if (local[-4:], remote[-4:]) == (f"{port:04X}", f"{client_port:04X}"):
            return inode
    raise RuntimeError("The connection is closed.")


def require(*tools: str) -> None:
    """Raises Missing for the first of these programs that is not installed."""
    for tool in tools:
        if shutil.which(tool) is None:
            raise Missing(f"{tool} is not installed. On Debian: apt-get install wrk nginx-light")


@contextmanager
def granian(application: str, environment: Mapping[str, str], workers: int = 1) -> Iterator[Server]:
    """A WSGI application under the server that the site runs on, with the site's options."""
    port = _free_port()
    command = [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)),
        *("--blocking-threads", str(THREADS), application),
    ]
    with _running(command, {**environment, "MALLOC_ARENA_MAX": "2"}, port) as server:
        yield server


@contextmanager
def nginx(folder: Path) -> Iterator[Server]:
    """Serves `page.html.br` of the folder at /page, by one worker process."""
    port = _free_port()
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(folder=folder, port=port))
    with _running(["nginx", "-c", str(configuration)], os.environ, port) as server:
        yield server


@contextmanager
def _running(command: list[str], environment: Mapping[str, str], port: int) -> Iterator[Server]:
    began = monotonic()
    with subprocess.Popen(
        command,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            _wait_until_it_answers(process, port, began + START_SECONDS)
            yield Server(port, process.pid, monotonic() - began)
        finally:
            _stop(process)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int, deadline: float) -> None:
    while process.poll() is None and monotonic() < deadline:
        connection = HTTPConnection("127.0.0.1", port, timeout=START_SECONDS)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except OSError:
            sleep(0.02)
        else:
            return
        finally:
            connection.close()
    raise RuntimeError(f"The server did not start: {process.args!r}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
