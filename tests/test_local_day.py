"""What happens between midnight and seven bears the day that people live in, not that of Greenwich."""

from __future__ import annotations

import io
import json
import re
from datetime import datetime

import pytest
from django.core import mail as outbox
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from comments import mail
from comments.models import Department
from news.models import Topic
from portal.roles import MODERATOR, PUBLISHER
from tests import factories
from tests.desk import change, desk

pytestmark = pytest.mark.django_db

NIGHT = timezone.make_aware(datetime(2025, 3, 1, 0, 30))
DAY = re.compile(r"01/03/2025|2025-03-01|\b01 Mar 2025")
DAY_BEFORE = re.compile(r"28/0?2/2025|2025-02-28|28 Feb 2025")


@pytest.fixture
def published():
    """One of each kind, published at half past midnight on Saturday, 1 March 2025."""
    article = factories.article(title="Chợ phiên đầu tháng", byline="Thu Hằng", published_at=NIGHT)
    article.topics.add(Topic.objects.create(name="Chợ phiên"))
    factories.comment(article=article, sent_at=NIGHT, decided_at=NIGHT, published_at=NIGHT)
    factories.directive(subject="Về chợ phiên", issued_on=None, published_at=NIGHT)
    gallery = factories.gallery(published_at=NIGHT)
    question = factories.question(sent_at=NIGHT, decided_at=NIGHT, published_at=NIGHT)
    question.reply(question.decided_by, Department.objects.first(), "Đã rõ.", timezone.localdate(NIGHT))
    return {"article": article, "gallery": gallery, "question": question}


def shown(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    page = response.content.decode()
    # The clock in the head of a page tells the day of whoever runs the tests.
    return re.sub(r"<time[^>]*data-clock.*?</time>", "", page)


def test_readers_and_machines_are_told_the_same_day_everywhere(client, published):
    article, gallery, question = published.values()
    for address in (
        "/", article.get_absolute_url(), article.category.get_absolute_url(), "/tac-gia/thu-hang/",
        article.topics.get().get_absolute_url(), "/luu-tru/2025/3/", "/luu-tru/2025/3/1/",
        f"{article.get_absolute_url()}y-kien/tat-ca/", "/y-kien/", "/tim-kiem/?q=cho+phien",
        "/tim-kiem/?q=cho+phien&tu=01/03/2025&den=01/03/2025", "/thu-vien-anh/", gallery.get_absolute_url(),
        question.get_absolute_url(), "/hoi-dap/",
        "/rss/", "/atom/", "/van-ban/rss/", "/van-ban/atom/", "/tim-kiem/rss/?q=cho+phien",
        "/api/tin-bai/", "/api/tin-bai/?tu=01/03/2025&den=01/03/2025",
        f"/api/tin-bai/{article.pk}/",
    ):  # fmt: skip
        page = shown(client, address)
        assert DAY.search(page), address
        assert not DAY_BEFORE.search(page), address


@pytest.mark.parametrize("kind", ["article", "gallery"])
def test_search_engines_that_cut_off_the_hour_keep_the_day(client, published, kind):
    page = shown(client, published[kind].get_absolute_url())
    facts = json.loads(re.search(r'ld\+json">(.*?)</script>', page)[1])
    assert facts["datePublished"] == "2025-03-01T00:30:00+07:00"


def test_the_printed_article_bears_that_day(client, published):
    printed = client.get(f"{published['article'].get_absolute_url()[:-1]}.pdf")
    assert "Thứ Bảy, 01/03/2025 00:30" in PdfReader(io.BytesIO(printed.content)).pages[0].extract_text()


def test_the_desk_shows_that_day_to_whoever_edits(published):
    article = published["article"]
    for address in (change(article), reverse("admin:news_article_changelist")):
        page = desk(PUBLISHER).get(address).content.decode()
        assert DAY.search(page), address
        assert not DAY_BEFORE.search(page), address


def test_a_comment_sent_in_the_night_has_that_day_in_reports_and_in_mail(published):
    staff = desk(MODERATOR)
    days = "tu=2025-03-01&den=2025-03-01"
    book = staff.get(f"{reverse('admin:comments_comment_export')}?{days}")
    rows = [
        [cell.value for cell in row] for row in load_workbook(io.BytesIO(book.content)).active.iter_rows()
    ]
    assert [row[1] for row in rows[1:]] == ["01/03/2025 00:30"] * 2
    sender = factories.comment(sent_at=NIGHT, decided_at=NIGHT, email="kin@example.vn")
    mail.tell_senders()
    assert "Ngày 01/03/2025 bạn đã gửi" in outbox.outbox[0].body
    assert outbox.outbox[0].to == [sender.email]


def test_a_file_that_was_replaced_in_the_night_is_kept_under_that_day():
    file = factories.attachment(factories.directive(), title="Toàn văn")
    file.file = factories.SimpleUploadedFile("moi.pdf", b"%PDF-1.4\n%%EOF moi\n")
    file.save()
    file.versions.update(replaced_at=NIGHT)
    assert str(file.versions.get()) == "Toàn văn (01/03/2025 00:30)"
