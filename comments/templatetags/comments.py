"""What pages of the apps below show of comments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from comments.models import Comment
from comments.threads import PER_PAGE, all_address, form_address, table_address, thread
from comments.vocabulary import Rules
from directives import anchors
from directives.models import Directive
from news.models import Article
from portal.templatetags.cleaned import json_ld

register = template.Library()


@register.simple_tag
def comment_thread(target: Article | Directive) -> dict[str, Any]:
    """The newest comments under a text and the way to the form, for comments/_thread.html. One statement.

    Most official texts take none and have none: there the reader is told nothing about it.
    """
    told = isinstance(target, Article) or target.comments_open or target.comments_closed_reason
    if not told and not Comment.objects.visible_on(target).exists():
        return {}
    shown = thread(target)
    return {
        "thread": shown,
        "until": target.comments_until,
        "more": shown.roots > PER_PAGE,
        "form_url": form_address(target),
        "all_url": all_address(target),
        "closed": Rules.current().why_closed(target),
    }


@register.simple_tag(takes_context=True)
def question_ld(context: dict[str, Any], question: Comment) -> SafeString:
    """A question with its answer as a schema.org QAPage."""
    url = context["site_url"] + question.get_absolute_url()
    answer = {
        "@type": "Answer",
        "text": question.answer.text,
        "dateCreated": question.answer.answered_on,
        "author": {"@type": "Organization", "name": str(question.answer.department)},
        "url": url,
    }
    asked = {
        "@type": "Question",
        "name": question.headline,
        "text": question.text,
        "dateCreated": question.sent_at,
        "author": {"@type": "Person", "name": question.name},
        "answerCount": 1,
        "acceptedAnswer": answer,
    }
    return json_ld({"@type": "QAPage", "url": url, "mainEntity": asked})


@register.inclusion_tag("comments/_consultation.html")
def consultation(directive: Directive) -> dict[str, Any]:
    """On a draft under consultation: until when, how many opinions, where to send one. One statement."""
    if not directive.consultation:
        return {}
    return {
        "draft": directive,
        "closed": Rules.current().why_closed(directive),
        "left": directive.comments_days_left(timezone.localdate()),
        "opinions": Comment.objects.visible_on(directive).count(),
        "form_url": form_address(directive),
        "table_url": table_address(directive),
    }


@register.simple_tag
def with_invitations(body: str, directive: Directive) -> str:
    """The text of a draft with a link to the form beside each section, while opinions are taken."""
    if not directive.consultation or Rules.current().why_closed(directive):
        return body
    return anchors.with_invitations(body, form_address(directive))


register.filter(table_address)


@register.filter
def roughly(wait: timedelta) -> str:
    """A waiting time as people say it: "chưa đến 1 giờ", "khoảng 5 giờ", "khoảng 3 ngày"."""
    hours = wait.total_seconds() / 3600
    if hours < 1:
        return "chưa đến 1 giờ"
    return f"khoảng {round(hours)} giờ" if hours < 36 else f"khoảng {round(hours / 24)} ngày"
