"""What surrounds an article on an old portal: toolbars, menus, widgets, lists of other news. Pure.

Phrases are compared folded (no accents, lower case): portals spell them in every way. Three classes:
*tools* may stand anywhere and are dropped; a *foot* phrase ends the article; a *detour* phrase opens a
list of other news that the article may continue after.
"""

from __future__ import annotations

import re

from portal.text import fold

_TOOLS = """
print|in|in trang|in trang nay|in bai|in bai viet|in tin|in noi dung|ban in|phien ban in|xem ban in
email|e-mail|mail|gui mail
gui email|gui e-mail|gui cho ban be|gui bai viet|gui bai viet cho ban be|gui tin nay|chia se
chia se bai viet|chia se facebook
chia se zalo|chia se len facebook|share|shares|like|likes|thich|tweet|facebook|zalo|twitter|x|youtube
google+|linkedin|pinterest
telegram|messenger|instagram|tiktok|fanpage|google news|you are here|ban dang o day|ban o day
ban dang xem|tang co chu|giam co chu
tang|giam|co chu|co chu lon|co chu nho|co chu mac dinh|kich thuoc chu|a-|a+|aa|a|a -|a +|nghe
nghe bai viet|nghe doc bai|doc bai viet
nghe noi dung|nghe audio|giong nam|giong nu|nu mien bac|nam mien bac|trang chu|home|homepage|dang nhap
dang ky|dang xuat|login|sign in
tim kiem|tim kiem nang cao|search|menu|skip to main content|skip ribbon commands|skip to content
skip navigation|turn on more accessible mode
turn off more accessible mode|chuyen den noi dung chinh|den noi dung chinh|bo qua dieu huong|goc|bai goc
ban goc|xem bai goc|ve dau trang
len dau trang|dau trang|back to top|top|quay lai|tro lai|tro ve|tro ve trang chu|tro ve trang truoc
go back|back|next|previous|truoc|sau
trang truoc|trang sau|tiep theo|ke tiep|rss|so do site|so do cong|sitemap|so do trang|lien he|gop y
hoi dap|english|tieng viet|vietnamese
luu|luu tin|luu bai|luu bai viet|luu trang|bookmark|sao chep|sao chep lien ket|copy link|copy|lay link
download|tai ve|tai xuong|xem toan man hinh
thu gon|mo rong|dong|close|xem anh|phong to|thu nho|che do doc|che do toi|tuong phan|do tuong phan
giao dien|theo doi|quan tam|theo doi chung toi
xem chi tiet|chi tiet|chu thich anh|refresh|tin tuc|tin tuc - su kien|tin tuc su kien
font size|font|mac dinh|default|reset
aa+|+|-|dang tai|dang tai du lieu|loading|vui long doi
"""
_FEET = """
tin khac|cac tin khac|tin bai khac|cac tin bai khac|bai viet khac|cac bai viet khac|bai khac
cac bai khac|tin tuc khac|cac tin tuc khac
tin, bai khac|cac tin, bai khac|tin cung chuyen muc|tin bai cung chuyen muc|bai cung chuyen muc
bai viet cung chuyen muc|cung chuyen muc
cac tin cung chuyen muc|tin cung loai|cac tin cung loai|tin cung chu de|bai viet cung chu de|cung chu de
tin moi hon|tin cu hon|cac tin moi hon
cac tin cu hon|nhung tin moi hon|nhung tin cu hon|bai moi hon|bai cu hon|tin da dua|cac tin da dua
cac tin da dang|tin da dang|cac tin truoc
tin truoc|tin tiep theo|bai truoc|bai tiep theo|bai viet truoc|bai viet tiep theo|bai viet moi
bai viet moi nhat|y kien ban doc|y kien doc gia
y kien cua ban|y kien nhan xet|y kien phan hoi|y kien|gui y kien|gui y kien cua ban|gui y kien phan hoi
binh luan|gui binh luan|viet binh luan
them binh luan|them binh luan moi|them y kien|phan hoi|gui phan hoi|de lai mot binh luan
de lai binh luan|de lai y kien|leave a reply|leave a comment
comments|add new comment|nhan xet|ho ten|ho va ten|ten cua ban|dia chi email|ma bao ve|ma xac nhan
ma bao mat|ma kiem tra|nhap ma|thoi tiet
du bao thoi tiet|lien ket website|lien ket web|lien ket|lien ket site|lien ket trang|lien ket nhanh
website lien ket|tien ich thong tin|tien ich
nguon tin|qr code|ma qr|ma qr code|quet ma qr|tu khoa|tags|tag|the|tin noi bat|tin moi|tin moi nhat
tin moi cap nhat|tin nong|doc nhieu
doc nhieu nhat|xem nhieu|xem nhieu nhat|tin doc nhieu|tin doc nhieu nhat|tin xem nhieu
tin xem nhieu nhat|bai doc nhieu|tieu diem|video|videos
clip|thu vien anh|thu vien video|thu vien hinh anh|video clip|phong su anh|hinh anh hoat dong
anh hoat dong|danh muc|chuyen muc|thong ke truy cap
thong ke|luot truy cap|so luot truy cap|dang truy cap|truy cap|dang online|van ban moi
van ban moi ban hanh|van ban chi dao|quang cao|co the ban quan tam
ban co the quan tam|tham do y kien|trung cau y kien|chung toi tren mang xa hoi|mang xa hoi
ket noi voi chung toi|ti gia|ty gia|gia vang|lich cong tac
doi tac|thong tin can biet|danh gia bai viet|danh gia|xep hang|click de danh gia bai viet|binh chon
in bai viet nay|cac tin bai truoc
tin bai lien quan khac|ban doc|thong tin lien he|lien he quang cao|theo dong su kien|dong su kien
"""
_DETOURS = """
tin lien quan|tin bai lien quan|cac tin lien quan|bai lien quan|bai viet lien quan
cac bai viet lien quan|tin tuc lien quan|noi dung lien quan
xem them|doc them|mời xem them|>> xem them|>>> xem them|tin, bai lien quan|lien quan
"""


