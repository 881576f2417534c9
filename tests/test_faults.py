"""Báo lỗi: what a reader finds wrong in an article reaches an editor's inbox, once, and is settled there."""

from __future__ import annotations

import re
import time
from datetime import timedelta
from secrets import token_hex

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import tokens
from portal.roles import EDITOR, MODERATOR
from readers.models import FaultReport
from readers.views import PER_SENDER
from tests import factories
from tests.desk import change, desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return factories.article(title="Bốn xã vùng cao")


def address(article) -> str:
    return f"{article.get_absolute_url()}bao-loi/"


@pytest.fixture
def typed(article, monkeypatch):
    """What a reader sends a while after the form was opened."""

    def make(**fields) -> dict[str, object]:
        earlier = time.time() - 60
        with monkeypatch.context() as patched:
            patched.setattr(time, "time", lambda: earlier)
            token = tokens.issue(address(article), "")
        return {"words": "12.400 m²", "note": "Bảng ghi 12.240.", "website": "", "token": token, **fields}

    return make


def report(article, **fields) -> FaultReport:
    fields = {"words": "12.400 m²", "form_token": token_hex(16), **fields}
    return FaultReport.objects.create(article=article, **fields)


def test_the_article_leads_to_the_form(client, article):
    assert f'href="{address(article)}"' in client.get(article.get_absolute_url()).content.decode()


def test_the_words_a_reader_selected_stand_in_the_form(client, article):
    page = client.get(address(article), {"doan": "đất <b>12.400</b> m²"}).content.decode()
    assert "đất &lt;b&gt;12.400&lt;/b&gt; m²</textarea>" in page
    assert client.get(address(article), {"doan": "a" * 3000}).content.decode().count("a" * 501) == 0


def test_a_report_reaches_the_inbox_with_article_words_and_note(client, article, typed):
    response = client.post(address(article), typed())
    assert "cảm ơn bạn" in client.get(response.headers["Location"]).content.decode()
    inbox = desk(EDITOR).get("/quan-tri/readers/faultreport/").content.decode()
    for words in ("“12.400 m²”", "Bảng ghi 12.240.", "Bốn xã vùng cao"):
        assert words in inbox
    assert "<b>1</b> lời báo lỗi" in desk(EDITOR).get("/quan-tri/").content.decode()


def test_a_double_click_of_twenty_is_one_report(client, article, typed):
    data = typed()
    assert {client.post(address(article), data).status_code for _ in range(20)} == {302}
    assert FaultReport.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"words": "", "note": " \n "}, "chép chỗ cần sửa"),
        ({"words": "a" * 501}, "501 ký tự"),
        ({"note": "a" * 1001}, "1001 ký tự"),
        ({"website": "http://spam.example"}, "phải để trống"),
        ({"token": ""}, "mở đã lâu"),
        ({"token": tokens.issue("/tin/khac-1/bao-loi/", "")}, "mở đã lâu"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, article, typed, wrong, words):
    response = client.post(address(article), typed(**wrong))
    assert response.status_code == 400
    page = response.content.decode()
    assert words in page
    assert wrong.get("note") or "Bảng ghi 12.240." in page
    assert not FaultReport.objects.exists()


def test_a_form_sent_back_faster_than_anybody_types_is_asked_to_wait(client, article, typed):
    response = client.post(address(article), typed(token=tokens.issue(address(article), "")))
    assert response.status_code == 400
    assert "chờ vài giây" in response.content.decode()


def test_one_network_reports_so_often_an_hour_and_no_more(client, article, typed, standing_clock):
    codes = [client.post(address(article), typed()).status_code for _ in range(PER_SENDER + 1)]
    assert codes == [302] * PER_SENDER + [429]
    assert client.post(address(article), typed(), REMOTE_ADDR="198.51.100.1").status_code == 302
    standing_clock.moment += timedelta(hours=1)
    assert client.post(address(article), typed()).status_code == 302


@pytest.mark.parametrize(("status", "code"), [("draft", 404), ("withdrawn", 410)])
def test_only_a_published_article_has_faults_to_report(client, status, code):
    assert client.get(address(factories.article(status=status))).status_code == code


def test_the_form_is_kept_by_no_cache_and_sets_no_cookie(client, article):
    response = client.get(address(article))
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert not response.cookies
    assert re.search(r'name="token" value="[^"]+"', response.content.decode())


# The inbox


def test_an_editor_settles_a_report_and_signs_for_it(article):
    row, browser = report(article), desk(EDITOR)
    assert browser.post(change(row), {"state": "done", "words": "khác"}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.handled_by, row.words) == ("done", browser.user, "12.400 m²")
    browser.post(change(row), {"state": "new"})
    row.refresh_from_db()
    assert (row.state, row.handled_by, row.handled_at) == ("new", None, None)


def test_an_unknown_state_changes_nothing(article):
    row = report(article)
    assert desk(EDITOR).post(change(row), {"state": "lost"}).status_code == 200
    row.refresh_from_db()
    assert row.state == "new"


def test_the_inbox_is_no_business_of_moderators_and_nobody_deletes_from_it(article):
    row = report(article)
    assert desk(MODERATOR).get("/quan-tri/readers/faultreport/").status_code == 403
    assert desk(EDITOR).post(change(row, "delete"), {"post": "yes"}).status_code == 403
    assert FaultReport.objects.get() == row


def test_a_long_inbox_costs_no_more_than_a_short_one(article):
    browser, inbox, costs = desk(EDITOR), "/quan-tri/readers/faultreport/", []
    browser.get(inbox)
    for count in (1, 19):
        for _ in range(count):
            report(factories.article())
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(inbox).status_code == 200
        costs.append(len(captured))
    assert costs[0] == costs[1]


def test_reports_are_erased_in_time(article):
    now = timezone.now()
    user = factories.user(EDITOR)
    kept = report(article, sender="a" * 64, sent_at=now - timedelta(days=15))
    report(article, state="done", handled_by=user, handled_at=now - timedelta(days=91))
    report(article, sent_at=now - timedelta(days=181))
    call_command("forget_readers")
    (left,) = FaultReport.objects.all()
    assert (left.pk, left.sender) == (kept.pk, "")


def test_the_history_never_holds_what_the_reader_wrote():
    assert not {"words", "note", "sender"} & {f.name for f in FaultReport.pgh_event_model._meta.fields}
