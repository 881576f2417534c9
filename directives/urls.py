from django.urls import path

from directives import views

urlpatterns = [
    path("van-ban/", views.directive_list, name="directive_list"),
    path("van-ban/<slug:slug>-<int:pk>/", views.directive_detail, name="directive_detail"),
    path("van-ban/tep/<int:pk>/", views.attachment, name="attachment"),
]
