"""The web: pages for people and an API for programs over the same services. Flask stays in here, and no logic does.

door      closed by default; forms must come from our own pages
asking    who asks: session or token
face      what every page knows: language, theme, rights
problems  errors as problem details or as a page
headers   the strict policy of every answer
receiving bodies with files, streamed to the spool
health    probes and metrics
api/      JSON under /api/v1, described by OpenAPI
pages/    HTML
"""

from apiflask import APIFlask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from docarchive import __version__, logs
from docarchive.archive import Archive, open_archive
from docarchive.settings import Settings, load_settings, signing_key
from docarchive.web import api, health, pages, problems, requests
from docarchive.web.asking import Letters, identify
from docarchive.web.door import check_origin, close, csrf
from docarchive.web.face import face, language, spoken
from docarchive.web.headers import add_headers
from docarchive.web.receiving import UploadRequest
from docarchive.web.shown import FILTERS


def create_app(archive: Archive | None = None, settings: Settings | None = None) -> APIFlask:
    """The app over an open archive; without one (gunicorn calls it so) over the one that the settings describe."""
    if archive is None:
        settings = settings or load_settings()
        logs.set_up(settings.log_level, settings.log_format)
        archive = open_archive(settings)
        archive.prepare()
    app = APIFlask(
        __name__,
        title="docarchive",
        version=__version__,
        spec_path="/api/v1/openapi.json",
        docs_path=None,
        json_errors=False,
    )
    app.request_class = UploadRequest
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.extensions["archive"] = archive
    app.url_map.converters["letters"] = Letters
    app.config.update(_config(archive.settings))
    csrf.init_app(app)
    _faces(app)
    problems.answer_errors(app)
    app.before_request(requests.begin)
    app.before_request(identify)
    app.before_request(close)
    app.before_request(check_origin)
    app.after_request(requests.end)
    app.after_request(add_headers)
    app.register_blueprint(health.blueprint)
    api.register(app)
    for blueprint in pages.BLUEPRINTS:
        app.register_blueprint(blueprint)
    if archive.settings.trusted_proxies:
        count = archive.settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def _config(settings: Settings) -> dict[str, object]:
    secure = settings.cookie_secure
    return {
        "SECRET_KEY": signing_key(settings),
        # Flask's own cookie holds the form token and notices; who is signed in is told by another (see asking).
        "SESSION_COOKIE_NAME": "__Host-docarchive-form" if secure else "docarchive-form",
        "SESSION_COOKIE_SECURE": secure,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_CHECK_DEFAULT": False,  # the door checks, after it has closed
        "WTF_CSRF_TIME_LIMIT": None,  # a form token lasts as long as its session
        "BABEL_DEFAULT_LOCALE": "vi",
        "BABEL_DEFAULT_TIMEZONE": settings.timezone,
        "MAX_FORM_PARTS": 2000,
    }


def _faces(app: APIFlask) -> None:
    Babel(app, locale_selector=language)
    # In its own form the translations are looked up anew for every word, of which a page of results has hundreds.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda word: spoken().ugettext(word),
        ngettext=lambda one, many, count: spoken().ungettext(one, many, count),
        newstyle=True,
    )
    app.jinja_env.filters.update(FILTERS)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(face)
