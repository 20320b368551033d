"""Django's settings. What differs between machines comes from `environment.py`."""

from __future__ import annotations

from pathlib import Path

from csp.constants import NONE, SELF
from psycopg.conninfo import conninfo_to_dict

from zhanggui.config import environment
from zhanggui.config.embedded import embedded_url
from zhanggui.foundation import pace

PACKAGE = Path(__file__).resolve().parent.parent

SECRET_KEY = environment.secret_key()
DEBUG = environment.flag("ZHANGGUI_DEBUG")
HTTPS = environment.flag("ZHANGGUI_HTTPS")
ALLOWED_HOSTS = [host.strip() for host in environment.value("ZHANGGUI_ALLOWED_HOSTS").split(",")]
REDIS_URL = environment.value("REDIS_URL")
WRITER_LANES = environment.number("ZHANGGUI_WRITER_LANES")
WRITER_BATCH = environment.number("ZHANGGUI_WRITER_BATCH")
UPLOAD_BYTES = environment.number("ZHANGGUI_UPLOAD_MB") << 20
UPLOAD_KEPT_HOURS = environment.number("ZHANGGUI_UPLOAD_KEPT_HOURS")
IMPORT_REST_PERCENT = environment.number("ZHANGGUI_IMPORT_REST")
ADDRESS = environment.value("ZHANGGUI_ADDRESS")
WECHAT = {
    name: environment.value(f"ZHANGGUI_WECHAT_{name}")
    for name in ("SHOP", "APP_ID", "SECRET", "TOKEN", "AES_KEY", "API")
}
MAIL = {
    name: environment.value(f"ZHANGGUI_MAIL_{name}")
    for name in ("SHOP", "ADDRESS", "USER", "PASSWORD", "IMAP", "SMTP")
}
pace.keep(environment.pace())  # before any room loads

# The rooms, lowest first: open lists are filled in this order.
ROOMS = (
    "zhanggui.foundation",
    "zhanggui.shops",
    "zhanggui.marketplace",
    "zhanggui.worklist",
    "zhanggui.customers",
    "zhanggui.catalog",
    "zhanggui.stock",
    "zhanggui.orders",
    "zhanggui.workforce",
    "zhanggui.guard",
    "zhanggui.conversations",
    "zhanggui.promotions",
    "zhanggui.outreach",
    "zhanggui.fulfilment",
    "zhanggui.aftersales",
    "zhanggui.pages",
    "zhanggui.connectors.files",
    "zhanggui.connectors.chat_records",
    "zhanggui.connectors.channels",
    "zhanggui.connectors.wechat",
    "zhanggui.connectors.mail",
)
INSTALLED_APPS = (
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "axes",
    "csp",
    "django_htmx",
)
MIDDLEWARE = (
    "zhanggui.pages.drawn.Drawn",  # before anything that asks the database
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "zhanggui.pages.busy.Busy",
)
ROOT_URLCONF = "zhanggui.config.urls"
ASGI_APPLICATION = "zhanggui.config.asgi.application"
TEMPLATES = (
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": (
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "zhanggui.pages.context.shell",
            ),
        },
    },
)

_NAMED = frozenset({"dbname", "user", "password", "host", "port"})
_database = conninfo_to_dict(environment.value("DATABASE_URL") or embedded_url())
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": _database.get("dbname"),
        "USER": _database.get("user") or "",
        "PASSWORD": _database.get("password") or "",
        "HOST": _database.get("host") or "",
        "PORT": _database.get("port") or "",
        "CONN_HEALTH_CHECKS": True,
        # Every request runs on a thread of its own, so connections are pooled, not kept by threads.
        # What else the address says (sslmode, target_session_attrs ...) holds for every connection.
        "OPTIONS": {
            **{name: said for name, said in _database.items() if name not in _NAMED},
            "pool": {"min_size": 1, "max_size": 16, "timeout": 10},
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "shops.Staff"
AUTHENTICATION_BACKENDS = ("axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend")
PASSWORD_HASHERS = (
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
)
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = (
    {"NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator", "OPTIONS": {"user_attributes": ("login",)}},
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
)
# The link by which a member sets a password.
PASSWORD_RESET_TIMEOUT = 60 * 60 * 24
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "workspace"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
# In a frame on the shop's own site a Lax cookie does not come along; the token still must match.
CSRF_COOKIE_SAMESITE = "None" if HTTPS else "Lax"
CSRF_FAILURE_VIEW = "zhanggui.pages.views.csrf_failure"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Five wrong passwords for one login from one address, then a quarter of an hour of rest.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# The key under which authenticate() names the login. Axes would guess "login", note every wrong password
# for nobody, and lock nobody out.
AXES_USERNAME_FORM_FIELD = "username"
AXES_LOCKOUT_CALLABLE = "zhanggui.shops.views.logins.locked_out"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = (("zh-hans", "中文"), ("en", "English"))
LOCALE_PATHS = (PACKAGE / "locale",)
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LANGUAGE_COOKIE_SECURE = HTTPS
LANGUAGE_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE  # the visitor's page stands in other sites' frames
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "zhanggui.config.assets.Storage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}, "axes": {"level": "WARNING"}},
}
