"""The receipt of a comment: private, it says what became of the words, and takes them back."""

from __future__ import annotations

import pytest
from django.urls import reverse

from comments import tokens
from comments.models import Answer, Comment, CommentEvent, Department
from tests import factories
from tests.test_comments_sending import GOOD, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    return factories.article()


@pytest.fixture
def sent(client, article):
    """The receipt's address of a comment that was just sent."""
    return post(client, article).url


def test_the_receipt_is_private_and_its_code_is_not_in_the_database(client, sent):
    response = client.get(sent)
    assert response.headers["Cache-Control"] == "private, no-store"
    assert response.headers["X-Robots-Tag"] == "noindex"
    code = sent.split("/")[2]
    row = Comment.objects.values().get()
    assert code not in str(row)
    assert row["receipt_hash"] == tokens.receipt_hash(code)


def decided(sent, verb, *arguments):
    row = Comment.objects.get()
    getattr(row, verb)(factories.user("Kiểm duyệt viên"), *arguments)
    return row


def test_the_receipt_says_what_became_of_the_comment(client, sent):
    row = decided(sent, "approve")
    page = client.get(sent).content.decode()
    assert "Đã đăng" in page
    assert row.get_absolute_url() in page

    row.answer = Answer.objects.create(
        comment=row, department=Department.objects.first(), text="Quý sau sẽ lắp đèn."
    )
    assert "đã có trả lời" in client.get(sent).content.decode()


def test_the_receipt_gives_the_public_words_of_a_refusal_and_no_internal_note(client, sent):
    grounds = factories.Grounds.objects.get(label__startswith="Không liên quan")
    decided(sent, "reject", grounds, "Người này gửi nhiều lần")
    page = client.get(sent).content.decode()
    assert grounds.public_text[:30] in page
    assert "Người này gửi nhiều lần" not in page


def test_withdrawing_erases_name_and_text_from_every_table_at_once(client, article):
    place = post(
        client, article, name="Sùng A Chứ", text="Câu này sẽ được rút lại.", email="chu@example.vn"
    ).url
    decided(place, "approve")
    assert "Câu này sẽ được rút lại." in client.get(article.get_absolute_url()).content.decode()

    response = client.post(f"{place}rut/")

    assert response.status_code == 302
    assert "Đã rút lại" in client.get(place).content.decode()
    everything = str(list(Comment.objects.values())) + str(list(CommentEvent.objects.values()))
    for word in ("Sùng A Chứ", "rút lại", "chu@example.vn"):
        assert word not in everything
    assert "Câu này" not in client.get(article.get_absolute_url()).content.decode()
    assert "Người gửi đã rút" not in client.get(article.get_absolute_url()).content.decode()


def test_withdrawing_cannot_be_done_by_following_a_link(client, sent):
    response = client.get(f"{sent}rut/")
    assert (response.status_code, response.headers["Allow"]) == (405, "POST")
    assert "Chưa có gì được gửi hay lưu" in response.content.decode()
    assert Comment.objects.get().text == GOOD["text"]


def test_a_withdrawn_comment_leaves_a_mark_only_where_an_answer_hangs_on_it(client, article):
    parent = factories.comment(article=article, name="Vàng Thị Mỷ")
    factories.comment(article=article, parent=parent, text="Tôi cũng nghĩ vậy.")
    parent.retract()
    page = client.get(article.get_absolute_url()).content.decode()
    assert "Người gửi đã rút lại ý kiến này." in page
    assert "Tôi cũng nghĩ vậy." in page
    assert "Vàng Thị Mỷ" not in page


CODES = [
    ("7k3m-9qpx-r2td-w8ve", "7K3M-9QPX-R2TD-W8VE", "lower case"),
    (" 7K3M 9QPX R2TD W8VE. ", "7K3M-9QPX-R2TD-W8VE", "spaces and a full stop"),
    ("OILM9QPXR2TDW8VE", "011M-9QPX-R2TD-W8VE", "letters misread"),
    ("7K3M-9QPX-R2TD-W8V", "", "one short"),
    ("", "", "nothing"),
]


@pytest.mark.parametrize(("typed", "code", "why"), CODES, ids=[row[2] for row in CODES])
def test_a_code_is_understood_however_it_was_copied(typed, code, why):
    assert tokens.tidy_code(typed) == code


def test_a_typed_code_leads_to_its_receipt(client, sent):
    code = sent.split("/")[2]
    assert client.post(reverse("comment_lookup"), {"code": code.lower().replace("-", " ")}).url == sent


@pytest.mark.usefixtures("standing_clock")
def test_guessing_codes_ends_after_twenty_wrong_ones_even_with_a_right_one(client, sent):
    statuses = [client.get(f"/y-kien/0000-0000-0000-{n:04}/").status_code for n in range(21)]
    assert statuses == [404] * 20 + [429]
    assert client.get(sent).status_code == 429
    assert client.get(sent, REMOTE_ADDR="203.0.113.5").status_code == 200
