"""The dashboard: what waits for this person, across every kind of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Q
from django.http import HttpRequest

from portal.desk.people import person, state
from portal.desk.texts import PublishableAdmin
from portal.publishing import Publishable, PublishableQuerySet, Status, publishable_models

ROWS = 8
#: Narrows the texts of one desk to those of one section.
Choice = Callable[[Any], PublishableQuerySet]


@dataclass(frozen=True)
class Row:
    kind: str
    title: str
    url: str
    state: tuple[str, str]
    who: str
    at: datetime
    note: str


@dataclass(frozen=True)
class Section:
    """A list of the dashboard; `more` rows are not shown, `empty` is said when there are none."""

    title: str
    rows: list[Row]
    more: int
    word: str
    empty: str = ""


class Board:
    """Reads the rows of one person: a fixed number of statements for each kind of text."""

    def __init__(self, site: AdminSite, request: HttpRequest) -> None:
        self.request, self.user = request, request.user
        found = (site._registry.get(model) for model in publishable_models())
        desks = [
            desk for desk in found if isinstance(desk, PublishableAdmin) and desk.has_view_permission(request)
        ]
        self.desks = sorted(desks, key=attrgetter("write_place"))
        self.publishing = [desk for desk in self.desks if self.user.has_perm(desk.model.publish_permission)]

    def shortcuts(self) -> list[tuple[str, str]]:
        """Label and address of what this person may begin to write."""
        return [
            (desk.write_label, desk.address_of("add"))
            for desk in self.desks
            if desk.has_add_permission(self.request)
        ]

    def sections(self) -> list[Section]:
        user = self.user
        mine = Q(created_by=user) | Q(submitted_by=user)
        sections = []
        if self.publishing:
            sections.append(
                self._section(
                    "Chờ tôi duyệt",
                    lambda texts: texts.waiting().filter(~Q(submitted_by=user)),
                    "submitted_at",
                    "gửi",
                    self.publishing,
                    "Không có bài nào chờ duyệt.",
                )
            )
        if self.desks:
            sections += [
                self._section(
                    "Bị trả lại cho tôi",
                    lambda texts: texts.returned().filter(mine),
                    "-updated_at",
                    "trả lại",
                ),
                self._section(
                    "Bản nháp của tôi",
                    lambda texts: texts.drafts().filter(created_by=user, return_note=""),
                    "-updated_at",
                    "sửa",
                    empty="Chưa có bản nháp nào.",
                ),
                self._section(
                    "Tôi đã gửi, đang chờ duyệt",
                    lambda texts: texts.waiting().filter(submitted_by=user),
                    "submitted_at",
                    "gửi",
                ),
                self._section("Hẹn giờ đăng", lambda texts: texts.scheduled(), "published_at", "đăng"),
                self._section(
                    "Bản nháp nhập từ trang cũ",
                    lambda texts: texts.drafts().filter(created_by=None),
                    "-updated_at",
                    "nhập",
                ),
            ]
        return [section for section in sections if section.rows or section.empty]

    def _section(
        self,
        title: str,
        choose: Choice,
        order: str,
        word: str,
        desks: list[PublishableAdmin] | None = None,
        empty: str = "",
    ) -> Section:
        name = order.lstrip("-")
        read: Callable[[Any], datetime] = attrgetter(name)
        found = [(desk, item) for desk in (desks or self.desks) for item in self._items(desk, choose, order)]
        found.sort(key=lambda pair: read(pair[1]) or pair[1].updated_at, reverse=order.startswith("-"))
        total = len(found)
        rows = [self._row(desk, item, read) for desk, item in found[:ROWS]]
        return Section(title, rows, max(0, total - ROWS), word, empty)

    def _items(self, desk: PublishableAdmin, choose: Choice, order: str) -> Iterator[Publishable]:
        yield from choose(desk.get_queryset(self.request)).order_by(order, "pk")[: ROWS + 1]

    def _row(self, desk: PublishableAdmin, item: Publishable, read: Callable[[Any], datetime]) -> Row:
        return Row(
            kind=str(desk.opts.verbose_name).capitalize(),
            title=str(item),
            url=desk.address(item),
            state=state(item),
            who=person(item.created_by),
            at=read(item) or item.updated_at,
            note=item.return_note if item.status == Status.DRAFT else "",
        )
