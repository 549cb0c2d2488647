"""The room as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommissionConfig(AppConfig):
    """Registers the room's tables."""

    name = "huiyin.rooms.commission"
    label = "commission"
    verbose_name = _("Commission")
    default_auto_field = "django.db.models.BigAutoField"
