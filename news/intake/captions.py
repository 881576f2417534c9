"""Which short lines are words under a picture, when the page does not mark them. Pure.

A caption names a scene ("Quang cảnh hội nghị.", "Đồng chí … phát biểu …"); a paragraph tells what happened.
Each sign for or against weighs a few points; `THRESHOLD` of them make a caption.
"""

from __future__ import annotations

import re

from news.intake.lines import Line, ends_sentence, is_item
from portal.text import fold

THRESHOLD = 3

_SCENE = re.compile(
    r"^(?:quang canh|toan canh|canh|mot goc|hinh anh|anh(?: minh hoa| chup| tu lieu)?\s*[:.(]|"
    r"anh minh hoa|cac tiet muc|tiet muc|phoi canh|trong anh|"
    r"chup anh|le (?:cat bang|dang huong|chao co)|so do|bieu do|ban do)"
)
_CROWD = re.compile(
    r"^(?:cac )?(?:dai bieu|doan (?:cong tac|kiem tra|giam sat|khao sat|dai bieu)|nhan dan|"
    r"nguoi dan|ba con|hoi vien|doan vien|can bo|chien si|luc luong|dang vien|thanh vien|hoc sinh|"
    r"giao vien|"
    r"cong nhan|nong dan|phu nu|dong bao|mo hinh|cu tri|thanh nien|doan vien thanh nien)\b"
)
_PERSON = re.compile(
    r"^(?:cac )?(?:dong chi|d/c|ong|ba|anh|chi|thuong toa|dai duc|hoa thuong|linh muc|muc su|"
    r"lanh dao|dai dien|thuong truc|ban to chuc|chu toa|chu tri|"
    r"bi thu|pho bi thu|chu tich|pho chu tich|truong ban|pho truong ban|tap the|doan chu tich|"
    r"thu tuong|tong bi thu|thuong tuong|trung tuong|thieu tuong|dai ta)\b"
)
_ACT = re.compile(
    r"\b(?:phat bieu|trao (?:tang|qua|bang|giay|co|huy hieu|quyet dinh|thuong|doi|hoa|kinh phi|"
    r"nha)|trao|tang (?:qua|hoa|giay|bang|co|anh)|chup anh|luu niem|"
    r"dang huong|dang hoa|cat bang|bo phieu|bieu quyet|ky ket|ky (?:chuong trinh|giao uoc)|"
    r"tham quan|lam viec (?:voi|tai)|kiem tra thuc dia|trinh bay|ket luan|thao luan tai|"
    r"bao cao tai|"
    r"tham(?: hoi)?(?: va|,| mo hinh)?|trong cay|khen thuong cho|chuc mung)\b"
)
_ATTEND = re.compile(
    r"\b(?:du (?!an|thao|kien|bao|toan|phong)|tham du|tham gia|chu tri|dieu hanh|khai mac|be mac|"
    r"tai (?:hoi nghi|buoi|cuoc|le|dai hoi|chuong trinh|lop|toa dam))"
)
#: With accents: folded, "nhằm" is the year Nhâm and "đã" is many words.
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
    r"tren|de |tu |nhan |dip|chuong trinh|hoi nghi|buoi|cuoc|dac biet|duoc biet)\b"
)
_CREDIT = re.compile(
    r"(?:^|[\s(.–-])(?:Ảnh|Nguồn ảnh|Photo)\s*:\s*\S.{0,50}$|\(Ảnh[^)]{0,50}\)\.?$|"
    r"Ảnh\s[A-ZĐ][^\s.,]{1,8}(?:\s[A-ZĐ][^\s.,]{0,8}){1,3}\.?$"
)
_TWO_SENTENCES = re.compile(r"[.!?]\s+[A-ZĐÀ-Ỹ]")
_PROPER = re.compile(r"\s[A-ZĐÀ-Ỹ][a-zà-ỹđ]+\s[A-ZĐÀ-Ỹ][a-zà-ỹđ]+")


def weight(line: Line, again: bool = False, inside: bool = False) -> int:
    """How much a line looks like a caption.

    `again`: the same words stand right beside it once more. `inside`: paragraphs stand before and after it.
    """
    text, words = line.text, line.words
    if not 3 <= words <= 60 or is_item(text) or text.endswith((":", ";", ",")):
        return 0
    folded = fold(text)
    credited = bool(_CREDIT.search(text))
    points = 3 * credited + 3 * again + 2 * line.near_image
    act = _ACT.search(folded)
    if _SCENE.match(folded):
        points += 3
    elif _CROWD.match(folded):
        points += 2 + bool(_ATTEND.search(folded) or act)
    elif _PERSON.match(folded):
        points += 1 + 2 * bool(act) + (bool(_ATTEND.search(folded)) and not act)
    elif _OPENS.match(folded):
        points -= 1
    if not ends_sentence(text):
        points += 1 + (bool(_PROPER.search(text)) and words >= 7 and points > 0)
        if inside and words >= 10 and _PROPER.search(text) and not _SUBHEADING.match(folded):
            points += 2
    if not credited:
        points -= 2 * bool(_TELLS.search(text.lower())) + 3 * bool(_TWO_SENTENCES.search(text))
    return (
        points
        - (words > 28 and ends_sentence(text) and not again and not line.near_image)
        - (words > 32)
        - 2 * (words > 45)
    )


def is_caption(line: Line, again: bool = False, inside: bool = False) -> bool:
    return weight(line, again, inside) >= THRESHOLD
