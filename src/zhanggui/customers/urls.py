from __future__ import annotations

from django.urls import path

from zhanggui.customers import views

urlpatterns = [
    path("buyers/", views.buyers, name="buyers"),
    path("buyers/<int:buyer_id>", views.buyer_page, name="buyer"),
    path("buyers/<int:buyer_id>/slot", views.slot, name="buyer_slot"),
    path("buyers/<int:buyer_id>/name", views.name, name="buyer_name"),
    path("buyers/<int:buyer_id>/tags", views.tag, name="buyer_tag"),
    path("buyers/<int:buyer_id>/tags/<int:tag_id>/remove", views.untag, name="buyer_untag"),
    path("buyers/<int:buyer_id>/notes", views.note, name="buyer_note"),
    path("buyers/<int:buyer_id>/notes/<int:note_id>/remove", views.remove_note, name="buyer_remove_note"),
]
