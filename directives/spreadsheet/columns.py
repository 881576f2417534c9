"""The columns of the register as a spreadsheet, declared once for template, reader and messages. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal.text import fold

_NOT_WORD = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Column:
    """One fact of a text. `also`: headings met in real files; `most`: characters that the register takes."""

    name: str
    heading: str
    width: int
    hint: str = ""
    also: tuple[str, ...] = ()
    most: int = 0
    #: Whether the template has it; the others are only understood.
    offered: bool = True
    required: bool = False


#: Columns that name other texts; the names are the kinds of `Relation`.
RELATIONS: tuple[Column, ...] = (
    Column(
        "replaces", "Thay thế", 22, "Số của văn bản bị thay thế: 12-CT/TU; nhiều số cách nhau dấu chấm phẩy.",
        ("thay thế cho", "thay thế văn bản", "văn bản bị thay thế", "thay thế vb"),
    ),
    Column(
        "amends", "Sửa đổi, bổ sung", 22, "Số của văn bản được văn bản này sửa đổi, bổ sung.",
        ("sửa đổi", "bổ sung", "sửa đổi bổ sung văn bản", "văn bản được sửa đổi bổ sung"),
    ),
    Column("repeals", "Bãi bỏ", 22, "Số của văn bản bị bãi bỏ.",
           ("hủy bỏ", "bãi bỏ văn bản", "văn bản bị bãi bỏ")),
    Column("corrects", "Đính chính", 22, "Số của văn bản được đính chính.", ("đính chính văn bản",)),
    Column("based_on", "Căn cứ", 22, "Số của văn bản làm căn cứ.", ("căn cứ văn bản", "văn bản căn cứ")),
    Column(
        "implements", "Thực hiện, cụ thể hóa", 22, "Số của văn bản mà văn bản này thực hiện, cụ thể hóa.",
        ("thực hiện", "cụ thể hóa", "triển khai thực hiện", "thực hiện văn bản"),
    ),
    Column("guides", "Hướng dẫn", 22, "Số của văn bản mà văn bản này hướng dẫn.", ("hướng dẫn văn bản",)),
)  # fmt: skip
COLUMNS: tuple[Column, ...] = (
    Column(
        "symbol", "Số, ký hiệu", 16,
        "Như in trên văn bản: 446-QĐ/TU, 45/QĐ-UBND, 30/2020/NĐ-CP. Để trống nếu văn bản không đánh số.",
        ("số kí hiệu", "số và ký hiệu", "số hiệu", "số văn bản", "số vb", "số hiệu văn bản",
         "số ký hiệu văn bản", "số ký hiệu vb", "skh"), 80,
    ),
    Column("number", "Số", 8, "", ("số đi", "số phát hành"), offered=False),
    Column("mark", "Ký hiệu", 12, "", ("kí hiệu", "ký hiệu văn bản"), offered=False),
    Column(
        "type", "Loại văn bản", 16, "Chọn trong danh sách. Bỏ trống được khi ký hiệu chỉ ứng với một loại.",
        ("loại", "thể loại", "tên loại", "loại vb", "tên loại văn bản", "hình thức văn bản",
         "thể loại văn bản"),
    ),
    Column(
        "issuing_body", "Cơ quan ban hành", 30,
        "Chọn trong danh sách. Bỏ trống được khi ký hiệu chỉ ứng với một cơ quan.",
        ("cơ quan", "nơi ban hành", "đơn vị ban hành", "cơ quan tổ chức ban hành", "cơ quan bh", "cqbh",
         "cấp ban hành", "tác giả"),
    ),
    Column(
        "issued_on", "Ngày ban hành", 14, "Ngày/tháng/năm: 26/11/2021, hoặc 26 tháng 11 năm 2021.",
        ("ngày", "ngày tháng", "ngày ký", "ngày tháng năm", "ngày văn bản", "ngày vb", "ngày tháng văn bản",
         "ngày tháng năm ban hành", "ngày tháng ban hành", "thời gian ban hành", "ngày bh"),
        required=True,
    ),
    Column(
        "subject", "Trích yếu", 70, "Trích yếu nội dung, không nhắc lại loại văn bản và số.",
        ("trích yếu nội dung", "nội dung trích yếu", "nội dung", "tên văn bản", "về việc",
         "trích yếu văn bản", "trích yếu nội dung văn bản", "tiêu đề"), 600, required=True,
    ),
    Column("signer", "Người ký", 22, "Họ và tên, ví dụ Lường Văn Chung.",
           ("họ tên người ký", "họ và tên người ký", "người ký văn bản", "người ký ban hành"), 120),
    Column("signer_position", "Chức vụ người ký", 22, "Ví dụ Phó Bí thư.",
           ("chức vụ", "chức danh người ký"), 200),
    Column("signing_authority", "Thẩm quyền ký", 24, "Ví dụ T/M BAN THƯỜNG VỤ.",
           ("quyền hạn ký", "thẩm quyền", "quyền hạn chức vụ"), 200),
    Column("place", "Địa danh", 14, "Ví dụ Đồng Sơn.", ("nơi ký", "địa điểm"), 100),
    Column("fields", "Lĩnh vực", 22, "Tên trong danh mục; nhiều lĩnh vực cách nhau dấu chấm phẩy.",
           ("lĩnh vực văn bản", "chuyên mục", "lĩnh vực công tác")),
    Column("in_force_from", "Có hiệu lực từ", 14, "Để trống nếu văn bản không ghi.",
           ("hiệu lực từ", "ngày có hiệu lực", "ngày hiệu lực", "hiệu lực từ ngày",
            "có hiệu lực từ ngày", "bắt đầu hiệu lực")),
    Column("in_force_until", "Hết hiệu lực sau ngày", 14, "Ngày cuối còn hiệu lực. Để trống nếu không ghi.",
           ("hiệu lực đến", "ngày hết hiệu lực", "hết hiệu lực", "hiệu lực đến ngày")),
    Column("recipients", "Nơi nhận", 30, "Mỗi nơi một dòng trong ô (Alt+Enter), hoặc cách nhau dấu ;",
           ("nơi nhận văn bản", "đơn vị nhận")),
    Column("marking", "Độ mật", 14, "Mật, Lưu hành nội bộ… Văn bản có dấu không bao giờ được đăng.",
           ("dấu mật", "mức độ mật", "dấu mật dấu lưu hành", "độ mật dấu lưu hành", "dấu lưu hành")),
    *RELATIONS,
    Column("body", "Toàn văn", 60, "Không bắt buộc. Chữ thuần của văn bản; tệp PDF đính kèm sau.",
           ("toàn văn văn bản", "nội dung toàn văn", "nội dung văn bản", "nội dung đầy đủ")),
)  # fmt: skip
#: Headings that carry nothing to import: our own export has some, and nearly every file a running number.
UNUSED = frozenset(
    {"stt", "tt", "so tt", "so thu tu", "hieu luc", "can cu xac dinh hieu luc", "dia chi", "ket qua xem thu"}
)


def heading_key(words: str) -> str:
    """What the spellings of one heading share: "SỐ, KÝ HIỆU:" and "Số / ký hiệu" are "so ky hieu"."""
    return _NOT_WORD.sub(" ", fold(words[:200])).strip()


KNOWN: dict[str, Column] = {
    heading_key(words): column for column in COLUMNS for words in (column.heading, *column.also)
}
BY_NAME: dict[str, Column] = {column.name: column for column in COLUMNS}
