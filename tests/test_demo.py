"""The demo is a living site: every page of it opens, its citations resolve, production refuses it."""

from __future__ import annotations

import re
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from comments.models import Comment, State
from directives.models import Directive, DirectiveCitation
from news.models import Article, ArticleCitation
from portal.publishing import Status
from portal.search import search


@pytest.mark.django_db
def test_the_demo_is_refused_where_its_passwords_would_be_a_hole(settings):
    settings.DEBUG = False
    with pytest.raises(CommandError, match="DEBUG"):
        call_command("demo")
    assert not Article.objects.exists()


@pytest.mark.django_db
def test_every_page_of_the_demo_opens_and_shows_a_text_in_every_state(client, settings):
    settings.DEBUG = True
    said = StringIO()
    call_command("demo", stdout=said, stderr=StringIO())
    settings.DEBUG = False

    maps = re.findall("<loc>[^<]*(/sitemap-[^<]*)</loc>", client.get("/sitemap.xml").content.decode())
    pages = [
        page
        for part in maps
        for page in re.findall(r"<loc>http://[^/]*([^<]*)</loc>", client.get(part).content.decode())
    ]
    assert len(pages) > 70
    assert [page for page in pages if client.get(page).status_code != 200] == []

    assert {article.status for article in Article.objects.all()} == set(Status.values)
    assert {comment.state for comment in Comment.objects.all()} == set(State.values)
    found = {
        (reason["code"], row.text[start:end])
        for row in Comment.objects.exclude(text="")
        for reason in row.screening
        for field, start, end in reason["hits"]
        if field == "text"
    }
    assert {("phone", "0900 000 126"), ("link", "https://cho-xanh.example/kinh-nghiem")} <= found
    assert len(re.findall(r"dan-van-kheo-2026", said.getvalue())) == 4

    waiting = [*ArticleCitation.objects.filter(target=None), *DirectiveCitation.objects.filter(target=None)]
    assert 0 < len({row.key for row in waiting}) < 12
    assert Directive.objects.numbered("446 qd tu").exists()
    assert search(Article.objects.published(), "dan van kheo").exists()

    settings.DEBUG = True
    with pytest.raises(CommandError, match="trang trống"):
        call_command("demo", stdout=StringIO(), stderr=StringIO())
    articles = Article.objects.count()
    call_command("demo", once=True, stdout=StringIO(), stderr=StringIO())
    assert Article.objects.count() == articles
