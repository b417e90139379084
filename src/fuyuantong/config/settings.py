"""Settings: every value that an installation may change comes from the environment (docs/operate)."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from fuyuantong.config.channel_file import read_channel_file
from fuyuantong.config.content_policy import CONTENT_SECURITY_POLICY as CONTENT_SECURITY_POLICY
from fuyuantong.config.database import database_settings

PACKAGE = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("FYT_VAR", "var")).resolve()

DEBUG = False
DEMO = os.environ.get("FYT_DEMO") == "1"
SECRET_KEY = os.environ.get("FYT_SECRET_KEY", "")
ALLOWED_HOSTS = os.environ.get("FYT_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("FYT_ORIGINS", "").split(",") if o]

# Seconds by which this process's "now" is shifted; only tests and demonstrations may set it.
CLOCK_SHIFT_SECONDS = int(os.environ.get("FYT_CLOCK_SHIFT", "0")) if DEMO else 0

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_htmx",
    "procrastinate.contrib.django",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "fuyuantong.common",
    "fuyuantong.audit",
    "fuyuantong.organs",
    "fuyuantong.clocks",
    "fuyuantong.notices",
    "fuyuantong.documents",
    "fuyuantong.handovers",
    "fuyuantong.definitions",
    "fuyuantong.registers",
    "fuyuantong.matters",
    "fuyuantong.indicators",
    "fuyuantong.boards",
    "fuyuantong.screening",
    "fuyuantong.enforcement",
    "fuyuantong.rounds",
    "fuyuantong.archives",
    "fuyuantong.reports",
    "fuyuantong.instructions",
    "fuyuantong.dispatches",
    "fuyuantong.packs",
    "fuyuantong.plans",
    "fuyuantong.meetings",
    "fuyuantong.workbench",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "fuyuantong.common.middleware.RequestId",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "fuyuantong.organs.middleware.ActAsPost",
    "fuyuantong.common.middleware.Refusals",
    "fuyuantong.documents.uploads.RefusedUploads",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "fuyuantong.config.urls"
WSGI_APPLICATION = "fuyuantong.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "fuyuantong.common.context.shell",
            ],
        },
    },
]

DATABASES = database_settings()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "common_cache"}}

AUTH_USER_MODEL = "organs.Person"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "fuyuantong.organs.backends.Accounts"]
PASSWORD_HASHERS = ["fuyuantong.organs.passwords.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"

SESSION_ENGINE = "fuyuantong.organs.sessions"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
# A second factor is demanded of everybody except in demonstrations (GB/T 22239-2019 §8.1.4.1).
FYT_SECOND_FACTOR = not DEMO
# How many proxies of our own stand in front: only what they add to X-Forwarded-For is believed.
FYT_PROXY_HOPS = int(os.environ.get("FYT_PROXY_HOPS", "0"))
MFA_ADAPTER = "fuyuantong.organs.factors.Adapter"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
# Guesses against a locked account do not lengthen the lock: nobody can keep a judge out by trying.
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["username", "ip_address", "code", "csrfmiddlewaretoken", "next"]
AXES_CLIENT_IP_CALLABLE = "fuyuantong.organs.addresses.client_ip"
AXES_VERBOSE = False
FYT_SESSION_IDLE_SECONDS = int(os.environ.get("FYT_SESSION_IDLE_SECONDS", "900"))
# Behind TLS (the normal installation) cookies are bound to it; the loopback demonstration has none.
FYT_TLS = os.environ.get("FYT_TLS", "0" if DEMO else "1") == "1"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = FYT_TLS
SESSION_COOKIE_NAME = "__Host-fyt" if FYT_TLS else "fyt"
SECURE_HSTS_SECONDS = 31_536_000 if FYT_TLS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "fuyuantong.common.errors.csrf_failed"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = VAR / "files"
# Lists of 名单比对 as files that every process of this machine maps; made anew from the tables when lost.
FYT_LISTS = VAR / "lists"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FYT_UPLOAD_MAX_BYTES = 50 * 1024 * 1024
# Calls of one key, or of one person at one post, in a minute to one process (docs/build/api.md).
FYT_API_PER_MINUTE = int(os.environ.get("FYT_API_PER_MINUTE", "1200"))
DATA_UPLOAD_MAX_NUMBER_FILES = 1000  # CappedUpload refuses from the 101st on, with a sentence
FILE_UPLOAD_HANDLERS = [
    "fuyuantong.documents.uploads.CappedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Typefaces: a folder of the agency's own fonts, and which names stand in a .docx (gb2312, gbk, plain).
FYT_FONTS = os.environ.get("FYT_FONTS", "")
FYT_DOCX_FONTS = os.environ.get("FYT_DOCX_FONTS", "gb2312")

# Messages outside the product (docs/operate): which ways are open, and where they lead.
FYT_BASE_URL = os.environ.get("FYT_BASE_URL", "http://127.0.0.1:8000").rstrip("/")
FYT_CHANNELS = [c for c in os.environ.get("FYT_CHANNELS", "file" if DEMO else "").split(",") if c]
FYT_OUTBOX = VAR / "outbox" / "messages.jsonl"
FYT_OUTSIDE = read_channel_file(os.environ.get("FYT_CHANNEL_FILE", ""))
EMAIL_HOST = os.environ.get("FYT_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("FYT_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("FYT_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("FYT_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("FYT_EMAIL_TLS") == "1"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("FYT_EMAIL_FROM", "fuyuantong@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"lines": {"()": "fuyuantong.common.logs.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "lines"}},
    "loggers": {"procrastinate": {"level": "WARNING"}},  # its INFO lines repeat the arguments of every job
    "root": {"handlers": ["stderr"], "level": os.environ.get("FYT_LOG", "INFO")},
}
