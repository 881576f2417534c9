"""What the public reads of comments: only what was published, as plain text, each at its own address."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Answer, Comment, Department, State
from comments.threads import all_address, form_address
from portal.publishing import Status
from tests import factories
from tests.test_comments_sending import GOOD, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return factories.article()


@pytest.mark.parametrize(
    "state", [state for state in State if state not in (State.PUBLISHED, State.RETRACTED)]
)
def test_what_no_moderator_has_published_is_seen_nowhere(client, state):
    article = factories.article()
    hidden = factories.comment(article=article, state=state, name="Hờ A Páo", text="Lời chưa được duyệt.")
    addresses = [
        "/",
        "/y-kien/",
        article.get_absolute_url(),
        all_address(article),
        "/rss/",
        "/tim-kiem/?q=duyệt",
    ]
    for address in addresses:
        page = client.get(address).content.decode()
        assert "Lời chưa được duyệt" not in page, address
        assert "Hờ A Páo" not in page, address
    assert client.get(f"/y-kien/{hidden.pk}/").status_code == 404
    assert client.get(f"{form_address(article)}?tra-loi={hidden.pk}").status_code == 404


def test_comments_of_a_withdrawn_article_go_with_it(client):
    shown = factories.comment(text="Lời dưới bài đã gỡ.")
    assert "Lời dưới bài đã gỡ." in client.get("/y-kien/").content.decode()
    shown.article.status = Status.WITHDRAWN
    shown.article.withdrawn_reason = "Đăng nhầm"
    shown.article.save()
    assert "Lời dưới bài đã gỡ." not in client.get("/y-kien/").content.decode()
    assert client.get(f"/y-kien/{shown.pk}/").status_code == 404


HOSTILE = [
    "<a" * 501,
    "<script>alert(1)</script>",
    "\u202eđảo\u202c ngược",
    "Z" + "\u0301" * 200,
    "{{ 7|add:7 }}",
]


@pytest.mark.parametrize("text", HOSTILE, ids=["501 tags", "script", "bidi", "Zalgo", "template"])
def test_hostile_text_is_shown_as_plain_text_and_breaks_no_page(client, article, text):
    post(client, article, text=text, name=text[:40])
    row = Comment.objects.get()
    row.approve(factories.user("Kiểm duyệt viên"))
    for address in ["/", "/y-kien/", article.get_absolute_url()]:
        response = client.get(address)
        assert response.status_code == 200
        assert "<script>alert" not in response.content.decode()
        assert "\u202e" not in response.content.decode()


def test_readers_answer_each_other_one_level_deep(client, article):
    parent = factories.comment(article=article)
    post(client, article, f"?tra-loi={parent.pk}")
    reply = Comment.objects.get(parent=parent)
    reply.approve(factories.user("Kiểm duyệt viên"))
    assert GOOD["text"] in client.get(article.get_absolute_url()).content.decode()
    assert client.get(f"{form_address(article)}?tra-loi={reply.pk}").status_code == 404
    elsewhere = factories.article()
    assert client.get(f"{form_address(elsewhere)}?tra-loi={parent.pk}").status_code == 404


@pytest.mark.parametrize("number", ["0", "-1", "x", "9" * 30, "１２"])
def test_answering_a_comment_that_cannot_exist_is_not_found(client, article, number):
    assert client.get(f"{form_address(article)}?tra-loi={number}").status_code == 404


def test_every_comment_keeps_its_address_when_newer_ones_push_it_to_another_page(client, article):
    start = timezone.now() - timedelta(days=3)
    rows = [factories.comment(article=article, published_at=start + timedelta(minutes=n)) for n in range(25)]
    assert client.get(f"/y-kien/{rows[24].pk}/").url == f"{article.get_absolute_url()}#y-kien-{rows[24].pk}"
    place = client.get(f"/y-kien/{rows[0].pk}/").url
    assert place == f"{all_address(article)}?trang=2#y-kien-{rows[0].pk}"
    assert f"y-kien-{rows[0].pk}" in client.get(place).content.decode()
    assert client.get(f"{all_address(article)}?trang=9").status_code == 404


def count(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_no_number_of_comments_answers_and_replies_costs_more_statements(client, article):
    def add():
        root = factories.comment(article=article)
        department = Department.objects.first()
        Answer.objects.create(comment=root, department=department, text="Đã rõ.")
        factories.comment(article=article, parent=root)

    addresses = [article.get_absolute_url(), all_address(article), "/y-kien/", form_address(article)]
    add()
    once = {address: count(client, address) for address in addresses}
    for _ in range(20):
        add()
    assert {address: count(client, address) for address in addresses} == once
    assert once[article.get_absolute_url()] <= 6
