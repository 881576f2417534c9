"""Numbers, periods, names that change, marks, signers: what the register refuses and what it keeps apart."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.forms import modelform_factory
from hypothesis import given
from hypothesis import strategies as st

from directives import markings, numbering
from directives.models import Directive, IssuingBody, NumberTaken, Term
from directives.signers import name_key
from portal.publishing import Refused, Status
from portal.roles import EDITOR, PUBLISHER
from tests import factories

Form = modelform_factory(Directive, fields=["symbol", "issued_on", "type", "issuing_body", "subject"])


def draft(**fields):
    return factories.directive(status=Status.DRAFT, **fields)


def at_once(count, work):
    """Run `work` in real threads that start together; returns what each returned or raised."""
    barrier, results = threading.Barrier(count), []

    def run():
        try:
            barrier.wait(10)
            results.append(work())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_of_ten_forms_with_one_number_sent_at_once_one_is_saved_and_nine_say_why():
    given = {
        "symbol": "90-CT/TU", "issued_on": "2026-03-02", "subject": "Về công tác tiếp dân",
        "type": factories.document_type().pk, "issuing_body": factories.body().pk,
    }  # fmt: skip

    def send():
        with transaction.atomic():
            form = Form(given)
            if not form.is_valid():
                return dict(form.errors)
            form.save()
            return "saved"

    results = at_once(10, send)
    assert Directive.objects.filter(key="90-CT/TU").count() == 1
    assert results.count("saved") == 1
    assert [list(r) for r in results if r != "saved"] == [["symbol"]] * 9
    assert "đã có trong sổ" in next(r for r in results if r != "saved")["symbol"][0]


@pytest.mark.django_db(transaction=True)
def test_a_number_that_was_not_checked_first_is_still_given_once():
    kind, body = factories.document_type(), factories.body()
    results = at_once(10, lambda: draft(symbol="91-CT/TU", type=kind, issuing_body=body) and "saved")
    assert Directive.objects.filter(key="91-CT/TU").count() == 1
    assert results.count("saved") == 1
    assert all(isinstance(r, NumberTaken) for r in results if r != "saved")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "free", "why"),
    [
        ({}, False, "the very same number"),
        ({"symbol": "số 15 – ct/tu"}, False, "another spelling of it"),
        ({"issued_on": date(2030, 1, 5)}, False, "another year of the same term"),
        ({"issued_on": date(2021, 1, 5)}, True, "the term before"),
        ({"symbol": "16-CT/TU"}, True, "another number"),
        ({"symbol": "15a-CT/TU"}, True, "a number with a letter"),
        ({"other_body": True}, True, "another province"),
        ({"other_type": True}, True, "another type"),
    ],
)
def test_a_number_is_taken_within_its_body_type_and_period_only(change, free, why):
    draft(symbol="15-CT/TU", issued_on=date(2026, 3, 2))
    again = Directive(
        symbol=change.get("symbol", "15-CT/TU"),
        issued_on=change.get("issued_on", date(2026, 3, 2)),
        subject="Về công tác dân vận",
        type=factories.document_type("Chương trình", "CTr")
        if "other_type" in change
        else factories.document_type(),
        issuing_body=factories.body("Tỉnh ủy Hà Lâm") if "other_body" in change else factories.body(),
    )
    if free:
        again.full_clean()
        again.save()
    else:
        with pytest.raises(ValidationError, match="đã có trong sổ") as caught:
            again.full_clean()
        assert list(caught.value.message_dict) == ["symbol"]


@pytest.mark.django_db
def test_a_text_may_be_saved_again_under_its_own_number():
    text = draft(symbol="15-CT/TU")
    text.full_clean()
    text.save()


@pytest.mark.django_db
def test_quyet_dinh_and_quy_dinh_of_one_number_are_two_texts_and_a_citation_tells_them_apart():
    decision = draft(symbol="12-QĐ/TU", type=factories.document_type("Quyết định", "QĐ"))
    rule = draft(symbol="12-QĐ/TU", type=factories.document_type("Quy định", "QĐ"))
    citing = draft(body="<p>Thực hiện Quy định số 12-QĐ/TU.</p>")
    assert citing.citations.get().target == rule
    citing.body = "<p>Thực hiện Quyết định số 12-QĐ/TU.</p>"
    citing.save()
    citing.citations.all().delete()
    citing.save()
    assert citing.citations.get().target == decision


@pytest.mark.django_db
def test_the_next_number_follows_the_highest_of_its_own_series():
    kind, body = factories.document_type(), factories.body()
    for symbol, day in (
        ("07-CT/TU", date(2026, 1, 2)),
        ("03-CT/TU", date(2026, 2, 2)),
        ("50-CT/TU", date(2024, 2, 2)),
    ):
        draft(symbol=symbol, issued_on=day)
    assert numbering.next_number(kind, body, date(2027, 1, 1)) == 8
    assert numbering.next_number(kind, body, date(2021, 1, 1)) == 51
    assert numbering.next_number(factories.document_type("Kế hoạch", "KH"), body, date(2027, 1, 1)) == 1


@pytest.mark.django_db
def test_gaps_and_odd_doubles_are_reported():
    for symbol in ("02-CT/TU", "05-CT/TU", "05a-CT/TU", "06-CT/TU", "10-CT/TU"):
        draft(symbol=symbol, issued_on=date(2026, 3, 2))
    body = factories.body()
    kind = factories.document_type()
    [found] = numbering.with_gaps(numbering.series(body, kind, "2025–2030"))
    assert (found.texts, found.highest, found.missing) == (5, 10, 6)
    assert found.gaps == [(1, 1), (3, 4), (7, 9)]
    assert numbering.with_gaps(numbering.series(body, kind, "2020–2025")) == []
    assert [(d.number, d.symbols) for d in numbering.duplicates()] == [(5, ["05-CT/TU", "05a-CT/TU"])]


@pytest.mark.django_db
def test_a_term_that_is_recorded_later_moves_the_texts_of_its_days():
    body = IssuingBody.objects.create(name="Huyện ủy Nậm Pha", mark="HU")
    early, late = (
        draft(symbol="04-CT/HU", issuing_body=body, issued_on=d) for d in (date(2021, 5, 1), date(2026, 5, 1))
    )
    assert [early.period, late.period] == ["2021", "2026"]
    first = Term.objects.create(
        body=body, name="2020–2025", starts_on=date(2020, 8, 1), ends_on=date(2025, 8, 1)
    )
    second = Term.objects.create(body=body, name="2025–2030", starts_on=date(2025, 8, 2))
    periods = lambda: [Directive.objects.get(pk=t.pk).period for t in (early, late)]  # noqa: E731
    assert periods() == ["2020–2025", "2025–2030"]
    first.name = "2020-2025"
    first.save()
    assert periods() == ["2020-2025", "2025–2030"]
    second.delete()
    assert periods() == ["2020-2025", "2026"]
    body.numbering = IssuingBody.Numbering.YEAR
    body.save()
    assert periods() == ["2021", "2026"]


@pytest.mark.django_db
def test_a_term_that_would_give_two_texts_one_number_is_refused_and_moves_none():
    body = IssuingBody.objects.create(name="Huyện ủy Nậm Pha", mark="HU")
    for day in (date(2021, 5, 1), date(2022, 5, 1)):
        draft(symbol="04-CT/HU", issuing_body=body, issued_on=day)
    with pytest.raises(ValidationError, match="4-CT/HU"):
        Term.objects.create(body=body, name="2020–2025", starts_on=date(2020, 8, 1))
    assert not Term.objects.filter(body=body).exists()
    assert set(Directive.objects.values_list("period", flat=True)) == {"2021", "2022"}


@pytest.mark.django_db
def test_texts_may_change_places_between_periods():
    body = IssuingBody.objects.create(name="Huyện ủy Nậm Pha", mark="HU", numbering="year")
    for year in (2021, 2022, 2023):
        draft(symbol="04-CT/HU", issuing_body=body, issued_on=date(year, 5, 1))
        Term.objects.create(body=body, name=str(2021 + (year - 2020) % 3), starts_on=date(year, 1, 1))
    body.numbering = IssuingBody.Numbering.TERM
    body.save()
    assert list(Directive.objects.order_by("issued_on").values_list("period", flat=True)) == [
        "2022",
        "2023",
        "2021",
    ]


@pytest.mark.django_db
def test_a_renamed_body_is_shown_with_its_name_of_today_and_old_texts_keep_theirs(client):
    old = factories.body("Ban Dân vận Tỉnh ủy Đồng Sơn", "BDVTU")
    other = factories.body("Ban Tuyên giáo Tỉnh ủy Đồng Sơn", "BTGTU")
    merged = factories.body("Ban Tuyên giáo và Dân vận Tỉnh ủy Đồng Sơn", "BTGDVTU")
    merged.follows.set([old, other])
    text = factories.directive(symbol="12-HD/BDVTU", issuing_body=old)
    page = client.get(text.get_absolute_url()).content.decode()
    assert "Ban Dân vận Tỉnh ủy Đồng Sơn" in page
    assert "nay là Ban Tuyên giáo và Dân vận Tỉnh ủy Đồng Sơn" in page
    assert list(IssuingBody.successors_of(other.pk)) == [merged]
    assert list(IssuingBody.successors_of(merged.pk)) == []
    newest = factories.body("Ban Dân vận và Tuyên giáo", "X")
    newest.follows.set([merged])
    assert list(IssuingBody.successors_of(old.pk)) == [newest]


MARKS = [
    ("MẬT", markings.SECRET, "stamped alone"),
    ("Số 5\n  TUYỆT MẬT  \nHà Nội", markings.MOST_SECRET, "on a line of its own"),
    ("[ TỐI MẬT ]", markings.TOP_SECRET, "in a frame"),
    ("Độ mật: Mật", markings.SECRET, "named as a degree"),
    ("TÀI LIỆU HỘI NGHỊ", markings.CONFERENCE, "for a meeting"),
    ("Tài liệu lưu hành nội bộ", markings.INTERNAL, "for inside use"),
    ("(Xem xong trả lại)", markings.RETURN, "to be returned"),
    ("DỰ THẢO LẦN 2", markings.DRAFT, "a draft with its number"),
    ("Báo cáo công tác dân vận (dự thảo)", markings.DRAFT, "closing a title"),
    ("mật", "", "honey in a list"),
    ("Công tác bảo vệ bí mật nhà nước", "", "about secrecy, not secret"),
    ("Tài liệu có dấu MẬT phải vào sổ riêng.", "", "inside a sentence"),
    ("Góp ý dự thảo báo cáo chính trị", "", "about a draft"),
    ("Đoàn kết nội bộ", "", "unity inside"),
    ("", "", "nothing"),
]


@pytest.mark.parametrize(("text", "code", "why"), MARKS, ids=[row[2] for row in MARKS])
def test_a_mark_is_found_where_it_is_stamped_and_nowhere_else(text, code, why):
    assert markings.found(text) == code


@given(st.text(max_size=300))
def test_looking_for_marks_never_fails(text):
    assert markings.found(text) in {"", *markings.LABELS}


@pytest.mark.django_db
@pytest.mark.parametrize("code", list(markings.LABELS))
def test_a_marked_text_is_never_published_by_any_way(client, code):
    secret = draft(symbol="77-CT/TU", subject="Về việc Hồ Tam Bảo", marking=code)
    secret.submit(factories.user(EDITOR))
    with pytest.raises(Refused, match="không được đăng"):
        secret.publish(factories.user(PUBLISHER))
    with pytest.raises(Refused):
        secret.publish(factories.user(PUBLISHER), emergency="Gấp")
    with pytest.raises(IntegrityError), transaction.atomic():
        Directive.objects.filter(pk=secret.pk).update(
            status=Status.PUBLISHED, published_at="2026-01-01T00:00Z"
        )
    citing = factories.directive(body="<p>Thực hiện Chỉ thị số 77-CT/TU.</p>")
    for address in (
        "/",
        "/van-ban/",
        "/van-ban/?q=77-CT/TU",
        "/tim-kiem/?q=77-CT/TU",
        citing.get_absolute_url(),
    ):
        assert "Hồ Tam Bảo" not in client.get(address).content.decode(), address


@pytest.mark.django_db
def test_a_published_text_is_withdrawn_before_it_is_marked_and_then_leaves_no_trace(client):
    text = factories.directive(symbol="77-CT/TU")
    text.marking = markings.SECRET
    with pytest.raises(ValidationError, match="gỡ trước"):
        text.full_clean()
    text.refresh_from_db()
    text.withdraw(factories.user(PUBLISHER), "Đăng nhầm.")
    assert client.get(text.get_absolute_url()).status_code == 410
    text.marking = markings.SECRET
    text.full_clean()
    text.save()
    assert client.get(text.get_absolute_url()).status_code == 404


@pytest.mark.django_db
def test_words_that_look_like_a_mark_stop_publishing_until_an_editor_says_why_not():
    text = draft(body="<p>MẬT</p><p>Các cấp ủy tổ chức tiếp dân.</p>")
    text.submit(factories.user(EDITOR))
    with pytest.raises(Refused, match="“MẬT”"):
        text.publish(factories.user(PUBLISHER))
    text.marking_decision = "Đã giải mật theo Quyết định số 9-QĐ/TU."
    text.save()
    text.publish(factories.user(PUBLISHER))
    assert text.is_published


SIGNERS = [
    ("Nguyễn Văn Hòa", "NGUYỄN VĂN HOÀ", True, "capitals and the place of the tone"),
    ("Nguyễn Văn Hòa", "  Nguyễn  Văn Hòa ", True, "spaces, composed otherwise"),
    ("TS. Lường Thị Ngân", "Lường Thị Ngân", True, "a degree"),
    ("Đại tá Lò Văn Pâng", "Thiếu tướng Lò Văn Pâng", True, "a rank that changed"),
    ("Nguyễn Văn Hòa", "Nguyễn Văn Hoa", False, "another tone is another person"),
    ("Trần Văn Đô", "Trần Văn Do", False, "another letter is another person"),
    ("Thái Thị Sâm", "Thị Sâm", False, "a part of the name"),
]


@pytest.mark.parametrize(("one", "other", "same", "why"), SIGNERS, ids=[row[3] for row in SIGNERS])
def test_spellings_of_one_signer_are_one_signer(one, other, same, why):
    assert (name_key(one) == name_key(other)) is same


@pytest.mark.django_db
def test_a_signer_typed_in_other_ways_is_listed_once_and_only_staff_sees_those_of_drafts():
    for spelling in ("Nguyễn Văn HOÀ", "Nguyễn Văn Hòa"):
        factories.directive(signer=spelling)
    draft(signer="Lường Thị Ngân")
    assert [name for _, name in Directive.signers()] == ["Lường Thị Ngân", "Nguyễn Văn Hòa"]
    assert [name for _, name in Directive.signers(public=True)] == ["Nguyễn Văn Hòa"]
