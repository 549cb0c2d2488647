"""The platform as a Django app: it owns the trail, keys, counters, jobs and stored files."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlatformConfig(AppConfig):
    """Registers the platform's tables."""

    name = "huiyin.platform"
    label = "platform"
    verbose_name = _("Platform")
    default_auto_field = "django.db.models.BigAutoField"
