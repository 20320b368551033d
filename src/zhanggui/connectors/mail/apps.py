from django.apps import AppConfig
from django.utils.translation import gettext_noop


class Mail(AppConfig):
    name = "zhanggui.connectors.mail"
    label = "connectors_mail"

    def ready(self) -> None:
        from zhanggui.connectors.mail import line  # noqa: F401, PLC0415 - it registers
        from zhanggui.foundation.panels import SLOTS, Slot  # noqa: PLC0415 - rooms load first
        from zhanggui.foundation.words import add_audit_words  # noqa: PLC0415 - rooms load first

        SLOTS.add(Slot(key="mail", title="邮件原件", url_name="mail_slot", rank=41, follows=("mails",)))
        add_audit_words(
            mail=gettext_noop("邮件"),
            treat_as_words=gettext_noop("当作买家的话"),
            mail_kind=gettext_noop("为什么没进会话"),
        )
