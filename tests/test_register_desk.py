"""The register's own screens at the desk: filling in, numbering, the work list, what is suggested."""

from __future__ import annotations

from datetime import date

import pytest
from django.contrib import admin
from django.contrib.messages.middleware import MessageMiddleware
from django.contrib.sessions.middleware import SessionMiddleware
from django.test import RequestFactory
from django.urls import reverse

from directives.models import Directive
from portal.desk import prefill
from portal.roles import EDITOR
from tests import factories
from tests.desk import desk

pytestmark = pytest.mark.django_db

ADD = "admin:directives_directive_add"


# ------------------------------------------------------------------ the add form, filled in


def test_a_link_opens_the_add_form_with_its_fields_filled_in():
    kind, body = factories.document_type("Quyết định", "QĐ"), factories.body()
    given = {"symbol": "446-QĐ/TU", "type": kind.pk, "issuing_body": body.pk, "issued_on": date(2021, 11, 26)}
    page = desk(EDITOR).get(f"{reverse(ADD)}?{prefill.query(given)}").content.decode()
    assert 'value="446-QĐ/TU"' in page
    assert 'value="26/11/2021"' in page
    assert f'<option value="{kind.pk}" selected>Quyết định' in page
    assert f'<option value="{body.pk}" selected>Tỉnh ủy Đồng Sơn' in page
    assert not Directive.objects.exists()


@pytest.mark.parametrize(
    "query",
    [
        "type=abc", "type=99999", "issued_on=31/02/2026", "symbol=%EF%BF%BD", "fields=x&fields=1",
        "published_at=1", "id=1&pk=2&status=published&created_by=1",
        f"symbol={'9' * 500}", "body=<script>alert(1)</script>",
    ],
)  # fmt: skip
def test_what_a_link_says_that_no_field_can_read_is_left_empty(query):
    response = desk(EDITOR).get(f"{reverse(ADD)}?{query}")
    assert response.status_code == 200
    assert "<script>alert" not in response.content.decode()


def test_an_upload_may_be_answered_with_the_form_filled_in_however_long_the_text():
    words = "Các cấp ủy tổ chức tiếp dân. " * 5000
    request = RequestFactory().post("/quan-tri/doc-tep/", {"subject": "không phải của ô này"})
    request.user = desk(EDITOR).user
    SessionMiddleware(lambda r: None).process_request(request)
    MessageMiddleware(lambda r: None).process_request(request)
    values = {"subject": "Về công tác tiếp dân", "body": f"<p>{words}</p>"}
    response = admin.site.get_model_admin(Directive).filled_form(request, values)
    page = response.render().content.decode()
    assert response.status_code == 200
    assert "Về công tác tiếp dân" in page
    assert words.strip() in page
    assert f'action="{reverse(ADD)}"' in page
    assert not Directive.objects.exists()
