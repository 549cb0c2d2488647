"""The room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RosterConfig(AppConfig):
    """Registers the room's tables."""

    name = "huiyin.rooms.roster"
    label = "roster"
    verbose_name = _("Logs and patrols")
    default_auto_field = "django.db.models.BigAutoField"
