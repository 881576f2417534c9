"""What the desk does for who fills its forms in: rows fall into place, faults are listed."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.models import State
from comments.vocabulary import Department, Rules, ScreeningList
from directives.models import Field
from news.models import Article, ArticleImage, Bulletin
from portal.models import SiteSettings
from portal.publishing import Status
from portal.roles import ADMINISTRATOR, EDITOR, MODERATOR, PUBLISHER
from tests import factories
from tests.desk import article_form, change, desk, draft, errors, formset

pytestmark = pytest.mark.django_db


def words(response) -> str:
    """What a page says, without its tags."""
    return " ".join(re.sub(r"<[^>]*>", "", response.content.decode()).split())


def bulletin_form(*rows: dict[str, object], **fields) -> dict[str, object]:
    data = {"number": 3, "month": 11, "year": 2026, "published_at_0": "", "published_at_1": ""}
    return {**data, **formset("entries", *rows), **fields}


@pytest.mark.parametrize(
    ("typed", "kept", "why"),
    [
        (["", "", ""], [0, 1, 2], "rows without a number stand in the order in which they were added"),
        (["5", "", ""], [5, 6, 7], "after the last that has one"),
        (["", "0", ""], [1, 0, 2], "a number that was typed stays, also the first"),
        (["2", "2", ""], [2, 2, 3], "even twice"),
    ],
)
def test_a_new_row_without_a_number_goes_to_the_end(typed, kept, why):
    articles = [factories.article() for _ in typed]
    rows = [
        {"article": a.pk, "section": "", "order": order} for a, order in zip(articles, typed, strict=True)
    ]
    response = desk(EDITOR).post(reverse("admin:news_bulletin_add"), bulletin_form(*rows))
    assert response.status_code == 302, errors(response)
    orders = dict(Bulletin.objects.get().entries.values_list("article", "order"))
    assert [orders[article.pk] for article in articles] == kept, why


def test_a_row_that_was_left_empty_is_no_row():
    empty = {"article": "", "section": "", "order": ""}
    response = desk(EDITOR).post(reverse("admin:news_bulletin_add"), bulletin_form(empty))
    assert response.status_code == 302, errors(response)
    assert not Bulletin.objects.get().entries.exists()


def test_a_number_that_is_taken_away_from_a_row_is_asked_for_again():
    editor = desk(EDITOR)
    article = draft(editor.user)
    picture = factories.article_image(article)
    row = {"id": picture.pk, "article": article.pk, "alt": "Họp thôn", "caption": "", "order": ""}
    form = {**article_form(article), **formset("images", row, initial=1)}
    assert "Cần điền ô này" in errors(editor.post(change(article), form))


def test_the_second_picture_of_an_article_does_not_take_the_place_of_the_first():
    editor = desk(EDITOR)
    article = draft(editor.user)
    first = factories.article_image(article)
    rows = (
        {"id": first.pk, "article": article.pk, "alt": "Họp thôn", "caption": "", "order": 0},
        {
            "article": article.pk,
            "alt": "Làm đường",
            "caption": "",
            "order": "",
            "image": factories.picture_file(),
        },
    )
    response = editor.post(change(article), {**article_form(article), **formset("images", *rows, initial=1)})
    assert response.status_code == 302, errors(response)
    assert list(ArticleImage.objects.order_by("order").values_list("alt", "order")) == [
        ("Họp thôn", 0),
        ("Làm đường", 1),
    ]


def test_a_new_bulletin_comes_with_the_next_number_of_the_year():
    today = timezone.localdate()
    factories.bulletin(number=7, year=today.year)
    factories.bulletin(number=19, year=today.year - 1)
    initial = desk(EDITOR).get(reverse("admin:news_bulletin_add")).context["adminform"].form.initial
    assert (initial["number"], initial["month"], initial["year"]) == (8, today.month, today.year)


def test_what_is_wrong_is_listed_at_the_head_with_links_to_its_fields():
    article = Article(title="", lead="", body="<p>Nội dung.</p>")
    form = article_form(category="", published_at_0="2026-13-45", published_at_1="07:30", title=article.title)
    page = desk(EDITOR).post(reverse("admin:news_article_add"), form).content.decode()
    listed = re.search(r'<ul class="wrong-fields">(.*?)</ul>', page, re.DOTALL)[1]
    assert re.findall(r'href="#(\w+)"', listed) == ["id_title", "id_category", "id_published_at_0"]
    assert "Ngày chưa đúng: hãy ghi ngày/tháng/năm" in listed


def test_what_is_wrong_in_a_row_is_listed_too():
    rows = ({"article": factories.article().pk, "section": "x" * 500, "order": 0},)
    page = desk(EDITOR).post(reverse("admin:news_bulletin_add"), bulletin_form(*rows)).content.decode()
    assert "dòng 1, Mục</a>" in page


@pytest.mark.parametrize("make", [factories.gallery, factories.bulletin])
def test_who_may_only_read_sees_pictures_and_not_the_names_of_their_files(make):
    item = make(**({"image": factories.picture_file()} if make is factories.bulletin else {}))
    page = desk(EDITOR).get(change(item)).content.decode()
    assert re.search(r'<img class="picture-now" src="[^"]+"', page)
    assert not re.search(r">anh/\w+\.jpg<", page)


def test_a_withdrawn_text_tells_a_publisher_how_to_change_it():
    publisher = desk(PUBLISHER)
    article = factories.article()
    article.withdraw(publisher.user, "Số liệu chưa đúng.")
    assert article.status == Status.WITHDRAWN
    assert "Muốn sửa thì bấm “Mở lại để sửa”" in publisher.get(change(article)).content.decode()
    assert "không sửa được bằng tài khoản này" in desk(EDITOR).get(change(article)).content.decode()


def test_a_filter_names_what_has_no_value():
    for name in ("Dân chủ cơ sở", "Dân tộc"):
        Field.objects.create(name=name)
    factories.directive()
    page = desk(EDITOR).get(reverse("admin:directives_directive_changelist")).content.decode()
    assert 'fields__isnull=True">Chưa ghi</a>' in page


def test_the_rules_are_one_form_and_nothing_is_added_to_it():
    administrator = desk(ADMINISTRATOR)
    page = administrator.get(reverse("admin:comments_rules_changelist"), follow=True).content.decode()
    assert "Sửa quy định nhận ý kiến" in page
    assert "_addanother" not in page
    assert Rules.objects.count() == 1


@pytest.mark.parametrize("typed", ["20/11/2026", "2026-11-20"])
def test_statistics_take_days_as_they_are_written_here_and_as_old_links_have_them(typed):
    page = desk(MODERATOR).get(reverse("admin:comments_comment_statistics"), {"tu": typed, "den": typed})
    assert 'value="20/11/2026"' in page.content.decode()


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ([], "Không có ý kiến bạn đọc nào chờ kiểm duyệt."),
        ([1, 71], "2 ý kiến bạn đọc chờ kiểm duyệt"),
        ([1, 73], "2 ý kiến bạn đọc chờ kiểm duyệt, 1 quá hạn"),
    ],
)
def test_the_first_page_tells_a_moderator_what_waits_and_what_is_late(hours, said):
    for past in hours:
        factories.comment(state=State.PENDING, sent_at=timezone.now() - timedelta(hours=past))
    assert said in words(desk(MODERATOR).get(reverse("admin:index")))


def test_the_first_page_counts_the_answers_that_offices_owe():
    factories.comment(department=Department.objects.first())
    assert "1 ý kiến đã chuyển, chờ đơn vị trả lời" in words(desk(MODERATOR).get(reverse("admin:index")))


def test_a_list_says_what_choosing_nothing_means():
    page = desk(EDITOR).get(reverse("admin:directives_directive_add")).content.decode()
    assert '<option value="" selected>(không)</option>' in page
    assert "Hãy chọn</option>" in desk(EDITOR).get(reverse("admin:news_article_add")).content.decode()
    assert "-----" not in page


def test_the_code_of_a_list_of_words_is_asked_for_once_and_then_out_of_sight():
    administrator = desk(ADMINISTRATOR)
    made = ScreeningList.objects.first()
    assert "code" not in administrator.get(change(made)).context["adminform"].form.fields
    assert (
        "code"
        in administrator.get(reverse("admin:comments_screeninglist_add")).context["adminform"].form.fields
    )


def test_of_two_texts_at_once_only_what_differs_is_shown():
    """A browser sends "\\r\\n" for every end of a line: that alone is no difference."""
    editor = desk(EDITOR)
    article = draft(editor.user, title="Chữ ban đầu", body="<p>Câu một.</p>\n<p>Câu hai.</p>")
    seen = article.version
    article.title = "Chữ của đồng nghiệp"
    article.save()
    body = article.body.replace("\n", "\r\n")
    assert body != article.body
    typed = article_form(article, title="Chữ của tôi", body=body) | {"seen_version": seen}
    response = editor.post(change(article), typed)
    differing = {row.label for row in response.context["conflict"]}
    assert "Tiêu đề" in differing
    assert "Nội dung" not in differing


def test_a_form_that_was_sent_from_an_old_page_says_so_in_vietnamese_and_what_to_do():
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.user(EDITOR))
    response = client.post(reverse("admin:news_article_add"), article_form())
    page = response.content.decode()
    assert response.status_code == 403
    assert "Chưa gửi được: trang đã cũ" in page
    assert f'<a href="{reverse("admin:news_article_add")}">Mở lại trang vừa rồi</a>' in page
    assert "style=" not in page
    assert "CSRF" not in page
    assert not Article.objects.exists()


def test_the_desk_bears_the_emblem_of_the_office(client):
    office = SiteSettings.objects.get_or_create(pk=1)[0]
    office.emblem = factories.picture_file("bieu-trung.png", (90, 90), "PNG")
    office.save()
    for page in (client.get(reverse("admin:login")), desk(EDITOR).get(reverse("admin:index"))):
        assert f'<img src="{office.emblem.url}"' in page.content.decode()
