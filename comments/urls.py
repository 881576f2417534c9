from django.urls import path, re_path

from comments import draft_views, questions, views
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
    path("van-ban/lay-y-kien/", draft_views.draft_list, name="draft_list"),
    path("van-ban/<slug:slug>-<int:pk>/tong-hop-y-kien/", draft_views.draft_table, name="draft_table"),
    path("van-ban/<slug:slug>-<int:pk>/tong-hop-y-kien.xlsx", draft_views.draft_file, name="draft_file"),
]
