"""The frame of the staff's side: its menu and its first page. It shows every app, so nobody imports it."""

from __future__ import annotations

from base64 import b32encode
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.templatetags import admin_list
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.urls import NoReverseMatch, URLPattern, URLResolver, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache

from comments.bench_forms import to_do
from portal import keeping, signin, site
from portal.desk.board import Board
from portal.desk.people import person
from portal.qr import qr
from readers.models import FaultReport


class Choices(AutocompleteJsonView):
    """What the fields that complete a name offer: a row may say more of itself there than its name."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        result = super().serialize_result(obj, to_field_name)
        return result | {"text": getattr(obj, "in_choices", result["text"])}


_YES_OR_NO = {True: ("yes", "Có"), False: ("no", "Không"), None: ("unknown", "Chưa rõ")}


def yes_or_no(value: bool | None) -> SafeString:
    """The picture of a yes or no in lists and fields that are only read, with its word for who hears it."""
    icon, word = _YES_OR_NO[value]
    return format_html('<img src="{}" alt="{}">', static(f"admin/img/icon-{icon}.svg"), word)


# Django has no setting for it: its own says "True" and "False".
admin_list._boolean_icon = yes_or_no  # type: ignore[attr-defined]


class PortalAdminSite(admin.AdminSite):
    """Django's admin under our own frame: a menu by what people do, their own work on the first page."""

    enable_nav_sidebar = False
    index_title = "Bàn làm việc"
    login_form = signin.SignInForm
    empty_value_display = "–"

    #: Heading and the models under it, in the order of the menu; a model not named here is not in the menu.
    MENU: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        ("Soạn và đăng", ("news.Article", "news.Bulletin", "galleries.Gallery", "directives.Directive")),
        ("Bạn đọc", ("comments.Comment", "comments.Rules", "readers.FaultReport", "readers.Poll")),
        (
            "Danh mục",
            (
                "news.Category",
                "news.Topic",
                "directives.DocumentType",
                "directives.IssuingBody",
                "directives.Field",
                "comments.Matter",
                "comments.Department",
                "comments.Grounds",
                "comments.ScreeningList",
            ),
        ),
        (
            "Trang thông tin",
            (
                "portal.SiteSettings",
                "portal.LinkBox",
                "pages.Page",
                "pages.Person",
                "pages.Alert",
                "pages.Block",
                "pages.WeatherPlace",
            ),
        ),
        ("Người dùng", ("auth.User", "auth.Group")),
    )

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """With the office's name and the menu of what this person may open."""
        context = super().each_context(request)
        office = site.context(request)["site"]
        menu = self._menu(context["available_apps"])
        me = person(request.user) if request.user.is_authenticated else ""
        # Not under "site": the log-in view has a variable of that name with the host in it.
        return {
            **context,
            "office": office,
            "site_header": office,
            "site_title": str(office),
            "menu": menu,
            "me": me,
        }

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        view: Any = Choices.as_view(admin_site=self)
        return view(request)

    def _menu(self, available: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
        entries = {
            f"{app['app_label']}.{entry['object_name']}": entry
            for app in available
            for entry in app["models"]
        }
        groups = [(title, [entries[name] for name in names if name in entries]) for title, names in self.MENU]
        return [(title, found) for title, found in groups if found]

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff; of those who must show a code, only who has shown one."""
        user: Any = request.user
        return super().has_permission(request) and (
            user.is_verified() or not signin.must_have_second_step(user)
        )

    def get_urls(self) -> list[URLPattern | URLResolver]:
        """Setting the second step up, and leaving, are open to who is not wholly in yet."""
        return [
            path("hai-buoc/", never_cache(self.second_step), name="second_step"),
            path("logout/", self.logout, name="logout"),
            *super().get_urls(),
        ]

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The sign-in page; who came in without the code that is asked of them goes to set it up."""
        if super().has_permission(request) and not self.has_permission(request):
            return redirect("admin:second_step")
        return super().login(request, extra_context)

    def second_step(self, request: HttpRequest) -> HttpResponse:
        """Switch one-time codes on, print new recovery codes, or switch them off. Each wants a right code."""
        if not super().has_permission(request):
            return redirect("admin:login")
        user: Any = request.user
        fresh = None if signin.has_second_step(user) else signin.unconfirmed(user)
        required = signin.must_have_second_step(user)
        form = signin.SecondStepForm(user, request.POST or None, fresh=fresh)
        codes: list[str] = []
        if request.method == "POST" and form.is_valid():
            if fresh:
                codes = signin.switch_on(request, fresh)
            elif "off" in request.POST and not required:
                signin.switch_off(user)
                messages.success(request, "Đã tắt xác nhận hai bước cho tài khoản này.")
                return redirect("admin:index")
            else:
                codes = signin.new_recovery_codes(user)
        context = self.each_context(request) | {
            "title": "Xác nhận hai bước",
            "form": form,
            "fresh": None if codes else fresh,
            "picture": qr(fresh.config_url) if fresh else "",
            "key": _in_fours(b32encode(fresh.bin_key).decode()) if fresh else "",
            "required": required,
            "codes": [_in_fours(code) for code in codes],
        }
        return TemplateResponse(request, "admin/second_step.html", context)

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        """The menu is by what people do: there is no page of an app."""
        return redirect("admin:index")

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        board = Board(self, request)
        moderator = request.user.has_perm("comments.moderate_comment")
        context = {
            "sections": board.sections(),
            "shortcuts": board.shortcuts(),
            "comments": to_do() if moderator else None,
            "faults_waiting": FaultReport.objects.filter(state=FaultReport.State.NEW).count()
            if request.user.has_perm("readers.change_faultreport")
            else 0,
            "comments_url": _comments_url() if moderator else "",
            "kept": keeping.standing() if request.user.has_perm("portal.change_sitesettings") else None,
            "in_earnest": settings.HTTPS,
        }
        return super().index(request, {**context, **(extra_context or {})})


def _in_fours(key: str) -> str:
    """A long key as people copy it: "JBSW Y3DP"."""
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))


def _comments_url() -> str:
    try:
        return reverse("admin:comments_comment_changelist")
    except NoReverseMatch:
        return ""
