from __future__ import annotations

from django.urls import path

from zhanggui.worklist import views

urlpatterns = [
    path("worklist/", views.worklist, name="worklist"),
    path("worklist/due", views.due, name="worklist_due"),
    path("worklist/<int:task_id>/done", views.finish, name="task_finish"),
    path("worklist/<int:done_id>/reopen", views.reopen, name="task_reopen"),
]
