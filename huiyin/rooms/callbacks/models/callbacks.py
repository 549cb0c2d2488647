"""Tables of callbacks, of the attempts to reach the customer, and of what he said."""

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.callbacks.models.policies import Policy
from huiyin.rooms.callbacks.terms import (
    OPEN,
    TO_CALL,
    Exemption,
    Occasion,
    OpinionKind,
    Part,
    Result,
    Satisfaction,
    State,
    Way,
)

_OPEN = sorted(OPEN)
_ONE_TO_FIVE = tuple((number, str(number)) for number in range(5, 0, -1))


class CallbackQuerySet(models.QuerySet["Callback"]):
    """Callbacks as an actor sees them."""

    def visible_to(self, reach: Reach) -> "CallbackQuerySet":
        """Keep the callbacks of the units in the reach, and those that the person himself makes."""
        return self.filter(reach.narrow(unit_path="unit__path", employee="caller_id"))


class Callback(Versioned):
    """Somebody is to be called back about something by a time.

    ``due_at`` and ``month`` never change: they say in which month's rate it counts. ``handler`` may not call where
    the policy says so. ``customer`` is the name as it was when the callback was planned; ``grams`` are the tokens it is
    found by.
    """

    PERSONAL: ClassVar[frozenset[str]] = frozenset({"customer"})
    SECRET: ClassVar[frozenset[str]] = frozenset({"grams"})
    shown_once: dict[str, str]

    number = models.CharField(_("number"), max_length=20, unique=True)
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion.choices)
    policy = models.ForeignKey(Policy, models.PROTECT, related_name="callbacks", verbose_name=_("callback policy"))
    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    party = models.ForeignKey(
        "customers.Party", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("customer card")
    )
    contact = models.ForeignKey(
        "customers.Contact", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("telephone")
    )
    customer = models.CharField(_("customer"), max_length=60)
    subject_type = models.CharField(_("kind of thing"), max_length=60)
    subject_id = models.CharField(_("thing"), max_length=60)
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    about = models.CharField(_("what it is about"), max_length=200, blank=True)
    grams = models.TextField(blank=True, editable=False)
    happened_at = models.DateTimeField(_("happened at"))
    not_before = models.DateField(_("not before"))
    due_at = models.DateTimeField(_("to be called by"))
    month = models.CharField(_("month"), max_length=7)
    caller = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who calls")
    )
    handler = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )
    state = models.CharField(_("state"), max_length=12, choices=State.choices, default=State.PLANNED)
    planned_at = models.DateTimeField(_("planned at"))
    reached_at = models.DateTimeField(_("reached at"), null=True, blank=True)
    way = models.CharField(_("how reached"), max_length=10, choices=Way.choices, blank=True)
    satisfaction = models.CharField(_("satisfaction"), max_length=12, choices=Satisfaction.choices, blank=True)
    score_service = models.PositiveSmallIntegerField(_("service"), null=True, blank=True, choices=_ONE_TO_FIVE)
    score_result = models.PositiveSmallIntegerField(_("room or result"), null=True, blank=True, choices=_ONE_TO_FIVE)
    score_speed = models.PositiveSmallIntegerField(_("speed"), null=True, blank=True, choices=_ONE_TO_FIVE)
    answers = models.JSONField(_("answers"), default=list, blank=True)
    told_phone = models.BooleanField(_("service number told"), default=False)
    told_name = models.BooleanField(_("caller's name told"), default=False)
    told_offer = models.BooleanField(_("offer told"), default=False)
    untold_reason = models.CharField(_("why it was not told"), max_length=100, blank=True)
    remark = models.CharField(_("remark"), max_length=400, blank=True)
    exemption = models.CharField(_("exempt because"), max_length=12, choices=Exemption.choices, blank=True)
    exempt_reason = models.CharField(_("reason"), max_length=200, blank=True)
    missed_at = models.DateTimeField(_("missed at"), null=True, blank=True)
    missed_reason = models.CharField(_("why it was missed"), max_length=400, blank=True)
    missed_by = models.CharField(_("explained by"), max_length=80, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    ended_by = models.CharField(_("ended by"), max_length=80, blank=True)

    objects = CallbackQuerySet.as_manager()

    class Meta:
        """One open callback about a thing; ends and moments agree with the state."""

        verbose_name = _("callback")
        verbose_name_plural = _("callbacks")
        ordering = ("due_at", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=["occasion", "subject_type", "subject_id"], condition=Q(state__in=_OPEN),
                name="one_open_callback",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, ended_at__isnull=True) | (~Q(state__in=_OPEN) & Q(ended_at__isnull=False)),
                name="callback_ended",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted({State.REACHED, State.ANSWERED, State.CLOSED}), reached_at__isnull=False)
                | (
                    ~Q(state__in=sorted({State.REACHED, State.ANSWERED, State.CLOSED})) & Q(reached_at__isnull=True)
                ),
                name="callback_reached",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.EXEMPT) | (~Q(exemption="") & ~Q(exempt_reason="")), name="callback_exempt_why"
            ),
            models.CheckConstraint(condition=Q(happened_at__lte=F("due_at")), name="callback_order"),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["due_at", "id"], name="callback_due"),
            models.Index(fields=["state", "due_at"], name="callback_state"),
            models.Index(fields=["caller", "due_at"], name="callback_caller"),
            models.Index(fields=["month", "occasion", "unit"], name="callback_month"),
            models.Index(fields=["party", "due_at"], name="callback_party"),
            models.Index(fields=["subject_type", "subject_id"], name="callback_subject"),
        )

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def is_open(self) -> bool:
        """Tell whether something is still owed."""
        return self.state in OPEN

    @property
    def last_day(self) -> datetime:
        """Return the last moment at which it is in time: the end of a day belongs to that day."""
        return localtime(self.due_at - timedelta(microseconds=1))

    @property
    def due_shown(self) -> str:
        """Return by when it is due as people write it: 2026-11-23 24:00."""
        at = localtime(self.due_at)
        midnight = (at.hour, at.minute) == (0, 0)
        return f"{self.last_day:%Y-%m-%d} 24:00" if midnight else f"{at:%Y-%m-%d %H:%M}"

    @property
    def to_call(self) -> bool:
        """Tell whether the customer is still to be reached."""
        return self.state in TO_CALL


