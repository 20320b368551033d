from __future__ import annotations

from django.urls import path

from zhanggui.worklist.views import lists, tasks

urlpatterns = [
    path("worklist/", lists.worklist, name="worklist"),
    path("worklist/everybody", lists.everybody, name="worklist_everybody"),
    path("worklist/due", lists.due, name="worklist_due"),
    path("worklist/hand", tasks.hand_many, name="tasks_hand"),
    path("worklist/<int:task_id>", tasks.task, name="task"),
    path("worklist/<int:task_id>/done", tasks.finish, name="task_finish"),
    path("worklist/<int:task_id>/take", tasks.take, name="task_take"),
    path("worklist/<int:task_id>/snooze", tasks.snooze, name="task_snooze"),
    path("worklist/<int:task_id>/wake", tasks.wake, name="task_wake"),
    path("worklist/<int:task_id>/hand", tasks.hand, name="task_hand"),
    path("worklist/<int:done_id>/reopen", tasks.reopen, name="task_reopen"),
]
