from django.apps import AppConfig


class Conversations(AppConfig):
    name = "zhanggui.conversations"
    label = "conversations"

    def ready(self) -> None:
        from zhanggui.conversations import (  # noqa: F401, PLC0415 - they register
            clues,
            goods,
            held,
            kinds,
            naming,
            order_variables,
            reactions,
            settings,
        )
        from zhanggui.foundation.panels import PLACES, SLOTS, Place, Slot  # noqa: PLC0415
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first
        from zhanggui.shops.rules import RECEIVE, SEE_FIGURES  # noqa: PLC0415

        PLACES.add(Place(key="search", title="搜索", url_name="search", needs=RECEIVE, rank=50))
        PLACES.add(Place(key="phrases", title="快捷语", url_name="phrases", needs=RECEIVE, rank=60))
        PLACES.add(Place(key="feedback", title="买家反馈", url_name="feedback", needs=SEE_FIGURES, rank=66))
        PLACES.add(Place(key="figures", title="接待数据", url_name="figures", needs=RECEIVE, rank=65))
        SLOTS.add(
            Slot(key="questions", title="问主管", url_name="questions_slot", rank=5, follows=("asked",))
        )
        SLOTS.add(
            Slot(
                key="steps",
                title="接待步骤",
                url_name="steps_slot",
                rank=4,
                follows=("talk", "order", "asked"),
            )
        )
        SLOTS.add(
            Slot(key="needs", title="问需求", url_name="needs_slot", rank=7, follows=("order", "needs"))
        )
        SLOTS.add(
            Slot(key="feedback", title="买家反馈", url_name="feedback_slot", rank=32, follows=("feedback",))
        )
        SLOTS.add(
            Slot(key="related", title="搭配", url_name="related_slot", rank=21, follows=("order", "doubts"))
        )
        SLOTS.add(
            Slot(key="survey", title="满意度", url_name="survey_slot", rank=33, follows=("survey", "talk"))
        )
        SLOTS.add(Slot(key="calls", title="电话", url_name="calls_slot", rank=40, follows=("calls",)))
        add_audit_words(
            invite_to_judge="请买家评价",
            judge_reception="买家评价",
            survey="满意度评价",
            points="评分",
            note_call="记电话",
            write_guide="写要问的话",
            guide="问需求",
            give_discount="让价",
            decide_discount="批让价",
            discount="让价",
            off_fen="让价",
            end_reception="结束接待",
            excuse_wait="标为无需回复",
            transfer="转接",
            take_over="接过来",
            take_back="撤回标记",
            leave_out="标为不算询单",
            count_in="算回询单",
            not_inquiry="不算询单",
            write_phrase="写快捷语",
            retire_phrase="停用快捷语",
            write_greeting="写首句规则",
            retire_greeting="停用首句规则",
            raise_greeting="首句规则提前",
            greeting_rule="首句规则",
            conversation="会话",
            phrase="快捷语",
            waiting_since="等待开始",
            agent="接待人",
            title="标题",
            text="内容",
        )
        from zhanggui.conversations import day  # noqa: F401, PLC0415 - it registers
