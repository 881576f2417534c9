"""The staff's desk: the base of every ModelAdmin whose rows are written, approved and published."""

from portal.desk.forms import (
    PICTURE,
    DeskFields,
    DistinctFormSet,
    PictureInline,
    PublishableForm,
    TableInline,
)
from portal.desk.history import TrackedAdmin
from portal.desk.people import person, state, state_tag
from portal.desk.single import SingleRowAdmin
from portal.desk.texts import PublishableAdmin

__all__ = [
    "PICTURE",
    "DeskFields",
    "DistinctFormSet",
    "PictureInline",
    "PublishableAdmin",
    "PublishableForm",
    "SingleRowAdmin",
    "TableInline",
    "TrackedAdmin",
    "person",
    "state",
    "state_tag",
]
