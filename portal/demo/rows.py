"""What the demo is made of: a frozen row for each thing that `content` reads and the command stores. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Site:
    """The columns of SiteSettings, under the same names."""

    name: str
    superior_name: str
    slogan: str
    description: str
    responsible: str
    address: str
    phone: str
    email: str
    fanpage_url: str
    footer_note: str
    privacy: str


@dataclass(frozen=True, slots=True)
class LinkBox:
    """A titled list of (label, address) pairs; `placement` is menu, top, side or footer."""

    title: str
    placement: str
    links: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Category:
    name: str
    slug: str
    description: str


@dataclass(frozen=True, slots=True)
class Account:
    """A member of staff; `role` is the name of a group."""

    username: str
    full_name: str
    role: str


@dataclass(frozen=True, slots=True)
class DocumentType:
    name: str
    abbreviation: str


@dataclass(frozen=True, slots=True)
class Term:
    name: str
    starts_on: date
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class IssuingBody:
    """`numbering` is "term" (with its `terms`) or "year"."""

    key: str
    name: str
    mark: str
    superior_name: str
    numbering: str
    terms: tuple[Term, ...]
    valid_until: date | None


@dataclass(frozen=True, slots=True)
class Relation:
    """What the text does to `target`, the key of another; `kind` is a value of directives.Relation.Kind."""

    kind: str
    target: str
    effective_on: date | None
    partial: bool


@dataclass(frozen=True, slots=True)
class Directive:
    """An official text; `type` is a name, `issuing_body` a key, `symbol` "" for an unnumbered notice.

    `consultation` is the first and the last day on which opinions on a draft are taken.
    """

    key: str
    type: str
    issuing_body: str
    symbol: str
    issued_on: date | None
    in_force_from: date | None
    in_force_until: date | None
    subject: str
    body: str
    place: str
    recipients: tuple[str, ...]
    signing_authority: str
    signer_position: str
    signer: str
    signed_and_sealed: bool
    fields: tuple[str, ...]
    comments_open: bool
    consultation: tuple[date, date] | None
    relations: tuple[Relation, ...]
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of `pictures.draw(scene, seed)`."""

    scene: str
    seed: int
    caption: str
    alt: str


@dataclass(frozen=True, slots=True)
class Article:
    """`state` is a value of publishing.Status; a published one may lie in the future (scheduled)."""

    key: str
    title: str
    category: str  # a slug
    state: str
    published_at: datetime | None
    lead: str
    body: str
    byline: str
    source_name: str
    source_url: str
    featured: bool
    comments_open: bool
    pictures: tuple[Picture, ...]
    withdrawn_reason: str
    return_note: str


@dataclass(frozen=True, slots=True)
class Entry:
    article: str
    section: str


@dataclass(frozen=True, slots=True)
class Bulletin:
    """A numbered issue; its cover is `pictures.cover(cover_scene, cover_seed)`."""

    number: int
    month: int
    year: int
    title: str
    introduction: str
    published_at: datetime
    cover_scene: str
    cover_seed: int
    cover_alt: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """`outcome` is a value of comments.models.Outcome for an opinion on a draft, else ""."""

    department: str
    answered_on: date
    text: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Matter:
    name: str
    department: str


@dataclass(frozen=True, slots=True)
class Comment:
    """One opinion on `article`, on `directive` or a question about `matter`, the others are "".

    `grounds` is the label of a refusal.
    """

    article: str
    directive: str
    matter: str
    section: str
    name: str
    text: str
    email: str
    state: str
    sent_at: datetime
    decided_at: datetime | None
    grounds: str
    note: str
    department: str
    answer: Answer | None


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the institution; `parent` is the slug of an earlier one or ""."""

    slug: str
    title: str
    body: str
    parent: str = ""
    language: str = "vi"


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    position: str
    unit: str
    duties: str
    phone: str
    email: str = ""


@dataclass(frozen=True, slots=True)
class Gallery:
    title: str
    introduction: str
    byline: str
    published_at: datetime
    pictures: tuple[Picture, ...]


@dataclass(frozen=True, slots=True)
class Poll:
    """`options` are (text, votes)."""

    question: str
    explanation: str
    opens_at: datetime
    closes_at: datetime
    options: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Topic:
    """`articles` are keys."""

    name: str
    description: str
    articles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    article: str
    words: str
    note: str
    sent_at: datetime


@dataclass(frozen=True, slots=True)
class Alert:
    text: str
    level: str
    url: str
    until: datetime


@dataclass(frozen=True, slots=True)
class WeatherPlace:
    name: str
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Content:
    """Everything, in an order in which it can be stored; only relations name what comes later."""

    site: Site
    link_boxes: tuple[LinkBox, ...]
    categories: tuple[Category, ...]
    accounts: tuple[Account, ...]
    departments: tuple[str, ...]
    document_types: tuple[DocumentType, ...]
    fields: tuple[str, ...]
    issuing_bodies: tuple[IssuingBody, ...]
    directives: tuple[Directive, ...]
    articles: tuple[Article, ...]
    bulletins: tuple[Bulletin, ...]
    comments: tuple[Comment, ...]
    matters: tuple[Matter, ...]
    questions: tuple[Comment, ...]
    pages: tuple[Page, ...]
    people: tuple[Person, ...]
    weather_places: tuple[WeatherPlace, ...]
    galleries: tuple[Gallery, ...]
    polls: tuple[Poll, ...]
    topics: tuple[Topic, ...]
    reads: tuple[int, ...]
    faults: tuple[Fault, ...]
    alerts: tuple[Alert, ...]
