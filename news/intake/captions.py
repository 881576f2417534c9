"""Which short lines are words under a picture, when the page does not mark them. Pure.

A caption names a scene ("Quang cảnh hội nghị.", "Đồng chí … phát biểu …"); a paragraph tells what happened.
Each sign for or against weighs a few points; `THRESHOLD` of them make a caption.
"""

from __future__ import annotations

import re

from news.intake.lines import Line, ends_sentence, is_item
from portal.text import fold

THRESHOLD = 3

#: Accents are kept below: folded, "tuyến đường" is "tuyên dương", "bà" is three and "nhằm" is the year Nhâm.
_SCENE = re.compile(
    r"^\W?(?:ảnh(?: minh h[oọ][aạ]| chụp| tư liệu)?\s*\d?\s*[:.(]|(?:quang cảnh|toàn cảnh|cảnh|"
    r"một góc|(?:một số )?hình ảnh|ảnh minh h[oọ][aạ]|"
    r"(?:các )?tiết mục|phối cảnh|trong ảnh|chụp ảnh|cắt băng|dâng hương|lễ (?:cắt băng|dâng hương|"
    r"chào cờ)|sơ đồ|biểu đồ|bản đồ)\b)"
)
_CROWD = re.compile(
    r"^\W?(?:các )?(?:đại biểu|đoàn (?:công tác|kiểm tra|giám sát|khảo sát|đại biểu)|nhân dân|"
    r"người dân|bà con|hội viên|đoàn viên|"
    r"cán bộ|chiến sĩ|chiến sỹ|lực lượng|đảng viên|thành viên|học sinh|giáo viên|công nhân|"
    r"nông dân|phụ nữ|đồng bào|mô hình|"
    r"tuyến đường|con đường|cử tri|thanh niên|giáo dân|phật tử|bộ đội|chư tôn đức|tăng ni)\b"
)
#: People and places at their daily work, the subject of a picture more often than of a paragraph.
_DAILY = re.compile(
    r"^\W?(?:người dân|bà con|nông dân|công nhân|học sinh|phụ nữ|mô hình|tuyến đường|con đường)\b"
)
#: A deed without a doer: "Trao quà cho các cụ."
_DEED = re.compile(
    r"^\W?(?:trao|tặng) (?:quà|hoa|cờ|giấy|bằng|thiệp|thưởng|quyết định|học bổng|nhà|kỷ niệm chương)\b"
)
_PERSON = re.compile(
    r"^\W?(?:các )?(?:đồng chí|đ/c|đ\.c|ông|bà|anh|chị|thượng tọa|thượng toạ|đại đức|hòa thượng|"
    r"hoà thượng|linh mục|mục sư|lãnh đạo|"
    r"đại diện|thường trực|ban tổ chức|chủ tọa|chủ toạ|chủ trì|bí thư|phó bí thư|chủ tịch|"
    r"phó chủ tịch|trưởng ban|phó trưởng ban|"
    r"tập thể|đoàn chủ tịch|thủ tướng|tổng bí thư|đại tướng|thượng tướng|trung tướng|thiếu tướng|"
    r"đại tá|thượng tá)\b"
)
_ACT = re.compile(
    r"\b(?:phát biểu|trao(?! đổi)|tặng (?:quà|hoa|giấy|bằng|cờ|ảnh)|chụp ảnh|lưu niệm|dâng hương|"
    r"dâng hoa|cắt băng|bỏ phiếu|biểu quyết|"
    r"ký kết|ký (?:chương trình|giao ước)|làm việc (?:với|tại)|tham quan|kiểm tra thực địa|"
    r"trình bày|kết luận|thảo luận tại|"
    r"ôn lại|truyền đạt|quán triệt|thông tin|cập nhật|giới thiệu|"
    r"báo cáo tại|thăm(?: hỏi)?|trồng cây|khen thưởng cho|chúc mừng)\b"
)
_ATTEND = re.compile(
    r"\b(?:dự (?!án|thảo|kiến|báo|toán|phòng)|tham dự|tham gia|chủ trì|điều hành|khai mạc|bế mạc|"
    r"cùng (?:các|chư|đoàn|lãnh đạo|đại biểu)|"
    r"tại (?:hội nghị|buổi|cuộc|lễ|đại hội|chương trình|lớp|tọa đàm|toạ đàm))"
)
_TELLS = re.compile(
    r"\b(?:đã|sẽ|cần|phải|yêu cầu|nhấn mạnh|cho biết|cho rằng|đề nghị|khẳng định|theo đó|được nghe|"
    r"cũng|đồng thời|tuy nhiên|"
    r"nhằm|mong muốn|bày tỏ|được các|chỉ đạo|thông qua|làm rõ|đánh giá cao|tiếp thu|giải đáp|"
    r"trả lời|nêu rõ|biểu dương|"
    r"ghi nhận|giải trình|phân tích|chia sẻ về)\b"
)
#: A subheading of a long article opens so.
_SUBHEADING = re.compile(
    r"^(?:nang cao|day manh|tang cuong|phat huy|xay dung|tiep tuc|doi moi|chu trong|quan tam|tao|"
    r"lan toa|giu|dua|lam|ket qua|nhung|de|khi|vi sao|hieu qua|chuyen)\b"
)
_OPENS = re.compile(
    r"^(?:sang|chieu|toi|ngay|trong|tai|theo|phat bieu|du |cung |den |nham|voi |ve |sau |nam |"
    r"thuc hien|hien nay|ben canh|ngoai ra|tham (?:du|gia)|cung du|tiep|ket thuc|qua|"
    r"tren|de |tu |nhan |dip|dac biet|duoc biet)\b"
)
_CREDIT = re.compile(
    r"(?:^|[\s(.–-])(?:Ảnh|Nguồn ảnh|Photo)\s*:\s*\S.{0,50}$|\(Ảnh[^)]{0,50}\)\.?$|"
    r"Ảnh\s[A-ZĐ][^\s.,]{1,8}(?:\s[A-ZĐ][^\s.,]{0,8}){1,3}\.?$"
)
#: Who is who in the picture: "(giữa)", "(áo xanh)", "(thứ hai từ trái sang)".
_PLACED = re.compile(r"\((?:[^()]{0,40}\s)?(?:giữa|trái|phải|áo|đứng|ngồi|ngoài cùng|hàng)\b[^()]{0,40}\)")
_TWO_SENTENCES = re.compile(r"[.!?]\s+[A-ZĐÀ-Ỹ]")
_PROPER = re.compile(r"\s[A-ZĐÀ-Ỹ][a-zà-ỹđ]+\s[A-ZĐÀ-Ỹ][a-zà-ỹđ]+")


