"""Relations that the words of a text suggest: recorded or refused by a button, never by themselves."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from portal.publishing import Status
from portal.roles import EDITOR
from tests import factories
from tests.desk import change, desk, formset

pytestmark = pytest.mark.django_db


@pytest.fixture
def suggesting():
    """A draft whose words replace 05-CT/TU and carry out 10-CT/TU."""
    old, basis = factories.directive(symbol="05-CT/TU"), factories.directive(symbol="10-CT/TU")
    words = "<p>Chỉ thị này thay thế Chỉ thị số 05-CT/TU và thực hiện Chỉ thị số 10-CT/TU.</p>"
    text = factories.directive(symbol="41-CT/TU", body=words, status=Status.DRAFT)
    return SimpleNamespace(old=old, basis=basis, text=text)


def press(client, text, **buttons):
    text.refresh_from_db()
    form = {
        "symbol": text.symbol, "issued_on": "02/03/2026", "type": text.type_id,
        "issuing_body": text.issuing_body_id, "subject": text.subject, "body": text.body,
        "seen_version": text.version, **formset("attachments"), **formset("relations"),
    }  # fmt: skip
    return client.post(change(text), {**form, **buttons}, follow=True).content.decode()


def recorded(text) -> list[tuple[str, str]]:
    return list(text.relations.values_list("kind", "target__symbol"))


def test_the_form_offers_what_the_words_suggest_and_records_it_at_a_press(suggesting):
    client, text = desk(EDITOR), suggesting.text
    page = client.get(change(text)).content.decode()
    assert f'value="replaces:{suggesting.old.pk}"' in page
    assert "Ghi cả 2 quan hệ" in page
    assert "Còn 2 quan hệ gợi ý" in page
    said = press(client, text, subject="Trích yếu vừa gõ", _ghi_quan_he=f"replaces:{suggesting.old.pk}")
    assert "Đã ghi quan hệ: thay thế 05-CT/TU." in said
    assert recorded(text) == [("replaces", "05-CT/TU")]
    text.refresh_from_db()
    assert text.subject == "Trích yếu vừa gõ"
    assert f'value="replaces:{suggesting.old.pk}"' not in said


def test_all_that_is_suggested_is_recorded_at_one_press(suggesting):
    press(desk(EDITOR), suggesting.text, _ghi_quan_he="tat-ca")
    assert recorded(suggesting.text) == [("implements", "10-CT/TU"), ("replaces", "05-CT/TU")]


def test_a_refused_suggestion_stays_away_until_it_is_asked_for_again(suggesting):
    client, text = desk(EDITOR), suggesting.text
    assert "Đã bỏ gợi ý: thay thế 05-CT/TU." in press(client, text, _bo_goi_y=f"replaces:{suggesting.old.pk}")
    assert "Đã bỏ 1 gợi ý." in press(client, text, subject="Sửa lại")
    assert [relation.kind for relation in text.suggested_relations()] == ["implements"]
    press(client, text, _goi_y_lai="1")
    assert len(text.suggested_relations()) == 2
    assert recorded(text) == []


def test_only_what_is_suggested_is_recorded(suggesting):
    client, text = desk(EDITOR), suggesting.text
    for value in (f"repeals:{suggesting.old.pk}", "replaces:999999", "x", ""):
        assert "Gợi ý này không còn." in press(client, text, _ghi_quan_he=value)
    assert recorded(text) == []


def test_a_loop_of_replacements_is_refused_with_its_reason_and_nothing_else_is_recorded(suggesting):
    suggesting.old.relations.create(kind="replaces", target=suggesting.text)
    said = press(desk(EDITOR), suggesting.text, _ghi_quan_he="tat-ca")
    assert "không thể thay thế lẫn nhau" in said
    assert recorded(suggesting.text) == []


def test_suggestions_are_shown_to_readers_of_the_form_without_their_buttons(suggesting):
    suggesting.text.submit(factories.user(EDITOR))
    page = desk(EDITOR).get(change(suggesting.text)).content.decode()
    assert "Quan hệ gợi ý từ nội dung" in page
    assert "_ghi_quan_he" not in page
