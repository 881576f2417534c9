"""The desk of news: articles, bulletins, categories."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import ManyToManyField, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from directives.admin import CitingAdmin
from news import views
from news.models import Article, ArticleImage, Bulletin, BulletinEntry, Category, RelatedArticle, Topic
from portal import commenting, search
from portal.desk import (
    PICTURE,
    DistinctFormSet,
    PictureInline,
    PublishableAdmin,
    PublishableForm,
    TableInline,
    TrackedAdmin,
)


class ArticleImageInline(PictureInline):
    model = ArticleImage


class RelatedFormSet(DistinctFormSet):
    distinct = ("other",)
    repeated = "Bài này đã được chọn."


class RelatedInline(TableInline):
    model = RelatedArticle
    fk_name = "article"
    formset = RelatedFormSet
    fields = ["order", "other"]
    autocomplete_fields = ["other"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request).select_related("other")
        return rows.defer("other__body", "other__body_text", "other__search")


@admin.register(Article)
class ArticleAdmin(CitingAdmin):
    write_label = "Viết tin bài"
    write_place = 1
    list_display = ["title", "state", "category", "writer", "time"]
    list_filter = [*PublishableAdmin.list_filter, "category"]
    search_fields = ["title"]
    search_help_text = "Tìm trong tiêu đề, sapo và nội dung; gõ có dấu hay không dấu đều được."
    formfield_overrides = {ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    inlines = [ArticleImageInline, RelatedInline]
    fieldsets = [
        (None, {"fields": ["title", "lead", "body"]}),
        ("Xếp vào", {"fields": ["category", "topics", "featured"]}),
        ("Tác giả và nguồn", {"fields": ["byline", "source_name", "source_url"]}),
        (
            "Ý kiến bạn đọc",
            {"fields": commenting.FIELDS, "description": commenting.ADVICE, "classes": ["collapse"]},
        ),
        ("Hẹn giờ", {"fields": ["published_at"]}),
        ("Địa chỉ cũ", {"fields": ["legacy_path"], "classes": ["collapse"]}),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        """By full text, or by a part of the title while it is still being typed."""
        typed = search.tidy(search_term)
        if not typed:
            return queryset, False
        return queryset.filter(Q(search=search.query(typed)) | Q(title__unaccent__icontains=typed)), False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("category")

    def public_page(self, request: HttpRequest, item: Article) -> HttpResponse:
        return views.article_page(request, item)

    def advice(self, item: Article) -> list[str]:
        missing = []
        if not item.lead:
            missing.append("Chưa có sapo; danh sách sẽ lấy câu đầu của bài.")
        if not any(picture.image for picture in item.images.all()):
            missing.append("Chưa có ảnh đầu bài.")
        return missing

    def facts(self, item: Article) -> list[tuple[str, str]]:
        words = len(item.body_text.split()) + len(item.lead.split())
        return [
            ("Chuyên mục", str(item.category)),
            ("Độ dài", f"{words} chữ, đọc {item.reading_minutes} phút"),
        ]


class EntryFormSet(DistinctFormSet):
    distinct = ("article",)
    repeated = "Bài này đã có trong bản tin."


class EntryInline(TableInline):
    model = BulletinEntry
    formset = EntryFormSet
    fields = ["order", "article", "section"]
    autocomplete_fields = ["article"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .get_queryset(request)
            .select_related("article")
            .defer("article__body", "article__body_text")
        )


class BulletinForm(PublishableForm):
    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        number, year = cleaned.get("number"), cleaned.get("year")
        taken = Bulletin.objects.exclude(pk=self.instance.pk)
        if number and year and taken.filter(number=number, year=year).exists():
            raise forms.ValidationError({"number": f"Bản tin số {number}/{year} đã có."})
        return cleaned


@admin.register(Bulletin)
class BulletinAdmin(PublishableAdmin):
    form = BulletinForm
    write_label = "Lập bản tin"
    write_place = 3
    list_display = ["__str__", "title", "state", "writer", "time"]
    list_filter = [*PublishableAdmin.list_filter, "year"]
    search_fields = ["title"]
    formfield_overrides = PICTURE
    inlines = [EntryInline]
    fieldsets = [
        (None, {"fields": [("number", "month", "year"), "title", "introduction"]}),
        ("Ảnh bìa", {"fields": ["image", "cover_alt"]}),
        ("Hẹn giờ", {"fields": ["published_at"]}),
        ("Địa chỉ cũ", {"fields": ["legacy_path"], "classes": ["collapse"]}),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        typed = search.tidy(search_term)
        digits = typed if typed.isdecimal() and len(typed) < 5 else None
        found = Q(title__unaccent__icontains=typed) | (Q(number=digits) | Q(year=digits) if digits else Q())
        return (queryset.filter(found) if typed else queryset), False

    def public_page(self, request: HttpRequest, item: Bulletin) -> HttpResponse:
        return views.bulletin_page(request, item)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """The number after the last of this year, and the month."""
        today = timezone.localdate()
        last = Bulletin.objects.filter(year=today.year).aggregate(last=Max("number"))["last"] or 0
        given = super().get_changeform_initial_data(request)
        return {"number": last + 1, "month": today.month, "year": today.year, **given}

    def advice(self, item: Bulletin) -> list[str]:
        missing = [] if item.entries.all() else ["Bản tin chưa có bài nào."]
        if item.image and not item.cover_alt:
            missing.append("Ảnh bìa chưa có mô tả cho người không nhìn thấy ảnh.")
        waiting = [entry.article for entry in item.entries.all() if not entry.article.is_published]
        return missing + [f"Chưa đăng, nên bạn đọc chưa thấy trong bản tin: {article}" for article in waiting]


class SluggedAdmin(TrackedAdmin):
    """What has a page of its own, at an address that links out there depend on."""

    actions = None

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kwargs["help_texts"] = {"slug": "Để trống: lấy theo tên. Đổi đường dẫn làm hỏng liên kết cũ."}
        return super().get_form(request, obj, change, **kwargs)


@admin.register(Category)
class CategoryAdmin(SluggedAdmin):
    list_display = ["name", "order", "on_home"]
    list_editable = ["order", "on_home"]
    fields = ["name", "slug", "description", "order", "on_home"]
    search_fields = ["name"]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet, search_term: str
    ) -> tuple[QuerySet, bool]:
        typed = search.tidy(search_term)
        return queryset.filter(name__unaccent__icontains=typed), False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A category in use stays; the database would refuse anyway, less politely."""
        unused = obj is None or not obj.articles.exists()
        return unused and super().has_delete_permission(request, obj)


@admin.register(Topic)
class TopicAdmin(SluggedAdmin):
    list_display = ["name", "description"]
    fields = ["name", "slug", "description"]
