from __future__ import annotations

from django.urls import path

from zhanggui.guard.views import hits, promises, rules

urlpatterns = [
    path("guard/", hits.hits, name="guard"),
    path("guard/task/<int:hit_id>", hits.red_line_part, name="red_line_part"),
    path("guard/rules/", rules.rules, name="guard_rules"),
    path("guard/rules/new", rules.new_rule, name="guard_new_rule"),
    path("guard/rules/add", rules.add_rule, name="guard_add_rule"),
    path("guard/rules/try", rules.try_rules, name="guard_try"),
    path("guard/rules/texts", rules.keep_text, name="guard_keep_text"),
    path("guard/rules/texts/<int:text_id>/drop", rules.drop_text, name="guard_drop_text"),
    path("guard/rules/<str:rule>", rules.rule, name="guard_rule"),
    path("guard/rules/<str:line>/change", rules.change_rule, name="guard_change_rule"),
    path("guard/rules/<str:rule>/write", rules.write_rule, name="guard_write_rule"),
    path("guard/rules/<str:rule>/end", rules.end_rule, name="guard_end_rule"),
    path("promises/slot/<int:buyer_id>", promises.promises_slot, name="promises_slot"),
    path("promises/of-order/<int:order_id>", promises.promises_of_order, name="promises_of_order"),
    path("promises/<int:promise_id>/dismiss", promises.dismiss_promise, name="promise_dismiss"),
]
