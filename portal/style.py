"""The style page: the tokens, and every component of templates/includes in its states. For staff."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from directives.validity import Validity
from portal import palette

LABELS = {"light": "Sáng", "dark": "Tối", "high": "Tương phản cao"}
ICONS = ("search", "menu", "file", "comment", "warning")
SKIES = ("sun", "part", "cloud", "fog", "drizzle", "rain", "storm", "snow")
NOWHERE = "#mau"
VALIDITIES = (
    Validity("valid", "Còn hiệu lực"),
    Validity("partial", "Hết hiệu lực một phần", "Được sửa đổi bởi 212-QĐ/TU"),
    Validity("ended", "Hết hiệu lực", "Được thay thế bởi 212-QĐ/TU"),
    Validity("future", "Chưa có hiệu lực"),
    Validity("unknown", "Chưa xác định hiệu lực"),
)


class SampleForm(forms.Form):
    name = forms.CharField(label="Họ và tên", max_length=60)
    email = forms.EmailField(label="Thư điện tử", required=False, help_text="Không hiện ra công khai.")
    text = forms.CharField(label="Ý kiến", widget=forms.Textarea({"rows": 3}))
    agreed = forms.BooleanField(label="Tôi đồng ý để ý kiến được đăng.")


@never_cache
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    """404 for readers: it is a tool, not a page of theirs."""
    if not (request.user.is_active and request.user.is_staff):
        raise Http404
    return render(request, "style.html", samples())


@cache
def colours() -> list[tuple[str, list[tuple[str, str, str, str, float, float]]]]:
    """The pairs of each scheme, under its name."""
    sheet = (settings.BASE_DIR / "static" / "css" / "site.css").read_text(encoding="utf-8")
    return [(LABELS[name], palette.pairs(scheme)) for name, scheme in palette.schemes(sheet).items()]


def samples() -> dict[str, Any]:
    """What the components are shown with: plain values under the names that they ask for."""
    now = timezone.now()
    picture = {
        "image": {"url": static("img/emblem.svg")}, "width": 1280, "height": 720, "order": 0,
        "alt": "Biểu trưng của cổng thông tin", "caption": "Chú thích đứng dưới ảnh, trên một đường kẻ mảnh.",
    }  # fmt: skip
    article = {
        "title": "Tiếng Việt có dấu chồng: Ễ, Ộ, Ặ, Ữ vẫn đứng rõ trên hai dòng tiêu đề",
        "lead": "Sapo nói trong một hai câu việc gì, ở đâu, có ích gì cho người đọc.",
        "category": {"name": "Dân vận khéo", "get_absolute_url": NOWHERE},
        "get_absolute_url": NOWHERE, "published_at": now, "byline": "Thu Hằng",
    }  # fmt: skip
    pictured = article | {"lead_image": picture | {"thumb_url": picture["image"]["url"]}}  # type: ignore[index]
    texts = [
        {
            "symbol": f"{31 + number}-CT/TU", "type": {"name": "Chỉ thị"}, "get_absolute_url": NOWHERE,
            "issued_on": timezone.localdate(), "subject": "Về công tác tiếp dân của người đứng đầu cấp ủy",
            "validity": validity,
        }
        for number, validity in enumerate(VALIDITIES)
    ]  # fmt: skip
    return {
        "colours": colours(),
        "icons": ICONS,
        "skies": SKIES,
        "picture": picture,
        "waiting_picture": picture | {"image": None},
        "sample_article": article,
        "pictured_article": pictured,
        "texts": texts,
        "bulletin": {"number": 11, "month": 11, "year": 2026, "get_absolute_url": NOWHERE},
        "gallery": {"cover": picture, "title": "Ngày hội ở xóm Đá", "picture_count": 12,
                    "get_absolute_url": NOWHERE, "published_at": now},
        "comment": {"pk": 0, "name": "Lường Thị Ngân", "text": "Gia đình tôi ủng hộ.", "published_at": now},
        "boxes": [{"title": "Liên kết", "links": [{"url": NOWHERE, "label": "Một trang khác"}]}],
        "page": Paginator(range(60), 20).page(2),
        "empty_form": SampleForm(auto_id="trong_%s"),
        "wrong_form": SampleForm({"email": "không phải thư"}, auto_id="sai_%s"),
    }  # fmt: skip
