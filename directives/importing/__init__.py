"""A spreadsheet into the register: rehearsed, applied as rehearsed, taken back."""

from directives.importing.planning import vocabulary
from directives.importing.rehearsal import marked, rehearse
from directives.importing.stepping import advance, start, start_undo

__all__ = ["advance", "marked", "rehearse", "start", "start_undo", "vocabulary"]
