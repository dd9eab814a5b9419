"""A server with two workers, killed at a bad moment: what it derives mends itself."""

import os
import signal

from tests.faults.site import Site, wait_until


def test_what_a_killed_server_was_indexing_is_indexed_by_the_next_one(site: Site) -> None:
    with site.serving() as server, site.publishing(0, 60) as publisher:
        assert publisher.stdout
        for line in publisher.stdout:
            if line == "30\n":
                os.killpg(server.pid, signal.SIGKILL)
    with site.serving():
        wait_until(lambda: site.readiness().get("search index") == 60)
        assert "60 editions" in site.run("manage.py", "rebuild_search", "--check").stdout
        # While it serves, another process publishes, and both workers hear of it.
        with site.publishing(60, 63) as publisher:
            publisher.wait()
        wait_until(lambda: site.readiness() == {"page cache": 63, "search index": 63}, seconds=10)
    checked = site.run("manage.py", "rebuild_search", "--check", check=False)
    assert (checked.returncode, checked.stdout) == (0, "The search index holds 63 editions.\n")
