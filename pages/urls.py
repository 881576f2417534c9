from django.urls import path

from pages import views

urlpatterns = [
    path("trang/<slug:slug>/", views.page, name="page"),
    path("en/", views.english, name="english"),
    path("co-cau-to-chuc/", views.organisation, name="organisation"),
    path("so-do-trang/", views.site_map, name="site_map"),
]
