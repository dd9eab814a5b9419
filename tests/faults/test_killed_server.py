"""A server with two workers, killed at a bad moment: what it derives mends itself."""

import os
import signal
from time import sleep

from tests.faults.site import Site, wait_until
from tests.indexnow.endpoint import listening

EVERYTHING = {"page cache": 63, "page file": 63, "search index": 63}


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
        wait_until(lambda: site.readiness() == EVERYTHING, seconds=10)
    checked = site.run("manage.py", "rebuild_search", "--check", check=False)
    assert (checked.returncode, checked.stdout) == (0, "The search index holds 63 editions.\n")


def test_what_a_killed_server_was_telling_search_engines_is_told_by_the_next_one(
    site: Site,
) -> None:
    with listening() as search_engine:
        site.environment |= {
            "SITE_URL": "http://jobs.example.org",
            "ALLOWED_HOSTS": "127.0.0.1",
            "INDEXNOW_KEY": "0123456789abcdef",
            "INDEXNOW_ENDPOINT": search_engine.url,
        }
        search_engine.silent = True
        with site.serving() as server:
            wait_until(lambda: site.readiness().get("IndexNow client") == 0)
            with site.publishing(0, 2) as publisher:
                publisher.wait()
            wait_until(lambda: search_engine.told)
            os.killpg(server.pid, signal.SIGKILL)
        killed_while_telling = search_engine.told[0]
        search_engine.silent = False
        search_engine.submissions.clear()
        search_engine.released.set()
        with site.serving():
            wait_until(lambda: site.readiness().get("IndexNow client") == 2)
            told = {address for submission in search_engine.told for address in submission}
            both = {f"http://jobs.example.org/jobs/engineering/role-{number}" for number in (0, 1)}
            assert told == both
            assert set(killed_while_telling) <= both
            # Two workers follow the log, and one of them tells.
            with site.publishing(2, 3) as publisher:
                publisher.wait()
            wait_until(lambda: site.readiness().get("IndexNow client") == 3)
            sleep(1.5)
        third = "http://jobs.example.org/jobs/engineering/role-2"
        assert [third in submission for submission in search_engine.told].count(True) == 1
