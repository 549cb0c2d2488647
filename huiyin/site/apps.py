"""The site as a Django app: shared templates, static files and the command line."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """Holds no table."""

    name = "huiyin.site"
    label = "site"
