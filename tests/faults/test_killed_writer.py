"""The process that writes the search index, killed again and again while roles are published."""

from __future__ import annotations

import random
import subprocess
import sys
from time import sleep
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.faults.site import Site

KILLS = 6
FOLLOW = """
import sys
import django
django.setup()
from roles import search
from tests.following.stepping import step
index = search.SearchIndex()
print("follows", flush=True)
step(index)
while sys.argv[1] == "for ever":
    step(index)
"""


def follower(site: Site, how_long: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", FOLLOW, how_long],
        env=site.environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def killed_at_some_moment(writer: subprocess.Popen[str]) -> None:
    with writer:
        assert writer.stdout
        assert writer.stdout.readline() == "follows\n"
        sleep(random.uniform(0, 0.5))
        writer.kill()


def test_whenever_the_writer_is_killed_the_next_one_catches_up(site: Site) -> None:
    with site.publishing(0, 10**6) as publisher:
        for _ in range(KILLS):
            killed_at_some_moment(follower(site, "for ever"))
        publisher.kill()
    with follower(site, "once") as last:
        assert last.wait() == 0
    checked = site.run("manage.py", "rebuild_search", "--check", check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
