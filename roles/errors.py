"""Named errors of the verbs; each message says why and what to do. Nothing was written."""

from django.core.exceptions import PermissionDenied


class PublishingError(Exception):
    """A verb refused."""


class NotAllowed(PublishingError, PermissionDenied):
    """The user lacks the permission of the verb, or the role's category has other owners."""


class RenameNotAllowed(PublishingError, PermissionDenied):
    """The draft would move a role that visitors know, which the user may not."""


class SecondPersonNeeded(PublishingError, PermissionDenied):
    """The user alone drafted it, and the site wants somebody else to publish it."""


class NothingToPublish(PublishingError):
    """The edition would say the same as the one it follows."""


class Incomplete(PublishingError):
    """The working copy lacks what a published role needs."""


class AddressTaken(PublishingError):
    """The address is, or once was, another role's or category's."""


class StaleRevision(PublishingError):
    """The working copy was saved after the caller looked at it."""


class NotLive(PublishingError):
    """The role has no live edition."""


class NeverLive(PublishingError):
    """Visitors never saw the edition, so there is nothing to bring back."""


class NotScheduled(PublishingError):
    """The edition is not waiting to go live."""


class CannotRebase(PublishingError):
    """A scheduled edition and the one to publish before it change the same part differently."""


class TooLateToUndo(PublishingError):
    """The edition was not made live within the last minute, or more was done since."""


class BadTarget(PublishingError):
    """The addresses of a withdrawn role cannot lead there."""


class NoticeMissing(PublishingError):
    """A withdrawal that visitors should understand has to say why."""


class BadMoment(PublishingError):
    """The moment is on the wrong side of now."""


class ChangeNoteMissing(PublishingError):
    """An update has to say what changed."""
