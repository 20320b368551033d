from __future__ import annotations

from django.urls import path

from zhanggui.conversations.views import asking, chat, edge, phrases, pictures, reception

urlpatterns = [
    path("chat/<slug:slug>", chat.chat, name="chat"),
    path("chat/<slug:slug>/known", chat.known, name="chat_known"),
    path("chat/<slug:slug>/embed.js", chat.embed, name="chat_embed"),
    path("chat/<slug:slug>/picture", chat.picture, name="chat_picture"),
    path("chat/<slug:slug>/order", chat.order, name="chat_order"),
    path("pictures/<int:picture_id>", pictures.show, name="picture"),
    path("reception/recent", reception.recent, name="reception_recent"),
    path("reception/<int:conversation_id>/phrases", reception.phrases, name="reception_phrases"),
    path("reception/<int:conversation_id>/suggestions", reception.suggestions, name="reception_suggestions"),
    path("reception/<int:conversation_id>/pace", reception.pace, name="reception_pace"),
    path("reception/<int:conversation_id>/transfer", reception.transfer, name="reception_transfer"),
    path("reception/<int:conversation_id>/close", reception.close, name="reception_close"),
    path("reception/<int:conversation_id>/picture", reception.picture, name="reception_picture"),
    path("reception/<int:conversation_id>/ask", asking.ask, name="reception_ask"),
    path("reception/<int:conversation_id>/question", asking.question_part, name="question_part"),
    path("reception/<int:conversation_id>/answer", asking.answer, name="reception_answer"),
    path("reception/questions/<int:buyer_id>", asking.slot, name="questions_slot"),
    path("reception/answers", asking.answers, name="reception_answers"),
    path("edge/", edge.page, name="edge"),
    path("edge/find", edge.find, name="edge_find"),
    path("edge/buyer", edge.note, name="edge_note"),
    path("edge/phrases", edge.phrases, name="edge_phrases"),
    path("edge/copy", edge.copy, name="edge_copy"),
    path("edge/<int:buyer_id>", edge.talk, name="edge_talk"),
    path("edge/<int:marketplace_buyer_id>/press", edge.press, name="edge_press"),
    path("edge/<int:marketplace_buyer_id>/back", edge.back, name="edge_back"),
    path("phrases/", phrases.phrases, name="phrases"),
    path("phrases/add", phrases.add, name="phrase_add"),
    path("phrases/<int:phrase_id>/edit", phrases.edit, name="phrase_edit"),
    path("phrases/<int:phrase_id>/retire", phrases.retire, name="phrase_retire"),
    path("phrases/<int:phrase_id>/used", reception.used, name="phrase_used"),
]
