"""Rows for tests: each function saves one valid row through the same door as the product."""

from __future__ import annotations

import io
from datetime import date, timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image

from comments.matters import Matter
from comments.models import Comment, Grounds, State
from directives.models import Attachment, Directive, DocumentType, IssuingBody, Term
from galleries.models import Gallery, GalleryPicture
from news.models import Article, ArticleImage, Bulletin, Category
from pages.models import Page
from portal.publishing import Status
from portal.roles import MODERATOR
from readers.models import Poll, PollOption

PASSWORD = "Mật khẩu chỉ để thử 26"
_number = count(1)


def user(role: str = "", **fields: Any) -> User:
    """A staff account in one of the four roles; without a role, an ordinary account."""
    name = fields.pop("username", f"nguoi{next(_number)}")
    account = User.objects.create_user(name, password=PASSWORD, is_staff=bool(role), **fields)
    if role:
        account.groups.add(Group.objects.get(name=role))
    return account


def day(ahead: int = 0) -> date:
    """So many days from the day on which the test runs; a day worked out earlier would be yesterday's."""
    return timezone.localdate() + timedelta(days=ahead)


def _published(fields: dict[str, Any]) -> dict[str, Any]:
    """Published an hour ago unless the caller says otherwise."""
    fields.setdefault("status", Status.PUBLISHED)
    if fields["status"] in {Status.PUBLISHED, Status.WITHDRAWN}:
        fields.setdefault("published_at", timezone.now() - timedelta(hours=1))
    if fields["status"] == Status.WITHDRAWN:
        fields.setdefault("withdrawn_reason", "Nội dung đã được thay bằng bài khác.")
    return fields


def category(**fields: Any) -> Category:
    return Category.objects.create(**{"name": f"Chuyên mục {next(_number)}", **fields})


def article(**fields: Any) -> Article:
    number = next(_number)
    fields.setdefault("category", None)
    fields["category"] = fields["category"] or category()
    defaults = {
        "title": f"Thôn Phiêng Lằng họp bàn việc làng lần {number}",
        "lead": "Bà con trong thôn cùng bàn, cùng quyết việc mở đường nội đồng.",
        "body": "<p>Buổi họp có mặt đại diện của tất cả các hộ.</p><p>Biên bản niêm yết ở nhà văn hóa.</p>",
    }
    return Article.objects.create(**defaults | _published(fields))


def picture_file(
    name: str = "anh.jpg", size: tuple[int, int] = (1200, 675), kind: str = "JPEG"
) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#8a6100").save(buffer, kind)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type=f"image/{kind.lower()}")


def article_image(article: Article, **fields: Any) -> ArticleImage:
    defaults = {
        "image": picture_file(),
        "alt": "Bà con họp ở nhà văn hóa thôn",
        "caption": "Một buổi họp thôn.",
    }
    return ArticleImage.objects.create(article=article, **defaults | fields)


def document_type(name: str = "Chỉ thị", abbreviation: str = "CT") -> DocumentType:
    return DocumentType.objects.get_or_create(name=name, defaults={"abbreviation": abbreviation})[0]


def body(name: str = "Tỉnh ủy Đồng Sơn", mark: str = "TU", **fields: Any) -> IssuingBody:
    made, new = IssuingBody.objects.get_or_create(name=name, mark=mark, defaults=fields)
    if new and made.numbering == IssuingBody.Numbering.TERM:
        Term.objects.create(
            body=made, name="2020–2025", starts_on=date(2020, 10, 1), ends_on=date(2025, 9, 30)
        )
        Term.objects.create(body=made, name="2025–2030", starts_on=date(2025, 10, 1))
    return made


def directive(**fields: Any) -> Directive:
    number = next(_number)
    defaults = {
        "type": fields.get("type") or document_type(),
        "issuing_body": fields.get("issuing_body") or body(),
        "symbol": f"{number:02}-CT/TU",
        "issued_on": date(2026, 3, 2),
        "subject": f"Về công tác tiếp dân của người đứng đầu cấp ủy, lần {number}",
        "body": "<p>1. Các cấp ủy tổ chức tiếp dân định kỳ.</p><p>2. Văn phòng theo dõi, đôn đốc.</p>",
    }
    return Directive.objects.create(**defaults | _published(fields))


def bulletin(**fields: Any) -> Bulletin:
    number = next(_number)
    defaults = {"number": number, "month": 11, "year": 2026, "title": "Dân vận khéo ở cơ sở"}
    return Bulletin.objects.create(**defaults | _published(fields))


def page(**fields: Any) -> Page:
    defaults = {"title": f"Giới thiệu {next(_number)}", "body": "<p>Địa chỉ, điện thoại, giờ tiếp dân.</p>"}
    return Page.objects.create(**defaults | _published(fields))


def gallery(pictures: int = 1, **fields: Any) -> Gallery:
    row = Gallery.objects.create(**{"title": f"Ngày hội làng lần {next(_number)}"} | _published(fields))
    for order in range(pictures):
        GalleryPicture.objects.create(
            gallery=row,
            image=picture_file(),
            alt=f"Người dân múa, ảnh {order}",
            caption=f"Đội múa {order}.",
            order=order,
        )
    return row


def poll(opens: float = -1, closes: float = 24, question: str = "Đối thoại vào lúc nào?") -> Poll:
    """Opens and closes so many hours from now; with two options."""
    now = timezone.now()
    row = Poll.objects.create(
        question=question, opens_at=now + timedelta(hours=opens), closes_at=now + timedelta(hours=closes)
    )
    for order, text in enumerate(("Buổi sáng", "Buổi tối")):
        PollOption.objects.create(poll=row, text=text, order=order)
    return row


def comment(**fields: Any) -> Comment:
    """A comment in the state that is asked for, with what a decision leaves behind; published by default."""
    if not {"article", "directive", "matter"} & fields.keys():
        fields["article"] = article()
    state = fields.setdefault("state", State.PUBLISHED)
    if state in {State.PUBLISHED, State.REJECTED, State.REMOVED} and "decided_by" not in fields:
        fields = {"decided_by": user(MODERATOR), "decided_at": timezone.now()} | fields
    if state == State.PUBLISHED:
        fields.setdefault("published_at", timezone.now())
    if state in {State.REJECTED, State.REMOVED} and "grounds" not in fields:
        words = {"public_text": "Ý kiến không liên quan đến bài viết."}
        fields["grounds"] = Grounds.objects.get_or_create(label="Lạc đề", defaults=words)[0]
    return Comment.objects.create(
        **{"name": "Lường Thị Ngân", "text": "Gia đình tôi ủng hộ cách làm này.", **fields}
    )


def attachment(directive: Directive, **fields: Any) -> Attachment:
    file = SimpleUploadedFile("van-ban.pdf", b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")
    return Attachment.objects.create(directive=directive, **{"title": "Toàn văn", "file": file} | fields)


def question(**fields: Any) -> Comment:
    """A question of a citizen, approved; readers see it once it has an answer."""
    matter = fields.pop("matter", None) or Matter.objects.get_or_create(name="Đất đai")[0]
    return comment(matter=matter, **{"answer_by": timezone.localdate() + timedelta(days=21)} | fields)
