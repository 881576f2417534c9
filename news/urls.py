from django.urls import path

from news import feeds, press, views

urlpatterns = [
    path("tin/<slug:slug>-<int:pk>/", views.article_detail, name="article_detail"),
    path("tin/<slug:slug>-<int:pk>.pdf", press.article_pdf, name="article_pdf"),
    path("chuyen-muc/<slug:slug>/", views.category, name="category"),
    path("dong-su-kien/<slug:slug>/", views.topic, name="topic"),
    path("tac-gia/<slug:slug>/", views.author, name="author"),
    path("luu-tru/", views.archive_latest, name="archive_latest"),
    path("luu-tru/<int:year>/", views.archive_period, name="archive"),
    path("luu-tru/<int:year>/<int:month>/", views.archive_period, name="archive"),
    path("luu-tru/<int:year>/<int:month>/<int:day>/", views.archive_period, name="archive"),
    path("ban-tin/", views.bulletin_list, name="bulletin_list"),
    path("ban-tin/<int:year>/<int:number>/", views.bulletin_detail, name="bulletin_detail"),
    path("ban-tin/<int:year>/<int:number>.pdf", press.bulletin_pdf, name="bulletin_pdf"),
    path("rss/", feeds.ArticleFeed(), name="article_feed"),
    path("atom/", feeds.AtomArticleFeed(), name="article_atom"),
    path("chuyen-muc/<slug:slug>/rss/", feeds.ArticleFeed(), name="category_feed"),
    path("chuyen-muc/<slug:slug>/atom/", feeds.AtomArticleFeed(), name="category_atom"),
]
