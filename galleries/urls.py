from django.urls import path

from galleries import views

urlpatterns = [
    path("thu-vien-anh/", views.gallery_list, name="gallery_list"),
    path("thu-vien-anh/<slug:slug>-<int:pk>/", views.gallery, name="gallery"),
    path("thu-vien-anh/<slug:slug>-<int:pk>/<int:number>/", views.gallery_picture, name="gallery_picture"),
]
