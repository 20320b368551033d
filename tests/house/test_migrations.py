"""A new house starts with one step for each room; one that is older goes the long way to the same tables."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import Migration
from django.db.migrations.operations import RunSQL

OURS = [app.label for app in apps.get_app_configs() if app.name.startswith("zhanggui.")]


def made(short: bool) -> MigrationLoader:
    loader = MigrationLoader(None, load=False, replace_migrations=short)
    loader.build_graph()
    return loader


def functions(loader: MigrationLoader, app: str) -> set[str]:
    steps: list[Migration] = [loader.graph.nodes[key] for key in loader.graph.nodes if key[0] == app]
    said = [str(step.sql) for one in steps for step in one.operations if isinstance(step, RunSQL)]
    return {" ".join(sql.split()) for sql in said if "CREATE FUNCTION" in sql}


@pytest.fixture(scope="module")
def ways() -> tuple[MigrationLoader, MigrationLoader]:
    return made(short=True), made(short=False)


def test_the_short_way_is_taken(ways: tuple[MigrationLoader, MigrationLoader]) -> None:
    short, long = ways
    assert len(short.graph.nodes) < len(long.graph.nodes) - 30


@pytest.mark.parametrize("app", OURS)
def test_both_ways_lead_to_the_same_tables(ways: tuple[MigrationLoader, MigrationLoader], app: str) -> None:
    short, long = ways
    found = MigrationAutodetector(long.project_state(), short.project_state()).changes(graph=short.graph)
    assert app not in found, [str(step) for one in found[app] for step in one.operations]
    assert functions(short, app) == functions(long, app)
