"""The frame of the staff's side: its menu and its first page. It shows every app, so nobody imports it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse

from comments.models import Comment
from portal import site
from portal.desk.board import Board
from portal.desk.people import person


class PortalAdminSite(admin.AdminSite):
    """Django's admin under our own frame: a menu by what people do, their own work on the first page."""

    enable_nav_sidebar = False
    index_title = "Bàn làm việc"

    #: Heading and the models under it, in the order of the menu; a model not named here is not in the menu.
    MENU: ClassVar[tuple[tuple[str, tuple[str, ...]], ...]] = (
        ("Soạn và đăng", ("news.Article", "news.Bulletin", "galleries.Gallery", "directives.Directive")),
        ("Bạn đọc", ("comments.Comment", "comments.Rules")),
        (
            "Danh mục",
            (
                "news.Category",
                "directives.DocumentType",
                "directives.IssuingBody",
                "directives.Field",
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
        ("Tài khoản", ("auth.User", "auth.Group")),
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

    def _menu(self, available: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
        entries = {
            f"{app['app_label']}.{entry['object_name']}": entry
            for app in available
            for entry in app["models"]
        }
        groups = [(title, [entries[name] for name in names if name in entries]) for title, names in self.MENU]
        return [(title, found) for title, found in groups if found]

    def index(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        board = Board(self, request)
        moderator = request.user.has_perm("comments.moderate_comment")
        context = {
            "sections": board.sections(),
            "shortcuts": board.shortcuts(),
            "comments_waiting": Comment.objects.waiting().count() if moderator else None,
            "comments_url": _comments_url() if moderator else "",
        }
        return super().index(request, {**context, **(extra_context or {})})


def _comments_url() -> str:
    try:
        return reverse("admin:comments_comment_changelist")
    except NoReverseMatch:
        return ""
