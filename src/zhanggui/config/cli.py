"""The `zhanggui` command. Imports Django only for the commands that need it."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from zhanggui.config import embedded, environment
from zhanggui.config.imports import IMPORTS, TEMPLATES
from zhanggui.foundation.failures import UnableTo

_Command = Callable[[argparse.Namespace], int]
_WHICH_SHOP = "店铺短名, 只有一家店时可以不写 (the shop's short name)"


def main(arguments: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(arguments)
    try:
        if given.lifeline is not None:
            from zhanggui.config.children import hold_lifeline  # noqa: PLC0415 - children only

            hold_lifeline(given.lifeline)
        return int(given.command(given))
    except UnableTo as refusal:
        print(refusal, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _run(_given: argparse.Namespace) -> int:
    from zhanggui.config import supervisor  # noqa: PLC0415 - each command loads only what it needs

    return supervisor.run()


def _doctor(_given: argparse.Namespace) -> int:
    from zhanggui.config import doctor  # noqa: PLC0415 - as above

    return doctor.examine()


def _settings(_given: argparse.Namespace) -> int:
    print(_table())
    return 0


def _serve(given: argparse.Namespace) -> int:
    from zhanggui.config import web  # noqa: PLC0415 - as above

    return web.serve(given.fd)


def _work(_given: argparse.Namespace) -> int:
    return int(importlib.import_module("zhanggui.config.worker").work())


def _template(given: argparse.Namespace) -> int:
    return int(importlib.import_module("zhanggui.config.commands").write_template(given))


def _quote(given: argparse.Namespace) -> int:
    """Without a shop no database is started: everything that the price depends on stands in the file."""
    if given.shop:
        return _with_database("quote_cart")(given)
    return int(
        importlib.import_module("zhanggui.config.quoting").print_quote(given.cart, refund=given.refund)
    )


def _with_database(name: str) -> _Command:
    """A command of `commands.py`, with the embedded PostgreSQL running for as long as it takes."""

    def command(given: argparse.Namespace) -> int:
        with _database():
            return int(getattr(importlib.import_module("zhanggui.config.commands"), name)(given))

    return command


def _database() -> AbstractContextManager[None]:
    own = environment.value("DATABASE_URL")
    if own:
        from zhanggui.config import supervisor  # noqa: PLC0415 - each command loads only what it needs

        supervisor.check_database(own)
        return nullcontext()
    data = environment.data_folder()
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as refused:
        raise embedded.CannotStartDatabase(f"数据目录 {data} 不能写入: {refused.strerror}") from None
    return embedded.locate(data).in_use()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zhanggui",
        description="掌柜: 淘宝天猫店铺的客服工作台 (the service workbench of a Taobao or Tmall shop)",
        epilog="设置用环境变量, 列表: zhanggui settings (settings are environment variables)",
    )
    parser.add_argument("--lifeline", type=int, help=argparse.SUPPRESS)
    commands = parser.add_subparsers(metavar="命令 command", required=True)

    def add(name: str, command: _Command, says: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, description=says, help=says)
        added.set_defaults(command=command)
        return added

    add("run", _run, "启动数据库, 网页和任务进程 (start everything, Ctrl-C stops it)")
    add("doctor", _doctor, "检查哪里有问题, 用什么命令修 (what is wrong and the command that mends it)")
    add("migrate", _with_database("migrate"), "升级数据库结构 (bring the database up to date)")
    _add_createstaff(
        add("createstaff", _with_database("createstaff"), "添加员工账号 (add a member of staff)")
    )
    add("demo", _with_database("demo"), "建演示店铺 (create the demo shop and print its logins)")
    _add_import(
        add("import", _with_database("import_files"), "导入文件 (read files): zhanggui import orders FILE...")
    )
    _add_template(
        add(
            "template", _template, "写一个空模板 (a blank file to fill in): zhanggui template items FILE.xlsx"
        )
    )
    _add_template(
        add(
            "export", _with_database("export_file"), "导出 (take records out): zhanggui export items FILE.csv"
        )
    ).add_argument("--shop", metavar="SLUG", help=_WHICH_SHOP)
    quote = add("quote", _quote, "算一车多少钱, 为什么 (what a cart costs and why, as JSON): docs/quote.md")
    quote.add_argument("cart", metavar="CART.json", help="JSON 文件, - 是标准输入 (- reads the pipe)")
    quote.add_argument(
        "--refund",
        action="store_true",
        help="按文件里的 refunds 算退多少 (what goes back, by its refunds)",
    )
    quote.add_argument(
        "--shop", metavar="SLUG", help="没有写优惠时用这家店的 (its offers, when the JSON names none)"
    )
    _add_simulate(
        add("simulate", _with_database("simulate"), "让示例店铺活起来 (play days in the demo shop that runs)")
    )
    add("settings", _settings, "所有设置 (every setting, its default and meaning)")
    manage = add("manage", _with_database("manage"), "Django 管理命令 (Django's own commands)")
    manage.add_argument("arguments", nargs=argparse.REMAINDER)
    # What the supervisor starts; not for people.
    prepare, worker, serve = map(commands.add_parser, ("prepare", "worker", "serve"))
    prepare.set_defaults(command=_with_database("prepare"))
    worker.set_defaults(command=_work)
    serve.set_defaults(command=_serve)
    serve.add_argument("--fd", type=int, required=True)
    return parser


def _add_createstaff(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--shop", metavar="SLUG", help="店铺短名 (the shop's short name)")
    parser.add_argument("--login", help="登录名 (login)")
    parser.add_argument("--name", help="姓名 (the person's name)")
    parser.add_argument("--number", help="工号 (agent number)")
    parser.add_argument("--role", help="角色: agent 客服, lead 主管, manager 店长, warehouse 仓管 (role)")
    parser.add_argument(
        "--password-stdin", action="store_true", help="从标准输入读密码 (password from stdin)"
    )
    parser.add_argument("--open-shop", metavar="NAME", help="店铺还没有时, 用这个名称开店 (open the shop)")
    parser.add_argument("--platform", default="tmall", help="tmall 或 taobao (default: tmall)")


def _add_import(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "kind",
        choices=IMPORTS,
        metavar="种类 kind",
        help=f"{', '.join(IMPORTS)}; any: 按表头认 (by the header)",
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--shop", metavar="SLUG", help=_WHICH_SHOP)
    parser.add_argument(
        "--trial", action="store_true", help="只试读, 什么也不写 (weigh every row, keep none)"
    )


def _add_template(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("kind", choices=TEMPLATES, metavar="种类 kind", help=", ".join(TEMPLATES))
    parser.add_argument("file", type=Path, metavar="FILE", help="以 .xlsx 或 .csv 结尾 (.xlsx or .csv)")
    return parser


def _add_simulate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--seed", type=int, default=7, help="同样的种子, 同样的一天 (the same seed, the same day)"
    )
    parser.add_argument("--orders", type=int, default=150, help="一天大约多少单 (orders a day, about)")
    parser.add_argument(
        "--chatting", type=float, default=0.4, help="多少买家会来问 (share of buyers who chat)"
    )
    parser.add_argument("--agents", type=int, default=3, help="几位模拟客服 (simulated staff, at most 8)")
    parser.add_argument(
        "--leaves", type=float, default=0, help="买家等多少秒以后模拟客服才接 (seconds left to real people)"
    )
    parser.add_argument(
        "--hours", type=float, help="玩店里的几个小时, 不写就一直玩 (hours of the shop's clock)"
    )
    parser.add_argument("--days", type=int, default=90, help="补过去多少天 (days of history)")
    parser.add_argument("--living", action="store_true", help=argparse.SUPPRESS)  # how `run` starts it
    parser.add_argument("--tally", type=Path, help="结束时把统计写进这个文件 (figures at the end, as JSON)")


def _table() -> str:
    rows = []
    for variable in environment.VARIABLES:
        rows.append(f"{variable.name}  (默认 default: {variable.default or '-'})")
        rows.append(f"    {variable.chinese}")
        rows.append(f"    {variable.meaning}")
    return "\n".join(rows)


if __name__ == "__main__":
    sys.exit(main())
