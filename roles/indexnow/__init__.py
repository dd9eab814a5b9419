"""IndexNow (indexnow.org/documentation): tells search engines which addresses have changed.

Off until the operator gives a key. A consumer of the publication log: the log itself is the queue,
and how far it was told of is all that is remembered.
"""

from roles.indexnow.changes import is_on
from roles.indexnow.consumer import IndexNow, NotSubmitted

__all__ = ["IndexNow", "NotSubmitted", "is_on"]
