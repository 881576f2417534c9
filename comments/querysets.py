"""Which comments: the words that views, feeds and the bench chain, and the decisions on many at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.utils import timezone

from comments.matters import Matter
from directives.models import Directive
from news.models import Article
from portal.publishing import public

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from comments.vocabulary import Grounds

#: How long a decision can be taken back by whoever took it.
UNDO = timedelta(seconds=30)
#: How long a comment stays with the moderator who took it on.
CLAIM = timedelta(minutes=10)


#: What readers see of a comment and its answer,
SHOWN = (
    "article", "directive", "matter", "parent", "state", "name", "section", "text", "published_at",
    "answer__outcome", "answer__text", "answer__answered_on", "answer__department__name",
)  # fmt: skip
#: and what they are told of the text that it is about.
NAMED = (
    "article__title", "article__slug", "matter__name", "directive__type__name", "directive__symbol",
    "directive__subject", "directive__consultation", "directive__comments_until",
)  # fmt: skip


class State(models.TextChoices):
    PENDING = "pending", "Chờ duyệt"
    HELD = "held", "Giữ lại"
    PUBLISHED = "published", "Đã đăng"
    REJECTED = "rejected", "Không đăng"
    REMOVED = "removed", "Đã gỡ"
    RETRACTED = "retracted", "Đã rút"


#: What a comment can be about.
Target = Article | Directive | Matter
WAITING = (State.PENDING, State.HELD)
REFUSED = (State.REJECTED, State.REMOVED)


class CommentQuerySet(models.QuerySet):
    def visible(self) -> Self:
        """What the public may read at this moment; a question only with its answer."""
        return self.filter(
            Q(matter__isnull=False, answer__isnull=False) | public("article__") | public("directive__"),
            state=State.PUBLISHED,
        )

    def visible_on(self, target: Target) -> Self:
        """`visible` for the pages of a text that is itself published, without asking whether it is."""
        return self.on(target).filter(state=State.PUBLISHED)

    def answered(self, today: date) -> Self:
        """Those with an official answer that readers may see, the latest first, with what a card shows."""
        shown = self.filter(answer__isnull=False).exclude(_answers_wait("directive", today))
        return shown.with_target().only(*SHOWN, *NAMED).order_by("-answer__answered_on", "-pk")

    def answerable(self) -> Self:
        """Those an office may answer: waiting or published."""
        return self.filter(state__in=[*WAITING, State.PUBLISHED])

    def waiting(self) -> Self:
        """What a moderator has to decide, the longest waiting first."""
        return self.filter(state__in=WAITING).order_by("sent_at", "pk")

    def with_target(self) -> Self:
        """With the answer and the text it is about, without the bodies of those texts."""
        heavy = [
            f"{kind}__{column}"
            for kind in ("article", "directive")
            for column in ("body", "body_text", "search")
        ]
        kinds = ("article", "directive__type", "matter")
        return self.select_related(*kinds, "answer__department").defer(*heavy)

    def questions(self) -> Self:
        return self.filter(matter__isnull=False)

    def late(self, hours: int) -> Self:
        """Waiting for longer than so many hours."""
        return self.waiting().filter(sent_at__lt=timezone.now() - timedelta(hours=hours))

    def on(self, target: Target) -> Self:
        return self.filter(**{kind_of(target): target})

    def to_tell(self) -> Self:
        """Decided for good, with an e-mail, and the sender has not been told yet."""
        settled = Q(state__in=[State.PUBLISHED, *REFUSED], decided_at__lt=timezone.now() - UNDO)
        # Approved is no news to whoever asked: the mail goes with the answer.
        asked = Q(state=State.PUBLISHED, matter__isnull=False, answer__isnull=True)
        rows = self.filter(settled, told_at__isnull=True).exclude(asked)
        return rows.exclude(email="").order_by("decided_at", "pk")

    def from_sender_of(self, other: models.Model) -> Self:
        """Those from the same network in the same week, or with the same e-mail; `other` among them."""
        same = Q(pk=other.pk)
        for column in ("sender", "email"):
            if value := getattr(other, column):
                same |= Q(**{column: value})
        return self.filter(same)

    def same_text_as(self, other: models.Model) -> Self:
        """Those with the same words, however dressed; `other` among them."""
        same = Q(fingerprint=other.fingerprint) if other.fingerprint else Q(pk=other.pk)  # type: ignore[attr-defined]
        return self.filter(same)

    def on_target_of(self, other: models.Model) -> Self:
        return self.on(other.target)  # type: ignore[attr-defined]

    # Decisions on many: one UPDATE on the state it expects; what a colleague has decided stays decided.

    def approve_all(self, by: User, at: datetime) -> int:
        """Publish those that are still waiting; returns how many."""
        return self._decide_all(by, at, state=State.PUBLISHED, published_at=at, grounds=None)

    def reject_all(self, by: User, grounds: Grounds, at: datetime) -> int:
        """Refuse those that are still waiting; returns how many."""
        return self._decide_all(by, at, state=State.REJECTED, grounds=grounds)

    def _decide_all(self, by: User, at: datetime, **changes: object) -> int:
        signed = {"decided_by": by, "decided_at": at, "claimed_by": None, "claimed_at": None}
        rows = self.filter(state__in=WAITING).order_by()
        return rows.update(version=F("version") + 1, **signed, **changes)

    def answer_all(self, by: User, *, replace: bool, **said: object) -> int:
        """Give those that may be answered one answer, the columns of `said`; returns how many got it.

        What has an answer already keeps it unless it is to be replaced. The rows are locked first, so that
        of two who answer at once the second sees what the first has written.
        """
        answers = apps.get_model("comments", "Answer").objects
        with transaction.atomic():
            locked = list(self.answerable().order_by("pk").select_for_update().values_list("pk", flat=True))
            free = self.model._default_manager.filter(pk__in=locked)
            wanted = free if replace else free.filter(answer__isnull=True)
            keys = wanted.values_list("pk", flat=True)
            rows = [answers.model(comment_id=pk, answered_by=by, **said) for pk in keys]
            columns = [*said, "answered_by"]
            answers.bulk_create(rows, update_conflicts=True, unique_fields=["comment"], update_fields=columns)
        return len(rows)

    def take_back(self, by: User) -> int:
        """Return what `by` decided in the last 30 seconds to what the history says it was; how many."""
        events = apps.get_model("comments", "CommentEvent").objects
        before = events.filter(pgh_obj=OuterRef("pk"), version=OuterRef("version") - 1)
        columns = ("state", "decided_by", "decided_at", "grounds", "published_at")
        rows = self.filter(
            Exists(before.exclude(decided_at=OuterRef("decided_at"))),
            decided_by=by,
            decided_at__gte=timezone.now() - UNDO,
            forgotten_at__isnull=True,
        ).order_by()
        was = {column: _one(before, column) for column in columns}
        return rows.update(version=F("version") + 1, **was)


class AnswerQuerySet(models.QuerySet):
    def to_tell(self) -> Self:
        """Given after the sender was told of the decision, and not told yet; the earliest first."""
        shown = Q(comment__state=State.PUBLISHED, comment__told_at__isnull=False)
        rows = self.filter(shown, told_at__isnull=True).exclude(
            _answers_wait("comment__directive", timezone.localdate())
        )
        return rows.exclude(comment__email="").order_by("pk")


def _answers_wait(directive: str, today: date) -> Q:
    """As `answers_wait` of the text at this path: its consultation is not over."""
    return Q(**{f"{directive}__consultation": True, f"{directive}__comments_until__gte": today})


def count_of(rows: QuerySet) -> Subquery:
    """How many there are, as a column of another query; NULL for none."""
    return Subquery(rows.order_by().annotate(all=Value(1)).values("all").annotate(n=Count("pk")).values("n"))


def _one(rows: QuerySet, column: str) -> Subquery:
    return Subquery(rows.values(column)[:1])


def kind_of(target: Target) -> str:
    """The name of the column that points at this text."""
    return {Article: "article", Directive: "directive", Matter: "matter"}[type(target)]
