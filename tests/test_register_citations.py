"""Citations as an editor's work: read again, listed while unresolved, pinned, suggested as relations."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directives import worklist
from directives.management.commands import recite
from directives.models import Directive, DirectiveCitation
from news.models import ArticleCitation
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(settings, tmp_path):
    settings.VAR = tmp_path
    return Path(tmp_path) / "recite.json"


def forget():
    DirectiveCitation.objects.all().delete()
    ArticleCitation.objects.all().delete()


def told(**options):
    lines: list[str] = []
    call_command(
        "recite", stdout=type("Out", (), {"write": lambda _, text="": lines.append(text)})(), **options
    )
    return "".join(lines)


def test_recite_reads_every_text_and_article_again(place):
    target = factories.directive(symbol="31-CT/TU")
    for _ in range(3):
        factories.directive(body="<p>Thực hiện Chỉ thị số 31-CT/TU.</p>")
        factories.article(body="<p>Thực hiện Chỉ thị số 31-CT/TU.</p>")
    forget()
    words = told()
    assert DirectiveCitation.objects.filter(target=target).count() == 3
    assert ArticleCitation.objects.filter(target=target).count() == 3
    assert "4/4" in words
    assert "3/3" in words
    assert "Xong" in words
    assert not place.exists()


def test_recite_goes_on_where_it_was_stopped(place, monkeypatch):
    monkeypatch.setattr(recite, "BATCH", 2)
    texts = [factories.directive(body="<p>Thực hiện Chỉ thị số 31-CT/TU.</p>") for _ in range(5)]
    forget()
    assert "Chạy lại" in told(limit=3)
    assert DirectiveCitation.objects.count() + ArticleCitation.objects.count() == 3
    assert json.loads(place.read_text()) == {"directives.DirectiveCitation": texts[2].pk}
    forget()
    told()
    assert DirectiveCitation.objects.count() == 2
    told(restart=True)
    assert DirectiveCitation.objects.count() == 5


def test_recite_leaves_what_an_editor_pinned(place):
    one, _ = (
        factories.directive(symbol="31-CT/TU", issued_on=day) for day in (date(2021, 1, 5), date(2026, 1, 5))
    )
    text = factories.directive(body="<p>Thực hiện Chỉ thị số 31-CT/TU.</p>")
    citation = text.citations.get()
    assert citation.target is None
    assert set(citation.candidates()) == set(Directive.objects.filter(symbol="31-CT/TU"))
    citation.pin(one)
    told()
    text.save()
    assert text.citations.get().target == one
    citation.pin(None)
    assert text.citations.get().target is None


def test_unresolved_citations_are_listed_most_cited_first(place):
    for day in (date(2021, 1, 5), date(2026, 1, 5)):
        factories.directive(symbol="31-CT/TU", issued_on=day)
    factories.directive(symbol="32-CT/TU")
    for _ in range(2):
        factories.article(body="<p>Theo Quyết định số 70-QĐ/TU, ngày 05/02/2022 và Chỉ thị số 32-CT/TU.</p>")
    factories.directive(body="<p>Theo Quyết định số 70-QĐ/TU, ngày 05/02/2022.</p>")
    factories.directive(body="<p>Theo Chỉ thị số 31-CT/TU.</p>")
    rows = [(row.key, row.type_name, row.date, row.times, row.fitting) for row in worklist.page().rows]
    assert rows == [
        ("70-QĐ/TU", "Quyết định", date(2022, 2, 5), 3, 0),
        ("31-CT/TU", "Chỉ thị", None, 1, 2),
    ]
    second = worklist.page(size=1, number=2)
    assert [row.key for row in second.rows] == ["31-CT/TU"]
    assert (second.found, second.has_next, second.has_previous) == (2, False, True)


def test_a_text_that_is_added_resolves_what_waited_for_it(place):
    article = factories.article(body="<p>Theo Chỉ thị số 33-CT/TU.</p>")
    assert article.citations.get().target is None
    added = factories.directive(symbol="33-CT/TU")
    assert article.citations.get().target == added
    added.symbol = "34-CT/TU"
    added.save()
    assert article.citations.get().target is None


def test_relations_are_suggested_from_the_words_until_they_are_recorded(place):
    old, basis = factories.directive(symbol="05-CT/TU"), factories.directive(symbol="10-CT/TU")
    text = factories.directive(
        body="<p>Chỉ thị này thay thế Chỉ thị số 05-CT/TU và thực hiện Chỉ thị số 10-CT/TU.</p>"
    )
    assert [(r.kind, r.target) for r in text.suggested_relations()] == [
        ("replaces", old),
        ("implements", basis),
    ]
    text.suggested_relations()[0].save()
    assert [r.kind for r in text.suggested_relations()] == ["implements"]


def test_the_invented_register_is_the_same_at_every_run_and_reads_as_its_rows_say(place, settings):
    settings.DEBUG = True
    call_command("make_corpus", directives=40, citations=200, verbosity=0, stdout=io.StringIO())
    assert Directive.objects.count() == 40
    rows = "source__symbol", "key", "date", "target__symbol"
    made = sorted(map(str, DirectiveCitation.objects.values_list(*rows)))
    forget()
    told()
    assert sorted(map(str, DirectiveCitation.objects.values_list(*rows))) == made
    with pytest.raises(CommandError):
        call_command("make_corpus", directives=40, citations=200)


def test_the_invented_register_is_never_made_on_a_real_portal(place, settings):
    settings.DEBUG = False
    with pytest.raises(CommandError):
        call_command("make_corpus", directives=40, citations=200)
    assert not Directive.objects.exists()


def test_a_number_quoted_with_two_dates_is_not_linked_where_it_stands_alone(client):
    old, new = (
        factories.directive(symbol="18-CT/TU", issued_on=day) for day in (date(2021, 1, 5), date(2026, 1, 5))
    )
    dated = "Chỉ thị số 18-CT/TU, ngày 05/01/2021; Chỉ thị số 18-CT/TU, ngày 05/01/2026."
    page = client.get(
        factories.directive(body=f"<p>{dated}</p><p>Theo Chỉ thị số 18-CT/TU.</p>").get_absolute_url()
    )
    prose = page.context["body"]
    assert prose.count("<a ") == 2
    assert prose.index(old.get_absolute_url()) < prose.index(new.get_absolute_url())
    assert "<p>Theo Chỉ thị số 18-CT/TU.</p>" in prose


def test_reading_one_text_again_leaves_the_citations_of_others_alone():
    factories.directive(symbol="15-CT/TU")
    one, other = (
        factories.directive(symbol=s, body="<p>Theo Chỉ thị số 15-CT/TU.</p>")
        for s in ("16-CT/TU", "17-CT/TU")
    )
    DirectiveCitation.objects.update(target=None)
    DirectiveCitation.sync(one, one.citing_text)
    assert one.citations.get().target is not None
    assert other.citations.get().target is None
    assert DirectiveCitation.resolve({one.citations.get().key}) == 2
    assert other.citations.get().target is not None
