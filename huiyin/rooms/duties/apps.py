"""The room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    """Registers the room's tables."""

    name = "huiyin.rooms.duties"
    label = "duties"
    verbose_name = _("Duties")
    default_auto_field = "django.db.models.BigAutoField"
