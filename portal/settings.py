"""Settings, from the environment alone. A bad or missing value stops the start with one sentence.

| variable | meaning | default |
|---|---|---|
| DATABASE_URL | postgresql://user:password@host/name, PostgreSQL ≥ 15 | set by ./run to the embedded server |
| SECRET_KEY | at least 50 random characters | none; ./run keeps one in var/ |
| DEBUG | Django's debug pages; allows the demo | off |
| ALLOWED_HOSTS | host names, comma separated | loopback names |
| SITE_URL | canonical address, for feeds, QR codes and mail | http://localhost:8000 |
| HTTPS | secure cookies, HSTS, redirect from http | on, unless SITE_URL is http:// on loopback |
| TRUSTED_PROXIES | addresses whose X-Forwarded-For is believed | none |
| VAR | media, logs, the embedded database | var/ beside manage.py |
| BACKUPS | where `backup` writes and the desk looks | backups/ in VAR |
| TWO_STEP | whoever publishes must also show a one-time code | as HTTPS |
| EMAIL_URL | smtp://user:password@host:587 | mail is printed to the log |
| WEATHER_URL | Open-Meteo's kind of service, https://…?latitude={latitude}&longitude={longitude}&… | none |
| WEATHER_HOURS | older weather is not shown | 3 |

Every secret NAME may be given as a file instead: NAME_FILE=/run/secrets/name.
"""

import logging
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
import pghistory
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import InterfaceError, OperationalError
from environs import Env, EnvError

env = Env()
BASE_DIR = Path(__file__).resolve().parent.parent


def secret(name: str) -> str:
    """The value of NAME, or the content of the file that NAME_FILE names.

    Raises ImproperlyConfigured when neither is given or the file cannot be read.
    """
    if path := env.str(f"{name}_FILE", ""):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE={path}: {error.strerror}.") from None
    if value := env.str(name, ""):
        return value
    raise ImproperlyConfigured(f"{name} is not set. Use ./run, or set {name} (or {name}_FILE).")


def switch(name: str, default: bool) -> bool:
    """A yes/no variable. Raises ImproperlyConfigured for anything but on/off, yes/no, true/false, 1/0."""
    try:
        return env.bool(name, default)
    except EnvError:
        raise ImproperlyConfigured(f"{name} must be on or off.") from None


def database(url: str) -> dict[str, object]:
    """Django's DATABASES entry for a postgresql:// address. Raises ImproperlyConfigured for any other."""
    if urlsplit(url).scheme not in {"postgresql", "postgres"}:
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    try:
        return dict(dj_database_url.parse(url, conn_max_age=600, conn_health_checks=True))
    except ValueError as error:
        raise ImproperlyConfigured(f"DATABASE_URL cannot be read: {error}") from None


def weather_address(template: str) -> bool:
    """The address of a service, with a place for both coordinates and for nothing else."""
    try:
        address = template.format(latitude="1", longitude="2")
    except (KeyError, IndexError, ValueError):
        return False
    places = "{latitude}" in template and "{longitude}" in template
    return places and urlsplit(address).scheme in {"http", "https"}


DEBUG = switch("DEBUG", False)
SECRET_KEY = secret("SECRET_KEY")
VAR = Path(env.str("VAR", str(BASE_DIR / "var")))
BACKUPS = Path(env.str("BACKUPS", "") or VAR / "backups")

SITE_URL = env.str("SITE_URL", "http://localhost:8000").rstrip("/")
_site = urlsplit(SITE_URL)
if _site.scheme not in {"http", "https"} or not _site.hostname:
    raise ImproperlyConfigured("SITE_URL must be an address such as https://danvan.example.vn")
LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", [*LOOPBACK, _site.hostname])
HTTPS = switch("HTTPS", not (_site.scheme == "http" and _site.hostname in {"localhost", "127.0.0.1", "::1"}))
TWO_STEP = switch("TWO_STEP", HTTPS)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", [])

INSTALLED_APPS = [
    "portal.apps.PortalConfig",
    "portal.apps.PortalAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "pgtrigger",
    "pghistory",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "django_ckeditor_5",
    "directives",
    "news",
    "galleries",
    "pages",
    "comments",
    "readers",
]

