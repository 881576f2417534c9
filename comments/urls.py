from django.urls import path, re_path

from comments import questions, views
from directives.models import Directive
from news.models import Article

CODE = r"(?P<code>[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3})"
ARTICLE, DIRECTIVE = {"model": Article}, {"model": Directive}

urlpatterns = [
    path("hoi-dap/", questions.question_list, name="question_list"),
    path("hoi-dap/gui/", questions.question_form, name="question_form"),
    path("hoi-dap/<int:pk>/", questions.question, name="question"),
    path("y-kien/", views.comment_list, name="comment_list"),
    path("y-kien/tra-cuu/", views.comment_lookup, name="comment_lookup"),
    path("y-kien/<int:pk>/", views.comment, name="comment"),
    re_path(rf"^y-kien/{CODE}/$", views.receipt, name="receipt"),
    re_path(rf"^y-kien/{CODE}/rut/$", views.retract, name="retract"),
    path("tin/<slug:slug>-<int:pk>/y-kien/", views.comment_form, ARTICLE, name="article_comment"),
    path("tin/<slug:slug>-<int:pk>/y-kien/tat-ca/", views.all_comments, ARTICLE, name="article_comments"),
    path("van-ban/<slug:slug>-<int:pk>/y-kien/", views.comment_form, DIRECTIVE, name="directive_comment"),
    path(
        "van-ban/<slug:slug>-<int:pk>/y-kien/tat-ca/",
        views.all_comments,
        DIRECTIVE,
        name="directive_comments",
    ),
]
