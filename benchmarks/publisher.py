"""Publishes a role whenever it is told to, in a process of its own: for `benchmarks.measures`.

For each word read it makes that the role's summary, publishes, and prints the moment of the commit
(seconds of the monotonic clock, which all processes share).
"""

import sys
from time import monotonic

import django

django.setup()

# Only now that Django is set up.
from roles import drafting, publishing
from roles.models import Role


def main(role_id: int) -> None:
    for line in sys.stdin:
        role = Role.objects.get(pk=role_id)
        role.summary = f"About {line.strip()}."
        role.save()
        drafting.save_revision(role, by=None)
        publishing.publish(role=role, by=publishing.OPERATOR, change_note="Measured")
        print(monotonic(), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
