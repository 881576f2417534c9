"""Signing in: guesses are counted, and whoever publishes shows a one-time code as well."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal import signin
from portal.roles import ADMINISTRATOR, EDITOR, MODERATOR, PUBLISHER
from tests import factories
from tests.desk import change, desk

pytestmark = pytest.mark.django_db

LOGIN, SETUP, DESK = "/quan-tri/login/", "/quan-tri/hai-buoc/", "/quan-tri/"
RIGHT = "lúa chín vàng đồng"


def account(role: str = EDITOR, **fields):
    user = factories.user(role, **fields)
    user.set_password(RIGHT)
    user.save()
    return user


def enter(user, password: str = RIGHT, code: str = "", client: Client | None = None, **extra):
    data = {"username": user.username, "password": password, "code": code}
    return (client or Client()).post(LOGIN, data, **extra)


def came_in(response) -> bool:
    return response.status_code == 302 and "_auth_user_id" in response.client.session


def has_to_wait(response) -> bool:
    return response.status_code == 429 and "Thử lại sau 15 phút" in response.content.decode()


def code_of(device: TOTPDevice, drift: int = 0) -> str:
    return f"{totp(device.bin_key, drift=drift):06}"


def with_telephone(user) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="Điện thoại", confirmed=True)


def test_a_right_password_opens_the_desk_of_who_has_no_second_step():
    assert came_in(enter(account()))


def test_after_ten_wrong_passwords_the_account_waits_even_with_the_right_one():
    user = account()
    for attempt in range(10):
        last = enter(user, "sai", REMOTE_ADDR=f"198.51.100.{attempt}")
    assert has_to_wait(last)
    answer = enter(user, REMOTE_ADDR="198.51.100.99")
    assert has_to_wait(answer)
    assert answer["Retry-After"] == "900"


def test_nine_wrong_passwords_then_the_right_one_open_the_desk_and_wipe_the_count():
    user = account()
    for _ in range(9):
        assert not came_in(enter(user, "sai"))
    assert came_in(enter(user))
    for _ in range(9):
        assert not came_in(enter(user, "sai"))
    assert came_in(enter(user))


def test_an_address_that_guesses_at_many_accounts_waits_and_others_do_not():
    for _ in range(10):
        last = enter(account(), "sai", REMOTE_ADDR="198.51.100.7")
    assert has_to_wait(last)
    user = account()
    assert has_to_wait(enter(user, REMOTE_ADDR="198.51.100.7"))
    assert came_in(enter(user, REMOTE_ADDR="203.0.113.9"))


def test_an_address_that_a_stranger_claims_is_not_believed():
    user = account()
    for attempt in range(10):
        enter(account(), "sai", REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR=f"203.0.113.{attempt}")
    assert has_to_wait(enter(user, REMOTE_ADDR="198.51.100.7", HTTP_X_FORWARDED_FOR="203.0.113.77"))


def test_who_has_a_telephone_needs_its_code():
    user = account(PUBLISHER)
    device = with_telephone(user)
    without = enter(user)
    assert "hãy nhập mã trên điện thoại" in without.content.decode()
    assert "không đúng hoặc đã dùng" in enter(user, code="000000").content.decode()
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    assert came_in(enter(user, code=code_of(device)))


def test_a_code_opens_the_door_once():
    user = account()
    code = code_of(with_telephone(user))
    assert came_in(enter(user, code=code))
    assert not came_in(enter(user, code=code))


def test_a_right_code_does_not_make_up_for_a_wrong_password():
    user = account()
    device = with_telephone(user)
    assert not came_in(enter(user, "sai", code=code_of(device)))


def test_a_code_may_be_typed_with_spaces_as_the_telephone_shows_it():
    user = account()
    code = code_of(with_telephone(user))
    assert came_in(enter(user, code=f" {code[:3]} {code[3:]} "))


def test_after_a_wrong_code_even_the_right_one_waits_a_moment():
    user = account()
    device = with_telephone(user)
    enter(user, code="000000")
    assert not came_in(enter(user, code=code_of(device)))


@pytest.mark.parametrize("role", [PUBLISHER, ADMINISTRATOR])
def test_whoever_may_publish_is_led_to_set_the_second_step_up(settings, role):
    settings.TWO_STEP = True
    client = Client()
    enter(account(role), client=client)
    answer = client.get(DESK, follow=True)
    assert answer.redirect_chain[-1][0] == SETUP
    assert "Làm ba bước" in answer.content.decode()
    for name in ("admin:news_article_changelist", "admin:directives_directive_add", "admin:password_change"):
        assert client.get(reverse(name)).url == f"{LOGIN}?next={reverse(name)}", name


@pytest.mark.parametrize("role", [EDITOR, MODERATOR])
def test_who_does_not_publish_works_with_a_password_alone(settings, role):
    settings.TWO_STEP = True
    client = Client()
    enter(account(role), client=client)
    assert "Bàn làm việc" in client.get(DESK).content.decode()


def test_setting_it_up_shows_a_key_takes_a_code_and_gives_ten_recovery_codes(settings):
    settings.TWO_STEP = True
    user, client = account(PUBLISHER), Client()
    enter(user, client=client)
    assert 'src="data:image/svg+xml' in client.get(SETUP).content.decode()
    device = TOTPDevice.objects.get(user=user)
    assert not device.confirmed

    wrong = client.post(SETUP, {"code": "000000"})
    assert "không đúng" in wrong.content.decode()
    assert not signin.has_second_step(user)
    TOTPDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)

    page = client.post(SETUP, {"code": code_of(device)}).content.decode()
    codes = re.findall(r"<li><code>([\w ]+)</code></li>", page)
    assert len(codes) == 10
    assert "Bàn làm việc" in client.get(DESK).content.decode()

    assert came_in(enter(user, code=codes[3]))
    assert not came_in(enter(user, code=codes[3]))
    assert StaticToken.objects.count() == 9


def test_looking_at_the_page_twice_shows_the_same_key():
    client = desk(EDITOR)
    pages = {
        re.search(r"nhập tay khóa: <code>([^<]+)", client.get(SETUP).content.decode())[1] for _ in range(2)
    }
    assert len(pages) == 1


def test_new_recovery_codes_void_the_old_ones():
    user, client = account(), Client()
    device = with_telephone(user)
    old = signin.new_recovery_codes(user)
    enter(user, code=code_of(device), client=client)
    client.post(SETUP, {"code": old[0], "renew": ""})
    assert not StaticToken.objects.filter(token__in=old).exists()
    assert StaticToken.objects.count() == 10


def test_switching_off_wants_a_code_and_is_refused_to_who_must_have_it(settings):
    client, user = Client(), account(PUBLISHER)
    device = with_telephone(user)
    codes = signin.new_recovery_codes(user)
    enter(user, code=code_of(device), client=client)

    client.post(SETUP, {"code": "khong-phai", "off": ""})
    assert signin.has_second_step(user)
    settings.TWO_STEP = True
    signin.StaticDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
    page = client.post(SETUP, {"code": codes[1], "off": ""}).content.decode()
    assert "Mười mã dự phòng" in page
    assert signin.has_second_step(user)

    settings.TWO_STEP = False
    paper = StaticToken.objects.first().token
    assert came_in(client.post(SETUP, {"code": paper, "off": ""}))
    assert not signin.has_second_step(user)


def test_an_administrator_helps_who_lost_the_telephone_and_an_editor_cannot():
    user = account()
    with_telephone(user)
    form = {"username": user.username, "groups": [g.pk for g in user.groups.all()], "is_active": "on"}
    assert desk(EDITOR).post(change(user), form | {"forget_second_step": "on"}).status_code == 403
    assert signin.has_second_step(user)
    administrator = desk(ADMINISTRATOR)
    administrator.post(change(user), form)
    assert signin.has_second_step(user)
    administrator.post(change(user), form | {"forget_second_step": "on"})
    assert not signin.has_second_step(user)


def test_keys_and_codes_have_no_screen_of_their_own():
    client = Client()
    client.force_login(factories.user(ADMINISTRATOR, is_superuser=True))
    for path in ("otp_totp/totpdevice/", "otp_static/staticdevice/", "axes/accessattempt/"):
        assert client.get(f"/quan-tri/{path}").status_code == 404


def test_the_page_sends_strangers_to_the_door():
    assert Client().get(SETUP)["Location"] == LOGIN


def test_who_is_half_in_can_leave(settings):
    settings.TWO_STEP = True
    client = desk(PUBLISHER)
    client.post(reverse("admin:logout"))
    assert "_auth_user_id" not in client.session