def _phrases(block: str) -> frozenset[str]:
    return frozenset(fold(p) for line in block.strip().splitlines() for p in line.split("|") if p.strip())


_TOOL_SET, _FOOT_SET, _DETOUR_SET = _phrases(_TOOLS), _phrases(_FEET), _phrases(_DETOURS)
_TOOL_WORDS = frozenset(tuple(p.split()) for p in _TOOL_SET)
_LONGEST = max(len(p) for p in _TOOL_WORDS)

_NOISE = re.compile(
    r"^(?:"
    r"\w+portal - \w+.*|[a-z]+(?:_[a-z0-9]+)+|"  # names of server blocks
    r"(?:so )?(?:luot|lan) (?:xem|doc|truy cap|view)(?: tin| bai)? ?:? ?[\d.,]*|(?:da )?(?:xem|doc|"
    r"views?|hits) ?:? ?[\d.,]+(?: (?:luot|lan))?|"
    r"[\d.,]+[k]? ?(?:luot|lan)? ?(?:xem|doc|views?|luot xem|like|likes|chia se|shares?|binh luan|"
    r"y kien|thich)|"
    r"(?:chia se|like|share|thich|binh luan|y kien|tweet) ?[:(]? ?\d+\)?|"
    r"date \d{4}-\d{2}|https?://\S+|www\.\S+|\S+\.(?:jpe?g|png|gif|bmp|webp|aspx|pdf|docx?|xlsx?|rar|zip)|[\W_]+|[\W_]{0,5}\d{1,3}[\W_]{0,5}|"
    r"(?:xem|doc) (?:them|tiep|chi tiet)\b(?:.{0,3}|.{0,60}:)|"
    r"(?:chuyen muc|danh muc|category|the loai|muc) ?: .{1,60}|"
    r"(?:tep|file|tai lieu|van ban) (?:tin )?(?:dinh kem|kem theo).{0,200}|(?:tai|"
    r"download) (?:file|tep|ve|van ban|tai lieu).{0,120}|"
    r"(?:theo doi|follow) .{1,40} (?:tren|on)\b.{0,40}|"
    r"(?:tong so diem|click de danh gia|xep hang|danh gia|rating|diem danh gia|vote|"
    r"hay la nguoi dau tien).{0,120}|"
    r"(?:image|img|dsc|anh minh hoa)[\s_-]?\d*(?:\.\w{3,4})?|"
    r"\[?(?:anh|hinh anh|image|photo)\]?|trang \d+(?:/| tren )\d+|"
    r"(?:ban|trinh duyet)\b.{0,40}\bjavascript.{0,120}|.{0,40}enable javascript.{0,80}|"
    r"post views ?:? ?\d*|bai viet (?:da )?duoc .{0,30}luot.{0,20}"
    r")$"
)
_FOOT = re.compile(
    r"^(?:"
    r"(?:©|\(c\)|copyright|ban quyen)\b.{0,200}|ghi ro nguon.{0,200}|(?:co quan|"
    r"don vi) chu quan ?:.{0,200}|giay phep (?:so|hoat dong|thiet lap|xuat ban).{0,250}|"
    r"chiu trach nhiem (?:chinh|noi dung|xuat ban).{0,200}|(?:tong bien tap|truong ban bien tap|"
    r"phu trach bien tap) ?:.{0,120}|"
    r"(?:thiet ke|phat trien|xay dung) (?:boi|va phat trien boi)\b.{0,80}|powered by\b.{0,80}|"
    r"developed by\b.{0,80}|"
    r"(?:tru so|dia chi) ?: .{0,200}|(?:dien thoai|dt|tel|fax|hotline|duong day nong|"
    r"so dien thoai) ?[:.] ?[\d(+].{0,80}|email ?: ?\S+@\S+.{0,60}|"
    r"(?:tu khoa|tags?|the|qr code|ma qr) ?: ?.{0,250}|ma qr.{0,120}|qr code .{0,120}|"
    r"(?:y kien(?: ban doc)?|binh luan|phan hoi|comments?) ?[(:] ?\d* ?\)?|(?:\d+|co \d+|"
    r"chua co) (?:binh luan|y kien|phan hoi|comments?)\b.{0,60}|"
    r"(?:ban can|ban phai|vui long|hay|xin moi|moi ban) (?:dang nhap|nhap|gui|go).{0,150}|"
    r"\W{0,3}moi (?:quy |cac )?(?:doc gia|vi|ban(?: doc)?|khan gia)\b.{0,200}|"
    r"binh luan cua ban se.{0,120}|email cua ban se khong.{0,150}|"
    r"(?:cac |nhung )?(?:tin|bai)(?: viet| bai| tuc)? (?:khac|cung|da dua|da dang|moi hon|cu hon)\b.{0,30}|"
    r"(?:dang|so nguoi|tong(?: so)?(?: luot)?|luot|hom nay|hom qua|tuan nay|thang nay|"
    r"trong (?:tuan|thang|ngay))(?: dang)? ?(?:truy cap|online)? ?: ?[\d.,]+|"
    r"(?:prev|next|bai truoc|bai sau|tin truoc|tin sau)(?: article| post)? ?: .{0,200}"
    r")$"
)
_DETOUR = re.compile(r"^(?:(?:\W{0,4})(?:xem them|doc them|tin lien quan|bai lien quan) ?:? ?.{0,160})$")
_CRUMBS = re.compile(
    r"^(?:trang chu|trang nhat)\b|^home\s*(?:[»›>/|:\\-]+|\u2192)|.{2,40}\s[»›]\s.{2,40}|"
    r"^[^.]{2,40} > [^.]{2,40}$"
)
_SITE = re.compile(
    r"^(?:cong|trang)(?: tin| thong tin)+ (?:dien tu|tong hop)\b|^(?:cong|"
    r"trang) (?:thong tin )?(?:thanh phan|dien tu)\b|^website\b|"
    r"^co quan (?:cua|ngon luan)\b|^(?:tieng noi cua)\b|^cong thong tin\b|^bao .{2,30} (?:dien tu|"
    r"online)$|^chao mung\b|^nhiet liet chao mung\b"
)
_QR_TITLE = re.compile(
    r"^\s*(?:QR ?CODE|Mã QR|Tiêu đề|Bạn đang (?:xem|đọc)(?: bài viết)?|"
    r"Tên bài(?: viết)?)\s*:\s*(?P<title>\S.{9,300})$",
    re.IGNORECASE,
)
_MORE = re.compile(
    r"^\W{0,3}(?:xem (?:chi tiet|tiep|them)|chi tiet|doc (?:tiep|them)|read more|tiep)\W{0,5}$"
)
_PAGER = re.compile(
    r"^(?:trang ?:? ?)?(?:«|<|dau|truoc|first|prev)?[\s|«<]*\d{1,3}(?:[\s|,]+\d{1,3}){2,}[\s|"
    r".…>»]*(?:(?:\.\.\.|sau|cuoi|tiep|next|last|trang sau)[\s|>»]*)*$"
)
_WIDGETS = (
    "Ý KIẾN BẠN ĐỌC", "Ý KIẾN ĐỘC GIẢ", "BÌNH LUẬN", "TIN LIÊN QUAN", "BÀI LIÊN QUAN", "TIN KHÁC",
    "CÁC TIN KHÁC", "TIN TỨC KHÁC",
    "BÀI VIẾT KHÁC", "TIN CÙNG CHUYÊN MỤC", "CÙNG CHUYÊN MỤC", "CÁC TIN ĐÃ ĐƯA", "TIN MỚI HƠN",
    "TIN CŨ HƠN", "GỬI BÌNH LUẬN", "TIN NỔI BẬT",
    "TIN MỚI NHẤT", "ĐỌC NHIỀU NHẤT", "LIÊN KẾT WEBSITE", "THỜI TIẾT", "IN BÀI VIẾT", "GỬI EMAIL",
    "CHIA SẺ", "LƯỢT XEM", "TỪ KHÓA",
    "BÀI VIẾT LIÊN QUAN", "QUAY LẠI", "GỬI Ý KIẾN", "XEM THÊM", "TIN BÀI KHÁC", "NHỮNG TIN MỚI HƠN",
    "NHỮNG TIN CŨ HƠN",
)  # fmt: skip
_GLUED = re.compile(rf"(?<=[^\s\W])(?:(?i:{'|'.join(map(re.escape, _WIDGETS))}))(?=\W|$)")
#: "… biết, thực hiện./.Nơi nhận:"
_RECIPIENTS = re.compile(r"(?<=[./;])\s*(?=Nơi nhận\s*:)")
#: "09:34 26/04/2019 Chiều 25-4, …", "26/12/2023, 18:36Sáng 26-12, …", "date 2026-02-09 Xã hội"
_STAMPED = re.compile(
    r"^(?:\d{1,2}:\d{2}[\s,|-]{1,3}\d{1,2}[/-]\d{1,2}[/-]\d{4}|"
    r"\d{1,2}[/-]\d{1,2}[/-]\d{4}[\s,|-]{1,3}\d{1,2}:\d{2}|date \d{4}-\d{2}(?:-\d{2})?)"
    r"\s?(?=[^\W\d_a-z][^\W\d_A-Z])"
)
_TRAILING = re.compile(rf"\s(?:{'|'.join(map(re.escape, _WIDGETS))})\s*:?$")


