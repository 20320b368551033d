from __future__ import annotations

from typing import Any

from django.urls import path, register_converter

from zhanggui.connectors.files.templates import views
from zhanggui.connectors.files.templates.columns import Template
from zhanggui.connectors.files.templates.registered import TEMPLATES
from zhanggui.connectors.files.templates.writing import FileForm


class TemplateKey:
    """Only what is a template has an address."""

    regex = "[a-z_]+"

    def to_python(self, key: str) -> Template[Any]:
        if found := TEMPLATES.get(key):
            return found
        raise ValueError(key)

    def to_url(self, key: str) -> str:
        return self.to_python(key).key


class Form:
    regex = "|".join(FileForm)

    def to_python(self, form: str) -> FileForm:
        return FileForm(form)

    def to_url(self, form: str) -> str:
        return FileForm(form).value


register_converter(TemplateKey, "template_key")
register_converter(Form, "file_form")

urlpatterns = [
    path("files/templates/<template_key:key>.<file_form:form>", views.template, name="files_template"),
    path("files/exports/<template_key:key>.<file_form:form>", views.export, name="files_export"),
]
