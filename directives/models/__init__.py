"""The register: official texts, who issued them, what they do to each other, who cites them."""

from directives.models.attachment import Attachment, AttachmentVersion, attachment_path
from directives.models.batch import Batch, BatchRow
from directives.models.citation import Citation, DirectiveCitation, citing_models
from directives.models.directive import Directive, NumberTaken
from directives.models.incoming import IncomingFile
from directives.models.querysets import DirectiveQuerySet
from directives.models.relation import RefusedSuggestion, Relation
from directives.models.vocabulary import DocumentType, Field, IssuingBody, Named, Term

__all__ = [
    "Attachment",
    "AttachmentVersion",
    "Batch",
    "BatchRow",
    "Citation",
    "Directive",
    "DirectiveCitation",
    "DirectiveQuerySet",
    "DocumentType",
    "Field",
    "IncomingFile",
    "IssuingBody",
    "Named",
    "NumberTaken",
    "RefusedSuggestion",
    "Relation",
    "Term",
    "attachment_path",
    "citing_models",
]
