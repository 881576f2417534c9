"""Forms and fields that the desks of several apps share."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from portal import images
from portal.desk.conflict import Difference, differences
from portal.fields import HTMLField, PlainTextField
from portal.publishing import Publishable


class PublishableForm(forms.ModelForm):
    """Knows which version its writer has read, and refuses to save over a newer one unseen."""

    seen_version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.conflict: list[Difference] = []
        if self.instance.pk:
            self.initial["seen_version"] = str(self.instance.version)
        if self.instance.published_at:
            # The form shows minutes; without this every save would cut the seconds off the time.
            self.initial["published_at"] = self.instance.published_at.replace(second=0, microsecond=0)

    def clean(self) -> dict[str, Any]:
        super().clean()
        seen = self.data.get("_save_over") or self.cleaned_data.get("seen_version")
        if self.instance.pk and seen != str(self.instance.version):
            self.conflict = differences(self)
            if self.conflict:
                raise ValidationError(
                    "Trong lúc đồng chí sửa, người khác đã lưu bài này. Chưa mất gì: hai bản ở đầu trang."
                )
        self._check_time()
        return self.cleaned_data

    def _check_time(self) -> None:
        """A published text keeps a time, and does not vanish by being given a later one."""
        if "published_at" not in self.cleaned_data:
            return
        item: Publishable = self.instance
        if "published_at" not in self.changed_data:
            self.cleaned_data["published_at"] = item.published_at
        at = self.cleaned_data["published_at"]
        if item.is_scheduled and at is None:
            self.add_error(
                "published_at", "Bài đã hẹn giờ cần có thời gian đăng. Muốn thôi đăng, hãy dùng nút “Gỡ”."
            )
        elif item.is_published and (at is None or at > timezone.now()):
            self.add_error(
                "published_at", "Bài đã đăng không hẹn giờ lại được. Muốn ẩn bài, hãy dùng nút “Gỡ”."
            )


def _say_what_no_choice_means(field: forms.Field | None) -> None:
    """The stock first choice of a list is a row of dashes."""
    word = "Hãy chọn" if field is not None and field.required else "(không)"
    if isinstance(field, forms.ModelChoiceField):
        field.empty_label = field.empty_label and word
    elif isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        field.choices = [(value, word if value in ("", None) else label) for value, label in choices]


class DeskFields:
    """For a ModelAdmin or an inline: each column with the widget it brings along, and no pencils or crosses.

    The stock admin gives every text the same box; related rows have their own pages.
    """

    def formfield_for_dbfield(self, db_field: models.Field, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, HTMLField | PlainTextField):
            return db_field.formfield(**kwargs)
        if isinstance(db_field, models.URLField):
            # The stock widget repeats the address above its own box.
            kwargs |= {"assume_scheme": "https", "widget": forms.URLInput(attrs={"class": "vURLField"})}
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        _say_what_no_choice_means(field)
        if isinstance(field, forms.SplitDateTimeField):
            for part, word in zip(field.widget.widgets, ("ngày", "giờ"), strict=True):
                part.attrs["aria-label"] = f"{field.label}: {word}"
        for name in ("add", "change", "delete", "view"):
            if field is not None and hasattr(field.widget, f"can_{name}_related"):
                setattr(field.widget, f"can_{name}_related", False)
        return field


class OrderedFormSet(forms.BaseInlineFormSet):
    """Rows with an `order` stay as they are numbered; a new row that is given no number goes to the end."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        if "order" in form.fields and form.instance._state.adding:
            order = form.fields["order"]
            order.required, order.initial = False, None
            form.initial.pop("order", None)
            order.widget.attrs["placeholder"] = "cuối"

    def clean(self) -> None:
        super().clean()
        rows = [form for form in self.forms if form.has_changed() or not form.instance._state.adding]
        rows = [form for form in rows if form not in self.deleted_forms and "order" in form.fields]
        last = max((form.instance.order for form in rows if form.instance.order is not None), default=-1)
        for form in rows:
            if form.instance.order is None:
                last += 1
                form.instance.order = last


class TableFormSet(OrderedFormSet):
    """Rows of a table: each cell says its own name, for those who cannot see the head of its column."""

    def add_fields(self, form: forms.ModelForm, index: int | None) -> None:
        super().add_fields(form, index)
        for name, field in form.fields.items():
            field.widget.attrs["aria-label"] = "Xóa dòng này" if name == "DELETE" else capfirst(field.label)


class TableInline(DeskFields, admin.TabularInline):
    formset = TableFormSet
    extra = 0


class DistinctFormSet(TableFormSet):
    """Inline rows of which no two may be the same in the fields named by `distinct`."""

    distinct: ClassVar[tuple[str, ...]] = ()
    repeated: ClassVar[str] = "Dòng này lặp lại một dòng ở trên."

    def clean(self) -> None:
        super().clean()
        met = set()
        for form in self.forms:
            if form in self.deleted_forms or (not form.has_changed() and not form.instance.pk):
                continue
            row = tuple(form.cleaned_data.get(name) for name in self.distinct)
            if None not in row and row in met:
                form.add_error(self.distinct[-1], self.repeated)
            met.add(row)


class PictureInput(AdminFileWidget):
    """A file button beside the picture that is there now."""

    template_name = "admin/desk/picture_input.html"

    def _render(self, template_name: str, context: dict[str, Any], renderer: Any = None) -> SafeString:
        """By the project's templates: Django's form renderer looks only into the folders of apps."""
        return render_to_string(template_name, context)


class PictureField(forms.FileField):
    """A picture that `images.accept` can read; anything else is an error of the form, never of the server."""

    widget = PictureInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = "image/jpeg,image/png,image/webp"

    def clean(self, data: Any, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if data and file is data:
            images.accept(file)
            file.seek(0)
        return file


#: For `formfield_overrides` of a ModelAdmin or an inline with pictures.
PICTURE: Any = {models.ImageField: {"form_class": PictureField, "widget": PictureInput}}


class Pictured:
    """For an admin or an inline whose rows have an `image`: shows it where it cannot be changed."""

    @admin.display(description="ảnh")
    def picture(self, row: Any) -> str:
        return format_html('<img class="picture-now" src="{}" alt="">', row.thumb_url) if row.image else "–"


class PictureInline(Pictured, DeskFields, admin.StackedInline):
    """The pictures of a text, each beside its words."""

    formset = OrderedFormSet
    fields = ("image", "alt", "caption", "order")
    readonly_fields = ("picture",)
    formfield_overrides = PICTURE
    extra = 0
    classes = ("pictures",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """For a reader of the form, pictures instead of the names of their files."""
        fields = super().get_fields(request, obj)
        desk = self.admin_site.get_model_admin(self.parent_model)
        if obj is None or desk.has_change_permission(request, obj):
            return fields
        return ["picture" if name == "image" else name for name in fields]
