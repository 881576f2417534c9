"""manage.py make_corpus: a large register of invented texts, the same at every run, for measuring."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, models, transaction

from directives import symbols
from directives.models import Directive, DirectiveCitation, DocumentType, Field, IssuingBody, Relation, Term
from directives.signers import name_key

TYPES = [
    "Chỉ thị",
    "Quyết định",
    "Nghị quyết",
    "Kết luận",
    "Thông báo",
    "Hướng dẫn",
    "Kế hoạch",
    "Báo cáo",
    "Chương trình",
    "Tờ trình",
]
ABBREVIATIONS = ["CT", "QĐ", "NQ", "KL", "TB", "HD", "KH", "BC", "CTr", "TTr"]
OFFICES = {
    "TU": "Tỉnh ủy", "BDVTU": "Ban Dân vận Tỉnh ủy", "BTGTU": "Ban Tuyên giáo Tỉnh ủy",
    "BTCTU": "Ban Tổ chức Tỉnh ủy",
    "BNCTU": "Ban Nội chính Tỉnh ủy", "VPTU": "Văn phòng Tỉnh ủy", "UBKTTU": "Ủy ban Kiểm tra Tỉnh ủy",
    "HU": "Huyện ủy", "ĐU": "Đảng ủy", "ĐUK": "Đảng ủy Khối",
}  # fmt: skip
PLACES = ["Nậm Khao", "Phù Lương"]
TERMS = [(date(year, 10, 1), date(year + 5, 9, 30), f"{year}–{year + 5}") for year in range(2005, 2030, 5)]
FAMILIES, GIVEN = (
    ["Lường", "Nguyễn", "Trần", "Lò", "Hoàng", "Bế", "Nông", "Vi"],
    ["An", "Bình", "Chung", "Dũng", "Hà", "Khánh", "Lâm", "Minh", "Ngân", "Oanh", "Phúc", "Sơn"],
)
FIELDS = ["Dân vận", "Tổ chức", "Tuyên giáo", "Kiểm tra", "Kinh tế", "Tôn giáo", "Dân tộc", "Nông thôn mới"]
#: A text that is not in the register, and how many wait for it.
AWAITED, WAITING = "9999-CT/TU", 1_000

# i: number of the text. Of one series (body, type, term) the numbers run on; the two places differ by a day.
_FACTS = """
CREATE TEMP TABLE facts ON COMMIT DROP AS
SELECT i, 1 + i %% 20 AS body, 1 + (i / 20) %% 10 AS kind, 1 + (i / 200) %% 5 AS term, 1 + i / 1000 AS number,
       (%(tails)s::text[])[i %% 20 * 10 + (i / 20) %% 10 + 1] AS tail,
       1 + i / 1000 || upper((%(tails)s::text[])[i %% 20 * 10 + (i / 20) %% 10 + 1]) AS key,
       (%(starts)s::date[])[1 + (i / 200) %% 5] + ((i / 1000) * 37 %% 1800 + i %% 20 / 10)::int AS day
FROM generate_series(0, %(directives)s - 1) AS i
"""
# Text i cites `each` others spread over the register, one in ten without its date, one in a hundred unknown.
_CITED = """
CREATE TEMP TABLE cited ON COMMIT DROP AS
SELECT f.i AS source, k,
       CASE WHEN f.i < %(waiting)s AND k = 0 THEN 'Chỉ thị'
            ELSE (%(types)s::text[])[t.kind] END AS type_name,
       CASE WHEN f.i < %(waiting)s AND k = 0 THEN %(awaited)s
            WHEN (f.i + k) %% 100 = 7 THEN '8' || lpad(((f.i * 7 + k) %% 1000)::text, 3, '0') || t.tail
            ELSE lpad(t.number::text, 2, '0') || t.tail END AS symbol,
       CASE WHEN f.i < %(waiting)s AND k = 0 OR (f.i + k) %% 10 = 3 THEN NULL ELSE t.day END AS day
FROM facts f CROSS JOIN generate_series(0, %(each)s - 1) AS k
JOIN facts t ON t.i = (f.i::bigint * 7919 + k * 104729 + 1) %% %(directives)s
"""
_TEXTS = """
INSERT INTO directives_directive (
    status, published_at, return_note, withdrawn_reason, emergency_reason, version, created_at, updated_at,
    type_id, issuing_body_id, symbol, key, number, period, issued_on, in_force_from, subject, body, body_text,
    files_text, place, recipients, signing_authority, signer_position, signer, signer_key, signed_and_sealed,
    marking, marking_decision, comments_open, comments_closed_reason, consultation)
SELECT 'published', least(f.day + interval '1 day', now()), '', '', '', 1, now(), now(),
    (%(type_ids)s::bigint[])[f.kind],
    (%(body_ids)s::bigint[])[f.body], lpad(f.number::text, 2, '0') || f.tail,
    f.key, f.number, (%(terms)s::text[])[f.term], f.day,
    CASE WHEN f.i %% 3 = 0 THEN f.day END,
    'Về ' || (%(subjects)s::text[])[1 + f.i %% 8] || ' tại xã số ' || f.i,
    '<p>' || w.words || '</p>', w.words, '', 'Nậm Khao', '', 'T/M BAN THƯỜNG VỤ', 'PHÓ BÍ THƯ',
    (%(signers)s::text[])[1 + f.i %% 96], (%(signer_keys)s::text[])[1 + f.i %% 96], true, '', '',
    false, '', false
