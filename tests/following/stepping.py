"""The follower without its threads."""

from roles import following
from roles.models import LogEntry


def step(consumer: following.Consumer) -> None:
    """Lets `consumer` catch up with the log, here and now."""
    head = LogEntry.objects.head()
    consumer.heard(head.position)
    following.catch_up(consumer, head)
    consumer.tick()
