"""What `portal.api` offers, as an OpenAPI 3.1 document; parameters are read from the forms that read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from directives.exports import COLUMNS

FAULTS = {
    400: "Tham số không hợp lệ",
    404: "Không tìm thấy",
    405: "Cách gọi không được phép",
    410: "Đã gỡ",
}
TEXT: dict[str, Any] = {"type": "string"}
KEY: dict[str, Any] = {"type": "integer", "minimum": 1, "maximum": 2**63 - 1}
ADDRESS: dict[str, Any] = {"type": "string", "format": "uri"}
MOMENT: dict[str, Any] = {"type": "string", "format": "date-time"}
#: Parameters of a form that the API answers in its own way.
NOT_ASKED = {"trang", "xep"}


def record(**properties: Any) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def listing(name: str) -> dict[str, Any]:
    items = {"type": "array", "items": {"$ref": f"#/components/schemas/{name}"}}
    return record(items=items, next={"type": ["string", "null"], "description": "Địa chỉ trang sau."})


ARTICLE = {
    "id": KEY, "url": ADDRESS, "api_url": ADDRESS, "title": TEXT, "lead": TEXT, "category": TEXT,
    "byline": TEXT, "published_at": MOMENT, "updated_at": MOMENT,
}  # fmt: skip
PICTURE = record(
    url=ADDRESS,
    width={"type": ["integer", "null"]},
    height={"type": ["integer", "null"]},
    alt=TEXT,
    caption=TEXT,
)
OFFICIAL_TEXT = {"id": KEY, "api_url": ADDRESS} | {
    name: {"type": ["string", "null"], "description": heading} for name, heading, _, _ in COLUMNS
}
SCHEMAS = {
    "Article": record(**ARTICLE),
    "FullArticle": record(
        **ARTICLE, body_html=TEXT, source_name=TEXT, source_url=TEXT,
        pictures={"type": "array", "items": PICTURE},
    ),
    "Text": record(**OFFICIAL_TEXT),
    "FullText": record(
        **OFFICIAL_TEXT, body_html=TEXT, recipients=TEXT,
        files={"type": "array", "items": record(title=TEXT, url=ADDRESS)},
    ),
    "Problem": {
        **record(title=TEXT, status={"type": "integer"}, detail=TEXT),
        "properties": {
            "title": TEXT,
            "status": {"type": "integer"},
            "detail": TEXT,
            "errors": {"type": "object", "additionalProperties": {"type": "array", "items": TEXT}},
        },
    },
}  # fmt: skip
PATHS: dict[str, tuple[str, dict[str, Any], tuple[int, ...]]] = {
    "/api/tin-bai/": ("Tin bài, bài mới nhập sau đứng trước", listing("Article"), (400,)),
    "/api/tin-bai/{id}/": ("Một tin bài", {"$ref": "#/components/schemas/FullArticle"}, (404, 410)),
    "/api/van-ban/": ("Sổ văn bản, văn bản nhập sau đứng trước", listing("Text"), (400,)),
    "/api/van-ban/{id}/": ("Một văn bản", {"$ref": "#/components/schemas/FullText"}, (404, 410)),
}
FILTERED = {"/api/tin-bai/": "articles", "/api/van-ban/": "texts"}


def document(site: str, forms_of: Mapping[str, tuple[Any, ...]]) -> dict[str, Any]:
    """The whole description of the API at `site`; `forms_of`: the forms that read a list's parameters."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Dữ liệu mở của cổng thông tin",
            "version": "1",
            "description": "Tin bài và văn bản đã đăng. Chỉ đọc, không cần khóa.",
        },
        "servers": [{"url": site}],
        "paths": {
            path: {"get": _operation(path, *told, forms_of.get(FILTERED.get(path, ""), ()))}
            for path, told in PATHS.items()
        },
        "components": {"schemas": SCHEMAS},
    }


def _operation(
    path: str,
    summary: str,
    answer: dict[str, Any],
    faults: tuple[int, ...],
    asked: tuple[Any, ...],
) -> dict[str, Any]:
    key = {"name": "id", "in": "path", "required": True, "schema": KEY}
    filters = [
        _parameter(name, field)
        for form in asked
        for name, field in form.base_fields.items()
        if name not in NOT_ASKED
    ]
    return {
        "summary": summary,
        "parameters": [key] if "{id}" in path else filters,
        "responses": {
            "200": _response("Có", "application/json", answer),
            "304": {"description": "Bản đã có vẫn đúng (ETag)"},
            **{str(status): _fault(status) for status in faults},
        },
    }


def _response(words: str, content_type: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"description": words, "content": {content_type: {"schema": schema}}}


def _fault(status: int) -> dict[str, Any]:
    return _response(FAULTS[status], "application/problem+json", {"$ref": "#/components/schemas/Problem"})


def _parameter(name: str, field: forms.Field) -> dict[str, Any]:
    """What a form's field reads, as far as a schema can say it; a select's values depend on the data."""
    schema: dict[str, Any] = {"type": "string", "pattern": "^[^\\x00]*$"}
    if isinstance(field, forms.IntegerField):
        schema = {"type": "integer", "minimum": field.min_value, "maximum": field.max_value}
    elif isinstance(field, forms.SlugField):
        schema = {"type": "string", "pattern": "^[-a-zA-Z0-9_]*$", "maxLength": field.max_length}
    elif isinstance(field, forms.DateField):
        schema = {"type": "string", "format": "date"}
    elif isinstance(field, forms.CharField) and field.max_length:
        schema |= {"maxLength": field.max_length}
    return {
        "name": name,
        "in": "query",
        "required": False,
        "description": str(field.label),
        "schema": schema,
    }
