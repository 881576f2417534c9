"""The demo's words: data files read into frozen `rows`. Pure.

    data/site.toml        whose portal it is, links, categories, staff
    data/register.toml    document types, issuing bodies, terms of office, fields
    data/directives/*.html, data/articles/*.html    TOML between two "+++" lines, then the body as HTML
    data/bulletins.toml, data/comments.toml
    data/pages.toml       the institution's own pages, its people

A row names another by its key: the file name of a text, the `key` of a body. Times that would grow old (what
waits for a moderator, what is scheduled) are written as a distance from the day of loading.
"""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from portal.demo.rows import (
    Account,
    Alert,
    Answer,
    Article,
    Bulletin,
    Category,
    Comment,
    Content,
    Directive,
    DocumentType,
    Entry,
    Fault,
    Gallery,
    IssuingBody,
    LinkBox,
    Matter,
    Page,
    Person,
    Picture,
    Poll,
    Relation,
    Site,
    Term,
    Topic,
    WeatherPlace,
)

DATA = Path(__file__).parent / "data"
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
_FENCE = "+++\n"


def load(now: datetime, folder: Path = DATA) -> Content:
    """The demo as of `now` (aware). Directives and articles come oldest first.

    Raises KeyError or TypeError for a data file that lacks a value or has one that nobody reads.
    """
    site = _toml(folder / "site.toml")
    register = _toml(folder / "register.toml")
    institution = _toml(folder / "pages.toml")
    home = _toml(folder / "home.toml")
    asked = _toml(folder / "questions.toml")
    directives = [_directive(*_page(path), now) for path in sorted((folder / "directives").glob("*.html"))]
    articles = [_article(*_page(path), now) for path in sorted((folder / "articles").glob("*.html"))]
    return Content(
        site=Site(**site["site"]),
        link_boxes=tuple(_link_box(**row) for row in site["link_boxes"]),
        categories=tuple(Category(**row) for row in site["categories"]),
        accounts=tuple(Account(**row) for row in site["accounts"]),
        departments=tuple(site["departments"]),
        document_types=tuple(DocumentType(**row) for row in register["document_types"]),
        fields=tuple(register["fields"]),
        issuing_bodies=tuple(_body(row, register["terms"]) for row in register["issuing_bodies"]),
        directives=tuple(sorted(directives, key=lambda row: (row.published_at, row.key))),
        articles=tuple(sorted(articles, key=lambda row: (row.published_at or now, row.key))),
        bulletins=tuple(_bulletin(**row) for row in _toml(folder / "bulletins.toml")["bulletins"]),
        comments=tuple(_comment(now, **row) for row in _toml(folder / "comments.toml")["comments"]),
        matters=tuple(Matter(**row) for row in asked["matters"]),
        questions=tuple(_comment(now, **row) for row in asked["questions"]),
        pages=tuple(Page(**row) for row in institution["pages"]),
        people=tuple(Person(**row) for row in institution["people"]),
        weather_places=tuple(WeatherPlace(**row) for row in home["weather_places"]),
        galleries=tuple(_gallery(**row) for row in home["galleries"]),
        polls=tuple(_poll(now, **row) for row in home["polls"]),
        topics=tuple(Topic(articles=tuple(row.pop("articles")), **row) for row in home["topics"]),
        reads=tuple(home["reads"]["newest"]),
        faults=tuple(
            Fault(sent_at=now - timedelta(hours=row.pop("hours_ago")), **row) for row in home["faults"]
        ),
        alerts=tuple(Alert(until=now + timedelta(days=row.pop("days")), **row) for row in home["alerts"]),
    )


