"""The demo is fit to be shown: whole, correct, its own, and drawn the same everywhere. No database."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from dataclasses import fields, is_dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from comments.first_words import GROUNDS
from directives import citations, symbols
from directives.anchors import with_anchors
from portal.demo import pictures
from portal.demo.content import DATA, ZONE, load
from portal.html import clean, to_text
from portal.roles import ADMINISTRATOR, EDITOR, MODERATOR, PUBLISHER

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=ZONE)
DEMO = load(NOW)
SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"

ARTICLES = {row.key: row for row in DEMO.articles}
DIRECTIVES = {row.key: row for row in DEMO.directives}
BODIES = {row.key: row for row in DEMO.issuing_bodies}
PAGES = [*DEMO.articles, *DEMO.directives]

TAGS = set(
    "p h2 h3 ul ol li blockquote strong em table caption thead tbody tr th td a br".split()  # noqa: SIM905
)
_TAG = re.compile(r"</?([a-z0-9]+)((?:\s[^<>]*)?)>")


def strings(value: object) -> list[str]:
    """Every text in a tree of dataclasses and tuples."""
    if isinstance(value, str):
        return [value]
    if is_dataclass(value):
        return [text for field in fields(value) for text in strings(getattr(value, field.name))]
    if isinstance(value, tuple):
        return [text for item in value for text in strings(item)]
    return []


def edited() -> list[str]:
    """What our own editors would answer for: everything but what readers wrote."""
    texts = (
        DEMO.directives,
        DEMO.articles,
        DEMO.bulletins,
        DEMO.pages,
        DEMO.galleries,
        DEMO.polls,
        DEMO.topics,
        DEMO.alerts,
    )
    parts = (DEMO.site, DEMO.link_boxes, DEMO.categories, *texts)
    answers = tuple(comment.answer for comment in DEMO.comments if comment.answer)
    return [text for part in (*parts, answers) for text in strings(part)]


# Whole


def test_there_is_enough_of_everything_to_try_every_page():
    assert len(DEMO.categories) == 6
    assert len(DEMO.articles) >= 30
    assert 25 <= len(DEMO.directives) <= 35
    assert len(DEMO.bulletins) == 4
    assert len(DEMO.comments) >= 60
    assert len({row.type for row in DEMO.directives}) >= 12


def test_articles_and_comments_come_in_every_state():
    scheduled = [row for row in DEMO.articles if row.published_at and row.published_at > NOW]
    assert Counter(row.state for row in DEMO.articles if row not in scheduled).keys() == {
        "draft",
        "submitted",
        "published",
        "withdrawn",
    }
    assert [row.state for row in scheduled] == ["published"]
    assert {row.state for row in DEMO.comments} == {
        "pending", "held", "published", "rejected", "removed", "retracted",
    }  # fmt: skip


def test_every_name_used_exists():
    categories, types = {row.slug for row in DEMO.categories}, {row.name for row in DEMO.document_types}
    assert {row.category for row in DEMO.articles} == categories
    assert {row.type for row in DEMO.directives} <= types
    assert {row.issuing_body for row in DEMO.directives} == set(BODIES)
    assert {name for row in DEMO.directives for name in row.fields} == set(DEMO.fields)
    assert {link.target for row in DEMO.directives for link in row.relations} <= set(DIRECTIVES)
    assert {entry.article for row in DEMO.bulletins for entry in row.entries} <= set(ARTICLES)
    assert {row.article for row in DEMO.comments} - {""} <= set(ARTICLES)
    assert {row.directive for row in DEMO.comments} - {""} <= set(DIRECTIVES)
    asked = {row.answer.department for row in DEMO.comments if row.answer}
    asked |= {row.department for row in DEMO.comments if row.department}
    assert asked <= set(DEMO.departments)
    assert {row.role for row in DEMO.accounts} == {EDITOR, PUBLISHER, MODERATOR, ADMINISTRATOR}
    assert {shown.scene for row in DEMO.articles for shown in row.pictures} == set(pictures.SCENES)
    assert {row.cover_scene for row in DEMO.bulletins} <= set(pictures.SCENES)


@pytest.mark.parametrize("question", DEMO.questions, ids=lambda row: row.name)
def test_a_question_could_have_been_asked(question):
    assert question.matter in {row.name for row in DEMO.matters}
    assert not question.article + question.directive + question.grounds
    assert question.sent_at < (question.decided_at or NOW) <= NOW
    assert bool(question.decided_at) == (question.state == "published")
    if question.answer:
        assert question.decided_at.astimezone(ZONE).date() <= question.answer.answered_on <= NOW.date()
        assert question.answer.department in DEMO.departments


def test_the_grounds_of_a_refusal_are_those_the_portal_starts_with():
    known = {label for label, _ in GROUNDS}
    assert {row.grounds for row in DEMO.comments} - {""} <= known


@pytest.mark.parametrize("comment", DEMO.comments, ids=lambda row: f"{row.state} {row.name}")
def test_a_comment_could_have_happened(comment):
    assert bool(comment.article) != bool(comment.directive)
    target = ARTICLES[comment.article] if comment.article else DIRECTIVES[comment.directive]
    assert target.state == "published" if comment.article else target.comments_open
    assert target.published_at < comment.sent_at < NOW
    assert bool(comment.decided_at) == (comment.state in {"published", "rejected", "removed"})
    assert comment.decided_at is None or comment.sent_at < comment.decided_at < NOW
    assert bool(comment.grounds) == (comment.state in {"rejected", "removed"})
    assert bool(comment.text) == bool(comment.name) == (comment.state != "retracted")
    if comment.answer:
        assert comment.state == "published"
        assert comment.decided_at.astimezone(ZONE).date() <= comment.answer.answered_on <= NOW.date()


def test_one_draft_is_open_and_one_is_over_with_opinions_on_sections_that_it_has():
    days = {row.key: row.consultation for row in DEMO.directives if row.consultation}
    assert sorted(first < NOW.date() <= last for first, last in days.values()) == [False, True]
    outcomes = defaultdict(set)
    for row in DEMO.comments:
        if row.directive in days:
            first, last = days[row.directive]
            assert first <= row.sent_at.astimezone(ZONE).date() <= last
            sections = {section.anchor for section in with_anchors(DIRECTIVES[row.directive].body)[1]}
            assert row.section in sections | {""}
            outcomes[last > NOW.date()].add(row.answer.outcome if row.answer else "")
        else:
            assert not row.section
            assert not row.answer or not row.answer.outcome
    assert outcomes[False] == {"accepted", "partly", "explained", ""}
    assert outcomes[True] == {"accepted", ""}


@pytest.mark.parametrize("article", DEMO.articles, ids=lambda row: row.key)
def test_an_article_has_what_its_state_asks_for(article):
    assert bool(article.published_at) == (article.state in {"published", "withdrawn"})
    assert bool(article.withdrawn_reason) == (article.state == "withdrawn")
    assert article.lead
    assert len(article.lead) < 300
    for shown in article.pictures:
        assert shown.caption
        assert shown.alt
        assert shown.caption != shown.alt
    assert not article.source_url or article.source_name


def test_no_two_pictures_are_the_same():
    used = Counter((shown.scene, shown.seed) for row in DEMO.articles for shown in row.pictures)
    assert [pair for pair, times in used.items() if times > 1] == []


def test_what_waits_stays_young_and_what_is_scheduled_stays_ahead():
    later = load(NOW + timedelta(days=400))
    waiting = [row for row in later.comments if row.state in {"pending", "held"}]
    assert all(timedelta() < NOW + timedelta(days=400) - row.sent_at < timedelta(days=7) for row in waiting)
    assert any(row.published_at and row.published_at > NOW + timedelta(days=400) for row in later.articles)


# The register


def period(row) -> str:
    terms = BODIES[row.issuing_body].terms
    held = [
        t.name
        for t in terms
        if t.starts_on <= row.issued_on and (not t.ends_on or row.issued_on <= t.ends_on)
    ]
    assert len(held) == bool(terms)
    return held[0] if held else str(row.issued_on.year)


def test_a_number_is_used_once_in_a_period_of_its_body_and_type():
    numbered = [row for row in DEMO.directives if row.symbol]
    used = Counter((row.issuing_body, row.type, row.symbol, period(row)) for row in numbered)
    assert [number for number, times in used.items() if times > 1] == []


def test_every_symbol_is_read_as_it_is_printed_and_fits_its_issuer_and_type():
    abbreviations = {row.name: row.abbreviation for row in DEMO.document_types}
    for row in DEMO.directives:
        if row.symbol:
            parsed = symbols.parse(row.symbol)
            assert str(parsed) == row.symbol
            assert parsed.type_abbr == abbreviations[row.type], row.key
            assert parsed.issuer == BODIES[row.issuing_body].mark, row.key


def test_a_relation_looks_back_and_is_said_in_the_text():
    for row in DEMO.directives:
        named = {found.symbol for found in citations.find(f"{row.subject}\n\n{to_text(row.body)}")}
        for link in row.relations:
            target = DIRECTIVES[link.target]
            assert target.issued_on < row.issued_on
            assert target.symbol in named, row.key


#: The twelve documents that five real pages of other portals cite (dates as those pages give them).
CITED_ELSEWHERE = [
    ("446-QĐ/TU", date(2021, 11, 26)),
    ("07-CT/TU", date(2021, 9, 8)),
    ("15-CT/TU", date(2022, 11, 21)),
    ("08-TT/TU", date(2023, 1, 3)),
    ("18-CT/TW", date(2022, 10, 26)),
    ("06-ĐA/TU", date(2017, 12, 14)),
    ("03-KL/TU", date(2020, 12, 10)),
    ("462-KL/TU", date(2018, 1, 4)),
    ("18-NQ/TW", None),
    ("99-QĐ/TW", date(2017, 10, 3)),
    ("124-QĐ/TW", date(2018, 2, 2)),
    ("05-CT/TW", None),
]


def fitting(symbol: str, day: date | None) -> list[str]:
    key = symbols.parse(symbol).key
    rows = [row for row in DEMO.directives if row.symbol and symbols.parse(row.symbol).key == key]
    return [row.key for row in rows if day is None or row.issued_on == day]


@pytest.mark.parametrize(("symbol", "day"), CITED_ELSEWHERE)
def test_what_the_real_pages_cite_resolves_against_the_demo_register(symbol, day):
    assert len(fitting(symbol, day)) == 1


def test_the_real_pages_themselves_cite_nothing_else():
    for page in json.loads((SEEDS / "expected.json").read_text("utf-8")).values() if SEEDS.is_dir() else []:
        for cited in page["citations"]:
            day = date.fromisoformat(cited["date"]) if cited["date"] else None
            assert (cited["symbol"], day) in CITED_ELSEWHERE


def test_the_articles_show_resolved_ambiguous_and_unresolved_citations():
    outcomes = defaultdict(set)
    for row in DEMO.articles:
        found = list(citations.find(f"{row.title}\n\n{row.lead}\n\n{to_text(row.body)}"))
        dated = {cited.symbol for cited in found if cited.date}
        for cited in found:
            if cited.date or cited.symbol not in dated:
                outcomes[min(2, len(fitting(cited.symbol, cited.date)))].add(cited.symbol)
    assert outcomes[2] == {"12-CT/TU"}
    assert outcomes[0] == {
        "23-QĐ/TW", "01-KL/TW", "217-QĐ/TW", "30-CT/TW", "49-CT/TW", "10/2022/QH15",
    }  # fmt: skip
    assert len(outcomes[1]) >= 15


def test_one_notice_has_no_number_but_sections_recipients_and_a_signature():
    (notice,) = [row for row in DEMO.directives if not row.symbol and not row.consultation]
    numbers = re.findall(r"<p>(\d(?:\.\d)?)\. ", notice.body)
    assert numbers == ["1", "2", "2.1", "2.2", "2.3", "3", "4"]
    assert len(notice.recipients) == 4
    assert notice.signing_authority.startswith("K/T ")
    assert notice.signed_and_sealed


# Correct


@pytest.mark.parametrize("page", PAGES, ids=lambda row: row.key)
def test_the_html_is_simple_well_nested_and_unchanged_by_cleaning(page):
    stack = []
    for found in _TAG.finditer(page.body):
        tag, attributes = found[1], found[2]
        assert tag in TAGS
        assert not attributes or (tag == "a" and re.fullmatch(r' href="https?://[^"<>\s]+"', attributes))
        if found[0].startswith("</"):
            assert stack.pop() == tag
        elif tag != "br":
            stack.append(tag)
    assert stack == []
    assert "<" not in _TAG.sub("", page.body)
    assert clean(page.body) == page.body


def test_texts_are_precomposed_and_set_as_vietnamese_print_sets_them():
    for text in edited():
        shown = to_text(text) if "<" in text else text
        assert unicodedata.is_normalized("NFC", text), text[:80]
        assert not re.search(r"[\"\t\u00a0\u200b\u00ad\u00d0\u00f0]", shown), shown[:80]
        assert "  " not in shown, shown[:80]
        assert " - " not in shown, shown[:80]
        assert "..." not in shown, shown[:80]
        assert not re.search(r"\s[,.;:!?]|[,;!?][^\W\d]", shown) or shown.startswith("http"), shown[:80]
        assert shown.count("“") == shown.count("”"), shown[:80]
        assert not re.search(r"\b(?:19|20)\d\d-(?:19|20)\d\d\b", shown), shown[:80]


def test_readers_comments_are_precomposed_lines_without_html():
    for row in DEMO.comments:
        assert unicodedata.is_normalized("NFC", row.name + row.text)
        assert "<" not in row.name + row.text


def test_days_are_written_as_party_offices_write_them():
    day = re.compile(r"\bngày (\d{1,2})/(\d{1,2})(?:/(\d{4}))?")
    for text in edited():
        for number, month, _ in day.findall(text):
            assert len(number) == 2, text[:80]
            assert len(month) == (2 if int(month) in {1, 2, 10, 11, 12} else 1), text[:80]


# Its own


#: Titles and terms that have one wording; what stands around them must still be our own.
SET_TERMS = re.compile(
    "quy chế công tác dân vận của hệ thống chính trị|xây dựng nông thôn mới, đô thị văn minh"
    "|giấy chứng nhận quyền sử dụng đất|phó bí thư thường trực tỉnh ủy"
)


def runs(text: str, length: int = 8) -> set[tuple[str, ...]]:
    """Every run of so many words; none crosses a number or a set term, so citations do not count."""
    found = set()
    plain = SET_TERMS.sub("0", unicodedata.normalize("NFC", text).lower())
    for stretch in re.split(r"\w*\d[\w/.,-]*", plain):
        words = re.findall(r"[^\W\d_]+", stretch)
        found |= {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}
    return found


def test_no_sentence_is_taken_from_the_real_pages():
    own = set().union(*(runs(to_text(text)) for text in edited()))
    for page in sorted(SEEDS.glob("*.txt")):
        assert own & runs(page.read_text("utf-8")) == set()


def test_a_borrowed_sentence_would_be_noticed():
    assert runs("Một hai ba bốn năm sáu bảy tám, chín") & runs("MỘT HAI BA BỐN NĂM SÁU BẢY TÁM")
    assert not runs("Một hai ba bốn 5 sáu bảy tám chín")


# Data files that are wrong


@pytest.mark.parametrize(
    ("name", "old", "new", "error"),
    [
        ("articles/tea.html", "+++\n", "", ValueError),
        ("articles/tea.html", 'title = "A"', 'titel = "A"', TypeError),
        ("articles/tea.html", 'scene = "tea"', 'scnee = "tea"', TypeError),
        ("comments.toml", 'state = "pending"', "", TypeError),
        ("comments.toml", "hours_ago = 1", "", KeyError),
        ("register.toml", 'terms = "province"', 'terms = "county"', KeyError),
    ],
)
def test_a_data_file_with_a_slip_is_refused(tmp_path, name, old, new, error):
    (tmp_path / "articles").mkdir()
    (tmp_path / "directives").mkdir()
    for copied in (
        "site.toml",
        "register.toml",
        "bulletins.toml",
        "pages.toml",
        "home.toml",
        "questions.toml",
    ):
        (tmp_path / copied).write_text((DATA / copied).read_text("utf-8"), "utf-8")
    (tmp_path / "articles" / "tea.html").write_text(
        '+++\ntitle = "A"\ncategory = "b"\nlead = "c"\nat = 2026-01-01 00:00:00\n'
        '[[pictures]]\nscene = "tea"\nseed = 1\ncaption = "d"\nalt = "e"\n+++\n<p>f</p>\n',
        "utf-8",
    )
    (tmp_path / "comments.toml").write_text(
        '[[comments]]\narticle = "tea"\nname = "a"\ntext = "b"\nstate = "pending"\nhours_ago = 1\n', "utf-8"
    )
    assert len(load(NOW, tmp_path).articles) == 1
    text = (tmp_path / name).read_text("utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(error):
        load(NOW, tmp_path)
