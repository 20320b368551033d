"""Migrations that take a second and not six on an empty database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations.state import ModelState, ProjectState


@contextmanager
def each_model_drawn_once() -> Iterator[None]:
    """For migrating forwards. Where a table is new, Django draws all models anew that are related to it over
    however many others: of ours each time almost all. A model that nobody knew before changes no other but by
    the way back, and that is put in when the new one is drawn, as in any program that declares a model."""
    theirs = ProjectState.add_model

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        key = model_state.app_label, model_state.name_lower
        if key in self.models or "apps" not in self.__dict__:
            theirs(self, model_state)
            return
        self.models[key] = model_state
        if vars(self)["_relations"] is not None:
            self.resolve_model_relations(key)
        self.apps.render_multiple([model_state])

    ProjectState.add_model = add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = theirs  # type: ignore[method-assign]
