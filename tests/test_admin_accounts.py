"""Accounts are made and mended by an administrator, and nobody gets more than their role."""

from __future__ import annotations

import re

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from portal.roles import ADMINISTRATOR, EDITOR
from tests import factories
from tests.desk import desk

pytestmark = pytest.mark.django_db


def test_the_page_of_a_colleague_s_password_says_where_one_is_in_the_menu_s_words():
    client, colleague = desk(ADMINISTRATOR), factories.user(EDITOR)
    page = client.get(reverse("admin:auth_user_password_change", args=[colleague.pk])).text
    way = re.findall(r">([^<>]+)</a>", page.partition('class="breadcrumbs"')[2].partition("</div>")[0])
    assert way == ["Bàn làm việc", "Tài khoản", colleague.username]


def test_an_account_made_here_is_staff_of_its_role_and_never_more():
    client = desk(ADMINISTRATOR)
    group = client.user.groups.get()
    client.post(
        reverse("admin:auth_user_add"),
        {
            "username": "canbo",
            "password1": factories.PASSWORD,
            "password2": factories.PASSWORD,
            "usable_password": "true",
            "groups": [group.pk],
            "is_superuser": "on",
            "last_name": "",
            "first_name": "",
        },
    )
    made = User.objects.get(username="canbo")
    assert (made.is_staff, made.is_superuser, list(made.groups.all())) == (True, False, [group])


def test_an_administrator_cannot_take_over_a_superuser():
    chief = User.objects.create_superuser("toan-quyen", password=factories.PASSWORD)
    client = desk(ADMINISTRATOR)
    password = reverse("admin:auth_user_password_change", args=[chief.pk])
    data = {"password1": "Chiếm quyền 2026 đó", "password2": "Chiếm quyền 2026 đó"}
    assert client.post(password, data).status_code == 403
    assert (
        client.post(reverse("admin:auth_user_change", args=[chief.pk]), {"username": "x"}).status_code == 403
    )
    chief.refresh_from_db()
    assert chief.check_password(factories.PASSWORD)
