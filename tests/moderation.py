"""What the tests of moderators share."""

from __future__ import annotations

from comments.models import Comment
from comments.querysets import State
from comments.sending import screen, stored
from tests import factories


def waiting(**fields) -> Comment:
    """A comment that nobody has decided yet, with what screening finds in it."""
    text = fields.get("text", "Mong thôn sớm có đường mới.")
    return factories.comment(
        **{"state": State.PENDING, "screening": [stored(reason) for reason in screen("", text)], **fields}
    )
