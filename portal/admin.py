"""The rows that the whole site shares: its name, its links, its staff. The frame is in adminsite.py."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import UserChangeForm
from django.contrib.auth.models import Group, Permission, User
from django.core.files.base import ContentFile
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django_otp.plugins.otp_static import admin as static_admin
from django_otp.plugins.otp_totp import admin as totp_admin

from portal import images, roles, search, signin
from portal.desk import PICTURE, DeskFields, SingleRowAdmin, TableInline, TrackedAdmin, person
from portal.models import Link, LinkBox, SiteSettings


class SiteSettingsForm(forms.ModelForm):
    def clean_emblem(self) -> Any:
        """Re-encoded like every picture: nothing hidden behind the image data is ever served."""
        emblem = self.cleaned_data["emblem"]
        if not emblem or emblem not in self.files.values():
            return emblem
        return ContentFile(images.encode(images.accept(emblem)), name=f"{images.random_stem()}.jpg")


@admin.register(SiteSettings)
class SiteSettingsAdmin(SingleRowAdmin):
    form = SiteSettingsForm
    formfield_overrides = PICTURE
    fieldsets = [
        ("Tên gọi", {"fields": ["name", "superior_name", "slogan", "description", "emblem"]}),
        (
            "Liên hệ và trách nhiệm",
            {"fields": ["responsible", "address", "phone", "email", "fanpage_url", "footer_note"]},
        ),
        ("Chính sách dữ liệu cá nhân", {"fields": ["privacy"]}),
    ]


class LinkInline(TableInline):
    model = Link
    fields = ["order", "label", "url", "condition", "always_shown"]
    readonly_fields = ["condition"]

    @admin.display(description="lần kiểm tra gần nhất")
    def condition(self, link: Link) -> str:
        """What the check found, and what readers see because of it."""
        if link.checked_at is None:
            return "–"
        day = f"{timezone.localtime(link.checked_at):%d/%m/%Y}"
        if not link.problem:
            return f"{day}: tốt"
        since = f", hỏng từ {timezone.localtime(link.failing_since):%d/%m/%Y}" if link.failing_since else ""
        hidden = "; đang ẩn với bạn đọc" if link.is_dead and link.box.placement == "side" else ""
        return f"{day}: {link.problem}{since}{hidden}"


@admin.register(LinkBox)
class LinkBoxAdmin(TrackedAdmin):
    list_display = ["title", "placement", "order", "broken"]
    list_filter = ["placement"]
    list_editable = ["order"]
    fields = ["title", "placement", "order"]
    inlines = [LinkInline]
    actions = None

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).annotate(broken=Count("links", filter=Q(links__failures__gt=0)))

    @admin.display(description="liên kết hỏng", ordering="broken")
    def broken(self, box: Any) -> str:
        return str(box.broken or "–")


# Keys and codes are nobody's to read; an account's page below can only forget them.
admin.site.unregister([User, Group, static_admin.StaticDevice, totp_admin.TOTPDevice])


class AccountForm(UserChangeForm):
    forget_second_step = forms.BooleanField(
        label="Bỏ xác nhận hai bước của tài khoản này",
        required=False,
        help_text="Chọn khi mất điện thoại và hết mã dự phòng; lần đăng nhập sau không hỏi mã nữa.",
    )


@admin.register(User)
class StaffAdmin(DeskFields, UserAdmin):
    """Accounts by role. An account is closed, never deleted: its name stands under what it published."""

    form = AccountForm

    list_display = ["username", "whole_name", "roles", "is_active", "last_login"]
    list_filter = ["groups", "is_active"]
    show_facets = admin.ShowFacets.NEVER
    search_fields = ["username", "last_name", "first_name"]
    ordering = ["username"]
    actions = None
    filter_horizontal = ()
    fieldsets = [
        (None, {"fields": ["username", "password"]}),
        ("Họ tên", {"fields": [("last_name", "first_name"), "email"]}),
        ("Vai trò", {"fields": ["groups", "is_active"]}),
        ("Đăng nhập", {"fields": ["forget_second_step"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", "password1", "password2"]}),
        ("Họ tên", {"fields": [("last_name", "first_name")]}),
        ("Vai trò", {"fields": ["groups"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).prefetch_related("groups")

    @admin.display(description="họ tên", ordering="last_name")
    def whole_name(self, user: User) -> str:
        return person(user)

    @admin.display(description="vai trò")
    def roles(self, user: User) -> str:
        return ", ".join(group.name for group in user.groups.all()) or (
            "Toàn quyền" if user.is_superuser else "–"
        )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        return super().get_search_results(request, queryset, search.tidy(search_term))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "groups":
            return db_field.formfield(widget=forms.CheckboxSelectMultiple, help_text="")
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Every account made here is staff's; readers have none."""
        obj.is_staff = True
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("forget_second_step"):
            signin.switch_off(obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Only a superuser touches a superuser: otherwise setting their password would be a way up."""
        above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RightsField(forms.ModelMultipleChoiceField):
    """Permissions in the words of the product, grouped by what they are about."""

    VERBS: ClassVar[dict[str, str]] = {
        "view": "xem",
        "add": "thêm",
        "change": "sửa",
        "delete": "xóa",
        "publish": "duyệt đăng, trả lại, gỡ",
        "moderate": "kiểm duyệt",
    }

    def label_from_instance(self, permission: Permission) -> str:
        verb = permission.codename.partition("_")[0]
        return f"{permission.content_type.name.capitalize()}: {self.VERBS.get(verb, permission.name)}"


@admin.register(Group)
class RoleAdmin(admin.ModelAdmin):
    list_display = ["name"]
    search_fields = ["name"]
    fields = ["name", "permissions"]
    actions = None

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Only the rights that some role has by default: the rest have no screen."""
        known = {name.partition(".")[2] for name in roles.permissions(roles.ADMINISTRATOR)}
        rows = Permission.objects.filter(codename__in=known).select_related("content_type")
        return RightsField(
            queryset=rows.order_by("content_type__app_label", "content_type__model", "pk"),
            widget=forms.CheckboxSelectMultiple,
            label="quyền",
            required=False,
        )

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