def _toml(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _page(path: Path) -> tuple[str, dict[str, Any], str]:
    """Key, front matter and HTML of one text. Raises ValueError for a file without the two fences."""
    before, front, body = path.read_text(encoding="utf-8").split(_FENCE, 2)
    if before:
        raise ValueError(f"{path.name}: begins with something other than +++")
    return path.stem, tomllib.loads(front), body.strip()


def _local(day: datetime | None) -> datetime | None:
    return day and day.replace(tzinfo=ZONE)


def _link_box(title: str, placement: str, links: list[list[str]]) -> LinkBox:
    return LinkBox(title, placement, tuple((label, url) for label, url in links))


def _body(row: dict[str, Any], terms: dict[str, list[dict[str, Any]]]) -> IssuingBody:
    rows = terms[row.pop("terms")] if "terms" in row else []
    own = tuple(Term(term["name"], term["starts_on"], term.get("ends_on")) for term in rows)
    row = {"superior_name": "", "mark": "", "valid_until": None} | row
    return IssuingBody(**row, numbering="term" if own else "year", terms=own)


def _directive(key: str, front: dict[str, Any], body: str, now: datetime) -> Directive:
    relations = tuple(
        Relation(row["kind"], row["target"], row.get("effective_on"), row.get("partial", False))
        for row in front.pop("relations", [])
    )
    days = front.pop("consultation", None)
    asked = tuple(now.astimezone(ZONE).date() + timedelta(days=far) for far in days) if days else None
    shown = asked[0] if asked else front["issued_on"]
    filed = datetime.combine(shown, datetime.min.time(), ZONE) + timedelta(hours=7 if asked else 17)
    blank = dict.fromkeys(("symbol", "place", "signing_authority", "signer_position", "signer"), "")
    values = {
        **blank,
        "issued_on": None,
        "consultation": asked,
        "in_force_from": None,
        "in_force_until": None,
        "signed_and_sealed": False,
        "comments_open": False,
        **front,
        "recipients": tuple(front.get("recipients", ())),
        "fields": tuple(front["fields"]),
    }
    return Directive(key=key, body=body, relations=relations, published_at=filed, **values)


def _article(key: str, front: dict[str, Any], body: str, now: datetime) -> Article:
    pictures = tuple(Picture(**row) for row in front.pop("pictures", []))
    at = _local(front.pop("at", None))
    if days := front.pop("days_ahead", 0):
        at = now.astimezone(ZONE).replace(hour=7, minute=0, second=0, microsecond=0) + timedelta(days=days)
    blank = dict.fromkeys(("byline", "source_name", "source_url", "withdrawn_reason", "return_note"), "")
    values = {**blank, "state": "published", "featured": False, "comments_open": True, **front}
    return Article(key=key, body=body, published_at=at, pictures=pictures, **values)


def _bulletin(published_at: datetime, entries: list[list[str]], **row: Any) -> Bulletin:
    listed = tuple(Entry(article, section) for article, section in entries)
    return Bulletin(published_at=published_at.replace(tzinfo=ZONE), entries=listed, **row)


def _gallery(published_at: datetime, pictures: list[dict[str, Any]], **row: Any) -> Gallery:
    drawn = tuple(Picture(**picture) for picture in pictures)
    return Gallery(published_at=published_at.replace(tzinfo=ZONE), pictures=drawn, **row)


def _poll(now: datetime, days_ago: int, days: int, options: list[list[Any]], **row: Any) -> Poll:
    opens = now - timedelta(days=days_ago)
    choices = tuple((text, votes) for text, votes in options)
    return Poll(opens_at=opens, closes_at=opens + timedelta(days=days), options=choices, **row)


def _comment(now: datetime, **row: Any) -> Comment:
    sent = row.pop("sent_at", None)
    sent_at = sent.replace(tzinfo=ZONE) if sent else now - timedelta(hours=row.pop("hours_ago"))
    decided_at = _local(row.pop("decided_at", None))
    if hours := row.pop("decided_in", 0):
        decided_at = sent_at + timedelta(hours=hours)
    answer = _answer(sent_at, **row.pop("answer")) if "answer" in row else None
    blank = dict.fromkeys(
        (
            "article",
            "directive",
            "section",
            "matter",
            "name",
            "text",
            "email",
            "grounds",
            "note",
            "department",
        ),
        "",
    )
    return Comment(sent_at=sent_at, decided_at=decided_at, answer=answer, **(blank | row))


def _answer(sent_at: datetime, answered_in: int = 0, **row: Any) -> Answer:
    if answered_in:
        row["answered_on"] = (sent_at + timedelta(days=answered_in)).astimezone(ZONE).date()
    return Answer(**{"outcome": ""} | row)
