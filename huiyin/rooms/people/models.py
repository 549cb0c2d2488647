"""Tables of people and units. What changes in time (employment, placement, roles) is dated, never overwritten."""

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.people.terms import Business, Language, LeaveKind, Level, Role


class UnitQuerySet(models.QuerySet["Unit"]):
    """Units as an actor sees them."""

    def visible_to(self, reach: Reach) -> "UnitQuerySet":
        """Keep the units in the reach; an employee's own reach opens no unit."""
        return self.filter(reach.narrow(unit_path="path", employee=""))


class Unit(Versioned):
    """A company, office, estate, hotel or department: a node of the tree."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    business = models.CharField(_("business"), max_length=10, choices=Business.choices)
    path = models.CharField(max_length=120, editable=False, db_index=True)
    closed = models.BooleanField(_("closed"), default=False)

    objects = UnitQuerySet.as_manager()

    class Meta:
        """In the order of the tree."""

        verbose_name = _("unit")
        verbose_name_plural = _("units")
        ordering = ("path",)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class Post(Versioned):
    """A post (岗位) as the department names it."""

    name = models.CharField(_("name"), max_length=40, unique=True)
    level = models.CharField(_("staff class"), max_length=12, choices=Level.choices)

    class Meta:
        """By name."""

        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ("name",)

    def __str__(self) -> str:
        """Return the name."""
        return self.name


class EmployeeQuerySet(models.QuerySet["Employee"]):
    """Employees as an actor sees them."""

    def visible_to(self, reach: Reach) -> "EmployeeQuerySet":
        """Keep the people of the units in the reach, and the person himself."""
        return self.filter(reach.narrow(unit_path="unit__path", employee="pk"))


class Employee(Versioned):
    """A member of staff. ``unit``, ``post`` and ``level`` repeat the placement in force, for lists and reach."""

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"phone", "email"})
    shown_once: dict[str, str]

    number = models.CharField(_("staff number"), max_length=20, unique=True)
    name = models.CharField(_("full name"), max_length=40)
    pinyin = models.CharField(
        _("pinyin"),
        max_length=120,
        blank=True,
        help_text=_("Filled in from the name; correct it where a character has several readings."),
    )
    initials = models.CharField(max_length=20, blank=True, editable=False)
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("department"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("post"))
    level = models.CharField(_("staff class"), max_length=12, choices=Level.choices)
    active = models.BooleanField(_("in service"), default=True)

    objects = EmployeeQuerySet.as_manager()

    class Meta:
        """By staff number."""

        verbose_name = _("employee")
        verbose_name_plural = _("employees")
        ordering = ("number",)
        indexes = (models.Index(fields=["unit", "number"], name="employee_unit"),)

    def __str__(self) -> str:
        """Return name and number."""
        return f"{self.name} {self.number}"


class Employment(Versioned):
    """A period in which a person is employed; a person may come back."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="employments")
    start = models.DateField(_("joined on"))
    end = models.DateField(_("left on"), null=True, blank=True)

    class Meta:
        """Ends not before it starts."""

        verbose_name = _("employment")
        ordering = ("start",)
        constraints = (
            models.CheckConstraint(condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="employment_order"),
            models.UniqueConstraint(fields=["employee", "start"], name="employment_once"),
        )

    def __str__(self) -> str:
        """Say whose and when."""
        return f"{self.employee} {self.start} - {self.end or ''}"


class Placement(Versioned):
    """Where and as what a person serves from a day on; the class on a period's last day rules it (P-4.3.3)."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="placements")
    start = models.DateField(_("from"))
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("department"))
    post = models.ForeignKey(Post, models.PROTECT, related_name="+", verbose_name=_("post"))
    level = models.CharField(_("staff class"), max_length=12, choices=Level.choices)

    class Meta:
        """One placement a day."""

        verbose_name = _("placement")
        ordering = ("start",)
        constraints = (models.UniqueConstraint(fields=["employee", "start"], name="placement_once"),)

    def __str__(self) -> str:
        """Return person, day and unit."""
        return f"{self.employee} {self.start} {self.unit}"


class Leave(Versioned):
    """Days of lawful leave, both counted."""

    employee = models.ForeignKey(Employee, models.CASCADE, related_name="leaves", verbose_name=_("employee"))
    kind = models.CharField(_("kind"), max_length=12, choices=LeaveKind.choices)
    start = models.DateField(_("from"))
    end = models.DateField(_("to"))

    class Meta:
        """Ends not before it starts."""

        verbose_name = _("leave")
        verbose_name_plural = _("leave")
        ordering = ("-start",)
        constraints = (models.CheckConstraint(condition=Q(end__gte=F("start")), name="leave_order"),)

    def __str__(self) -> str:
        """Say whose and when."""
        return f"{self.employee} {self.get_kind_display()} {self.start} - {self.end}"


class Appraiser(Versioned):
    """Who appraises the people of a unit from a day on (P-4.1a: one 经理 per department and month; AMB-05)."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="appraisers", verbose_name=_("department"))
    employee = models.ForeignKey(Employee, models.PROTECT, related_name="+", verbose_name=_("appraiser"))
    start = models.DateField(_("from"))

    class Meta:
        """One responsible appraiser per unit and day."""

        verbose_name = _("appraiser")
        verbose_name_plural = _("appraisers")
        ordering = ("unit", "-start")
        constraints = (models.UniqueConstraint(fields=["unit", "start"], name="appraiser_once"),)

    def __str__(self) -> str:
        """Return unit and day."""
        return f"{self.unit} {self.start}"


