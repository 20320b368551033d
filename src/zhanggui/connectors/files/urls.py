from __future__ import annotations

from django.urls import path

from zhanggui.connectors.files import views

urlpatterns = [
    path("files/", views.files, name="files"),
    path("files/upload", views.upload, name="files_upload"),
    path("files/<int:delivery_id>", views.file, name="file"),
    path("files/<int:offered_id>/ask", views.ask, name="file_ask"),
    path("files/<int:ended_id>/again", views.again, name="file_again"),
    path("files/<int:ended_id>/drop", views.drop, name="file_drop"),
    path("files/<int:delivery_id>/stop", views.stop, name="file_stop"),
    path("files/<int:delivery_id>/problems.csv", views.problems_csv, name="file_problems"),
]