class Attempt(models.Model):
    """A try to reach the customer; it is never changed."""

    callback = models.ForeignKey(Callback, models.CASCADE, related_name="attempts", verbose_name=_("callback"))
    at = models.DateTimeField(_("at"))
    part = models.CharField(_("part of the day"), max_length=10, choices=Part.choices)
    result = models.CharField(_("result"), max_length=12, choices=Result.choices)
    way = models.CharField(_("how reached"), max_length=10, choices=Way.choices, default=Way.PHONE)
    caller = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who calls")
    )
    by = models.CharField(_("tried by"), max_length=80)
    note = models.CharField(_("remark"), max_length=200, blank=True)

    class Meta:
        """In their order."""

        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        """Return the moment and the result."""
        return f"{self.at:%Y-%m-%d %H:%M} {self.get_result_display()}"


class OpinionQuerySet(models.QuerySet["Opinion"]):
    """Opinions as an actor sees them."""

    def visible_to(self, reach: Reach) -> "OpinionQuerySet":
        """Keep the opinions of the callbacks in the reach."""
        return self.filter(reach.narrow(unit_path="callback__unit__path", employee="callback__caller_id"))

    def owned_by(self, reach: Reach) -> "OpinionQuerySet":
        """Keep the opinions that the departments in the reach have to answer."""
        return self.filter(reach.narrow(unit_path="department__path", employee=""))


class Opinion(Versioned):
    """One thing that a customer said: it belongs to a department, whose head answers and signs (H-10).

    What was not answered in the call has an appointed time that the customer was told (H-9).
    """

    callback = models.ForeignKey(Callback, models.PROTECT, related_name="opinions", verbose_name=_("callback"))
    place = models.PositiveSmallIntegerField(_("No."))
    kind = models.CharField(_("kind"), max_length=12, choices=OpinionKind.choices)
    text = models.TextField(_("what was said"), max_length=1000)
    department = models.ForeignKey(
        "people.Unit", models.PROTECT, related_name="+", verbose_name=_("department concerned")
    )
    said_at_once = models.TextField(_("answered at once"), max_length=600, blank=True)
    appointed_at = models.DateTimeField(_("appointed time"), null=True, blank=True)
    raised_at = models.DateTimeField(_("raised at"))
    adopted = models.BooleanField(_("adopted"), null=True, blank=True)
    adopted_reason = models.CharField(_("why, or why not"), max_length=200, blank=True)
    solution = models.TextField(_("solution"), max_length=1000, blank=True)
    feedback = models.CharField(_("what the customer was told"), max_length=400, blank=True)
    feedback_way = models.CharField(_("told how"), max_length=10, choices=Way.choices, blank=True)
    prevention = models.CharField(_("so that it does not happen again"), max_length=400, blank=True)
    repeat_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("repeats")
    )
    answered_at = models.DateTimeField(_("feedback at"), null=True, blank=True)
    answered_by = models.CharField(_("answered and signed by"), max_length=80, blank=True)

    objects = OpinionQuerySet.as_manager()

    class Meta:
        """Answered at once or appointed; a proposal is not answered without a decision."""

        verbose_name = _("opinion")
        verbose_name_plural = _("opinions")
        ordering = ("callback", "place")
        constraints = (
            models.UniqueConstraint(fields=["callback", "place"], name="opinion_place_once"),
            models.CheckConstraint(
                condition=~Q(said_at_once="") | Q(appointed_at__isnull=False), name="opinion_answered_or_appointed"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True)
                | (~Q(answered_by="") & ~Q(solution="") & ~Q(feedback="") & ~Q(prevention="")),
                name="opinion_answer_whole",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True)
                | ~Q(kind=OpinionKind.SUGGESTION)
                | (Q(adopted__isnull=False) & ~Q(adopted_reason="")),
                name="opinion_adopted_or_not",
            ),
        )
        indexes = (
            models.Index(fields=["department", "answered_at"], name="opinion_department"),
            models.Index(fields=["raised_at", "id"], name="opinion_raised"),
        )

    def __str__(self) -> str:
        """Return the callback's number and its place."""
        return f"{self.callback.number}-{self.place}"
