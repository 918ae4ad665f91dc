"""Settings of the office. Everything that differs between sites comes from the environment, nothing from this file.

`MINGJING_DATA` is the one folder that holds what people made: database, uploads, runs, local rules, secret key.
"""

import contextlib
import os
import secrets
from pathlib import Path
from typing import Any

import dj_database_url

from mingjing.config import environment as env

DATA = Path(env.text("MINGJING_DATA")).expanduser().absolute()
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
(DATA / "static").mkdir(exist_ok=True)
LAKES, RUNS, LOCAL, MEDIA_ROOT = DATA / "lakes", DATA / "runs", DATA / "local", DATA / "evidence"
REGISTERS = DATA / "registers"  # knowledge rows that the office writes of its own decisions


def _secret_key() -> str:
    """Return the site's key, made once and readable by the owner alone."""
    if key := env.text("MINGJING_SECRET_KEY"):
        return key
    path = DATA / "secret.key"
    if not path.exists():
        # Linked into place whole: page and worker starting together must not read each other's half key.
        fresh = path.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(64), encoding="ascii")
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)
        fresh.unlink()
    return path.read_text(encoding="ascii")


SECRET_KEY = _secret_key()
DEBUG = env.switched_on("MINGJING_DEBUG")
ALLOWED_HOSTS = env.several("MINGJING_HOSTS")
CSRF_TRUSTED_ORIGINS = env.several("MINGJING_ORIGINS")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "mingjing.office.ui",
    "mingjing.office.rest",
    "mingjing.office.accounts",
    "mingjing.office.clocks",
    "mingjing.office.institutions",
    "mingjing.office.screenings",
    "mingjing.office.leads",
    "mingjing.office.ledger",
    "mingjing.office.cases",
    "mingjing.office.documents",
    "mingjing.office.liaison",
    "mingjing.office.staff",
    "mingjing.office.reports",
    "mingjing.office.inspections",
]

MIDDLEWARE = [
    "mingjing.office.accounts.headers.HeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "mingjing.office.accounts.middleware.AccessMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "mingjing.office.ui.middleware.ProblemMiddleware",
]

FORM_RENDERER = "mingjing.office.ui.rendering.Renderer"
ROOT_URLCONF = "mingjing.config.urls"
ASGI_APPLICATION = "mingjing.config.asgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "mingjing.office.ui.context.page",
            ],
            "builtins": ["mingjing.office.ui.templatetags.show"],
        },
    }
]

# Under ASGI each request has a thread of its own, so a connection kept open would never be met again.
DATABASES: dict[str, Any] = {
    "default": dj_database_url.config(default=f"sqlite:///{DATA / 'office.sqlite3'}", conn_max_age=0)
}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-65536;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SCREENING_MEMORY = env.text("MINGJING_MEMORY")
SCREENING_THREADS = env.whole("MINGJING_THREADS") or max((os.cpu_count() or 2) - 1, 1)
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "calls"]}}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["mingjing.office.accounts.signin.LockingBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "mingjing.office.accounts.password.KindsOfCharacters"},
    {"NAME": "mingjing.office.accounts.password.NotTheCurrentOne"},
]
MINGJING_PASSWORD_DAYS = env.whole("MINGJING_PASSWORD_DAYS")
MINGJING_LOCK_AFTER = env.whole("MINGJING_LOCK_AFTER")
MINGJING_LOCK_MINUTES = env.whole("MINGJING_LOCK_MINUTES")
MINGJING_IDLE_MINUTES = env.whole("MINGJING_IDLE_MINUTES")
MINGJING_OTP_ROLES = env.several("MINGJING_OTP_ROLES") if env.switched_on("MINGJING_REQUIRE_OTP") else []
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.switched_on("MINGJING_HTTPS")
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "mingjing_session", "mingjing_csrf"
SECURE_HSTS_SECONDS = 365 * 86400 if env.switched_on("MINGJING_HTTPS") else 0
if env.several("MINGJING_PROXIES"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "mingjing.office.ui.errors.csrf"
OTP_TOTP_ISSUER = "明镜"
SILENCED_SYSTEM_CHECKS = ["security.W004", "security.W005", "security.W021"]  # HSTS is the site's choice

LANGUAGE_CODE, TIME_ZONE, USE_I18N, USE_TZ = "zh-hans", "Asia/Shanghai", True, True
STATIC_URL = "static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("MINGJING_LOG")},
}
