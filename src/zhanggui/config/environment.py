"""Every setting that comes from the environment, in one table. Nothing else reads os.environ."""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.pace import Pace


@dataclass(frozen=True)
class Variable:
    """One environment variable: its name, what holds when it is unset, and what it means."""

    name: str
    default: str
    meaning: str
    chinese: str
    between: tuple[int, int] | None = None  # of a number: the least and the most that can work


VARIABLES = (
    Variable(
        "DATABASE_URL",
        "",
        "postgresql://user:password@host:port/name; unset: the embedded PostgreSQL",
        "用自己的 PostgreSQL; 不设: 用内置的",
    ),
    Variable(
        "REDIS_URL",
        "",
        "redis://host:port/0; unset: live frames travel by PostgreSQL NOTIFY",
        "多台机器时用 Redis 传递消息; 不设: 用 PostgreSQL",
    ),
    Variable(
        "ZHANGGUI_DATA",
        "var",
        "folder for the embedded database, the secret key and the logs",
        "数据目录: 内置数据库, 密钥, 日志",
    ),
    Variable(
        "ZHANGGUI_HOST",
        "127.0.0.1",
        "address to listen on; 0.0.0.0 for the whole network",
        "监听的地址; 0.0.0.0 表示整个局域网可以访问",
    ),
    Variable(
        "ZHANGGUI_PORT",
        "8300",
        "port to listen on; the next free one is taken when it is busy",
        "监听的端口; 被占用时用下一个空的",
        (1, 65_535),
    ),
    Variable(
        "ZHANGGUI_WEB_PROCESSES",
        "1",
        "web server processes that share the port",
        "网页进程数, 共用一个端口",
        (1, 32),
    ),
    Variable(
        "ZHANGGUI_SECRET_KEY",
        "",
        "signing key; unset: made once and kept in the data folder",
        "签名密钥; 不设: 自动生成并保存在数据目录",
    ),
    Variable(
        "ZHANGGUI_ALLOWED_HOSTS",
        "*",
        "host names that are answered, separated by commas",
        "允许的域名, 用逗号分开",
    ),
    Variable(
        "ZHANGGUI_ADDRESS",
        "",
        "where buyers reach this house (https://...), for links that the program sends by itself",
        "买家能打开的网址 (https://...), 程序自己发出的链接用它; 不设: 这种链接不自动发",
    ),
    Variable(
        "ZHANGGUI_HTTPS",
        "0",
        "1 behind an https proxy: secure cookies, and the chat can be embedded",
        "1: 前面有 https 代理, 聊天可以嵌入别的网站",
    ),
    Variable(
        "ZHANGGUI_DEMO",
        "1",
        "0: the first start does not create the demo shop",
        "0: 第一次启动时不建演示店铺",
    ),
    Variable(
        "ZHANGGUI_SIMULATE",
        "1",
        "0: nobody comes to the demo shop by themselves; without a demo shop nobody does anyway",
        "0: 示例店铺里没有模拟的买家和客服",
    ),
    Variable(
        "ZHANGGUI_DEBUG",
        "0",
        "1: long error pages; never with real buyers",
        "1: 显示详细错误; 有真实买家时不要用",
    ),
    Variable(
        "ZHANGGUI_WRITER_LANES",
        "1",
        "database connections that write chat messages, in one process",
        "每个进程写聊天消息的数据库连接数",
        (1, 8),
    ),
    Variable(
        "ZHANGGUI_WRITER_BATCH",
        "500",
        "messages that one commit may hold",
        "一次提交最多写多少条消息",
        (1, 5_000),
    ),
    Variable(
        "ZHANGGUI_UPLOAD_MB",
        "300",
        "largest file that can be uploaded, in MB",
        "能上传的最大文件, 单位 MB",
        (1, 4_000),
    ),
    Variable(
        "ZHANGGUI_UPLOAD_KEPT_HOURS",
        "24",
        "hours for which an uploaded file that nobody decided about is kept; it names buyers",
        "没有导入完的上传文件保留多少小时; 里面有买家资料",
        (1, 168),
    ),
    Variable(
        "ZHANGGUI_IMPORT_REST",
        "100",
        "while agents are online an import rests this long after each batch, in % of the batch's own time",
        "有客服在线时, 导入每一批之后休息的时间, 是这一批用时的百分之几",
        (0, 2_000),
    ),
    Variable(
        "ZHANGGUI_WECHAT_SHOP",
        "",
        "slug of the shop whose official account WeChat's variables are about; unset: no WeChat",
        "微信公众号是哪家店的 (店铺短名); 不设: 不接微信",
    ),
    Variable("ZHANGGUI_WECHAT_APP_ID", "", "the official account's AppID", "公众号的 AppID"),
    Variable("ZHANGGUI_WECHAT_SECRET", "", "its AppSecret", "公众号的 AppSecret"),
    Variable("ZHANGGUI_WECHAT_TOKEN", "", "the token of its server settings", "服务器配置里的令牌 (Token)"),
    Variable(
        "ZHANGGUI_WECHAT_AES_KEY",
        "",
        "the EncodingAESKey of its server settings, 43 letters; unset: plain messages",
        "服务器配置里的 EncodingAESKey, 43 个字; 不设: 明文模式",
    ),
    Variable(
        "ZHANGGUI_WECHAT_API",
        "https://api.weixin.qq.com",
        "where its interface is",
        "微信接口的地址",
    ),
    Variable(
        "ZHANGGUI_MAIL_SHOP",
        "",
        "slug of the shop whose mailbox the mail's variables are about; unset: no e-mail",
        "邮箱是哪家店的 (店铺短名); 不设: 不接邮件",
    ),
    Variable("ZHANGGUI_MAIL_ADDRESS", "", "the mailbox's address", "邮箱地址"),
    Variable(
        "ZHANGGUI_MAIL_USER",
        "",
        "login of the mailbox; unset: its address",
        "邮箱的登录名; 不设: 就是邮箱地址",
    ),
    Variable(
        "ZHANGGUI_MAIL_PASSWORD",
        "",
        "its password, or the code that the provider gives out for programs",
        "邮箱的密码, 或服务商给客户端用的授权码",
    ),
    Variable(
        "ZHANGGUI_MAIL_IMAP",
        "",
        "imaps://host (TLS) or imap://host:port (STARTTLS); imap+plain:// on this machine only",
        "收信: imaps://服务器 (TLS) 或 imap://服务器:端口 (STARTTLS); imap+plain:// 只能在本机",
    ),
    Variable(
        "ZHANGGUI_MAIL_SMTP",
        "",
        "smtps://host (TLS) or smtp://host:port (STARTTLS); smtp+plain:// on this machine only",
        "发信: smtps://服务器 (TLS) 或 smtp://服务器:端口 (STARTTLS); smtp+plain:// 只能在本机",
    ),
    Variable(
        "ZHANGGUI_CLOCK",
        "",
        "for simulated days only: real instant, what the clock showed then, speed (ISO,ISO,60)",
        "只用于模拟: 真实时刻, 当时钟上的时刻, 快多少倍 (ISO,ISO,60)",
    ),
)
_FASTEST = 1_000
_DEFAULTS = {variable.name: variable.default for variable in VARIABLES}
_BETWEEN = {variable.name: variable.between for variable in VARIABLES if variable.between}


