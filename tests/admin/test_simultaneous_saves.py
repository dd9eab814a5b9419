"""Two editors who save one role at the same moments, again and again."""

from __future__ import annotations

import re
from html import unescape
from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser
from django.db import connections
from django.test import Client

from roles.models import Role
from roles.records import Faq
from tests.admin.browser import fields_of
from tests.factories import make_role

pytestmark = pytest.mark.django_db(transaction=True)

ROUNDS = 20
TOGETHER = 60  # seconds until one editor no longer waits for the other


class Editor:
    """Adds a word, a duty and a FAQ of its own in each round, and decides where both wrote."""

    def __init__(self, user: AbstractUser, address: str, barrier: Barrier) -> None:
        self.name, self.address, self.barrier = user.username, address, barrier
        self.client = Client()
        self.client.force_login(user)
        self.failures: list[str] = []

    def work(self) -> None:
        try:
            for number in range(ROUNDS):
                self._write(f"{self.name}-{number}.")
        except BaseException as error:
            self.failures.append(repr(error))
            self.barrier.abort()
            raise
        finally:
            connections.close_all()

    def _write(self, word: str) -> None:
        fields = fields_of(self.client.get(self.address), "role_form")
        number = int(fields["faqs-TOTAL_FORMS"])
        fields |= {
            "summary": f"{fields['summary']} {word}",
            "duties": f"{fields['duties']}\r\nDuty {word}",
            f"faqs-{number - 1}-question": f"Question {word}",
            f"faqs-{number - 1}-answer": f"Answer {word}",
        }
        self.barrier.wait(TOGETHER)
        response = self.client.post(self.address, fields)
        while response.status_code == 200:
            fields = fields_of(response, "role_form")
            theirs, mine = self._both(response)
            assert fields["summary"] == mine
            fields["summary"] = " ".join(dict.fromkeys(f"{theirs} {mine}".split()))
            response = self.client.post(self.address, fields)
        assert response.status_code == 302

    def _both(self, response: Any) -> list[str]:
        """Both texts of the summary, as the page shows them."""
        texts = re.findall(r"<dd>(.*?)</dd>", response.content.decode(), re.DOTALL)
        assert len(texts) == 2, response.content.decode()
        return [unescape(text) for text in texts]


def test_forty_simultaneous_saves_lose_no_character(django_user_model: Any) -> None:
    role = make_role("Tester", summary="Begins.", duties=("First",), faqs=(Faq("Why?", "So."),))
    barrier = Barrier(2)
    address = f"/admin/roles/role/{role.pk}/change/"
    editors = [
        Editor(django_user_model.objects.create_superuser(name), address, barrier)
        for name in ("anna", "ben")
    ]
    threads = [Thread(target=editor.work) for editor in editors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [editor.failures for editor in editors] == [[], []]
    words = {f"{editor.name}-{number}." for editor in editors for number in range(ROUNDS)}
    record = Role.objects.with_content().get(pk=role.pk).record()
    assert sorted(record.summary.split()) == sorted({"Begins.", *words})
    assert sorted(record.duties) == sorted({"First", *(f"Duty {word}" for word in words)})
    assert set(record.faqs) == {
        Faq("Why?", "So."),
        *(Faq(f"Question {word}", f"Answer {word}") for word in words),
    }
    assert len(record.faqs) == 1 + len(words)
