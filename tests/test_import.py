"""Old pages come in as drafts, once, each refusal with its reason; nothing is public yet."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directives.models import Directive
from news.models import Article
from portal.publishing import Status
from tests.test_intake import KEYS

pytestmark = pytest.mark.django_db

PAGES = Path(__file__).parent / "fixtures" / "pages"
SEEDS = Path(__file__).resolve().parent.parent.parent / "shared" / "seeds"


def run(*arguments, **options):
    out, err = StringIO(), StringIO()
    call_command("import_pages", *map(str, arguments), stdout=out, stderr=err, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue()


def test_each_page_is_one_json_object_with_the_agreed_keys():
    objects, _ = run(PAGES / "sharepoint.txt", PAGES / "ket-luan.txt", dry_run=True, json=True)
    assert [list(page) for page in objects] == [KEYS, KEYS]
    assert [page["kind"] for page in objects] == ["article", "notice"]
    assert not Article.objects.exists()
    assert not Directive.objects.exists()


def test_pages_become_drafts_and_a_second_run_changes_nothing():
    run(PAGES / "sharepoint.txt", PAGES / "ket-luan.txt")
    article, text = Article.objects.get(), Directive.objects.get()
    assert {article.status, text.status} == {Status.DRAFT}
    _, said = run(PAGES / "sharepoint.txt", PAGES / "ket-luan.txt")
    assert "đã có 2" in said
    assert (Article.objects.count(), Directive.objects.count()) == (1, 1)


def test_a_page_that_is_no_article_is_refused_with_the_reason():
    with pytest.raises(CommandError):
        run(PAGES / "loi-404.txt")
    objects, said = run(PAGES / "loi-404.txt", PAGES / "sharepoint.txt", json=True)
    assert "từ chối" in said
    assert objects[0]["kind"] is None
    assert objects[0]["warnings"]
    assert Article.objects.count() == 1


def test_a_file_that_is_missing_is_named_without_a_traceback(tmp_path):
    with pytest.raises(CommandError):
        run(tmp_path / "khong-co.txt")


def test_a_folder_is_read_with_everything_below_it():
    _, said = run(PAGES)
    assert Article.objects.count() > 5
    assert Directive.objects.count() > 2
    assert str(Article.objects.count() + Directive.objects.count()) in said


def test_the_pages_of_the_five_portals_come_in_whole():
    """The real pages, where they lie beside the project; the look-alikes above stand for them elsewhere."""
    expected = json.loads((SEEDS / "expected.json").read_text()) if SEEDS.exists() else {}
    objects, _ = run(*(SEEDS / name for name in expected), json=True) if expected else ([], "")
    for page in objects:
        wanted = expected[Path(page["path"]).name]
        for name in ("kind", "published", "author", "source", "captions", "citations"):
            assert page[name] == wanted.get(name, page[name]), page["path"]
        model = Directive if page["kind"] == "notice" else Article
        row = model.objects.get(**{("subject" if model is Directive else "title"): page["title"]})
        assert row.citations.count() == len(page["citations"])
        assert [p for p in page["body"].split("\n\n") if p not in row.body_text] == []
