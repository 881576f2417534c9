"""Ý kiến bạn đọc: sent, decided by a moderator, answered by an office, withdrawn by its sender."""

from comments.matters import Matter
from comments.models.answer import Answer, Outcome
from comments.models.comment import ERASABLE, MAX_NAME, MAX_TEXT, Comment, random_token
from comments.models.moderation import AlreadyDecided, may_moderate
from comments.models.tally import Tally
from comments.querysets import State, Target, kind_of
from comments.vocabulary import Department, Grounds, Rules, ScreenedWord, ScreeningList

__all__ = [
    "ERASABLE",
    "MAX_NAME",
    "MAX_TEXT",
    "AlreadyDecided",
    "Answer",
    "Comment",
    "Department",
    "Grounds",
    "Matter",
    "Outcome",
    "Rules",
    "ScreenedWord",
    "ScreeningList",
    "State",
    "Tally",
    "Target",
    "kind_of",
    "may_moderate",
    "random_token",
]
