from django.urls import path

from readers import views

urlpatterns = [
    path("tham-do/", views.poll_list, name="poll_list"),
    path("tham-do/<int:pk>/", views.poll, name="poll"),
    path("tham-do/<int:pk>/ket-qua/", views.poll_results, name="poll_results"),
    path("tham-do/<int:pk>/da-ghi/", views.poll_thanks, name="poll_thanks"),
    path("tin/<slug:slug>-<int:pk>/bao-loi/", views.fault_form, name="fault_form"),
    path("bao-loi/da-nhan/", views.fault_thanks, name="fault_thanks"),
    path("luot-doc/", views.reading, name="reading"),
]
