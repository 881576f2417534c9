"""What readers type. Whatever is wrong with it, it is still there when the form comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms

from comments.matters import Matter
from comments.models import MAX_NAME, MAX_TEXT
from directives.anchors import Section
from portal.forms import PageField
from portal.text import one_line, paragraphs

CONSENT_VERSION = "2026-11"


class TidyField(forms.CharField):
    """Measured after tidying, so that "\\r\\n" and invisible characters do not eat the allowance."""

    def __init__(self, tidy: Callable[[str], str], **kwargs: Any) -> None:
        self.tidy = tidy
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> str:
        return self.tidy(super().to_python(value) or "")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: browsers cut pasted text with it, silently."""
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class CommentForm(forms.Form):
    """Only these fields are ever read: a state, a date or an article sent along changes nothing."""

    section = forms.ChoiceField(
        label="Mục góp ý",
        required=False,
        error_messages={"invalid_choice": "Mục này không có trong dự thảo. Xin chọn lại."},
    )
    name = TidyField(
        one_line,
        label="Tên hiển thị",
        max_length=MAX_NAME,
        help_text="Tên này hiện cùng ý kiến. Có thể dùng tên thật hoặc tên thường gọi.",
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": "Xin ghi tên hiển thị.",
            "max_length": f"Tên dài %(show_value)s ký tự; xin rút xuống còn {MAX_NAME}.",
        },
    )
    text = TidyField(
        paragraphs,
        label="Nội dung ý kiến",
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={
            "required": "Xin ghi nội dung ý kiến.",
            "max_length": f"Ý kiến dài %(show_value)s ký tự; xin rút xuống còn {MAX_TEXT}.",
        },
    )
    email = forms.EmailField(
        label="Thư điện tử",
        required=False,
        max_length=254,
        help_text="Chỉ để báo cho bạn kết quả. Không hiện công khai, được xóa 30 ngày sau khi xử lý.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": "Địa chỉ này chưa đúng dạng, ví dụ: ten@coquan.vn. Có thể để trống."},
    )
    consent = forms.BooleanField(
        label="Tôi đồng ý để cơ quan dùng tên hiển thị và nội dung này để duyệt, đăng và trả lời ý kiến.",
        help_text="Bạn rút lại được bất cứ lúc nào bằng mã biên nhận; khi đó tên và nội dung bị xóa ngay.",
        error_messages={"required": "Cần bạn đồng ý thì chúng tôi mới được nhận ý kiến."},
    )
    website = forms.CharField(required=False, label="Xin để trống ô này")
    token = forms.CharField(required=False, widget=forms.HiddenInput())

    def __init__(self, data: Any = None, *, sections: Iterable[Section] = (), **kwargs: Any) -> None:
        """Without `sections` of a draft no section can be named."""
        super().__init__(data, **kwargs)
        named = [(section.anchor, section.title) for section in sections]
        if named:
            self.fields["section"].choices = [("", "Toàn bộ dự thảo"), *named]  # type: ignore[attr-defined]
        else:
            del self.fields["section"]

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(
                "Ô này phải để trống. Nếu trình duyệt đã tự điền, xin xóa rồi gửi lại."
            )
        return ""


class QuestionForm(CommentForm):
    """The same form, asked for a public answer."""

    field_order = ("matter",)
    matter = forms.ModelChoiceField(
        Matter.objects.filter(active=True),
        label="Lĩnh vực",
        empty_label="Chọn lĩnh vực",
        error_messages={
            "required": "Xin chọn lĩnh vực của câu hỏi.",
            "invalid_choice": "Lĩnh vực này hiện không nhận câu hỏi. Xin chọn lĩnh vực khác.",
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].label_from_instance = lambda row: row.name  # type: ignore[attr-defined]
        self.fields["text"].label = "Câu hỏi"
        self.fields["text"].error_messages["required"] = "Xin ghi câu hỏi."
        self.fields["text"].help_text = "Mỗi lần một việc. Đừng ghi số điện thoại, số giấy tờ của ai."
        self.fields["consent"].label = str(self.fields["consent"].label).replace("ý kiến", "câu hỏi")


class AskedForm(forms.Form):
    """The address of a list of questions; whatever it does not understand, it leaves out."""

    linh_vuc = forms.ModelChoiceField(Matter.objects.all(), required=False)
    q = forms.CharField(required=False)
    trang = PageField()

    def add_prefix(self, field_name: str) -> str:
        return field_name.replace("_", "-")

    def value(self, name: str) -> Any:
        self.is_valid()
        return self.cleaned_data.get(name)


class LookupForm(forms.Form):
    code = forms.CharField(
        label="Mã biên nhận",
        max_length=100,
        help_text="Gồm 16 chữ và số, ví dụ 7K3M-9QPX-R2TD-W8VE. Không phân biệt chữ hoa, chữ thường.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": "Xin nhập mã biên nhận."},
    )