def strip_tools(text: str) -> str:
    """The folded line without its toolbar words; "" when it was nothing else."""
    words = re.sub(r"[|•·»›:;,\[\]()]+", " ", fold(text)).split()
    kept, i = [], 0
    while i < len(words):
        size = next(
            (
                n
                for n in range(min(_LONGEST, len(words) - i), 0, -1)
                if tuple(words[i : i + n]) in _TOOL_WORDS
            ),
            0,
        )
        if not size:
            kept.append(words[i])
        i += size or 1
    return " ".join(kept).strip("-/ ")


def is_noise(text: str) -> bool:
    """A line of tools, counters, server names or breadcrumbs: dropped wherever it stands."""
    if len(text) > 300:
        return False
    folded = fold(text)
    return bool(_NOISE.match(folded)) or not strip_tools(text) or bool(_CRUMBS.match(folded))


def is_foot(text: str) -> bool:
    """A line after which nothing of the article follows."""
    if len(text) > 300:
        return False
    folded = fold(text)
    return folded.strip(" :.»>-[]()|") in _FOOT_SET or bool(_FOOT.match(folded))


def is_detour(text: str) -> bool:
    """The head of a box of other news inside or after an article."""
    if len(text) > 200:
        return False
    folded = fold(text)
    return folded.strip(" :.»>-[]()|") in _DETOUR_SET or bool(_DETOUR.match(folded))


