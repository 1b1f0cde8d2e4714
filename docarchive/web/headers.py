"""The headers of every answer: a strict policy, and nothing private in anybody's cache."""

from flask import Response, g, request

from docarchive.web.asking import archive

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_YEAR = 365 * 24 * 3600


def add_headers(response: Response) -> Response:
    """Add them; `Cache-Control` only where the view hasn't chosen one."""
    for name, value in ALWAYS.items():
        response.headers.setdefault(name, value)
    if archive().settings.cookie_secure:
        response.headers["Strict-Transport-Security"] = f"max-age={_YEAR}"
    if request.endpoint == "static":
        vendored = "/vendor/" in request.path
        response.headers["Cache-Control"] = "public, max-age=604800" if vendored else "public, no-cache"
    else:
        response.headers.setdefault("Cache-Control", "no-store")
    response.headers["X-Request-ID"] = g.get("request_id", "")
    return response
