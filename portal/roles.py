"""The four roles, as groups that an administrator may change afterwards."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions

_TEXTS = {
    "news": ("article", "bulletin"),
    "directives": ("directive",),
    "galleries": ("gallery",),
    "pages": ("page",),
}
_WRITE = ("add", "change", "view")

EDITOR, PUBLISHER, MODERATOR, ADMINISTRATOR = "Biên tập viên", "Người duyệt", "Kiểm duyệt viên", "Quản trị"


def permissions(role: str) -> set[str]:
    """The default permissions of a role as "app.codename". Nobody may delete a published kind of text."""
    writing = {
        f"{app}.{verb}_{model}" for app, models in _TEXTS.items() for model in models for verb in _WRITE
    }
    writing |= {
        f"news.{verb}_{model}"
        for model in ("articleimage", "bulletinentry", "relatedarticle")
        for verb in (*_WRITE, "delete")
    }
    writing |= {f"galleries.{verb}_gallerypicture" for verb in (*_WRITE, "delete")}
    writing |= {f"directives.{verb}_{m}" for m in ("attachment", "relation") for verb in (*_WRITE, "delete")}
    writing |= {f"directives.{verb}_{m}" for m in ("signer",) for verb in _WRITE}
    reading = {f"directives.view_{m}" for m in ("documenttype", "issuingbody", "term", "field")} | {
        "news.view_category",
        "news.view_topic",
    }
    writing |= {"readers.view_faultreport", "readers.change_faultreport"}
    asking = {f"readers.{verb}_{m}" for m in ("poll", "polloption") for verb in (*_WRITE, "delete")}
    publishing = asking | {f"{app}.publish_{model}" for app, models in _TEXTS.items() for model in models}
    moderating = {"comments.view_comment", "comments.change_comment", "comments.moderate_comment"}
    if role == EDITOR:
        return writing | reading
    if role == PUBLISHER:
        return writing | reading | publishing
    if role == MODERATOR:
        return moderating
    everything = writing | reading | publishing | moderating
    data = {
        "portal": ("sitesettings", "linkbox", "link"),
        "news": ("category", "topic"),
        "pages": ("person", "alert", "block", "weatherplace"),
        "directives": ("documenttype", "issuingbody", "term", "field"),
        "comments": ("grounds", "department", "matter", "screeninglist", "screenedword", "rules"),
        "auth": ("user", "group"),
    }
    return everything | {
        f"{app}.{verb}_{model}"
        for app, models in data.items()
        for model in models
        for verb in (*_WRITE, *(("delete",) if app != "auth" else ()))
    }


def create_missing(**kwargs: Any) -> None:
    """After `migrate`: create the groups that do not exist yet; never touch one that does."""
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0)  # Django's own turn for the later apps is still to come
    groups, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    for role in (EDITOR, PUBLISHER, MODERATOR, ADMINISTRATOR):
        group, created = groups.objects.get_or_create(name=role)
        if created:
            wanted = permissions(role)
            rows = permission_model.objects.select_related("content_type")
            group.permissions.set([p for p in rows if f"{p.content_type.app_label}.{p.codename}" in wanted])
