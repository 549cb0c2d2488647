"""Lists and forms of units and posts."""

from collections.abc import Callable, Sequence
from typing import ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_tables2 import A

from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, FormScreen, Listing, one
from huiyin.platform.tables import ChoiceColumn, Column, FlagColumn, NumberColumn, Table
from huiyin.rooms.people import forms, queries, usecases
from huiyin.rooms.people.models import Post, Unit
from huiyin.rooms.people.screens.columns import TreeColumn, YesNoFilter, keeper_link
from huiyin.rooms.people.terms import Business, Level, Permit


class UnitTable(Table):
    """Units, in the order of the tree."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    name = TreeColumn(linkify=("people:unit", {"pk": A("pk")}))
    code = Column()
    parent = Column(accessor="parent__name", verbose_name=_("Belongs to"))
    business = ChoiceColumn(Business)
    closed = FlagColumn()

    class Meta(Table.Meta):
        model = Unit
        fields: ClassVar = ["id", "version", "name", "code", "parent", "business", "closed"]


class UnitFilter(django_filters.FilterSet):
    """What units can be searched by."""

    q = django_filters.CharFilter(method="search", label=_("Code or name"), max_length=40)
    business = django_filters.ChoiceFilter(choices=Business.choices, label=_("Business"))
    closed = YesNoFilter(label=_("Closed"))

    class Meta:
        model = Unit
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Unit], _name: str, value: str) -> QuerySet[Unit]:
        """Find by a part of code or name."""
        return rows.filter(Q(code__icontains=value) | Q(name__icontains=value))


def keeper_actions(*offered: tuple[object, str]) -> Callable[[Actor], Sequence[Action]]:
    """Offer actions (label, route) to who keeps people; the first one stands out."""

    def actions(actor: Actor) -> Sequence[Action]:
        if not actor.may(Permit.KEEP_PEOPLE):
            return ()
        return [Action(str(label), reverse(route), primary=place == 0) for place, (label, route) in enumerate(offered)]

    return actions


UNITS = Listing(
    title=_("Units"),
    door=queries.units,
    table=UnitTable,
    filters=UnitFilter,
    order=("path", "id"),
    empty_title=_("No units yet"),
    empty_hint=_("Units are companies, offices, estates and hotels. Import the staff workbook or add the first one."),
    actions=keeper_actions((_("Add a unit"), "people:record_unit"), (_("Import a workbook"), "people:import")),
)


def to_unit(unit: Unit) -> str:
    """Return the page of a unit."""
    return reverse("people:unit", args=[unit.pk])


RECORD_UNIT = FormScreen(
    title=_("Add a unit"), form=forms.UnitForm, door=usecases.record_unit, done=to_unit, said=_("The unit was added.")
)
CHANGE_UNIT = FormScreen(
    title=_("Change or move the unit"),
    form=forms.UnitForm,
    door=usecases.change_unit,
    subject="unit",
    load=one(queries.units),
    done=to_unit,
    said=_("The unit was changed."),
)
CLOSE_UNIT = FormScreen(
    title=_("Close the unit"),
    door=usecases.close_unit,
    subject="unit",
    load=one(queries.units),
    done=to_unit,
    said=_("The unit was closed."),
)
OPEN_UNIT = FormScreen(
    title=_("Open the unit again"),
    door=usecases.open_unit,
    subject="unit",
    load=one(queries.units),
    done=to_unit,
    said=_("The unit is open again."),
)


class PostTable(Table):
    """Posts by name."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    name = Column(linkify=keeper_link("people:post"), attrs={"td": {"class": "main"}})
    level = ChoiceColumn(Level)

    class Meta(Table.Meta):
        model = Post
        fields: ClassVar = ["id", "version", "name", "level"]


class PostFilter(django_filters.FilterSet):
    """What posts can be searched by."""

    q = django_filters.CharFilter(field_name="name", lookup_expr="icontains", label=_("Post"), max_length=40)
    level = django_filters.ChoiceFilter(choices=Level.choices, label=_("Staff class"))

    class Meta:
        model = Post
        fields: ClassVar[list[str]] = []


POSTS = Listing(
    title=_("Posts"),
    door=queries.posts,
    table=PostTable,
    filters=PostFilter,
    order=("name", "id"),
    empty_title=_("No posts yet"),
    empty_hint=_("A post says what people do and whether they are operational or managerial staff."),
    actions=keeper_actions((_("Add a post"), "people:record_post")),
)


def to_posts(_result: object) -> str:
    """Return the list of posts."""
    return reverse("people:posts")


RECORD_POST = FormScreen(
    title=_("Add a post"), form=forms.PostForm, door=usecases.record_post, done=to_posts, said=_("The post was added.")
)
CHANGE_POST = FormScreen(
    title=_("Post"),
    form=forms.PostForm,
    door=usecases.change_post,
    subject="post",
    load=one(queries.posts),
    done=to_posts,
    said=_("The post was changed."),
    actions=lambda row: (Action(str(_("Remove the post")), reverse("people:remove_post", args=[row.pk])),),
)
REMOVE_POST = FormScreen(
    title=_("Remove the post"),
    door=usecases.remove_post,
    subject="post",
    load=one(queries.posts),
    done=to_posts,
    said=_("The post was removed."),
)
