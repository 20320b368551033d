"""The commands that need Django and the database. `cli.py` imports this only for them."""

from __future__ import annotations

import getpass
import sys
from argparse import Namespace

from django.core import management
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor

from zhanggui.config import starting

starting.set_up()

from zhanggui.config import bulk, environment, running  # noqa: E402 - rooms load after set-up
from zhanggui.config.imports import IMPORTS  # noqa: E402
from zhanggui.config.migrating import each_model_drawn_once  # noqa: E402
from zhanggui.config.supervisor import reachable_host  # noqa: E402
from zhanggui.foundation import clock  # noqa: E402
from zhanggui.foundation.actors import program  # noqa: E402
from zhanggui.foundation.beside import beside, processors  # noqa: E402
from zhanggui.foundation.failures import UnableTo  # noqa: E402
from zhanggui.shops import actions as shops  # noqa: E402
from zhanggui.shops import queries, rules  # noqa: E402

_FIRST_ACCOUNT = "zhanggui createstaff --shop SLUG --open-shop NAME --role manager"


class NotMigrated(UnableTo):
    """The database lacks tables or columns that this version needs."""


class CannotAsk(UnableTo):
    """A value is missing, and there is nobody at a terminal to ask."""


def migrate(_given: Namespace) -> int:
    with each_model_drawn_once():
        management.call_command("migrate", interactive=False, verbosity=1)
    return 0


def prepare(_given: Namespace) -> int:
    """What `run` does before the first page: migrations, and the demo shop at the very first start."""
    with each_model_drawn_once():
        management.call_command("migrate", interactive=False, verbosity=0)
    if queries.any_shop():
        return 0
    if environment.flag("ZHANGGUI_DEMO"):
        return demo(_given)
    print(f"还没有店铺。另开一个窗口建第一个账号 (the first account): {_FIRST_ACCOUNT}")
    return 0


def demo(_given: Namespace) -> int:
    _need_tables()
    from zhanggui.config.demo import create_demo  # noqa: PLC0415 - needed by this command only

    create_demo()
    return 0


def manage(given: Namespace) -> int:
    management.execute_from_command_line(["zhanggui manage", *given.arguments])
    return 0


def import_files(given: Namespace) -> int:
    _need_tables()
    from zhanggui.connectors.files.command import (  # noqa: PLC0415 - needed by this command only
        import_command,
        lines_apart,
    )

    for path in given.files:
        if not path.is_file():
            raise CannotAsk(f"没有这个文件: {path}")
    bulk.share_time()
    wanted = IMPORTS[given.kind]
    paths, lines = lines_apart(given.files, wanted=wanted)
    if not (paths and lines) or processors() == 1:
        return import_command(given.files, given.shop, wanted=wanted, trial=given.trial)
    shop, trial = ["--shop", given.shop] if given.shop else [], ["--trial"] if given.trial else []
    with beside(["import", given.kind, *shop, *trial, "--", *map(str, lines)]) as other:
        refused = import_command(paths, given.shop, wanted=wanted, trial=given.trial)
    return refused or abs(other.returncode)


def write_template(given: Namespace) -> int:
    from zhanggui.connectors.files.templates.command import (  # noqa: PLC0415 - needed by this command only
        template_command,
    )

    return template_command(given.kind, given.file)


def export_file(given: Namespace) -> int:
    _need_tables()
    from zhanggui.connectors.files.templates.command import (  # noqa: PLC0415 - needed by this command only
        export_command,
    )

    return export_command(given.kind, given.file, given.shop)


def quote_cart(given: Namespace) -> int:
    """A shop's own offers take the place of those that the cart does not name."""
    _need_tables()
    from zhanggui.config.quoting import print_quote  # noqa: PLC0415 - needed by this command only
    from zhanggui.promotions.queries import offers_of  # noqa: PLC0415 - as above

    shop = queries.shop_by_slug(given.shop)
    if shop is None:
        raise CannotAsk(f"没有店铺 {given.shop}")
    return print_quote(
        given.cart,
        refund=given.refund,
        shop=shop.slug,
        own=lambda at: offers_of(shop.id, alive_at=at),
    )


def simulate(given: Namespace) -> int:
    _need_tables()
    from zhanggui.connectors.simulator import command  # noqa: PLC0415 - needed by this command only

    data = environment.data_folder()
    where = running.read(data)
    if where is None:
        raise CannotAsk("掌柜没有在运行, 先运行: zhanggui run")
    if where.simulator and not given.living:
        raise CannotAsk("店里已经有模拟的买家, 先用 ZHANGGUI_SIMULATE=0 运行掌柜")
    kept = data / "demo-password"
    return command.simulate(
        command.Asked(
            host=reachable_host(where.host),
            port=where.port,
            password=kept.read_text() if kept.exists() else "",
            seed=given.seed,
            orders=given.orders,
            chatting=given.chatting,
            agents=given.agents,
            leaves_seconds=given.leaves,
            hours=given.hours,
            days=given.days,
            living=given.living,
            memory=data / "simulated-market.jsonl",
            tally=given.tally,
        )
    )


def createstaff(given: Namespace) -> int:
    _need_tables()
    at = clock.now()
    slug = given.shop or _ask("店铺短名 shop")
    known = queries.shop_by_slug(slug)
    if known is None and not given.open_shop:
        raise CannotAsk(f"没有店铺 {slug}。同时开店: --open-shop 店铺名称 --platform tmall")
    login = given.login or _ask("登录名 login")
    name = given.name or _ask("姓名 name")
    number = given.number or _ask("工号 number")
    role = given.role or _ask(f"角色 role ({'/'.join(rules.ROLES)})")
    password = _password(given)
    with transaction.atomic():  # no shop without its first account
        shop = known or shops.open_shop(slug=slug, name=given.open_shop, platform=given.platform, at=at)
        hired = shops.hire(
            shop_id=shop.id,
            login=login,
            name=name,
            agent_number=number,
            role=role,
            password=password,
            by=program(shop.id, "zhanggui createstaff"),
            at=at,
        )
    if known is None:
        print(f"已开店: {shop.name} ({shop.slug})")
    print(f"已建: {hired.name} ({login}), {hired.role_title}, 店铺 {shop.name}")
    return 0


def _need_tables() -> None:
    plan = MigrationExecutor(connection)
    if plan.migration_plan(plan.loader.graph.leaf_nodes()):
        raise NotMigrated("数据库结构不是最新的, 先运行: zhanggui migrate")


def _password(given: Namespace) -> str:
    if given.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    _need_terminal("密码 (用 --password-stdin)")
    first = getpass.getpass("密码 password: ")
    if first != getpass.getpass("再输一次 again: "):
        raise CannotAsk("两次输入的密码不一样")
    return first


def _ask(what: str) -> str:
    _need_terminal(what)
    return input(f"{what}: ").strip()


def _need_terminal(what: str) -> None:
    if not sys.stdin.isatty():
        raise CannotAsk(f"缺少: {what}")
