"""Six official texts as they are printed, each with what an attentive reader takes from it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

PARTY = ("ĐẢNG CỘNG SẢN VIỆT NAM",)
STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")


def said(text: str) -> tuple[str, ...]:
    """Paragraphs, apart by blank lines, each on one line."""
    return tuple(" ".join(one.split()) for one in text.strip().split("\n\n"))


@dataclass(frozen=True)
class Sheet:
    """A text as it is printed, and what an attentive reader takes from it."""

    superior: str
    body: tuple[str, ...]
    right: tuple[str, ...]
    number: str
    place_date: str
    kind: str
    title: tuple[str, ...]
    paragraphs: tuple[str, ...]
    recipients: tuple[str, ...]
    signature: tuple[str, ...]
    second: tuple[str, ...] = ()
    rule: str = "-----"
    #: What has to be read from it, by the names of `Paper`.
    facts: dict[str, object] = field(default_factory=dict, hash=False)

    @property
    def left(self) -> tuple[str, ...]:
        return tuple(
            filter(None, (self.superior, *self.body, "*" if self.right == PARTY else "", self.number))
        )

    def but(self, **changes: object) -> Sheet:
        return replace(self, **changes)


DECISION = Sheet(
    "TỈNH ỦY ĐỒNG SƠN",
    ("BAN DÂN VẬN",),
    PARTY,
    "Số 46-QĐ/BDVTU",
    "Đồng Sơn, ngày 05 tháng 02 năm 2026",
    "QUYẾT ĐỊNH",
    ("thành lập Tổ giúp việc Ban Chỉ đạo phong trào", "“Dân vận khéo” giai đoạn 2026 - 2030"),
    said(
        """
        - Căn cứ Quy định số 12-QĐ/TU, ngày 26/11/2025 của Ban Thường vụ Tỉnh ủy về chức năng, nhiệm
        vụ của Ban Dân vận Tỉnh ủy;

        - Xét đề nghị của Văn phòng Ban,

        BAN DÂN VẬN TỈNH ỦY QUYẾT ĐỊNH

        Điều 1. Thành lập Tổ giúp việc gồm các đồng chí có tên trong danh sách kèm theo, do một đồng
        chí Phó Trưởng ban làm Tổ trưởng.

        Điều 2. Tổ giúp việc họp mỗi quý một lần và báo cáo kết quả với lãnh đạo Ban trước ngày 25
        của tháng cuối quý.

        Điều 3. Văn phòng Ban và các đồng chí có tên tại Điều 1 chịu trách nhiệm thi hành Quyết định
        này.
        """
    ),
    ("- Thường trực Tỉnh ủy (để báo cáo),", "- Như Điều 3,", "- Lưu Văn phòng Ban."),
    ("TRƯỞNG BAN", "(đã ký)", "Lò Văn Thắng"),
    facts={
        "symbol": "46-QĐ/BDVTU",
        "type_name": "Quyết định",
        "superior": "TỈNH ỦY ĐỒNG SƠN",
        "issuing_body": "BAN DÂN VẬN",
        "issued_on": date(2026, 2, 5),
        "place": "Đồng Sơn",
        "subject": "Thành lập Tổ giúp việc Ban Chỉ đạo phong trào “Dân vận khéo” giai đoạn 2026 - 2030",
        "sections": ("Điều 1", "Điều 2", "Điều 3"),
        "recipients": ("Thường trực Tỉnh ủy (để báo cáo)", "Như Điều 3", "Lưu Văn phòng Ban"),
        "signing_authority": "",
        "signer_position": "TRƯỞNG BAN",
        "signer": "Lò Văn Thắng",
        "signed_and_sealed": True,
    },
)
DIRECTIVE = Sheet(
    "",
    ("TỈNH ỦY ĐỒNG SƠN",),
    PARTY,
    "Số 15-CT/TU",
    "Đồng Sơn, ngày 12 tháng 3 năm 2026",
    "CHỈ THỊ",
    ("CỦA BAN THƯỜNG VỤ TỈNH ỦY", "về tăng cường công tác tiếp dân ở cơ sở"),
    said(
        """
        Thời gian qua, công tác tiếp dân của cấp ủy các cấp đã có nhiều chuyển biến, góp phần giữ
        vững ổn định từ cơ sở. Tuy vậy, một số nơi còn để người dân phải đi lại nhiều lần.

        Để khắc phục, Ban Thường vụ Tỉnh ủy yêu cầu:

        1. Người đứng đầu cấp ủy trực tiếp tiếp dân ít nhất mỗi tháng một ngày, lịch tiếp niêm yết
        tại trụ sở và đăng trên trang thông tin điện tử.

        2. Đơn thư được trả lời đúng hạn; vụ việc kéo dài phải có người chịu trách nhiệm đến cùng.

        3. Ban Dân vận Tỉnh ủy theo dõi, đôn đốc, sáu tháng một lần báo cáo Ban Thường vụ Tỉnh ủy.

        Chỉ thị này phổ biến đến chi bộ.
        """
    ),
    (
        "- Ban Bí thư Trung ương Đảng (để báo cáo),",
        "- Các đảng ủy trực thuộc Tỉnh ủy,",
        "- Lưu Văn phòng Tỉnh ủy.",
    ),
    ("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", "Triệu Minh Hoà"),
    facts={
        "symbol": "15-CT/TU",
        "type_name": "Chỉ thị",
        "superior": "",
        "issuing_body": "TỈNH ỦY ĐỒNG SƠN",
        "issued_on": date(2026, 3, 12),
        "place": "Đồng Sơn",
        "subject": "Của Ban Thường vụ Tỉnh ủy về tăng cường công tác tiếp dân ở cơ sở",
        "sections": ("1", "2", "3"),
        "recipients": (
            "Ban Bí thư Trung ương Đảng (để báo cáo)",
            "Các đảng ủy trực thuộc Tỉnh ủy",
            "Lưu Văn phòng Tỉnh ủy",
        ),
        "signing_authority": "T/M BAN THƯỜNG VỤ",
        "signer_position": "PHÓ BÍ THƯ",
        "signer": "Triệu Minh Hoà",
        "signed_and_sealed": False,
    },
)
NOTICE = Sheet(
    "TỈNH ỦY ĐỒNG SƠN",
    ("BAN TUYÊN GIÁO VÀ DÂN VẬN",),
    PARTY,
    "Số 108-TB/BTGDVTU",
    "Đồng Sơn, ngày 21 tháng 4 năm 2026",
    "THÔNG BÁO",
    ("kết quả chấm điểm các mô hình “Dân vận khéo” năm 2025",),
    said(
        """
        Thực hiện Kế hoạch số 17-KH/TU, ngày 02/6/2025 của Ban Thường vụ Tỉnh ủy, Ban Tuyên giáo và
        Dân vận Tỉnh ủy thông báo kết quả chấm điểm như sau:

        1. Kết quả chung

        Toàn tỉnh có 214 mô hình dự chấm, trong đó 96 mô hình về phát triển kinh tế.

        2. Một số việc cần làm ngay

        2.1. Các đảng ủy xã rà soát những mô hình đã ngừng hoạt động, báo cáo trước ngày 30/5/2026
        để đưa ra khỏi danh sách theo dõi.

        2.2. Mặt trận Tổ quốc cấp xã lấy ý kiến người dân về từng mô hình.

        2.3. Báo Đồng Sơn giới thiệu mỗi tuần một mô hình.

        3. Khen thưởng

        Hồ sơ gửi về Ban trước ngày 15/6/2026.
        """
    ),
    (
        "- Thường trực Tỉnh ủy,",
        "- Lãnh đạo Ban,",
        "- Các đảng ủy xã, phường,",
        "- Lưu VT.",
    ),
    ("K/T TRƯỞNG BAN", "PHÓ TRƯỞNG BAN", "Nông Thị Bích Thủy"),
    facts={
        "symbol": "108-TB/BTGDVTU",
        "type_name": "Thông báo",
        "superior": "TỈNH ỦY ĐỒNG SƠN",
        "issuing_body": "BAN TUYÊN GIÁO VÀ DÂN VẬN",
        "issued_on": date(2026, 4, 21),
        "place": "Đồng Sơn",
        "subject": "Kết quả chấm điểm các mô hình “Dân vận khéo” năm 2025",
        "sections": ("1", "2", "2.1", "2.2", "2.3", "3"),
        "recipients": ("Thường trực Tỉnh ủy", "Lãnh đạo Ban", "Các đảng ủy xã, phường", "Lưu VT"),
        "signing_authority": "K/T TRƯỞNG BAN",
        "signer_position": "PHÓ TRƯỞNG BAN",
        "signer": "Nông Thị Bích Thủy",
        "signed_and_sealed": False,
    },
)
DECREE = Sheet(
    "",
    ("CHÍNH PHỦ",),
    STATE,
    "Số: 131/2026/NĐ-CP",
    "Hà Nội, ngày 09 tháng 5 năm 2026",
    "NGHỊ ĐỊNH",
    ("Quy định về thực hiện dân chủ ở thôn, tổ dân phố",),
    said(
        """
        Căn cứ Luật Tổ chức Chính phủ ngày 18 tháng 02 năm 2025;

        Theo đề nghị của Bộ trưởng Bộ Nội vụ;

        Chính phủ ban hành Nghị định quy định về thực hiện dân chủ ở thôn, tổ dân phố.

        Chương I

        QUY ĐỊNH CHUNG

        Điều 1. Phạm vi điều chỉnh

        Nghị định này quy định những việc người dân ở thôn, tổ dân phố bàn và quyết định, cách lấy ý
        kiến và trách nhiệm của Ủy ban nhân dân cấp xã.

        Điều 2. Hiệu lực thi hành

        Nghị định này có hiệu lực thi hành từ ngày 01 tháng 7 năm 2026./.
        """
    ),
    ("- Ban Bí thư Trung ương Đảng;", "- Thủ tướng, các Phó Thủ tướng;", "- Lưu: VT, TCCV (2b)."),
    ("TM. CHÍNH PHỦ", "KT. THỦ TƯỚNG", "PHÓ THỦ TƯỚNG", "Phan Đình Lộc"),
    rule="",
    facts={
        "symbol": "131/2026/NĐ-CP",
        "type_name": "Nghị định",
        "superior": "",
        "issuing_body": "CHÍNH PHỦ",
        "issued_on": date(2026, 5, 9),
        "place": "Hà Nội",
        "subject": "Quy định về thực hiện dân chủ ở thôn, tổ dân phố",
        "sections": ("Chương I", "Điều 1", "Điều 2"),
        "recipients": ("Ban Bí thư Trung ương Đảng", "Thủ tướng, các Phó Thủ tướng", "Lưu: VT, TCCV (2b)"),
        "signing_authority": "TM. CHÍNH PHỦ KT. THỦ TƯỚNG",
        "signer_position": "PHÓ THỦ TƯỚNG",
        "signer": "Phan Đình Lộc",
        "signed_and_sealed": False,
    },
)
JOINT = Sheet(
    "",
    ("BAN DÂN VẬN TỈNH ỦY -", "HỘI NÔNG DÂN TỈNH"),
    PARTY,
    "Số 05-CTrPH/BDVTU-HND",
    "Đồng Sơn, ngày 18 tháng 8 năm 2026",
    "CHƯƠNG TRÌNH PHỐI HỢP",
    ("vận động nông dân giữ gìn nguồn nước giai đoạn 2026 - 2030",),
    said(
        """
        Căn cứ nhiệm vụ được giao, hai cơ quan thống nhất chương trình phối hợp với những nội dung
        sau:

        I. MỤC ĐÍCH

        Nâng cao ý thức của nông dân trong việc giữ gìn nguồn nước, giảm dùng thuốc bảo vệ thực vật
        ở đầu nguồn.

        II. TỔ CHỨC THỰC HIỆN

        Mỗi bên cử một đầu mối, sáu tháng họp một lần.
        """
    ),
    ("- Thường trực Tỉnh ủy,", "- Lưu hai cơ quan."),
    ("T/M BAN THƯỜNG VỤ HỘI NÔNG DÂN", "CHỦ TỊCH", "Hoàng A Páo"),
    second=("TRƯỞNG BAN DÂN VẬN", "Lò Văn Thắng"),
    facts={
        "symbol": "05-CTrPH/BDVTU-HND",
        "type_name": "Chương trình",
        "superior": "",
        "issuing_body": "BAN DÂN VẬN TỈNH ỦY - HỘI NÔNG DÂN TỈNH",
        "issued_on": date(2026, 8, 18),
        "place": "Đồng Sơn",
        "subject": "Phối hợp vận động nông dân giữ gìn nguồn nước giai đoạn 2026 - 2030",
        "sections": ("I", "II"),
        "recipients": ("Thường trực Tỉnh ủy", "Lưu hai cơ quan"),
        "signing_authority": "",
        "signer_position": "",
        "signer": "",
        "signed_and_sealed": False,
    },
)
LETTER = Sheet(
    "ỦY BAN NHÂN DÂN TỈNH ĐỒNG SƠN",
    ("SỞ NỘI VỤ",),
    STATE,
    "Số: 706/SNV-CCHC",
    "Đồng Sơn, ngày 03 tháng 9 năm 2026",
    "",
    ("V/v lấy ý kiến người dân về sáp nhập thôn",),
    said(
        """
        Kính gửi: Ủy ban nhân dân các xã, phường.

        Thực hiện Kế hoạch số 45/KH-UBND ngày 14/7/2026 của Ủy ban nhân dân tỉnh, Sở Nội vụ đề nghị
        các xã, phường lấy ý kiến người dân về phương án sáp nhập thôn, gửi kết quả về Sở trước ngày
        30/9/2026.

        Trân trọng./.
        """
    ),
    ("- Như trên;", "- Lưu: VT, CCHC."),
    ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Vi Thị Hạnh"),
    rule="",
    facts={
        "symbol": "706/SNV-CCHC",
        "type_name": "Công văn",
        "superior": "ỦY BAN NHÂN DÂN TỈNH ĐỒNG SƠN",
        "issuing_body": "SỞ NỘI VỤ",
        "issued_on": date(2026, 9, 3),
        "place": "Đồng Sơn",
        "subject": "Về việc lấy ý kiến người dân về sáp nhập thôn",
        "sections": (),
        "recipients": ("Như trên", "Lưu: VT, CCHC"),
        "signing_authority": "KT. GIÁM ĐỐC",
        "signer_position": "PHÓ GIÁM ĐỐC",
        "signer": "Vi Thị Hạnh",
        "signed_and_sealed": False,
    },
)
SHEETS = {
    "decision": DECISION,
    "directive": DIRECTIVE,
    "notice": NOTICE,
    "decree": DECREE,
    "joint": JOINT,
    "letter": LETTER,
}
