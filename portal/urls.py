"""The site's addresses. Readers' addresses are Vietnamese words; a template is named after its URL."""

from django.conf import settings
from django.contrib import admin
from django.contrib.sitemaps import views as sitemaps
from django.urls import include, path, re_path
from django.views.static import serve

from portal import api, doors, searching, sharing, style, views

urlpatterns = [
    path("", views.home, name="home"),
    path("", include("news.urls")),  # the most read come first: each pattern before is tried
    path("tim-kiem/", searching.search, name="search"),
    path("tim-kiem/goi-y/", searching.suggest, name="search_suggest"),
    path("tim-kiem/rss/", searching.SearchFeed(), name="search_feed"),
    path("tim-kiem/atom/", searching.AtomSearchFeed(), name="search_atom"),
    path("du-lieu-ca-nhan/", views.privacy, name="privacy"),
    path("robots.txt", doors.robots, name="robots"),
    path("humans.txt", doors.humans),
    path("favicon.ico", doors.favicon),
    path("manifest.webmanifest", doors.manifest, name="manifest"),
    path("opensearch.xml", doors.opensearch, name="opensearch"),
    path(".well-known/security.txt", doors.security, name="security"),
    path("sitemap.xml", sitemaps.index, {"sitemaps": doors.SITEMAPS, "sitemap_url_name": "sitemap"}),
    path(
        "sitemap-<section>.xml",
        sitemaps.sitemap,
        {"sitemaps": doors.SITEMAPS, "template_name": "sitemap.xml"},
        name="sitemap",
    ),
    path("kieu-mau/", style.style, name="style"),
    path("kieu-mau/mau.css", style.scheme_sheet, name="style_schemes"),
    path("api/openapi.json", api.description, name="api_description"),
    path("api/tin-bai/", api.articles, name="api_articles"),
    path("api/tin-bai/<int:pk>/", api.article, name="api_article"),
    path("api/van-ban/", api.texts, name="api_texts"),
    path("api/van-ban/<int:pk>/", api.text, name="api_text"),
    re_path(r"^api/", api.unknown),
    path("chia-se/tin-<int:pk>-<int:version>.png", sharing.article_card, name="article_card"),
    path("chia-se/van-ban-<int:pk>-<int:version>.png", sharing.directive_card, name="directive_card"),
    path("chia-se/mang-xa-hoi.svg", sharing.fanpage_code, name="fanpage_code"),
    path("live", views.live, name="live"),
    path("ready", views.ready, name="ready"),
    path("quan-tri/tai-anh/", views.upload_image, name="upload_image"),
    path("quan-tri/", admin.site.urls),
    path("", include("directives.urls")),
    path("", include("galleries.urls")),
    path("", include("pages.urls")),
    path("", include("comments.urls")),
    path("", include("readers.urls")),
    # nginx serves media in production; here only our re-encoded pictures, never the register's files
    re_path(r"^media/(?P<path>(?:anh|site)/\w[\w.-]*)$", serve, {"document_root": settings.MEDIA_ROOT}),
]

handler400 = "portal.views.bad_request"
handler403 = "portal.views.forbidden"
handler404 = "portal.views.not_found"
handler500 = "portal.views.server_error"
