"""The room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicityConfig(AppConfig):
    """Registers the room's tables."""

    name = "huiyin.rooms.publicity"
    label = "publicity"
    verbose_name = _("Publicity")
    default_auto_field = "django.db.models.BigAutoField"
