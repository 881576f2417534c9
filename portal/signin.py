"""Who may come in: attempts are counted in PostgreSQL, and whoever publishes also shows a one-time code.

A password alone opens the desk of those who only write; a stolen one must not be enough to publish in the
office's name. The codes are those of RFC 6238, so any authenticator application on a telephone makes them.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_otp import login as remember_device
from django_otp.models import Device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from comments.limits import address_of
from portal.publishing import publishable_models

RECOVERY_CODES = 10
WRONG = "Mã xác nhận không đúng hoặc đã dùng. Xin đợi mã mới trên điện thoại rồi nhập lại."


def has_second_step(user: User) -> bool:
    return TOTPDevice.objects.filter(user=user, confirmed=True).exists()


def must_have_second_step(user: User) -> bool:
    """Whoever may put a text before the public, on an installation that asks for it (TWO_STEP)."""
    return settings.TWO_STEP and any(
        user.has_perm(model.publish_permission) for model in publishable_models()
    )


@transaction.atomic
def device_for(user: User, code: str) -> Device | None:
    """The device whose code this is; it is spent then. Six digits come from a telephone, the rest from paper.

    The row is locked, so one code never opens two doors; after a wrong one the device answers only after a
    pause that doubles each time.
    """
    kind = TOTPDevice if code.isdigit() else StaticDevice
    for device in kind.objects.select_for_update().filter(user=user, confirmed=True):
        if device.verify_token(code):
            return device
    return None


class CodeField(forms.CharField):
    """Six digits, or a code from the printed sheet; people type both with spaces in between."""

    def __init__(self, **kwargs: Any) -> None:
        attributes = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false"}
        super().__init__(label="Mã xác nhận", max_length=20, widget=forms.TextInput(attributes), **kwargs)

    def to_python(self, value: Any) -> str:
        return "".join((super().to_python(value) or "").split()).lower()


class SignInForm(AdminAuthenticationForm):
    """Name and password, and the code of those who have switched it on."""

    code = CodeField(required=False, help_text="Chỉ điền khi tài khoản đã bật xác nhận hai bước.")

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        if not has_second_step(user):
            return
        code = self.cleaned_data.get("code", "")
        if not code:
            raise ValidationError(
                {"code": "Tài khoản này dùng xác nhận hai bước: hãy nhập mã trên điện thoại."}
            )
        device = device_for(user, code)
        if device is None:
            raise ValidationError({"code": WRONG})
        user.otp_device = device  # django-otp notes it in the new session


class SecondStepForm(forms.Form):
    """The code that proves the telephone is at hand, before anything about it is changed."""

    code = CodeField(error_messages={"required": "Hãy nhập mã xác nhận."})

    def __init__(self, user: User, *args: Any, fresh: TOTPDevice | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.fresh = user, fresh

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        right = self.fresh.verify_token(code) if self.fresh else device_for(self.user, code)
        if not right:
            raise ValidationError(WRONG)
        return code


def unconfirmed(user: User) -> TOTPDevice:
    """The key that a telephone is being shown: the same one until a code made with it has come back."""
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "Điện thoại"})[0]


@transaction.atomic
def switch_on(request: HttpRequest, device: TOTPDevice) -> list[str]:
    """From now on this account asks for codes. Returns the recovery codes, to be shown once."""
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    remember_device(request, device)
    return new_recovery_codes(device.user)


@transaction.atomic
def new_recovery_codes(user: User) -> list[str]:
    """Ten codes, each good for one sign-in; those given before are void."""
    StaticDevice.objects.filter(user=user).delete()
    paper = StaticDevice.objects.create(user=user, name="Mã dự phòng")
    codes = [StaticToken.random_token() for _ in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=paper, token=code) for code in codes)
    return codes


@transaction.atomic
def switch_off(user: User) -> bool:
    """Forget this account's telephone and codes; False if it had none."""
    StaticDevice.objects.filter(user=user).delete()
    forgotten, _ = TOTPDevice.objects.filter(user=user).delete()
    return bool(forgotten)


def peer(request: HttpRequest) -> str:
    """The address that attempts are counted under: a trusted proxy's word, nobody else's."""
    return str(address_of(request) or "")


def too_many(request: HttpRequest, response: HttpResponse, credentials: Any) -> HttpResponse:
    """429: this account or this address has to wait; a right password does not help meanwhile."""
    minutes = int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    page = render(request, "admin/too_many.html", {"minutes": minutes}, status=429)
    page.headers["Retry-After"] = str(minutes * 60)
    page.headers["Cache-Control"] = "no-store"
    return page
