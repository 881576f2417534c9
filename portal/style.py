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
#: Heading, template and whether it needs the whole width.
PARTS = (
    ("Chữ", "style/_type.html", False),
    ("Nút, nhãn, thông báo", "style/_buttons.html", False),
    ("Biểu mẫu: trống, và có lỗi", "style/_form.html", False),
    ("Tin bài, ảnh, bìa", "style/_stories.html", False),
    ("Danh sách và bảng", "style/_lists.html", True),
    ("Văn bản viện dẫn, ý kiến, chân trang", "style/_voices.html", False),
)
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


def filters(scheme: str) -> list[dict[str, Any]]:
    """One to choose from and one with a mistake; names are those of a scheme, so that each stands once."""
    choice = {"label": "Lĩnh vực", "typed": "2", "options": (("", "Tất cả"), ("2", "Dân tộc – Tôn giáo"))}
    day = {"label": "Từ ngày", "typed": "31/02/2026", "type": "text", "errors": ["Không có ngày này."]}
    return [{"name": f"chon-{scheme}", **choice}, {"name": f"ngay-{scheme}", **day}]


@never_cache
@require_safe
def style(request: HttpRequest) -> HttpResponse:
    _staff_only(request)
    return render(request, "style.html", samples())


@never_cache
@require_safe
def scheme_sheet(request: HttpRequest) -> HttpResponse:
    """Each scheme's colours for the part of a page that asks for it, whatever the reader's own scheme is."""
    _staff_only(request)
    rules = []
    for name, colours_of in schemes().items():
        tokens = "".join(f"--{token}:{colour};" for token, colour in colours_of.items())
        ground = "light" if name == "light" else "dark"
        rules.append(
            f'[data-scheme="{name}"]{{color-scheme:{ground};{tokens}background:var(--paper);color:var(--ink)}}'
        )
    return HttpResponse("\n".join(rules), content_type="text/css; charset=utf-8")


def _staff_only(request: HttpRequest) -> None:
    """404 for readers: it is a tool, not a page of theirs."""
    if not (request.user.is_active and request.user.is_staff):
        raise Http404


@cache
def schemes() -> dict[str, dict[str, str]]:
    """The colours of each scheme, as the style sheet of the site has them."""
    return palette.schemes((settings.BASE_DIR / "static" / "css" / "site.css").read_text(encoding="utf-8"))


@cache
def colours() -> list[tuple[str, list[tuple[str, str, str, str, float, float]]]]:
    """The pairs of each scheme, under its name."""
    return [(LABELS[name], palette.pairs(scheme)) for name, scheme in schemes().items()]


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
    comment = {"name": "Lường Thị Ngân", "text": "Gia đình tôi ủng hộ.", "published_at": now}
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
        "parts": PARTS,
        "schemes": [
            {
                "name": name, "label": label,
                "empty_form": SampleForm(auto_id=f"trong_{name}_%s"),
                "wrong_form": SampleForm({"email": "không phải thư"}, auto_id=f"sai_{name}_%s"),
                "filters": filters(name),
                "comment": comment | {"pk": name},
            }
            for name, label in LABELS.items()
        ],
        "boxes": [{"title": "Liên kết", "links": [{"url": NOWHERE, "label": "Một trang khác"}]}],
        "page": Paginator(range(60), 20).page(2),
    }  # fmt: skip
