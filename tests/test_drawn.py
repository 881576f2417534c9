"""Parts of a page that are drawn once for equal values."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.test import override_settings

from news.models import Article
from tests import factories

PART = "{{ article.title }} {{ article.category.name }} {{ said }} {{ hidden }}"
LOADERS = [("django.template.loaders.locmem.Loader", {"part.html": PART})]
ENGINE = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {"loaders": LOADERS}}]


class Counting:
    """Equal to every other one; knows how often one was drawn."""

    times = 0

    def __str__(self) -> str:
        Counting.times += 1
        return "once"


@pytest.fixture(autouse=True)
def _part():
    with override_settings(TEMPLATES=ENGINE):
        yield


def page(**values) -> str:
    values = {"said": Counting(), **values}
    line = Template("{% load drawn %}{% drawn 'part.html' article=article said=said %}")
    return line.render(Context(values))


def again(article: Article) -> Article:
    return Article.objects.select_related("category").get(pk=article.pk)


@pytest.mark.django_db
def test_rows_that_are_read_again_and_are_equal_are_not_drawn_again():
    article = factories.article(title="Thôn Nà Pản họp bàn mở đường")
    first, drawn = page(article=again(article)), Counting.times
    assert "Thôn Nà Pản họp bàn mở đường" in first
    assert page(article=again(article)) == first
    assert Counting.times == drawn


@pytest.mark.django_db
def test_what_changed_in_a_row_or_in_one_it_leads_to_is_on_the_page_at_once():
    article = factories.article(title="Trước khi đổi")
    assert "Trước khi đổi" in page(article=again(article))
    Article.objects.update(title="Sau khi đổi")
    assert "Sau khi đổi" in page(article=again(article))
    article.category.name = "Chuyên mục có tên mới"
    article.category.save()
    assert "Chuyên mục có tên mới" in page(article=again(article))


def test_a_part_sees_only_the_values_it_is_given():
    assert "bí mật" not in page(article=None, hidden="bí mật")


def test_a_value_that_is_no_data_is_refused():
    with pytest.raises(TypeError, match="pickle"):
        page(article=(number for number in range(3)))


@pytest.mark.django_db
def test_markup_in_a_value_is_escaped():
    assert "&lt;b&gt;" in page(article=factories.article(title="<b>đậm</b>"))
