"""When a text takes comments: from one day to another, or not at all, and what its readers are told."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from comments.models import Comment
from comments.threads import form_address
from comments.vocabulary import Rules
from tests import factories
from tests.desk import article_form, change, desk, draft, errors
from tests.factories import day
from tests.test_comments_sending import GOOD, old_token, post

pytestmark = pytest.mark.django_db


def said(ahead):
    return f"{day(ahead):%d/%m/%Y}"


#: First and last days as days from today; what readers are told, with the day that it names.
DAYS = [
    ({}, "", "no days: always"),
    ({"comments_from": 0}, "", "the first day belongs to it"),
    ({"comments_until": 0}, "", "the last day belongs to it"),
    ({"comments_from": 0, "comments_until": 0}, "", "a window of one day"),
    ({"comments_from": 1}, "Bắt đầu nhận ý kiến từ ngày {comments_from:%d/%m/%Y}.", "not yet"),
    ({"comments_until": -1}, "Đã hết hạn góp ý ngày {comments_until:%d/%m/%Y}.", "the day after"),
    (
        {"comments_until": -1, "comments_closed_reason": "Ban đang tổng hợp."},
        "Đã hết hạn góp ý ngày {comments_until:%d/%m/%Y}. Ban đang tổng hợp.",
        "over, and why it matters",
    ),
    ({"comments_open": False}, "Nội dung này không nhận ý kiến.", "switched off without a word"),
    (
        {"comments_open": False, "comments_closed_reason": "Việc này đã có kết luận."},
        "Việc này đã có kết luận.",
        "switched off, and why",
    ),
]


@pytest.mark.parametrize(("fields", "closed", "why"), DAYS, ids=[row[2] for row in DAYS])
def test_the_page_the_form_and_the_sending_say_the_same(client, fields, closed, why):
    given = {name: day(value) if type(value) is int else value for name, value in fields.items()}
    article, closed = factories.article(**given), closed.format(**given)
    page, form = client.get(article.get_absolute_url()), client.get(form_address(article))
    assert Rules.current().why_closed(article) == closed
    assert ("Gửi ý kiến của bạn" in page.content.decode()) == (not closed)
    assert ('name="text"' in form.content.decode()) == (not closed)
    assert closed in page.content.decode()
    assert closed in form.content.decode()
    response = post(client, article)
    assert response.status_code == (403 if closed else 302)
    assert closed in response.content.decode()
    assert Comment.objects.count() == (0 if closed else 1)


def test_an_official_text_obeys_the_same_days(client):
    over = factories.directive(comments_open=True, comments_until=day(-1))
    assert post(client, over).status_code == 403
    assert "Đã hết hạn góp ý" in client.get(over.get_absolute_url()).content.decode()


def test_a_form_opened_before_the_closing_is_refused_kindly_with_its_text(client):
    article = factories.article(comments_until=day())
    token = old_token(form_address(article))
    article.comments_until = day(-1)
    article.save()

    response = post(client, article, token=token)

    page = response.content.decode()
    assert response.status_code == 403
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Đã hết hạn góp ý" in page
    assert GOOD["text"] in page
    assert "chưa được gửi" in page
    assert not Comment.objects.exists()


@pytest.mark.parametrize("target", ["article", "directive"])
def test_what_was_published_stays_readable_when_comments_close(client, target):
    make = getattr(factories, target)
    text = make(comments_open=True)
    factories.comment(**{target: text}, text="Tôi đồng tình với cách làm này.")
    text.comments_open = False
    text.save()
    page = client.get(text.get_absolute_url()).content.decode()
    assert "Tôi đồng tình" in page
    assert "không nhận ý kiến" in page
    assert "?tra-loi=" not in page


def test_an_official_text_that_never_took_comments_says_nothing_of_them(client):
    page = client.get(factories.directive().get_absolute_url()).content.decode()
    assert "Ý kiến bạn đọc" not in page.partition('id="noi-dung"')[2].partition("<footer")[0]


def test_a_last_day_of_its_own_goes_before_the_days_of_the_house():
    old = timezone.now() - timedelta(days=100)
    rules = Rules(close_after_days=30)
    assert rules.why_closed(factories.article(published_at=old))
    assert rules.why_closed(factories.article(published_at=old, comments_until=day())) == ""


def test_the_house_can_stop_all_comments_whatever_a_text_says():
    rules = Rules(open=False, closed_reason="Hệ thống đang bảo trì.")
    assert rules.why_closed(factories.article(comments_until=day())) == "Hệ thống đang bảo trì."


LEFT = [(0, "hôm nay là ngày cuối"), (1, "còn 1 ngày"), (30, "còn 30 ngày"), (-1, "")]


@pytest.mark.parametrize(("days", "words"), LEFT)
def test_the_days_left_are_said_in_words(days, words):
    article = factories.article(comments_until=day(days))
    assert article.comments_days_left(day()) == words


def test_the_last_day_never_stands_before_the_first():
    article = factories.article(comments_from=day())
    article.comments_until = day(-1)
    with pytest.raises(ValidationError, match="trước ngày đầu"):
        article.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        article.save()


def test_staff_set_the_days_and_the_reason_on_the_form_of_the_text():
    publisher = desk("Người duyệt")
    article = draft(publisher.user)
    days = {"comments_from": said(0), "comments_until": said(1)}
    form = article_form(article, comments_open="on", comments_closed_reason="Ban đang tổng hợp.", **days)
    assert publisher.post(change(article), form).status_code == 302
    article.refresh_from_db()
    assert (article.comments_from, article.comments_until) == (day(), day(1))
    assert article.comments_closed_reason == "Ban đang tổng hợp."

    wrong = article_form(article, comments_from=said(0), comments_until=said(-1))
    assert "trước ngày đầu" in errors(publisher.post(change(article), wrong))