FROM facts f
CROSS JOIN LATERAL (
    SELECT 'Căn cứ ' || string_agg(c.type_name || ' số ' || c.symbol
           || coalesce(', ngày ' || to_char(c.day, 'DD/MM/YYYY'), ''), '; ' ORDER BY c.k)
           || '. Các cấp ủy tổ chức thực hiện trong xã số ' || f.i || ' và báo cáo kết quả hằng quý.' AS words
    FROM cited c WHERE c.source = f.i) w
ORDER BY f.i
"""
# Resolved by the rule of `Citation.resolve`, whose UPDATE of a million rows would take as long as the rest.
_CITATIONS = """
INSERT INTO directives_directivecitation (
    source_id, key, surface, symbol, type_name, date, pinned, target_id)
SELECT %(first)s + source, ltrim(upper(symbol), '0'), type_name || ' số ' || symbol, symbol, type_name, day,
       false, %(first)s + fitting.one
FROM cited
CROSS JOIN LATERAL (
    SELECT CASE WHEN count(*) = 1 THEN min(i) END AS one FROM facts
    WHERE facts.key = ltrim(upper(symbol), '0') AND facts.day = coalesce(cited.day, facts.day)
        AND i <> source) fitting
ORDER BY source, k ON CONFLICT DO NOTHING
"""
_RELATIONS = """
INSERT INTO directives_relation (source_id, kind, target_id, partial)
SELECT %(first)s + i, CASE WHEN i %% 100 = 0 THEN 'replaces' ELSE 'amends' END, %(first)s + i - 1000, false
FROM facts WHERE i >= 1000 AND i %% 25 = 0
"""
_FIELDS = """
INSERT INTO directives_directive_fields (directive_id, field_id)
SELECT %(first)s + i, (%(field_ids)s::bigint[])[1 + i %% 8] FROM facts
UNION ALL SELECT %(first)s + i, (%(field_ids)s::bigint[])[1 + (i + 3) %% 8] FROM facts WHERE i %% 4 = 0
"""
WRITTEN = (Directive, DirectiveCitation, Relation)


@contextmanager
def without_indexes(model: type[models.Model]) -> Iterator[None]:
    """Drop what the model lists in Meta.indexes, and build it again at the end: five times as fast."""
    with connection.schema_editor() as editor:
        for index in model._meta.indexes:
            editor.remove_index(model, index)
        yield
        editor.execute(
            "SET CONSTRAINTS ALL IMMEDIATE"
        )  # no index is built while foreign keys wait to be checked
        for index in model._meta.indexes:
            editor.add_index(model, index)


class Command(BaseCommand):
    help = "Tạo một sổ văn bản lớn gồm văn bản giả để đo tốc độ. Chỉ chạy khi DEBUG bật và sổ còn trống."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--directives", type=int, default=100_000)
        parser.add_argument("--citations", type=int, default=1_000_000)

    def handle(self, *args: Any, directives: int, citations: int, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError("Lệnh này tạo văn bản giả, nên chỉ chạy khi DEBUG bật.")
        if Directive.objects.exists():
            raise CommandError("Sổ văn bản đã có văn bản. Hãy dùng một cơ sở dữ liệu trống.")
        begun = time.monotonic()
        with transaction.atomic():
            self._write(
                self._vocabulary() | {"directives": directives, "each": max(1, citations // directives)}
            )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        count = DirectiveCitation.objects.count()
        self.stdout.write(f"{directives} văn bản, {count} viện dẫn trong {time.monotonic() - begun:.0f} giây")

    def _write(self, values: dict[str, Any]) -> None:
        """All rows in six statements, without the history triggers: these texts have no history."""
        tables = [model._meta.db_table for model in WRITTEN]
        with connection.cursor() as cursor:
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute(_FACTS, values)
            cursor.execute("CREATE INDEX ON facts (i)")
            cursor.execute("CREATE INDEX ON facts (key)")
            cursor.execute(_CITED, values)
            cursor.execute("CREATE INDEX ON cited (source)")
            cursor.execute("ANALYZE facts, cited")
            with without_indexes(Directive):
                cursor.execute(_TEXTS, values)
            cursor.execute("SELECT min(id) FROM directives_directive")
            values["first"] = cursor.fetchone()[0]
            for statement in (_CITATIONS, _RELATIONS, _FIELDS):
                cursor.execute(statement, values)
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    def _vocabulary(self) -> dict[str, Any]:
        types = [
            DocumentType.objects.get_or_create(name=name, defaults={"abbreviation": abbreviation})[0]
            for name, abbreviation in zip(TYPES, ABBREVIATIONS, strict=True)
        ]
        fields = [Field.objects.get_or_create(name=name)[0] for name in FIELDS]
        bodies = []
        for place in PLACES:
            for mark, name in OFFICES.items():
                body = IssuingBody.objects.create(name=f"{name} {place}", mark=mark)
                Term.objects.bulk_create(
                    Term(body=body, name=label, starts_on=starts, ends_on=ends)
                    for starts, ends, label in TERMS
                )
                bodies.append(body)
        signers = [f"{family} Văn {name}" for name in GIVEN for family in FAMILIES]
        tails = [
            str(symbols.parse(f"1-{abbr}/{body.mark}")).removeprefix("1")
            for body in bodies
            for abbr in ABBREVIATIONS
        ]
        return {
            "types": TYPES, "tails": tails,
            "terms": [label for _, _, label in TERMS], "starts": [starts for starts, _, _ in TERMS],
            "type_ids": [row.pk for row in types], "body_ids": [row.pk for row in bodies],
            "field_ids": [row.pk for row in fields], "subjects": [name.lower() for name in FIELDS],
            "signers": signers, "signer_keys": [name_key(name) for name in signers],
            "awaited": AWAITED, "waiting": WAITING,
        }  # fmt: skip