class Deputy(Versioned):
    """Who acts for an absent person, between two days (AMB-70: shown as 代)."""

    principal = models.ForeignKey(Employee, models.CASCADE, related_name="deputies", verbose_name=_("absent person"))
    deputy = models.ForeignKey(Employee, models.CASCADE, related_name="+", verbose_name=_("deputy"))
    start = models.DateField(_("from"))
    end = models.DateField(_("to"))
    reason = models.CharField(_("reason"), max_length=100)

    class Meta:
        """Nobody is his own deputy."""

        verbose_name = _("deputy")
        verbose_name_plural = _("deputies")
        ordering = ("-start",)
        constraints = (
            models.CheckConstraint(condition=Q(end__gte=F("start")), name="deputy_order"),
            models.CheckConstraint(condition=~Q(principal=F("deputy")), name="deputy_other"),
        )

    def __str__(self) -> str:
        """Say whose and when."""
        return f"{self.principal} → {self.deputy} {self.start} - {self.end}"


class User(AbstractUser, Versioned):
    """An account; ``username`` is the staff number where a person stands behind it.

    ``must_change``: the password was given out by the administrator. ``epoch`` is part of every session's seal, so that
    counting it up signs the person out everywhere.
    """

    SECRET: ClassVar[frozenset[str]] = frozenset({"password"})
    shown_once: dict[str, str]
    # Put on by queries: the roles held today and the paths of the units over which.
    held: list[tuple[str, str]]

    employee = models.OneToOneField(
        Employee, models.PROTECT, null=True, blank=True, related_name="account", verbose_name=_("employee")
    )
    must_change = models.BooleanField(_("must change the password"), default=False)
    language = models.CharField(_("language"), max_length=10, choices=Language.choices, blank=True)
    epoch = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        """As Django's."""

        verbose_name = _("account")
        verbose_name_plural = _("accounts")

    def __str__(self) -> str:
        """Return name and user name."""
        return f"{self.first_name} {self.username}".strip()

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Seal sessions to the password and the epoch, so that changing either ends them."""
        key_salt = "huiyin.rooms.people.models.User.session"
        return salted_hmac(key_salt, f"{self.password}:{self.epoch}", secret=secret, algorithm="sha256").hexdigest()


class RoleHolding(Versioned):
    """A role that an account holds over a unit and everything below it, between two days."""

    user = models.ForeignKey(User, models.CASCADE, related_name="holdings", verbose_name=_("account"))
    role = models.CharField(_("role"), max_length=20, choices=Role.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name=_("over the unit"))
    start = models.DateField(_("from"))
    end = models.DateField(_("to"), null=True, blank=True)

    class Meta:
        """A role over a unit once at a time."""

        verbose_name = _("role holding")
        verbose_name_plural = _("role holdings")
        ordering = ("user", "role")
        constraints = (models.UniqueConstraint(fields=["user", "role", "unit", "start"], name="holding_once"),)

    def __str__(self) -> str:
        """Return account, role and unit."""
        return f"{self.user} {self.get_role_display()} {self.unit}"


class ApiToken(Versioned):
    """A token for programs; only its hash is kept."""

    SECRET: ClassVar[frozenset[str]] = frozenset({"hashed"})
    shown_once: dict[str, str]

    user = models.ForeignKey(User, models.CASCADE, related_name="tokens", verbose_name=_("account"))
    name = models.CharField(_("what it is for"), max_length=60)
    prefix = models.CharField(_("begins with"), max_length=12)
    hashed = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(_("made at"))
    expires_at = models.DateTimeField(_("expires at"))
    revoked_at = models.DateTimeField(_("revoked at"), null=True)

    class Meta:
        """Newest first."""

        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        ordering = ("-made_at",)

    def __str__(self) -> str:
        """Return what it is for."""
        return self.name
