from django.urls import path

from directives import views
from directives.feeds import AtomRegisterFeed, RegisterFeed

urlpatterns = [
    path("van-ban/", views.directive_list, name="directive_list"),
    path("van-ban/rss/", RegisterFeed(), name="register_feed"),
    path("van-ban/atom/", AtomRegisterFeed(), name="register_atom"),
    path("van-ban/xuat.<slug:kind>", views.register_file, name="register_file"),
    path("van-ban/<slug:slug>-<int:pk>/", views.directive_detail, name="directive_detail"),
    path("van-ban/tep/<int:pk>/", views.attachment, name="attachment"),
    path(
        "van-ban/tep/<int:pk>/phien-ban/<int:version>/", views.attachment_version, name="attachment_version"
    ),
]
