"""Tables of what the department promised: whom to call back after what, and who was drawn where not all are called."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from huiyin.platform.actor import Reach
from huiyin.platform.store import Versioned
from huiyin.rooms.callbacks.terms import Occasion


class PolicyQuerySet(models.QuerySet["Policy"]):
    """Policies as an actor sees them."""

    def visible_to(self, reach: Reach) -> "PolicyQuerySet":
        """Keep the policies of the units in the reach; for who sees himself alone, none."""
        return self.filter(reach.narrow(unit_path="unit__path", employee=""))


class Policy(Versioned):
    """Who is called back after what, by when, how many of them, and what he is asked.

    It rules its unit and everything below, from a day on. ``confirmed`` is off where the regulation's text lost the
    number and nobody has set one yet (AMB-47).
    """

    unit = models.ForeignKey("people.Unit", models.PROTECT, related_name="+", verbose_name=_("department"))
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion.choices)
    start = models.DateField(_("from"))
    end = models.DateField(_("to"), null=True, blank=True)
    delay_days = models.PositiveSmallIntegerField(
        _("days to wait"), default=0, help_text=_("Nobody is called earlier than so many days afterwards.")
    )
    window_days = models.PositiveSmallIntegerField(
        _("days until it is due"), help_text=_("Calendar days; the last one counts until 24:00.")
    )
    rate = models.PositiveSmallIntegerField(
        _("called back, per cent"), default=100, help_text=_("Below 100, who is called is drawn by lot.")
    )
    target = models.PositiveSmallIntegerField(_("target rate, per cent"), default=100)
    confirmed = models.BooleanField(_("target confirmed"), default=True)
    other_caller = models.BooleanField(_("not by who handled it"), default=True)
    caller = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("who calls")
    )
    deputy = models.ForeignKey(
        "people.Employee", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("otherwise calls")
    )
    service_phone = models.CharField(_("service number"), max_length=20, blank=True)
    tell_three = models.BooleanField(
        _("number, name and offer are told"), default=False, help_text=_("Each is ticked in the call (H-11).")
    )
    offer = models.CharField(_("offer for the next stay"), max_length=200, blank=True)
    questions = models.TextField(_("questions"), blank=True, help_text=_("One a line, five at most."))

    objects = PolicyQuerySet.as_manager()

    class Meta:
        """One policy per unit, occasion and day on which it begins."""

        verbose_name = _("callback policy")
        verbose_name_plural = _("callback policies")
        ordering = ("unit", "occasion", "-start")
        constraints = (
            models.UniqueConstraint(fields=["unit", "occasion", "start"], name="callback_policy_once"),
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="callback_policy_order"
            ),
            models.CheckConstraint(condition=Q(window_days__gte=F("delay_days")), name="callback_policy_window"),
            models.CheckConstraint(condition=Q(rate__gte=1, rate__lte=100), name="callback_policy_rate"),
            models.CheckConstraint(condition=Q(target__lte=100), name="callback_policy_target"),
        )

    def __str__(self) -> str:
        """Return the occasion and the day."""
        return f"{self.get_occasion_display()} {self.start}"

    @property
    def lines(self) -> list[str]:
        """Return the questions."""
        return [line.strip() for line in self.questions.splitlines() if line.strip()]


class Draw(models.Model):
    """The lots of a policy in a month: the seed is kept, so that every draw can be done again."""

    policy = models.ForeignKey(Policy, models.PROTECT, related_name="draws", verbose_name=_("callback policy"))
    month = models.CharField(_("month"), max_length=7)
    seed = models.CharField(_("seed"), max_length=32)
    rate = models.PositiveSmallIntegerField(_("called back, per cent"))
    candidates = models.PositiveIntegerField(_("candidates"), default=0)
    drawn = models.PositiveIntegerField(_("drawn"), default=0)

    class Meta:
        """One per policy, month and rate: a rate that is changed within a month begins anew."""

        verbose_name = _("draw")
        verbose_name_plural = _("draws")
        ordering = ("-month", "pk")
        constraints = (models.UniqueConstraint(fields=["policy", "month", "rate"], name="callback_draw_once"),)

    def __str__(self) -> str:
        """Return policy and month."""
        return f"{self.policy} {self.month}"


class Candidate(models.Model):
    """Somebody who might have been called back, with his place in the draw and what the lot said."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="rows", verbose_name=_("draw"))
    place = models.PositiveIntegerField(_("place in the draw"))
    drawn = models.BooleanField(_("drawn"))
    subject_type = models.CharField(_("kind of thing"), max_length=60)
    subject_id = models.CharField(_("thing"), max_length=60)
    reference = models.CharField(_("reference"), max_length=100, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        """A place once; a thing once in a draw."""

        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ("draw", "place")
        constraints = (
            models.UniqueConstraint(fields=["draw", "place"], name="callback_candidate_place_once"),
            models.UniqueConstraint(fields=["draw", "subject_type", "subject_id"], name="callback_candidate_once"),
        )

    def __str__(self) -> str:
        """Return the reference."""
        return self.reference or f"{self.subject_type} {self.subject_id}"
