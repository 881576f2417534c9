"""The acts of publishing as buttons: who is offered which, and what the confirmation page says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms

from portal.publishing import Publishable, Status


@dataclass(frozen=True)
class Step:
    """One act: its address, its words, the states it starts from, and the verb it calls."""

    slug: str
    label: str
    title: str
    explanation: str
    done: str
    states: frozenset[Status]
    run: Callable[[Publishable, Any, str], None]
    reason: str = ""
    #: The button saves what was typed first; otherwise it leads to the confirmation page at once.
    saves: bool = False
    style: str = "plain"


SUBMIT = Step(
    "gui-duyet",
    "Gửi duyệt",
    "Gửi duyệt",
    "Người duyệt sẽ thấy trong danh sách chờ. Trong lúc chờ, đồng chí có thể rút về để sửa.",
    "Đã gửi duyệt.",
    frozenset({Status.DRAFT}),
    lambda item, by, reason: item.submit(by),
    saves=True,
    style="main",
)
RECALL = Step(
    "rut-ve",
    "Rút về sửa",
    "Rút về sửa",
    "Trở lại bản nháp và rời danh sách chờ duyệt.",
    "Đã rút về bản nháp.",
    frozenset({Status.SUBMITTED}),
    lambda item, by, reason: item.recall(by),
)
PUBLISH = Step(
    "duyet-dang",
    "Duyệt đăng…",
    "Duyệt đăng",
    "",
    "Đã duyệt đăng.",
    frozenset({Status.SUBMITTED}),
    lambda item, by, reason: item.publish(by),
    saves=True,
    style="main",
)
SEND_BACK = Step(
    "tra-lai",
    "Trả lại…",
    "Trả lại người soạn",
    "Trở lại bản nháp; người soạn thấy ý kiến này ở Bàn làm việc và trên đầu phiếu.",
    "Đã trả lại người soạn.",
    frozenset({Status.SUBMITTED}),
    lambda item, by, reason: item.send_back(by, reason),
    reason="Ý kiến để người soạn sửa",
)
EMERGENCY = Step(
    "dang-khan",
    "Đăng khẩn…",
    "Đăng khẩn",
    "Đăng khẩn bỏ qua bước người khác duyệt. Lý do được ghi vào lịch sử và không xóa được.",
    "Đã đăng khẩn.",
    frozenset({Status.DRAFT, Status.SUBMITTED}),
    lambda item, by, reason: item.publish(by, emergency=reason),
    reason="Lý do đăng khẩn",
    saves=True,
)
WITHDRAW = Step(
    "go",
    "Gỡ…",
    "Gỡ khỏi trang",
    "Biến mất khỏi trang chủ, danh sách, tìm kiếm ngay lập tức. Bạn đọc mở địa chỉ cũ sẽ thấy "
    "thông báo đã gỡ kèm đúng lý do ghi dưới đây.",
    "Đã gỡ.",
    frozenset({Status.PUBLISHED}),
    lambda item, by, reason: item.withdraw(by, reason),
    reason="Lý do gỡ (bạn đọc sẽ thấy)",
    style="danger",
)
REOPEN = Step(
    "mo-lai",
    "Mở lại để sửa",
    "Mở lại",
    "Trở lại bản nháp để sửa và gửi duyệt lại. Bạn đọc chưa thấy cho đến khi được duyệt đăng.",
    "Đã mở lại thành bản nháp.",
    frozenset({Status.WITHDRAWN}),
    lambda item, by, reason: item.reopen(by),
)
STEPS = (SUBMIT, RECALL, PUBLISH, EMERGENCY, SEND_BACK, WITHDRAW, REOPEN)


def offered(item: Publishable, user: Any, may_change: bool) -> list[Step]:
    """The steps this person may take now, in the order of the buttons.

    Whoever submitted a text is offered to recall it, or an emergency, but not to approve it;
    an emergency is not offered where the ordinary way is open.
    """
    publisher = user.has_perm(item.publish_permission)
    own = item.submitted_by_id == user.pk
    rules = {
        SUBMIT: may_change,
        RECALL: own,
        PUBLISH: publisher and not own,
        EMERGENCY: publisher and (own or item.status == Status.DRAFT),
        SEND_BACK: publisher and not own,
        WITHDRAW: publisher,
        REOPEN: publisher,
    }
    return [step for step in STEPS if item.status in step.states and rules[step]]


class StepForm(forms.Form):
    """What a confirmation page asks: the version it showed, and a reason where the step wants one."""

    version = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), max_length=2000)

    def __init__(self, step: Step, item: Publishable, data: Any = None) -> None:
        super().__init__(data, initial={"version": str(item.version)}, label_suffix="")
        if step.reason:
            self.fields["reason"].label = step.reason
        else:
            del self.fields["reason"]
