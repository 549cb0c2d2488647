"""The words of the customers room."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ_CUSTOMERS = "customers.read_customers", _("read customers")
    KEEP_CUSTOMERS = "customers.keep_customers", _("keep customers")
    REVEAL_CUSTOMER_CONTACT = "customers.reveal_customer_contact", _("reveal contact data of customers")
    MERGE_CUSTOMERS = "customers.merge_customers", _("merge and erase customers")


class PartyKind(models.TextChoices):
    """What a party is: the rules for personal data are stricter for a natural person (AMB-21)."""

    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")


class ProfileKind(models.TextChoices):
    """As what the department serves a party (M-2a, R-4b, H-1)."""

    DEALER = "dealer", _("Dealer")
    RETAILER = "retailer", _("Retailer")
    FACTORY = "factory", _("Processing factory")
    CONSUMER = "consumer", _("Consumer")
    OWNER = "owner", _("Property owner")
    TENANT = "tenant", _("Tenant")
    GUEST = "guest", _("Hotel guest")


# Who is classed A to D (M-4.1a): the customers of the business, not residents and guests.
CLASSED = frozenset({ProfileKind.DEALER, ProfileKind.RETAILER, ProfileKind.FACTORY, ProfileKind.CONSUMER})
# Who can only be a natural person.
NATURAL = frozenset({ProfileKind.CONSUMER, ProfileKind.GUEST})


class CustomerClass(models.TextChoices):
    """The class of a customer (M-4.1a)."""

    A = "A", _("Class A")
    B = "B", _("Class B")
    C = "C", _("Class C")
    D = "D", _("Class D")


class ContactKind(models.TextChoices):
    """How a party is reached. The three kinds of numbers are told apart by the number itself."""

    MOBILE = "mobile", _("Mobile")
    PHONE = "phone", _("Landline")
    HOTLINE = "hotline", _("Hotline")
    MAIL = "mail", _("E-mail")
    WECHAT = "wechat", _("WeChat")
    ADDRESS = "address", _("Address")


NUMBERS = frozenset({ContactKind.MOBILE, ContactKind.PHONE, ContactKind.HOTLINE})


class GivenKind(models.TextChoices):
    """What may be typed in as a contact: a number is a number, its kind is found out."""

    NUMBER = "number", _("Telephone")
    MAIL = "mail", _("E-mail")
    WECHAT = "wechat", _("WeChat")
    ADDRESS = "address", _("Address")


class Purpose(models.TextChoices):
    """For what personal data is used (PIPL 6)."""

    SERVICE = "service", _("Handling of matters")
    CALLBACK = "callback", _("Return calls")
    SURVEY = "survey", _("Satisfaction surveys")
    CARE = "care", _("Greetings and activities")
    MARKETING = "marketing", _("Product information")


class Basis(models.TextChoices):
    """On what the use rests (PIPL 13)."""

    CONSENT = "consent", _("Consent")
    CONTRACT = "contract", _("Contract")
    LEGAL_DUTY = "legal_duty", _("Legal duty")
    EMERGENCY = "emergency", _("Emergency")


class ConsentChannel(models.TextChoices):
    """How it was given or withdrawn."""

    PAPER = "paper", _("On paper")
    TELEPHONE = "telephone", _("By telephone")
    ONLINE = "online", _("Online")
    FRONT_DESK = "front_desk", _("At the front desk")


@dataclass(frozen=True)
class Fact:
    """Something that is kept of a profile. ``kind`` is text, day, number or one of ``choices``."""

    key: str
    label: Any
    kind: str = "text"
    choices: tuple[tuple[str, Any], ...] = ()


DIRECTIONS = (("for_us", _("It processes for us")), ("for_it", _("We process for it")))
SCALES = (("large", _("Large")), ("medium", _("Medium")), ("small", _("Small")))

# Least data (PIPL 6): no identity number, no birthday, no family, no hobbies.
FACTS: Mapping[str, tuple[Fact, ...]] = {
    ProfileKind.DEALER: (
        Fact("region", _("Region")),
        Fact("person_in_charge", _("Person in charge")),
        Fact("lines", _("Lines of business")),
        Fact("scale", _("Scale"), "choice", SCALES),
        Fact("since", _("Customer since"), "day"),
    ),
    ProfileKind.RETAILER: (
        Fact("region", _("Region")),
        Fact("person_in_charge", _("Person in charge")),
        Fact("lines", _("Lines of business")),
        Fact("shops", _("Number of shops"), "number"),
        Fact("since", _("Customer since"), "day"),
    ),
    ProfileKind.FACTORY: (
        Fact("direction", _("Direction"), "choice", DIRECTIONS),
        Fact("region", _("Region")),
        Fact("person_in_charge", _("Person in charge")),
        Fact("lines", _("Products")),
        Fact("since", _("Customer since"), "day"),
    ),
    ProfileKind.CONSUMER: (
        Fact("product", _("Product in use")),
        Fact("bought_on", _("Bought on"), "day"),
        Fact("bought_at", _("Bought at")),
    ),
    ProfileKind.OWNER: (
        Fact("room", _("Room")),
        Fact("handed_over", _("Handed over on"), "day"),
    ),
    ProfileKind.TENANT: (
        Fact("room", _("Room")),
        Fact("lease_start", _("Lease from"), "day"),
        Fact("lease_end", _("Lease to"), "day"),
    ),
    ProfileKind.GUEST: (
        Fact("member_number", _("Member number")),
        Fact("room_wishes", _("Wishes about the room")),
        Fact("first_stay", _("First stay"), "day"),
    ),
}
LONGEST_FACT = 120
MOST_CONTACTS = 20
MOST_CALLERS = 8
LEAST_DIGITS = 4
LEAST_LEADING_DIGITS = 5
NOTICE_VERSION = "2026-01"
"""The notice on personal data that people are given today (PIPL 17)."""

# What the trail says after a person's name; the key is the write door.
SENTENCES: Mapping[str, Promise] = {
    "register_party": _("registered the customer %(subject)s"),
    "change_party": _("changed the customer %(subject)s"),
    "add_profile": _("added a profile to the customer %(subject)s"),
    "change_profile": _("changed a profile of the customer %(subject)s"),
    "remove_profile": _("removed a profile of the customer %(subject)s"),
    "classify_customer": _("moved the customer %(subject)s from class %(before)s to %(after)s: %(reason)s"),
    "add_contact": _("added a contact to the customer %(subject)s"),
    "change_contact": _("changed a contact of the customer %(subject)s"),
    "remove_contact": _("removed a contact of the customer %(subject)s"),
    "reveal_contact": _("looked at a contact (%(what)s) of the customer %(subject)s; reason: %(reason)s"),
    "give_consent": _("recorded what the customer %(subject)s agrees to"),
    "withdraw_consent": _("recorded that the customer %(subject)s withdrew consent"),
    "merge_parties": _("merged %(other)s into the customer %(subject)s: %(reason)s"),
    "undo_merge": _("took %(other)s and the customer %(subject)s apart again: %(reason)s"),
    "disclose_party": _("handed out all that is kept of the customer %(subject)s; reason: %(reason)s"),
    "erase_party": _("erased the customer %(subject)s: %(reason)s"),
    "hand_in_customers": _("handed in the customer workbook %(subject)s"),
    "import_customers": _("imported the customer workbook %(subject)s: %(new)s new, %(changed)s changed"),
}

# The customer workbook. Its words are data, not interface, and so stay Chinese in every language.
SHEET = "客户"
COLUMNS = ("客户编号", "类型", "名称", "单位", "客户种类", "类别", "电话", "电子邮箱", "微信", "地址", "备注")
OPTIONAL_COLUMNS = frozenset({"客户编号", "类型", "类别", "电子邮箱", "微信", "地址", "备注"})
KIND_WORDS: Mapping[str, PartyKind] = {"个人": PartyKind.PERSON, "单位": PartyKind.ORGANISATION}
PROFILE_WORDS: Mapping[str, ProfileKind] = {
    "经销商": ProfileKind.DEALER,
    "零售商": ProfileKind.RETAILER,
    "委托加工工厂": ProfileKind.FACTORY,
    "消费者": ProfileKind.CONSUMER,
    "业主": ProfileKind.OWNER,
    "租户": ProfileKind.TENANT,
    "住店客人": ProfileKind.GUEST,
}
MOST_ROWS = 2000
