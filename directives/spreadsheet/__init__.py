"""The register as a spreadsheet: cells become typed values with errors, errors go back into cells. Pure."""

from directives.spreadsheet.columns import COLUMNS, RELATIONS, Column
from directives.spreadsheet.lines import Line, Name, Problem, Reference, Vocabulary, interpret
from directives.spreadsheet.reading import MAX_BYTES, MOST, NotASheet, Table, read
from directives.spreadsheet.writing import mark, template

__all__ = [
    "COLUMNS",
    "MAX_BYTES",
    "MOST",
    "RELATIONS",
    "Column",
    "Line",
    "Name",
    "NotASheet",
    "Problem",
    "Reference",
    "Table",
    "Vocabulary",
    "interpret",
    "mark",
    "read",
    "template",
]