class WrongSetting(UnableTo):
    """An environment variable holds what it cannot mean."""


def value(name: str) -> str:
    """The variable's value, or its default. KeyError for a name that is not in the table."""
    return os.environ.get(name) or _DEFAULTS[name]


def number(name: str) -> int:
    """The variable as a whole number within what can work. WrongSetting names it when it is none."""
    given = value(name)
    least, most = _BETWEEN[name]
    if not re.fullmatch(r"[0-9]{1,9}", given) or not least <= int(given) <= most:
        raise WrongSetting(f"环境变量 {name} 应该是 {least} 到 {most} 的整数, 现在是 {given!r}")
    return int(given)


def check_numbers() -> None:
    """Raises WrongSetting for the first number, or the clock, that cannot work."""
    for name in _BETWEEN:
        number(name)
    pace()


def flag(name: str) -> bool:
    return value(name).lower() in {"1", "true", "yes", "on"}


def pace() -> Pace | None:
    """How fast the house's clock runs; None for the real time. WrongSetting when it cannot be meant."""
    given = value("ZHANGGUI_CLOCK")
    if not given:
        return None
    try:
        since, shown, speed = given.split(",")
        pace = Pace(datetime.fromisoformat(since), datetime.fromisoformat(shown), float(speed))
        pace.shows(pace.since)
    except (ValueError, TypeError) as wrong:
        raise WrongSetting(f"环境变量 ZHANGGUI_CLOCK 读不懂: {given!r}") from wrong
    if not (pace.since.tzinfo and pace.shown.tzinfo and 0 < pace.speed <= _FASTEST):
        raise WrongSetting(f"环境变量 ZHANGGUI_CLOCK 要带时区, 速度在 0 到 {_FASTEST} 之间: {given!r}")
    return pace


def wait_for_rows(*, seconds: int) -> None:
    """A row that somebody holds for longer costs this process a sentence ("press again") and not its thread.
    By libpq's own variable: an operator who sets it knows better."""
    os.environ.setdefault("PGOPTIONS", f"-c lock_timeout={seconds}s")


def data_folder() -> Path:
    return Path(value("ZHANGGUI_DATA")).expanduser().absolute()


def secret_key() -> str:
    """The signing key: from the environment, else from the data folder, made there on first use."""
    given = value("ZHANGGUI_SECRET_KEY")
    if given:
        return given
    kept = data_folder() / "secret-key"
    kept.parent.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: of two processes that start together one makes the key, the other reads it.
        handle = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return kept.read_text().strip()
    with os.fdopen(handle, "w") as file:
        key = secrets.token_urlsafe(48)
        file.write(key)
    return key
