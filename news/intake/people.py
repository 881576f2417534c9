"""Who wrote an article and where it comes from: bylines, sources, bare names. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.text import fold

_UPPER = "A-ZÀ-ÖØ-ÝĂĐĨŨƠƯẠ-Ỹ"
_SYLLABLE = re.compile(r"^[^\W\d_]+$")
#: "N.V.A", "M.Anh".
_INITIALS = re.compile(rf"^(?:[{_UPPER}]\.\s?){{1,4}}(?:[{_UPPER}][^\W\d_]{{0,6}})?$")
_WEEKDAY = re.compile(r"^(?:thu (?:hai|ba|tu|nam|sau|bay)|chu nhat)$")
_NAME_BREAK = re.compile(r"\s*(?:,|&|;|/|\s[-–—]\s|[-–—]|\bvà\b)\s*")
_DESK = frozenset(
    {
        "pv", "p.v", "bbt", "ctv", "btv", "ban bien tap", "phong vien", "nhom pv", "nhom phong vien",
        "pv - ctv", "pv-ctv",
    }
)  # fmt: skip
_NOBODY = frozenset(
    {
        "admin", "administrator", "quan tri", "quan tri vien", "super user", "superuser", "root", "editor",
        "system account", "bien tap vien",
    }
)  # fmt: skip
_FAMILY = frozenset(
    fold(
        "Nguyễn Trần Lê Phạm Hoàng Huỳnh Huỗnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đào Đinh "
        "Trịnh Mai Trương Lâm Hà Đoàn Phùng Cao Lương Tô Tạ "
        "Chu Châu Thái Kim Vương Quách Triệu Nông Hứa Lục Ma Hoàng Phương Bế Sầm Giàng Vàng Sùng "
        "Lò Cầm Quàng Tòng Bạch Thạch Sơn Kiên Danh Ksor "
        "Rah Siu Y H' Nay Rmah Tống Viên Nghiêm Khuất Cấn Doãn Lưu La Thân Giáp Ninh Ông Từ Diệp "
        "Văn Tăng Quan Hán Vi Lù Vừ Thào Mùa Hạng Cứ Kpă "
        "Điểu Đàm Âu Hầu Khổng Mạc Phí Thiều Thẩm Trà Tiêu Ung Khương Lại Kiều Hồng Chẩu Tráng Lèng Hảng Lầu"
    ).split()
)
#: Accents are kept: folded, Cúc Phương is a department, Bảo Chinh a newspaper and Công Minh a portal.
_ORGANS = re.compile(
    r"^(?:ban (?!đọc|có|cần|bè|tin|do\b)\w+|văn phòng|sở|phòng|trung tâm|[uủ][yỷ] ban|ubnd|hđnd|hnd|hlhpn|"
    r"lđlđ|ubmttq|mttq|mặt trận|hội|đoàn (?:thanh niên|tncs|khối|xã|phường|trường|cơ quan|công tác)|"
    r"tỉnh đoàn|huyện đoàn|thành đoàn|công an|bộ|(?:huyện|thành|tỉnh|thị|quận|đảng) [uủ][yỷ]|đảng bộ|"
    r"liên đoàn|tổ|cục|chi cục|viện|trường (?:thpt|thcs|th|mn|tiểu|mầm|trung|cao|đại|chính|đảng|phổ)\w*)\b"
)
_PRESS = re.compile(
    r"^(?:báo|tạp chí|đài|ttxvn|ttx|thông tấn xã|vov|vtv|vgp|cổng|trang (?:thông )?tin|website|cttđt|"
    r"chinhphu|dangcongsan|nhân dân|nhandan|qđnd|bản tin|bnews|"
    r"vietnam\+|vietnamplus|vnexpress|vietnamnet|tuổi trẻ|thanh niên)\b|[\w-]+\.(?:vn|com|org|net|gov)\b"
)
_PLACES = frozenset(
    fold(p)
    for p in [
        "Hà Nội",
        "Hải Phòng",
        "Đà Nẵng",
        "Cần Thơ",
        "Huế",
        "Thừa Thiên Huế",
        "Hồ Chí Minh",
        "An Giang",
        "Bà Rịa",
        "Vũng Tàu",
        "Bạc Liêu",
        "Bắc Giang",
        "Bắc Kạn",
        "Bắc Ninh",
        "Bến Tre",
        "Bình Dương",
        "Bình Định",
        "Bình Phước",
        "Bình Thuận",
        "Cà Mau",
        "Cao Bằng",
        "Đắk Lắk",
        "Đắk Nông",
        "Điện Biên",
        "Đồng Nai",
        "Đồng Tháp",
        "Gia Lai",
        "Hà Giang",
        "Hà Nam",
        "Hà Tĩnh",
        "Hải Dương",
        "Hậu Giang",
        "Hòa Bình",
        "Hưng Yên",
        "Khánh Hòa",
        "Kiên Giang",
        "Kon Tum",
        "Lai Châu",
        "Lạng Sơn",
        "Lào Cai",
        "Lâm Đồng",
        "Long An",
        "Nam Định",
        "Nghệ An",
        "Ninh Bình",
        "Ninh Thuận",
        "Phú Thọ",
        "Phú Yên",
        "Quảng Bình",
        "Quảng Nam",
        "Quảng Ngãi",
        "Quảng Ninh",
        "Quảng Trị",
        "Sóc Trăng",
        "Sơn La",
        "Tây Ninh",
        "Thái Bình",
        "Thái Nguyên",
        "Thanh Hóa",
        "Tiền Giang",
        "Trà Vinh",
        "Tuyên Quang",
        "Vĩnh Long",
        "Vĩnh Phúc",
        "Yên Bái",
        "Việt Nam",
    ]
)
#: Menus write these with capitals too.
_NOT_NAMES = frozenset(
    {
        "tin tức", "tin bài", "chính trị", "kinh tế", "văn hóa", "văn hoá", "xã hội", "xây dựng đảng",
        "sự kiện", "giới thiệu", "liên hệ", "thông báo", "tìm kiếm", "trang chủ", "trong tỉnh",
        "trong nước", "thế giới", "quốc tế", "pháp luật", "giáo dục", "sức khỏe", "sức khoẻ", "thể thao",
        "du lịch", "khoa học", "công nghệ", "dân vận", "mặt trận", "đoàn thể", "quốc phòng", "an ninh",
        "đời sống", "bạn đọc", "văn bản", "tài liệu", "thư viện", "hình ảnh", "tiêu điểm", "trung ương",
        "địa phương", "đối ngoại", "môi trường", "y tế", "nông thôn", "nông nghiệp", "công thương",
        "thành phố", "kết luận", "kế hoạch",
    }
)  # fmt: skip

_BYLINE = re.compile(
    r"^\(?\s*(?P<label>T\s?/\s?h|T\.h|Thực hiện|Tác giả(?: bài viết)?|Người viết|Bài viết|Viết bởi|"
    r"Bút danh|Biên soạn|Tổng hợp|Phóng viên|PV|CTV|Author|Written by|By|Nội dung|"
    r"(?:Tin|Bài|Ảnh)(?:(?:\s*[,/&+-]\s*|\s+và\s+|\s+)(?:tin|bài|bài viết|ảnh|clip|"
    r"video)){0,3})\s*:\s*(?P<name>\S.{0,100}?)\s*\)?\.?$",
    re.IGNORECASE,
)
#: Labels that never open a speech or a list: what follows them is a name even when it does not look like one.
_SURE = re.compile(
    r"^(?:t ?/ ?h|t\.h|thuc hien|tac gia.*|nguoi viet|but danh|viet boi|bien soan|(?:tin|bai)\W.*anh.*)$"
)
_PHOTO = re.compile(r"^\(?\s*(?:Ảnh|Photo|Nguồn ảnh|Hình ảnh)\s*:", re.IGNORECASE)
_JOOMLA = re.compile(
    r"^(?:Viết bởi|Đăng bởi|Người đăng|Được đăng bởi|Posted by|Written by|"
    r"Submitted by)\s*:?\s+(?P<name>\S.{0,60})$",
    re.IGNORECASE,
)
_SOURCE = re.compile(
    r"^\(?\s*(?:Nguồn(?: tin| bài| gốc| tin bài)?|Theo nguồn|Source)\s*:\s*(?P<name>\S.{0,150}?)\s*\)?$",
    re.IGNORECASE,
)
#: "Nguồn nguoicaotuoi.org.vn", "Nguồn KTĐT: https://…": no colon after the word.
_SOURCE_BARE = re.compile(r"^Nguồn\s+(?P<name>[^\s:][^:]{1,60}?)(?P<link>\s*:\s*https?://\S*)?$")
_BY = re.compile(r"^\(?\s*Theo\s*:?\s+(?P<name>[^,.;]\S*(?:\s+\S+){0,9}?)\s*\)?\.?$", re.IGNORECASE)
_PHOTO_PART = re.compile(r"[\s;,.(–-]*\b(?:Ảnh|ảnh|Photo|Video|Clip)\s*:.*$")
_TAIL_MARK = re.compile(
    r"\s*\(\s*(?:t/h|th|tổng hợp|thực hiện|sưu tầm|st|biên tập|lược ghi|ghi|biên soạn)\s*\)\s*$",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"^(?P<name>[^()]{2,60}?)\s*\((?P<inner>[^()]{2,80})\)\s*$")
_WITH_ORGAN = re.compile(r"^(?P<name>[^-–—,/|]{3,40}?)\s*(?:[-–—/|,])\s*(?P<organ>.{2,80})$")


@dataclass(frozen=True, slots=True)
class Credit:
    """Who is named by one line: an author, a source, or both."""

    author: str | None = None
    source: str | None = None
    posted_by: str | None = None


def is_name(text: str) -> bool:
    """One to four personal names, by their shape: "Hương Lan", "LÊ HẢI", "Minh Anh - Thu Hà", "N.V.A"."""
    if not 2 <= len(text) <= 80 or any(c.isdigit() for c in text):
        return False
    names = [n for n in _NAME_BREAK.split(text.strip(" .")) if n]
    return 0 < len(names) <= 4 and all(_one_name(n, alone=len(names) == 1) for n in names)


def _one_name(text: str, alone: bool) -> bool:
    folded = fold(text)
    if folded in _DESK or _INITIALS.match(text):
        return True
    if _WEEKDAY.match(folded):
        return False
    words = text.split()
    if not (2 if alone else 1) <= len(words) <= 5 or folded in _PLACES:
        return False
    if not all(_SYLLABLE.match(w) and len(w) <= 8 and w[0].isupper() for w in words):
        return False
    if not (all(w[1:].islower() or len(w) == 1 for w in words) or text.isupper()):
        return False
    parts = folded.split()
    if parts[0] in _FAMILY and len(parts) >= 3:
        return True
    return (
        len(parts) <= 3
        and text.lower() not in _NOT_NAMES
        and not _ORGANS.match(text.lower())
        and not _PRESS.match(text.lower())
    )


def is_organ(text: str) -> bool:
    """An office, committee or newspaper by its first words."""
    return len(text) <= 80 and (bool(_ORGANS.match(text.lower())) or is_press(text))


def is_press(text: str) -> bool:
    """A newspaper, a station or a website by its first words or its address."""
    return bool(_PRESS.search(text.lower()))


def is_photo_credit(text: str) -> bool:
    return bool(_PHOTO.match(text))


def names_photographer(text: str) -> bool:
    """ "Ảnh: Hồng Nhị", where "Ảnh: Quang cảnh hội nghị" is a caption."""
    found = _PHOTO.match(text)
    return found is not None and is_name(text[found.end() :].strip(" ()."))


def credit(text: str, bare: bool = False) -> Credit | None:
    """Whom a line names by its label; with `bare`, also by its shape alone. None for any other line."""
    if not 2 <= len(text) <= 160:
        return None
    text = text.strip()
    if found := _SOURCE.match(text):
        return Credit(source=found["name"].strip(" ."))
    if (found := _SOURCE_BARE.match(text)) and (found["link"] or is_press(found["name"])):
        return Credit(source=found["name"].strip(" ."))
    if not is_photo_credit(text) and (found := _BYLINE.match(text)):
        return _named(fold(found["label"]), found["name"])
    if found := _JOOMLA.match(text):
        poster = found["name"].strip()
        return Credit(posted_by=None if fold(poster) in _NOBODY else poster)
    if (found := _BY.match(text)) and not fold(found["name"]).startswith(
        ("do", "ke hoach", "quy dinh", "chuong trinh")
    ):
        name = found["name"].strip(" ().")
        return Credit(author=name) if is_name(name) and not is_organ(name) else Credit(source=name)
    return _bare(text) if bare else None


def _named(label: str, name: str) -> Credit | None:
    """A labelled name without its photo credit, "(t/h)" and source in brackets."""
    name = _PHOTO_PART.sub("", name).strip(" .;,")
    name = _TAIL_MARK.sub("", name)
    if fold(name) in _NOBODY:
        return Credit()
    if found := _bare(name):
        return found
    return (
        Credit(author=name)
        if _SURE.match(label) and 0 < len(name.split()) <= 8 and name[-1] not in "?!:"
        else None
    )


def _bare(text: str) -> Credit | None:
    text = _TAIL_MARK.sub("", text.strip("* ")).strip(" .")
    if is_name(text) and fold(text) not in _NOBODY:
        return Credit(author=text)
    if found := _BRACKET.match(text):
        inner = found["inner"].strip()
        inner = inner[5:].strip(" :") if fold(inner).startswith("theo ") else inner
        if is_name(found["name"]):
            press = is_press(inner)
            return Credit(author=found["name"].strip(), source=inner if press else None)
    if (found := _WITH_ORGAN.match(text)) and is_name(found["name"]) and is_organ(found["organ"]):
        press = is_press(found["organ"])
        return Credit(author=found["name"].strip(), source=found["organ"].strip() if press else None)
    if text.startswith("(") and text.endswith(")") and len(text) > 4:
        return _bare(text[1:-1])
    if len(text.split()) <= 10 and is_press(text) and not text.endswith((".", ":")):
        return Credit(source=text)
    return None
