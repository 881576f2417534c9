"""What reading one old page gives: a `Page`, or `NotAnArticle` with the reason. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

ARTICLE = "article"
NOTICE = "notice"


class NotAnArticle(Exception):
    """The page is not an article nor an official text; `reason` is a Vietnamese sentence for the editor."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the body: its address as the page wrote it, and its words ("" when none)."""

    src: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class CitedSymbol:
    """A document named in the text: "446-QĐ/TU" and the date given with it, if any."""

    symbol: str
    date: date | None


@dataclass(slots=True)
class Page:
    """One old page, read. Absent facts are None or empty; nothing is guessed.

    `published` is a date, or a naive datetime in Vietnamese time when the page gives the hour.
    `issued_on` is the day an official text bears, `published` the day its page appeared (or, when the page
    gives none, the same day). `body` is plain text, paragraphs apart by a blank line; `body_html` the same
    paragraphs as simple HTML (p, h2-h4, ul/ol, table, blockquote, strong, em, a, figure) built tag by tag
    from escaped text. `address` is the page's own web address when its head gives one.
    """

    path: str
    kind: str | None
    title: str | None = None
    lead: str | None = None
    published: date | datetime | None = None
    author: str | None = None
    source: str | None = None
    captions: list[str] = field(default_factory=list)
    body: str = ""
    body_html: str = ""
    images: list[Image] = field(default_factory=list)
    citations: list[CitedSymbol] = field(default_factory=list)
    document_type: str | None = None
    issuing_body: str | None = None
    issued_on: date | None = None
    symbol: str | None = None
    sections: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    signing_authority: str | None = None
    signer_position: str | None = None
    signer: str | None = None
    signed_and_sealed: bool | None = None
    warnings: list[str] = field(default_factory=list)
    address: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The importer's JSON object: exactly its nineteen keys, in their order."""
        return {
            "path": self.path,
            "kind": self.kind,
            "title": self.title,
            "lead": self.lead,
            "published": _iso(self.published),
            "author": self.author,
            "source": self.source,
            "captions": self.captions,
            "body": self.body,
            "citations": [{"symbol": c.symbol, "date": _iso(c.date)} for c in self.citations],
            "document_type": self.document_type,
            "symbol": self.symbol,
            "sections": self.sections,
            "recipients": self.recipients,
            "signing_authority": self.signing_authority,
            "signer_position": self.signer_position,
            "signer": self.signer,
            "signed_and_sealed": self.signed_and_sealed,
            "warnings": self.warnings,
        }


def _iso(moment: date | datetime | None) -> str | None:
    """ "2021-03-02", or "2023-02-23T09:00" when the hour is known."""
    if isinstance(moment, datetime):
        return moment.isoformat(timespec="minutes")
    return moment.isoformat() if moment else None