def weight(line: Line, again: bool = False, inside: bool = False) -> int:
    """How much a line looks like a caption.

    `again`: the same words stand right beside it once more. `inside`: paragraphs stand before and after it.
    """
    text, words = line.text, line.words
    if not 3 <= words <= 60 or is_item(text) or text.endswith((":", ";", ",")):
        return 0
    folded, small = fold(text), text.lower()
    credited = bool(_CREDIT.search(text))
    told = _TWO_SENTENCES.search(text)
    points = 3 * credited + 3 * again + 3 * bool(_PLACED.search(small))
    act = _ACT.search(small)
    tells = bool(_TELLS.search(small))
    points += min(2, line.near_image) if tells or told or words > 35 else line.near_image
    shown = bool(credited or again or line.near_image or (_PERSON.match(small) and act and not tells))
    if _SCENE.match(small):
        points += 3
    elif _CROWD.match(small):
        daily = _DAILY.match(small) and words <= 22 and not tells
        points += 2 + bool(_ATTEND.search(small) or act or daily)
    elif inside and _DEED.match(small):
        points += 3
    elif _PERSON.match(small):
        points += 1 + 2 * bool(act) + (bool(_ATTEND.search(small)) and not act)
    elif _OPENS.match(folded) and ends_sentence(text):
        points -= 1
    if not ends_sentence(text):
        points += 1 + (bool(_PROPER.search(text)) and words >= 7 and points > 0)
        if inside and words >= 10 and _PROPER.search(text) and not _SUBHEADING.match(folded):
            points += 2
    if not credited:
        points -= 2 * tells + 3 * bool(told)
    return (
        points
        - (not shown and words > 28 and ends_sentence(text))
        - (not shown and words > 32)
        - 2 * (words > 45)
    )


def is_caption(line: Line, again: bool = False, inside: bool = False) -> bool:
    return weight(line, again, inside) >= THRESHOLD


def shows_a_scene(text: str) -> bool:
    """A caption by its first words or its photo credit, which no title has ("Quang cảnh …", "… Ảnh: An")."""
    small = text.lower()
    return bool(
        _SCENE.match(small) or _CREDIT.search(text) or (_PERSON.match(small) and "phát biểu tại" in small)
    )
