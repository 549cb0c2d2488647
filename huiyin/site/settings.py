"""Settings. Each one that a department may set is an environment variable read here, and stands in docs/settings.md."""

import os
from datetime import datetime
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from huiyin.site import wiring

PACKAGE = Path(__file__).resolve().parent.parent
# The folder of this installation's data: the embedded database, stored files, the secret key.
HOME = Path(os.environ.get("HUIYIN_HOME", Path.cwd() / "var")).resolve()


def _flag(name: str, *, default: bool) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _database() -> dict[str, object]:
    # Empty: the embedded SQLite database in the data folder. sqlite:///PATH or postgres://USER:PASSWORD@HOST:PORT/NAME.
    url = os.environ.get("DATABASE_URL", "")
    if not url or url.startswith("sqlite"):
        name = unquote(urlsplit(url).path.removeprefix("/")) if url else ""
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": name or HOME / "huiyin.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 60,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; "
                "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;",
            },
        }
    parts = urlsplit(url)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


def _secret() -> str:
    # Signs sessions and links. Empty: made once and kept in the data folder.
    given = os.environ.get("HUIYIN_SECRET_KEY", "")
    if given:
        return given
    kept = HOME / "secret-key"
    if not kept.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(f".{os.getpid()}")
        draft.write_text(os.urandom(40).hex(), encoding="ascii")
        draft.chmod(0o600)
        draft.replace(kept)
    return kept.read_text(encoding="ascii")


# Shows faults in the browser. Never in service.
DEBUG = _flag("HUIYIN_DEBUG", default=False)
SECRET_KEY = _secret()
# Names, separated by commas, under which browsers reach the server.
ALLOWED_HOSTS = os.environ.get("HUIYIN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
# Addresses, separated by commas, from which forms are accepted behind a proxy: https://huiyin.example.com.
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("HUIYIN_ORIGINS", "").split(",") if origin]
# Signs records and signatures: an Ed25519 key, 32 bytes in base64. Several servers on one database must share it.
# Empty: made once and kept in the data folder (house-key), which backups hold.
HUIYIN_HOUSE_KEY = os.environ.get("HUIYIN_HOUSE_KEY", "")
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Holds the clock at an instant, 2026-11-23T08:00:00+08:00, for demonstrations and drills. Empty: the machine's time.
HUIYIN_CLOCK = datetime.fromisoformat(os.environ["HUIYIN_CLOCK"]) if os.environ.get("HUIYIN_CLOCK") else None
# The address under which people reach the house, https://huiyin.example.com, for the links in messages.
# Empty: no links.
HUIYIN_URL = os.environ.get("HUIYIN_URL", "")
# Where robots are reached, if not at their public servers: wecom=https://proxy.example.com,dingtalk=https://…
NOTICES_ROBOTS = dict(pair.split("=", 1) for pair in os.environ.get("HUIYIN_ROBOTS", "").split(",") if "=" in pair)
# What carries messages out of the house, a dotted path; for an installation without a way out, or with one of its own.
NOTICES_TRANSPORT = os.environ.get("HUIYIN_TRANSPORT", "huiyin.rooms.notices.jobs.senders.deliver")
# The company's name on printed forms.
HUIYIN_COMPANY = os.environ.get("HUIYIN_COMPANY", "")
# 1: each employee may read the names and year totals of his own department, of published years; sheets stay his own.
HUIYIN_OPEN_TOTALS = _flag("HUIYIN_OPEN_TOTALS", default=False)
# 0: no page on which customers without an account file complaints (cases/complain).
HUIYIN_COMPLAINTS = _flag("HUIYIN_COMPLAINTS", default=True)
# Roles, separated by commas, that must set up two-step sign-in before anything else: administrator,general_manager.
HUIYIN_REQUIRE_TOTP = frozenset(filter(None, os.environ.get("HUIYIN_REQUIRE_TOTP", "").split(",")))

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "django_tables2",
    "django_filters",
    "django_tasks",
    "ninja",
    "django_tasks_db",
    "huiyin.platform",
    "huiyin.rooms.people",
    "huiyin.rooms.regulations",
    "huiyin.rooms.records",
    "huiyin.rooms.duties",
    "huiyin.rooms.evidence",
    "huiyin.rooms.approvals",
    "huiyin.rooms.notices",
    "huiyin.rooms.customers",
    "huiyin.rooms.callbacks",
    "huiyin.rooms.cases",
    "huiyin.rooms.roster",
    "huiyin.rooms.commission",
    "huiyin.rooms.committee",
    "huiyin.rooms.publicity",
    "huiyin.rooms.appraisal",
    "huiyin.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "huiyin.platform.web.ActorMiddleware",
    "huiyin.platform.web.RefusalMiddleware",
]
ROOT_URLCONF = "huiyin.site.urls"
WSGI_APPLICATION = "huiyin.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "site" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "huiyin.site.navigation.shell",
            ],
        },
    },
]

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["huiyin.rooms.people.web.entrance.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "huiyin.rooms.people.web.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip", "login_failed": "20/m/ip,5/5m/key",
    # The public page of complaints; a hotel's guests share one address.
    "file_complaint": "20/h/ip", "prove_phone": "60/h/ip",
}  # fmt: skip
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Huiyin 回音"
# Django's mail backend, a dotted path.
EMAIL_BACKEND = os.environ.get("HUIYIN_EMAIL_BACKEND", "django.core.mail.backends.console.EmailBackend")

