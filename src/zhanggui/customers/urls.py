from __future__ import annotations

from django.urls import path

from zhanggui.customers.views import buyers, groups, tags

urlpatterns = [
    path("buyers/", buyers.buyers, name="buyers"),
    path("buyers/words/", tags.page, name="tags"),
    path("buyers/words/group", tags.write_group, name="tags_group"),
    path("buyers/words/group/raise", tags.raise_group, name="tags_raise"),
    path("buyers/words/group/drop", tags.drop_group, name="tags_drop"),
    path("buyers/words/add", tags.add_word, name="tags_add"),
    path("buyers/words/retire", tags.retire_word, name="tags_retire"),
    path("buyers/words/move", tags.move, name="tags_move"),
    path("buyers/groups/", groups.page, name="groups"),
    path("buyers/groups/write", groups.write, name="group_write"),
    path("buyers/groups/preview", groups.preview, name="group_preview"),
    path("buyers/groups/<int:group_id>/count", groups.count, name="group_count"),
    path("buyers/groups/<int:group_id>/retire", groups.retire, name="group_retire"),
    path("buyers/<int:buyer_id>", buyers.buyer_page, name="buyer"),
    path("buyers/<int:buyer_id>/slot", buyers.slot, name="buyer_slot"),
    path("buyers/<int:buyer_id>/proposals", buyers.proposed, name="buyer_proposals"),
    path("buyers/<int:buyer_id>/proposals/answer", buyers.answer_proposal, name="buyer_answer_proposal"),
    path("buyers/<int:buyer_id>/name", buyers.name, name="buyer_name"),
    path("buyers/<int:buyer_id>/tags", buyers.tag, name="buyer_tag"),
    path("buyers/<int:buyer_id>/tags/<int:tag_id>/remove", buyers.untag, name="buyer_untag"),
    path("buyers/<int:buyer_id>/groups", buyers.join, name="buyer_join"),
    path("buyers/<int:buyer_id>/groups/<int:group_id>/remove", buyers.leave, name="buyer_leave"),
    path("buyers/<int:buyer_id>/notes", buyers.note, name="buyer_note"),
    path("buyers/<int:buyer_id>/notes/<int:note_id>/remove", buyers.remove_note, name="buyer_remove_note"),
]
