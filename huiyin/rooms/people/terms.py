"""The words of the people room."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ_PEOPLE = "people.read_people", _("read people and units")
    KEEP_PEOPLE = "people.keep_people", _("keep people and units")
    REVEAL_CONTACT = "people.reveal_contact", _("reveal contact data")
    GRANT_ROLES = "people.grant_roles", _("grant roles and accounts")
    READ_TRAIL = "people.read_trail", _("read the audit trail")


class Business(models.TextChoices):
    """Which kind of business a unit runs (业态)."""

    PROPERTY = "property", _("Property")
    HOTEL = "hotel", _("Hotel")
    COMPANY = "company", _("Company")


class Level(models.TextChoices):
    """Staff class (P-4.3.3): the class picks the appraisal form."""

    OPERATIONAL = "operational", _("Operational staff")
    MANAGERIAL = "managerial", _("Managerial staff")


class LeaveKind(models.TextChoices):
    """Lawful leave: it never costs a point and exempts from inspection (AMB-17)."""

    ANNUAL = "annual", _("Annual leave")
    SICK = "sick", _("Sick leave")
    PERSONAL = "personal", _("Personal leave")
    MARRIAGE = "marriage", _("Marriage leave")
    MATERNITY = "maternity", _("Maternity leave")
    BEREAVEMENT = "bereavement", _("Bereavement leave")
    INJURY = "injury", _("Work-injury leave")
    CIVIC = "civic", _("Civic duty")


class Role(models.TextChoices):
    """The roles that the regulations name; what each may do stands in ``site/roles.py`` alone."""

    GENERAL_MANAGER = "general_manager", _("General manager")
    QUALITY = "quality", _("Quality department")
    MANAGER = "manager", _("Customer service manager")
    SUPERVISOR = "supervisor", _("Supervisor")
    EMPLOYEE = "employee", _("Employee")
    ADMINISTRATOR = "administrator", _("System administrator")


MAXIMUM_UNIT_DEPTH = 8