MIDDLEWARE = [
    "portal.middleware.refuse_nul",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "portal.middleware.ContentSecurityPolicy",
    "portal.middleware.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "portal.middleware.answers_of_forms",
    "portal.middleware.old_addresses",
    "portal.middleware.withdrawn",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
APPEND_SLASH = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.site.context",
            ],
        },
    }
]

DATABASES = {"default": database(secret("DATABASE_URL"))}
CACHES = {
    "default": {"BACKEND": "portal.cache.ObjectCache"},
    # parts of pages, some 5 kB each; while templates are being written they are drawn every time
    "drawn": {
        "BACKEND": "portal.cache.ObjectCache",
        "LOCATION": "drawn",
        "TIMEOUT": 0 if DEBUG else None,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
PGHISTORY_APPEND_ONLY = True
PGHISTORY_MIDDLEWARE_METHODS = ("POST",)  # a GET that looked at request.user would vary on the cookie

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "admin:login"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# Either count closes the door: many guesses at one account, or one address guessing at many.
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # else a stranger keeps somebody out for ever
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "portal.signin.peer"
AXES_LOCKOUT_CALLABLE = "portal.signin.too_many"
OTP_TOTP_ISSUER = _site.hostname

LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_I18N = True
USE_TZ = True
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
FORMAT_MODULE_PATH = ["portal.formats"]

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR / "media"
STORAGES = {
    "default": {"BACKEND": "portal.storage.SafeStorage"},
    "staticfiles": {"BACKEND": "portal.storage.StaticStorage"},
}
FILE_UPLOAD_PERMISSIONS = 0o644
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^(live|ready)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS: list[str] = []

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
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if env.str("EMAIL_URL", "") or env.str("EMAIL_URL_FILE", ""):
    _mail = urlsplit(secret("EMAIL_URL"))
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.username or "", _mail.password or ""
    EMAIL_USE_TLS = _mail.scheme == "smtp" and EMAIL_PORT == 587
    EMAIL_USE_SSL = _mail.scheme == "smtps"
EMAIL_TIMEOUT = 5

WEATHER_URL = env.str("WEATHER_URL", "local:" if DEBUG else "")
if WEATHER_URL == "local:" and not DEBUG:
    raise ImproperlyConfigured("WEATHER_URL=local: makes the weather up; it is for DEBUG only.")
if WEATHER_URL not in {"", "local:"} and not weather_address(WEATHER_URL):
    raise ImproperlyConfigured("WEATHER_URL must be http(s)://… with {latitude} and {longitude} in it.")
WEATHER_HOURS = env.int("WEATHER_HOURS", 3)

CKEDITOR_5_CONFIGS = {
    "default": {
        "language": "vi",  # only as a string: as a dict half the labels stay English
        "toolbar": [
            "heading", "|", "bold", "italic", "superscript", "subscript", "link", "|",
            "bulletedList", "numberedList", "blockQuote", "insertTable", "imageUpload", "|",
            "removeFormat", "undo", "redo",
        ],
        "heading": {
            "options": [
                {"model": "paragraph", "title": "Đoạn văn", "class": "ck-heading_paragraph"},
                {"model": "heading2", "view": "h2", "title": "Đề mục", "class": "ck-heading_heading2"},
                {"model": "heading3", "view": "h3", "title": "Đề mục nhỏ", "class": "ck-heading_heading3"},
            ]
        },
        "image": {"toolbar": ["imageTextAlternative", "toggleImageCaption"]},
        "table": {"contentToolbar": ["tableColumn", "tableRow", "mergeTableCells"]},
    }
}  # fmt: skip
CK_EDITOR_5_UPLOAD_FILE_VIEW_NAME = "upload_image"
CKEDITOR_5_UPLOAD_FILE_TYPES = ["jpeg", "png", "webp"]


def not_database_away(record: logging.LogRecord) -> bool:
    """An outage is one line by `portal.views`, not a traceback for every reader who meets it."""
    return not (record.exc_info and isinstance(record.exc_info[1], OperationalError | InterfaceError))


def not_refused_for_number(record: logging.LogRecord) -> bool:
    """A flood would write a line for each of its refused requests; nginx counts them anyway."""
    return getattr(record, "status_code", 0) != 429


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "known": {"()": "django.utils.log.CallbackFilter", "callback": not_database_away},
        "many": {"()": "django.utils.log.CallbackFilter", "callback": not_refused_for_number},
    },
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["known", "many"]}
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
}
