"""Old pages are read into articles and official texts; what is no article is refused with the reason.

The look-alike pages in fixtures/pages were written for these tests, one per family of portals. The real pages
that the first import brought are read too where that folder lies beside the repository.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from news.intake import NotAnArticle, Page, parse
from portal import legacy

PAGES = Path(__file__).parent / "fixtures" / "pages"
SEEDS = Path(__file__).resolve().parents[2] / "shared" / "seeds"
KEYS = [
    "path",
    "kind",
    "title",
    "lead",
    "published",
    "author",
    "source",
    "captions",
    "body",
    "citations",
    "document_type",
    "symbol",
    "sections",
    "recipients",
    "signing_authority",
    "signer_position",
    "signer",
    "signed_and_sealed",
    "warnings",
]


def expectations(folder: Path) -> dict[str, dict[str, Any]]:
    """File names and what must be read out of them; nothing where the folder does not exist."""
    listed = folder / "expected.json"
    return json.loads(listed.read_text()) if listed.exists() else {}


def differences(page: Page, facts: dict[str, Any]) -> list[str]:
    """Each expected fact that the page does not show, in words."""
    shown = page.as_json()
    body = shown["body"]
    checks = {
        "lead_starts": lambda v: (shown["lead"] or "").startswith(v),
        "body_starts": lambda v: body.startswith(v),
        "body_ends": lambda v: body.endswith(v),
        "body_must_not_contain": lambda v: not [words for words in v if words in body],
        "rejoined_paragraph_contains": lambda v: any(v in paragraph for paragraph in body.split("\n\n")),
        "body_contains": lambda v: all(words in body for words in v),
        "title": lambda v: (shown["title"] or "").casefold() == (v or "").casefold(),
        "html_contains": lambda v: all(words in page.body_html for words in v),
    }
    return [
        f"{key}: wanted {wanted!r}, got {shown.get(key, body[:80] + ' … ' + body[-80:])!r}"
        for key, wanted in facts.items()
        if not (checks[key](wanted) if key in checks else shown[key] == wanted)
    ]


@pytest.mark.parametrize("name", expectations(PAGES))
def test_each_family_of_portals_is_read_right(name: str) -> None:
    path, facts = PAGES / name, expectations(PAGES)[name]
    if "refused" in facts:
        with pytest.raises(NotAnArticle) as refusal:
            parse(path.read_bytes(), path.name)
        assert facts["refused"] in refusal.value.reason.lower()
    else:
        assert differences(parse(path.read_bytes(), path.name), facts) == []


def test_the_real_pages_are_read_exactly() -> None:
    """Where they lie beside the project; elsewhere the families above stand for them."""
    wrong = {
        name: differences(parse((SEEDS / name).read_bytes(), name), facts)
        for name, facts in expectations(SEEDS).items()
    }
    assert {name: found for name, found in wrong.items() if found} == {}


def article(*paragraphs: str, head: str = "Làng hoa bên sông đón khách\n12/03/2021 08:00\n") -> bytes:
    return (head + "\n\n" + "\n\n".join(paragraphs)).encode()


FIRST = "Sáng nay, đại diện các hộ trồng hoa trong làng gặp mặt để bàn cách đón khách dịp lễ hội."
SECOND = "Sau hai giờ trao đổi, các hộ thống nhất góp quỹ sửa bến đò và phân công nhau trực hướng dẫn."
THIRD = "Ban Công tác Mặt trận thôn nhận theo dõi thu chi, công khai vào ngày cuối tháng."


def test_the_json_has_exactly_the_promised_keys_in_order() -> None:
    assert list(parse(article(FIRST, SECOND), "lang-hoa.txt").as_json()) == KEYS


def test_what_a_page_does_not_say_is_null_or_an_empty_list() -> None:
    shown = parse(article(FIRST, SECOND)).as_json()
    absent = (
        "author",
        "source",
        "document_type",
        "symbol",
        "signing_authority",
        "signer_position",
        "signer",
        "signed_and_sealed",
    )
    assert {key: shown[key] for key in absent} == dict.fromkeys(absent)
    assert shown["captions"] == shown["citations"] == shown["sections"] == shown["recipients"] == []


@pytest.mark.parametrize(
    ("line", "published"),
    [
        ("Thứ Năm, 23/02/2023 09:00", "2023-02-23T09:00"),
        ("Thứ sáu: 15:00 ngày 09/02/2024", "2024-02-09T15:00"),
        ("Cập nhật lúc 08:12, Thứ Tư, 07/07/2021 (GMT+7)", "2021-07-07T08:12"),
        ("14/03/2024 08:15:00 PM", "2024-03-14T20:15"),
        ("12/03/2021 2:05 CH", "2021-03-12T14:05"),
        ("10:30 | 05/06/2022", "2022-06-05T10:30"),
        ("Ngày 08 tháng 11 năm 2019, 16 giờ 05", "2019-11-08T16:05"),
        ("Thứ ba, 12 Tháng Ba 2019 9:5", "2019-03-12T09:05"),
        ("Tháng Mười Hai 3, 2020", "2020-12-03"),
        ("2020-12-03", "2020-12-03"),
        ("03/25/2021", "2021-03-25"),
        ("Đăng ngày 04-09-2014 | Lượt xem: 1.204", "2014-09-04"),
        ("03.9.2014 - 15h30", "2014-09-03T15:30"),
        ("31/02/2021", None),
        ("12/12 thôn", None),
        ("15/10/1830", None),
    ],
)
def test_the_publication_time_is_read_in_every_common_spelling(line: str, published: str | None) -> None:
    page = parse(article(FIRST, SECOND, head=f"Làng hoa bên sông đón khách\n{line}\n"))
    assert page.as_json()["published"] == published


def test_the_clock_of_the_page_is_not_the_publication_time() -> None:
    head = "Thứ 2, 16/09/2019, 14:3 GMT+7\nTrang chủ\nLàng hoa bên sông đón khách\n"
    assert (
        parse(article(FIRST, SECOND, head=head + "07:45, 20/02/2019\n")).as_json()["published"]
        == "2019-02-20T07:45"
    )
    assert parse(article(FIRST, SECOND, head=head)).published is None


@pytest.mark.parametrize(
    ("ending", "author", "source"),
    [
        ("T/h: Lê Hải", "Lê Hải", None),
        ("T/h: Lê HảiÝ KIẾN BẠN ĐỌC", "Lê Hải", None),
        ("Tin, ảnh: Khánh Vân", "Khánh Vân", None),
        ("Bài: Văn Thành - Ảnh: Thu Hồng", "Văn Thành", None),
        ("MINH ANH – THU HÀ", "MINH ANH – THU HÀ", None),
        ("Hứa Minh (thực hiện)", "Hứa Minh", None),
        ("N.V.A", "N.V.A", None),
        ("M.Anh", "M.Anh", None),
        ("Bảo Chinh", "Bảo Chinh", None),
        ("ĐOÀN ĐẠO - HỒ QUÂN", "ĐOÀN ĐẠO - HỒ QUÂN", None),
        ("Phùng Vị – HND tỉnh", "Phùng Vị", None),
        ("Nguồn Báo Vùng Cao", None, "Báo Vùng Cao"),
        ("Nguồn VC: https://vungcao.example.vn/tin/7", None, "VC"),
        ("Nguồn: Ban Dân vận Thành ủy", None, "Ban Dân vận Thành ủy"),
        ("(Theo TTXVN)", None, "TTXVN"),
        ("Theo Nguyễn Thị Hạnh", "Nguyễn Thị Hạnh", None),
        ("Thanh Bình (Theo Báo Nhân Dân)", "Thanh Bình", "Báo Nhân Dân"),
        ("Người đăng: admin", None, None),
        ("Hải Phòng", None, None),
        ("Thời tiết", None, None),
    ],
)
def test_byline_and_source_are_told_apart(ending: str, author: str | None, source: str | None) -> None:
    page = parse(article(FIRST, SECOND, THIRD, ending))
    assert (page.author, page.source) == (author, source)
    assert page.body.endswith(THIRD)


@pytest.mark.parametrize(
    ("line", "is_caption"),
    [
        ("Quang cảnh hội nghị.", True),
        ("Các đại biểu dự buổi gặp mặt", True),
        ("Đồng chí Lê Văn Tám, Bí thư Chi bộ phát biểu tại buổi gặp mặt.", True),
        ("Bến đò mới của làng. Ảnh: Thu Hồng", True),
        ("Các kiến nghị được các đại biểu thảo luận, làm rõ tại buổi gặp mặt.", False),
        ("Các đại biểu đã thảo luận về mức góp quỹ của từng hộ trong làng.", False),
        ("Những việc làm ngay", False),
        ("- Quang cảnh bến đò cần được giữ sạch.", False),
        ("Ảnh: Bến đò mới của làng", True),
        ("Chị Hoa (thứ hai từ trái sang) và tổ trồng hoa của làng.", True),
        ("Trao quà cho các hộ trồng hoa cao tuổi trong làng.", True),
        ("Nông dân trong làng buộc giàn hoa trước ngày hội.", True),
        ("Nông dân trong làng đã buộc xong giàn hoa trước ngày hội.", False),
        ("Phát biểu tại buổi gặp mặt, Bí thư Chi bộ đề nghị các hộ giữ lời hứa.", False),
    ],
)
def test_a_caption_is_told_from_a_short_paragraph(line: str, is_caption: bool) -> None:
    page = parse(article(FIRST, SECOND, line, THIRD))
    assert (page.captions == [line], line in page.body) == (is_caption, not is_caption)


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Trang chủ\nLàng hoa bên sông đón khách\n12/03/2021", "Làng hoa bên sông đón khách"),
        ("12/03/2021\nTăng cỡ chữ Giảm cỡ chữ\nLàng hoa bên sông đón khách", "Làng hoa bên sông đón khách"),
        ("Chuyện ở bến đò ngang:\nLàng hoa bên sông đón khách\n12/03/2021", "Làng hoa bên sông đón khách"),
        (
            (
                "Tin hoạt động của ngành\nHội nghị bàn việc đón khách tại làng hoa, triển khai nhiệm "
                "vụ năm 2021.\n12/03/2021"
            ),
            "Hội nghị bàn việc đón khách tại làng hoa, triển khai nhiệm vụ năm 2021.",
        ),
        (
            "Đồng chí Bí thư Chi bộ trao quà cho hộ khó khăn\n\nQuang cảnh buổi gặp mặt ở bến đò",
            "Đồng chí Bí thư Chi bộ trao quà cho hộ khó khăn",
        ),
    ],
)
def test_the_title_is_found_among_the_lines_of_the_head(head: str, title: str) -> None:
    page = parse(article(FIRST, SECOND, THIRD, head=head + "\n"))
    assert page.title == title
    assert page.lead == FIRST


def test_a_sentence_cut_by_a_page_break_and_a_caption_is_whole_again() -> None:
    page = parse(
        article(
            FIRST,
            SECOND,
            "Tổ tự quản của làng gồm mười hai người, chia",
            "Quang cảnh bến đò.",
            "- 2 -",
            "làm ba nhóm thay nhau trực bến đò.",
        )
    )
    assert "gồm mười hai người, chia làm ba nhóm thay nhau trực" in page.body
    assert page.captions == ["Quang cảnh bến đò."]


def test_a_document_cited_twice_is_listed_once_with_the_date_that_one_mention_gives() -> None:
    page = parse(
        article(
            f"{FIRST} Theo Chỉ thị số 15-CT/TU.", f"{SECOND} Chỉ thị số 15-CT/TU, ngày 21/11/2022 nêu rõ."
        )
    )
    assert page.as_json()["citations"] == [{"symbol": "15-CT/TU", "date": "2022-11-21"}]


def test_one_symbol_with_two_dates_is_two_documents() -> None:
    page = parse(
        article(
            f"{FIRST} Nghị quyết số 25-NQ/TW ngày 12/3/2003 và",
            f"Nghị quyết số 25-NQ/TW ngày 03/6/2013. {SECOND}",
        )
    )
    assert [c["date"] for c in page.as_json()["citations"]] == ["2003-03-12", "2013-06-03"]


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "Tệp rỗng."),
        (b" \n\t\x00", "Tệp rỗng."),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "ZIP"),
        (bytes(range(256)) * 40, "nhị phân"),
        (b"x" * 5_000_001, "5 MB"),
        ("Trang chủ\nTin tức\nLiên hệ\n".encode(), "trình đơn"),
        (b"<html>" + b"<b>" * 100_001, "thẻ HTML"),
    ],
)
def test_what_is_no_page_is_refused_with_the_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(NotAnArticle) as refusal:
        parse(raw)
    assert reason in refusal.value.reason


def test_an_official_text_keeps_its_own_day_beside_the_day_of_its_page() -> None:
    page = parse((PAGES / "thong-bao.html").read_bytes())
    assert (page.issued_on, page.published) == (date(2023, 10, 4), date(2023, 10, 6))


@pytest.mark.parametrize(
    ("link", "address"),
    [
        (
            "<link rel='canonical' href='https://cu.example.vn/tin/lang-hoa.html'>",
            "https://cu.example.vn/tin/lang-hoa.html",
        ),
        ("<meta property='og:url' content='http://cu.example.vn/?id=12'>", "http://cu.example.vn/?id=12"),
        ("<link rel='canonical' href='javascript:alert(1)'>", None),
        ("<link rel='canonical' href='https://cu.example.vn/'>", None),
        ("", None),
    ],
)
def test_a_saved_page_keeps_the_address_it_had(link: str, address: str | None) -> None:
    raw = f"<html><head>{link}</head><body><h1>Làng hoa</h1><p>{FIRST}</p><p>{SECOND}</p></body></html>"
    assert parse(raw.encode()).address == address


def test_html_keeps_simple_tags_and_nothing_that_runs() -> None:
    raw = (
        f"<html><body><h1>Làng hoa bên sông đón khách</h1><div><p "
        f"onclick='x()'>{FIRST}</p><script>alert(1)</script>"
        f"<p><b>Ghi chú:</b> 2 < 3 &amp; {SECOND} <a href='javascript:alert(1)'>liên "
        f"kết</a></p><p>{THIRD}</p></div></body></html>"
    )
    shown = parse(raw.encode()).body_html
    assert "<p><strong>Ghi chú:</strong> 2 &lt; 3 &amp; Sau hai giờ" in shown
    assert not any(word in shown for word in ("script", "onclick", "alert"))


def test_a_restricted_mark_is_reported_before_anyone_publishes() -> None:
    head = "MẬT\nTỈNH ỦY\n*\nSố 01-TB/TU\nTHÔNG BÁO\nvề một việc\n\n"
    raw = head + "1. Việc thứ nhất được giao.\n\n2. Việc thứ hai được giao.\n"
    assert any("MẬT" in warning for warning in parse(raw.encode()).warnings)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=2_000), st.text(max_size=2_000).map(lambda t: t.encode("utf-8", "surrogatepass"))
    )
)
@example("<p>\ufffe</p>".encode() * 30)
@example(b"<html><!--\x0b--><table><tr><td>a\x01</td></tr></table>")
@example("Số:\nTHÔNG BÁO\nNơi nhận:".encode())
def test_no_bytes_raise_anything_but_a_refusal(raw: bytes) -> None:
    with suppress(NotAnArticle):
        json.dumps(parse(raw).as_json())


@st.composite
def shuffled_pages(draw: st.DrawFn) -> bytes:
    """Pieces of the look-alike pages in any order: closer to real trouble than random text."""
    pool = [
        line
        for path in sorted(PAGES.glob("*.txt"))
        for line in path.read_text("utf-8", "replace").split("\n")[:40]
    ]
    wrap = draw(st.sampled_from(["{}", "<p>{}</p>", "<div><table><tr><td>{}", "<li>{}"]))
    return "\n".join(
        wrap.format(line) for line in draw(st.lists(st.sampled_from(pool), max_size=40))
    ).encode()


@settings(max_examples=80, deadline=None)
@given(shuffled_pages())
def test_pieces_of_pages_in_any_order_are_read_or_refused(raw: bytes) -> None:
    with suppress(NotAnArticle):
        page = parse(raw)
        assert page.kind in ("article", "notice")
        assert len(page.captions) == len(set(page.captions))


@pytest.mark.parametrize(
    ("typed", "encoding", "meant"),
    [
        ("C«ng t¸c d©n vËn cña §¶ng", legacy.TCVN3, "Công tác dân vận của Đảng"),
        ("Th\xadêng trùc TØnh uû", legacy.TCVN3, "Thường trực Tỉnh uỷ"),
        ("Coâng taùc daân vaän cuûa Ñaûng", legacy.VNI, "Công tác dân vận của Đảng"),
        ("Thöôøng tröïc Tænh uûy", legacy.VNI, "Thường trực Tỉnh ủy"),
    ],
)
def test_text_in_old_fonts_is_recognised_and_converted(typed: str, encoding: str, meant: str) -> None:
    assert legacy.detect(typed) == encoding
    assert legacy.to_unicode(typed, encoding) == meant


@pytest.mark.parametrize(
    "text", ["Công tác dân vận của Đảng", "Plain English text", "café à la crème", "© 2022 Báo", ""]
)
def test_text_in_unicode_is_left_alone(text: str) -> None:
    assert legacy.detect(text) is None


def test_an_unknown_old_encoding_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="VIQR"):
        legacy.to_unicode("Co^ng", "VIQR")
