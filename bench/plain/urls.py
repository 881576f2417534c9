from django.urls import path

from bench.plain import views

urlpatterns = [
    path("tin/<slug:slug>-<int:pk>/", views.article_detail, name="article_detail"),
]
