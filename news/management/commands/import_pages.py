"""Old pages become drafts: one savepoint per page, every refusal with its reason, twice is once."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import IntegrityError, transaction
from django.utils import timezone

from directives.models import Directive, DocumentType, IssuingBody
from news.intake import NotAnArticle, Page, parse
from news.models import Article, ArticleImage, Category
from portal.publishing import Publishable, old_path

ENDINGS = {".txt", ".html", ".htm", ".xhtml"}
MAX_BYTES = 5 * 1024 * 1024
NO_CATEGORY = "Tin nhập từ trang cũ"
NO_BODY = "Chưa rõ cơ quan ban hành"


class Command(BaseCommand):
    help = "Nhập các trang cũ (bản chép chữ hoặc HTML đã lưu) thành bản nháp."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "paths", nargs="+", type=Path, metavar="PATH", help="tệp, hoặc thư mục đọc cả cây"
        )
        parser.add_argument("--dry-run", action="store_true", help="chỉ đọc, không ghi gì")
        parser.add_argument("--json", action="store_true", help="in một dòng JSON cho mỗi trang")
        parser.add_argument("--category", default=NO_CATEGORY, help="chuyên mục của các tin nhập")

    def handle(self, *args: Any, **options: Any) -> None:
        counts = {"nhập": 0, "đã có": 0, "từ chối": 0}
        for path in _files(options["paths"]):
            outcome, reason, page = self._import(path, options)
            counts[outcome] += 1
            if options["json"]:
                self.stdout.write(json.dumps((page or _refused(path, reason)).as_json(), ensure_ascii=False))
            self.stderr.write(f"{outcome}: {path}" + (f" – {reason}" if reason else ""))
        done = "đọc được" if options["dry_run"] else "nhập"
        self.stderr.write(f"{done} {counts['nhập']}, đã có {counts['đã có']}, từ chối {counts['từ chối']}.")
        if counts["từ chối"] and not counts["nhập"] and not counts["đã có"]:
            raise CommandError("Không có trang nào nhập được.")

    def _import(self, path: Path, options: dict[str, Any]) -> tuple[str, str, Page | None]:
        try:
            if path.stat().st_size > MAX_BYTES:
                return "từ chối", "tệp lớn hơn 5 MB", None
            raw = path.read_bytes()
            page = parse(raw, str(path))
        except OSError as error:
            return "từ chối", f"không đọc được tệp ({error.strerror})", None
        except NotAnArticle as error:
            return "từ chối", str(error), None
        if options["dry_run"]:
            return "nhập", "", page
        try:
            with transaction.atomic():
                new = store(page, raw, path, options["category"])
        except (ValidationError, IntegrityError) as error:
            reason = (
                " ".join(error.messages) if isinstance(error, ValidationError) else "trùng với văn bản đã có"
            )
            return "từ chối", reason, page
        return ("nhập" if new else "đã có"), "", page


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.rglob("*") if p.suffix.lower() in ENDINGS and p.is_file())
        else:
            yield path


def _refused(path: Path, reason: str) -> Page:
    return Page(path=str(path), kind=None, warnings=[reason])


def store(page: Page, raw: bytes, path: Path, category: str) -> bool:
    """Save a page as a draft; False when the same page, or the same address, was imported before.

    Raises ValidationError when the page does not make a valid draft.
    """
    origin = old_path(page.address) if page.address else f"/nhap/{hashlib.sha256(raw).hexdigest()[:20]}"
    model: type[Publishable] = Directive if page.kind == "notice" else Article
    if model.objects.filter(legacy_path=origin).exists():
        return False
    if model is Directive:
        draft = _directive(page, origin)
        draft.full_clean(exclude=["slug"])
        draft.save()
    else:
        article = _article(page, origin, category)
        article.full_clean(exclude=["slug"])
        article.save()
        _pictures(article, page, path.parent)
    return True


def _article(page: Page, origin: str, category: str) -> Article:
    return Article(
        title=page.title or "",
        lead=page.lead or "",
        body=page.body_html,
        byline=page.author or "",
        source_name=page.source or "",
        category=Category.objects.get_or_create(name=category, defaults={"on_home": False, "order": 99})[0],
        published_at=_moment(page.published),
        legacy_path=origin,
    )


def _directive(page: Page, origin: str) -> Directive:
    body = page.issuing_body or NO_BODY
    return Directive(
        type=DocumentType.objects.get_or_create(name=page.document_type or "Văn bản")[0],
        issuing_body=IssuingBody.objects.filter(name__iexact=body).first()
        or IssuingBody.objects.create(name=body),
        symbol=page.symbol or "",
        issued_on=page.issued_on,
        subject=page.title or "",
        body=page.body_html,
        recipients="\n".join(page.recipients),
        signing_authority=page.signing_authority or "",
        signer_position=page.signer_position or "",
        signer=page.signer or "",
        signed_and_sealed=bool(page.signed_and_sealed),
        legacy_path=origin,
    )


def _pictures(article: Article, page: Page, folder: Path) -> None:
    """Pictures saved beside the page; a caption without one waits for its file and never leads."""
    placed: set[str] = set()
    for order, image in enumerate(page.images):
        row = ArticleImage(
            article=article,
            caption=image.caption,
            alt=image.alt or image.caption or article.title,
            order=order,
        )
        file = (folder / unquote(image.src)).resolve()
        if image.src and file.is_relative_to(folder.resolve()) and file.is_file():
            with file.open("rb") as opened:
                row.image = File(opened, name=file.name)
                row.save()
            placed.add(image.caption)
    missing = [caption for caption in page.captions if caption not in placed]
    for order, caption in enumerate(missing, start=len(page.images) + 1):
        ArticleImage.objects.create(article=article, caption=caption, alt=caption, order=order)


def _moment(published: date | datetime | None) -> datetime | None:
    if published is None:
        return None
    moment = published if isinstance(published, datetime) else datetime.combine(published, time())
    return moment if timezone.is_aware(moment) else timezone.make_aware(moment)
