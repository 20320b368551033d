from __future__ import annotations

from django.urls import path

from zhanggui.outreach.views import doubts, undecided, unpaid

urlpatterns = [
    path("unpaid/<int:order_id>", unpaid.of_order, name="unpaid_of_order"),
    path("unpaid/<int:unpaid_id>/intention", unpaid.intention, name="unpaid_intention"),
    path("unpaid/<int:unpaid_id>/close", unpaid.close, name="unpaid_close"),
    path("reception/undecided/", undecided.page, name="undecided"),
    path("reception/undecided/<int:interest_id>", undecided.part, name="undecided_part"),
    path("reception/undecided/<int:interest_id>/send", undecided.send, name="undecided_send"),
    path("reception/undecided/<int:interest_id>/close", undecided.close, name="undecided_close"),
    path("reception/doubts/", doubts.page, name="doubts"),
    path("reception/doubts/file/<slug:form>", doubts.file, name="doubts_file"),
    path("reception/doubts/kinds/add", doubts.add_kind, name="doubt_kind_add"),
    path("reception/doubts/kinds/end", doubts.end_kind, name="doubt_kind_end"),
    path("reception/doubts/<int:buyer_id>", doubts.slot, name="doubts_slot"),
    path("reception/doubts/<int:buyer_id>/log", doubts.log, name="doubt_log"),
    path("reception/doubts/<int:buyer_id>/back", doubts.take_back, name="doubt_back"),
]
