"""Rows made as they come from the database are the rows that Django makes."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.models import Model
from django.db.models.signals import post_init, pre_init

from news.models import Article, Category
from portal.rows import Row
from tests import factories

pytestmark = pytest.mark.django_db

ROWS = [model for model in apps.get_models() if issubclass(model, Row)]


def as_django_makes_it(model, values):
    names = [field.attname for field in model._meta.concrete_fields]
    return Model.from_db.__func__(model, "default", names, values)


def known(row):
    return {**vars(row), "_state": (row._state.db, row._state.adding, row._state.fields_cache)}


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_a_row_has_the_same_columns_and_state(model):
    values = [f"{number}" for number, _ in enumerate(model._meta.concrete_fields)]
    names = [field.attname for field in model._meta.concrete_fields]
    row, other = model.from_db("default", names, values), as_django_makes_it(model, values)
    assert known(row) == known(other)


@pytest.mark.parametrize("model", ROWS, ids=lambda model: model.__name__)
def test_no_model_waits_for_the_signals_that_are_not_sent(model):
    assert not pre_init.has_listeners(model)
    assert not post_init.has_listeners(model)


def test_a_column_that_was_left_out_is_fetched_when_it_is_asked_for():
    made = factories.article(title="Dồn điền", lead="Họp thôn.")
    row = Article.objects.only("title").get(pk=made.pk)
    assert row.get_deferred_fields() >= {"lead", "body"}
    assert (row.title, row.lead) == ("Dồn điền", "Họp thôn.")


def test_a_row_that_was_read_is_changed_and_not_added_again():
    made = factories.category(name="Xây dựng Đảng")
    row = Category.objects.get(pk=made.pk)
    row.name = "Dân vận khéo"
    row.full_clean()
    row.save()
    assert list(Category.objects.filter(pk=made.pk).values_list("name", flat=True)) == ["Dân vận khéo"]
    assert row == made
