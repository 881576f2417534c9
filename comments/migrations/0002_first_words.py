from django.db import migrations

from comments import word_lists
from comments.screening import WordList

GROUNDS = [
    ("Quảng cáo, liên kết ngoài", "Ý kiến có nội dung quảng cáo hoặc liên kết ra trang khác. Trang này không đăng quảng cáo."),
    ("Ngôn từ không phù hợp", "Ý kiến có từ ngữ xúc phạm, thô tục. Mời bạn viết lại bằng lời lẽ đúng mực; chúng tôi sẵn sàng xem xét."),
    ("Thông tin cá nhân của người khác", "Ý kiến nêu thông tin riêng của người khác. Để bảo vệ họ, chúng tôi không đăng phần này."),
    ("Không liên quan đến bài", "Ý kiến không bàn về nội dung bài viết. Mời bạn gửi ở bài phù hợp hoặc gửi đơn thư theo địa chỉ của cơ quan."),
    ("Tố cáo, khiếu nại", "Nội dung là tố cáo hoặc khiếu nại. Việc này cần gửi đơn đến cơ quan có thẩm quyền để được giải quyết đúng luật, không đăng công khai."),
    ("Thông tin chưa được kiểm chứng", "Ý kiến nêu thông tin mà chúng tôi chưa kiểm chứng được nên không thể đăng."),
    ("Trùng lặp", "Ý kiến này trùng với một ý kiến đã gửi."),
    ("Trái quy định của pháp luật", "Ý kiến có nội dung trái quy định của pháp luật về thông tin trên mạng."),
]  # fmt: skip
DEPARTMENTS = ["Ban Dân vận", "Văn phòng Ban"]


def load(apps, schema_editor):
    def model(name):
        return apps.get_model("comments", name).objects

    for order, (label, public_text) in enumerate(GROUNDS, 1):
        model("Grounds").create(label=label, public_text=public_text, order=order)
    for order, name in enumerate(DEPARTMENTS, 1):
        model("Department").create(name=name, order=order)
    for words in vars(word_lists).values():
        if not isinstance(words, WordList):
            continue
        row = model("ScreeningList").create(
            code=words.kind, label=words.label, topical=words.topical, applies_to=words.applies_to
        )
        model("ScreenedWord").bulk_create(
            model("ScreenedWord").model(
                list=row, text=entry.text, exact_accents=entry.exact_accents, exceptions="\n".join(entry.exceptions)
            )
            for entry in words.entries
        )


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop, elidable=False)]
