"""The room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommitteeConfig(AppConfig):
    """Registers the room's tables."""

    name = "huiyin.rooms.committee"
    label = "committee"
    verbose_name = _("Owners' committee")
    default_auto_field = "django.db.models.BigAutoField"