def is_site_name(text: str) -> bool:
    return bool(_SITE.search(fold(text[:120])))


def is_more(text: str) -> bool:
    """ "Xem chi tiết", "Đọc tiếp": a list of news repeats it."""
    return len(text) < 40 and bool(_MORE.match(fold(text)))


def is_pager(text: str) -> bool:
    """ "Trang 1 2 3 … Tiếp": the foot of a list."""
    return len(text) < 120 and bool(_PAGER.match(fold(text)))


def foot_title(text: str) -> str | None:
    """The headline that a foot line repeats ("QR CODE: …"), when a page prints it nowhere else."""
    found = _QR_TITLE.match(text) if len(text) < 350 else None
    return found["title"].strip() if found else None


def unglue(text: str) -> list[str]:
    """The line cut before a widget's name glued to it: "T/h: Lê HảiÝ KIẾN BẠN ĐỌC" is two lines."""
    found = (
        _TRAILING.search(text)
        or _RECIPIENTS.search(text)
        or _STAMPED.match(text[:40])
        or next(
            (
                m
                for m in _GLUED.finditer(text)
                if text[m.start()].isupper() and not text[m.start() - 1].isupper()
            ),
            None,
        )
    )
    at = found.end() if found and found.re is _STAMPED else found.start() if found else 0
    return [piece for piece in (text[:at].strip(), text[at:].strip()) if piece]
