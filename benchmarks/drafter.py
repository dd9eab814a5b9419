"""Saves a draft whenever it is told to, for the editor of `benchmarks.publications`.

For each word read it makes that the summary of the role, and prints the id of the new revision and
the cookie of a session in which an editor can publish it.
"""

import os
import sys

import django

django.setup()

# Only now that Django is set up.
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from roles import drafting
from roles.models import Role


def main(role_id: int) -> None:
    client = Client()
    client.force_login(User.objects.create_superuser(f"publisher-{os.getpid()}"))
    name = settings.SESSION_COOKIE_NAME
    for line in sys.stdin:
        role = Role.objects.get(pk=role_id)
        role.summary = f"About {line.strip()}."
        role.save()
        revision = drafting.save_revision(role, by=None)
        print(revision.pk, f"{name}={client.cookies[name].value}", flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