# Rate limits count in the database, so that all server processes count together.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "site_cache"}}
SESSION_COOKIE_AGE = 12 * 3600
# 1: the server is reached by HTTPS only, directly or through a proxy that sets X-Forwarded-Proto.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _flag("HUIYIN_HTTPS", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    },
}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [PACKAGE / "locale"]
# The department's time zone: where a day ends.
TIME_ZONE = os.environ.get("HUIYIN_TIME_ZONE", "Asia/Shanghai")
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "huiyin.site.formats"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [PACKAGE / "site" / "static"]
# Set by `huiyin serve` itself once it has collected the static files (collected); else they are served as they lie.
STATIC_COLLECTED = os.environ.get("HUIYIN_STATIC", "") == "collected"
# Only the names that carry a digest are kept and compressed; maps are for who debugs the API page, not for the network.
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ("map", "svgz", "gz", "png", "jpg", "jpeg", "webp", "zip", "woff", "woff2")
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = not STATIC_COLLECTED
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if STATIC_COLLECTED
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
MEDIA_ROOT = HOME / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
# The sheets of a round are written on one page: sixty people, some lines each, nine cells a line.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
# The largest workbook that may be handed in, in megabytes.
HUIYIN_UPLOAD_MOST_BYTES = int(os.environ.get("HUIYIN_UPLOAD_MOST_MB", "200")) * 2**20

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
DJANGO_TABLES2_TEMPLATE = "parts/table.html"
FILTERS_EMPTY_CHOICE_LABEL = _("All")
TEST_RUNNER = "django.test.runner.DiscoverRunner"
SILENCED_SYSTEM_CHECKS: list[str] = []

ACTOR_OF = "huiyin.rooms.people.queries.actor_of"
TOKEN_OWNER = "huiyin.rooms.people.queries.token_owner"  # noqa: S105 - a path, not a secret
ROLE_GRANTS = "huiyin.site.roles.GRANTS"
JOBS = wiring.JOBS
PERIODIC = wiring.PERIODIC
LISTENERS = wiring.LISTENERS
CUSTOMER_MATTERS = wiring.CUSTOMER_MATTERS
POST_DUTIES = wiring.POST_DUTIES
CUSTOMER_HOLDERS = wiring.CUSTOMER_HOLDERS
DAY_FEEDS = wiring.DAY_FEEDS
COMPLAINT_OFFICES = wiring.COMPLAINT_OFFICES
RECORD_TYPES = "huiyin.site.wiring.record_types"
NEEDED_RECORDS = "huiyin.site.wiring.needed_records"
DUTY_KINDS = "huiyin.site.wiring.duty_kinds"
SIGNATURE_MEANINGS = "huiyin.site.wiring.signature_meanings"
NOTICE_KINDS = "huiyin.site.wiring.notice_kinds"
APPROVAL_KINDS = "huiyin.site.wiring.approval_kinds"
EVIDENCE_KINDS = "huiyin.site.wiring.evidence_kinds"
FACT_USES = wiring.FACT_USES
SIGNED_BEHIND_RECORDS = "huiyin.site.wiring.signed_behind_records"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    # What is written to the log: DEBUG, INFO, WARNING or ERROR.
    "root": {"handlers": ["console"], "level": os.environ.get("HUIYIN_LOG_LEVEL", "WARNING")},
}
