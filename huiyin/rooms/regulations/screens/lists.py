"""Lists of the regulations room: each is a page, a CSV, an XLSX and the API's fields."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from huiyin.platform import clock
from huiyin.platform.actor import Actor
from huiyin.platform.screens import Action, Listing
from huiyin.platform.tables import A, ChoiceColumn, Column, DateColumn, NumberColumn, Table, TimeColumn
from huiyin.rooms.regulations import queries
from huiyin.rooms.regulations.models import Clause, Document, Edition, Interpretation
from huiyin.rooms.regulations.terms import Family, Permit, State


class RulingNumber(NumberColumn):
    """The number of the version that is in force today."""

    def render(self, record: Document) -> Any:
        """Show it as v2, or a dash."""
        found = self.value(record=record)
        return "—" if found is None else f"v{found}"

    def value(self, **kwargs: Any) -> int | None:
        """Carry the number."""
        found = queries.ruling(kwargs["record"].versions, clock.today())
        return found.number if found else None


class RulingDay(DateColumn):
    """Since when the version of today is in force."""

    def render(self, record: Document) -> Any:  # type: ignore[override]
        """Show the day, or a dash."""
        found = self.value(record=record)
        return "—" if found is None else super().render(found)

    def value(self, **kwargs: Any) -> date | None:
        """Carry the day."""
        found = queries.ruling(kwargs["record"].versions, clock.today())
        return found.effective_from if found else None


class DraftNumber(RulingNumber):
    """The number of the draft that is being worked on."""

    def value(self, **kwargs: Any) -> int | None:
        """Carry the number."""
        drafts = [edition.number for edition in kwargs["record"].versions if edition.state == State.DRAFT]
        return drafts[0] if drafts else None


class DocumentTable(Table):
    """Controlled documents."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    code = Column(linkify=("regulations:document", {"pk": A("pk")}))
    title = Column(attrs={"td": {"class": "main wrap"}})
    owner = Column()
    family = ChoiceColumn(Family, visible=False)
    in_force = RulingNumber(accessor="pk", verbose_name=_("In force"))
    since = RulingDay(accessor="pk", verbose_name=_("Effective from"))
    draft = DraftNumber(accessor="pk", verbose_name=_("Draft"))

    class Meta(Table.Meta):
        """Labels come from the table of documents."""

        model = Document
        fields: ClassVar = ["id", "code", "title", "owner", "family"]


class DocumentFilter(django_filters.FilterSet):
    """What documents can be searched by."""

    q = django_filters.CharFilter(method="search", label=_("Code or title"), max_length=40)
    family = django_filters.ChoiceFilter(choices=Family.choices, label=_("Catalogue"))

    class Meta:
        """Of the table of documents."""

        model = Document
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Document], _name: str, value: str) -> QuerySet[Document]:
        """Find by a part of code or title."""
        return rows.filter(Q(code__icontains=value) | Q(title__icontains=value))


def _document_actions(actor: Actor) -> Sequence[Action]:
    actions = [
        Action(_("Find a clause"), reverse("regulations:clauses")),
        Action(_("Interpretations"), reverse("regulations:interpretations")),
        Action(_("Clause catalogue"), reverse("regulations:catalogue")),
    ]
    if actor.may(Permit.PUBLISH):
        actions.append(Action(_("Take over the shipped procedure"), reverse("regulations:adopt_document")))
    if actor.may(Permit.DRAFT):
        actions.append(Action(_("Record a document"), reverse("regulations:record_document"), primary=True))
    return actions


DOCUMENTS: Listing = Listing(
    title=_("Regulations"),
    door=queries.documents,
    table=DocumentTable,
    filters=DocumentFilter,
    order=("code", "id"),
    empty_title=_("No regulations yet"),
    empty_hint=_("Take over the appraisal procedure that is shipped with the house, or record your own document."),
    actions=_document_actions,
)


class EditionTable(Table):
    """Versions of documents."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    document = NumberColumn(accessor="document_id", visible=False)
    code = Column(accessor="document__code", linkify=("regulations:edition", {"pk": A("pk")}))
    number = NumberColumn()
    state = ChoiceColumn(State)
    effective_from = DateColumn()
    repealed_from = DateColumn()
    change_note = Column()
    digest = Column(visible=False)
    published_at = TimeColumn()
    published_by = Column()

    class Meta(Table.Meta):
        """Labels come from the table of versions."""

        model = Edition
        fields: ClassVar = ["id", "number", "state", "effective_from", "repealed_from", "change_note", "digest"]


class EditionFilter(django_filters.FilterSet):
    """What versions can be searched by."""

    code = django_filters.CharFilter(field_name="document__code", label=_("Code"), max_length=20)
    state = django_filters.ChoiceFilter(choices=State.choices, label=_("State"))

    class Meta:
        """Of the table of versions."""

        model = Edition
        fields: ClassVar[list[str]] = []


EDITIONS: Listing = Listing(
    title=_("Versions"),
    door=queries.editions,
    table=EditionTable,
    filters=EditionFilter,
    order=("document__code", "-number", "id"),
    empty_title=_("No versions yet"),
)


class ClauseTable(Table):
    """Clauses of versions."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    version = NumberColumn(visible=False)
    edition = NumberColumn(accessor="edition_id", visible=False)
    code = Column(accessor="edition__document__code", verbose_name=_("Document"))
    edition_number = NumberColumn(accessor="edition__number", verbose_name=_("Version"))
    number = Column(linkify=("regulations:clause", {"pk": A("pk")}))
    heading = Column()
    text = Column(attrs={"td": {"class": "wrap"}})
    note = Column(visible=False)
    catalogue_ids = Column(verbose_name=_("Clauses of the catalogue"))

    class Meta(Table.Meta):
        """Labels come from the table of clauses."""

        model = Clause
        fields: ClassVar = ["id", "number", "heading", "text", "note", "catalogue_ids"]

    def value_catalogue_ids(self, value: Sequence[str]) -> str:
        """Carry the IDs as they are typed."""
        return ", ".join(value)

    render_catalogue_ids = value_catalogue_ids


class ClauseFilter(django_filters.FilterSet):
    """What clauses can be searched by."""

    q = django_filters.CharFilter(method="search", label=_("Number or words"), max_length=40)
    edition = django_filters.NumberFilter(field_name="edition_id", label=_("Version"), min_value=1, max_value=2**31)

    class Meta:
        """Of the table of clauses."""

        model = Clause
        fields: ClassVar[list[str]] = []

    def search(self, rows: QuerySet[Clause], _name: str, value: str) -> QuerySet[Clause]:
        """Find by number or by a part of the wording."""
        return rows.filter(Q(number=value) | Q(heading__icontains=value) | Q(text__icontains=value))


CLAUSES: Listing = Listing(
    title=_("Clauses"),
    door=queries.clauses,
    table=ClauseTable,
    filters=ClauseFilter,
    order=("edition_id", "position", "id"),
    empty_title=_("No clauses yet"),
)


class InterpretationTable(Table):
    """Interpretations, newest first."""

    id = NumberColumn(verbose_name=_("No."), visible=False)
    code = Column(accessor="document__code", verbose_name=_("Document"))
    clause_number = Column()
    edition_number = NumberColumn(accessor="edition__number", verbose_name=_("Version"))
    text = Column(attrs={"td": {"class": "wrap"}})
    given_at = TimeColumn()
    given_by = Column()

    class Meta(Table.Meta):
        """Labels come from the table of interpretations."""

        model = Interpretation
        fields: ClassVar = ["id", "clause_number", "text", "given_at", "given_by"]


class InterpretationFilter(django_filters.FilterSet):
    """What interpretations can be searched by."""

    code = django_filters.CharFilter(field_name="document__code", label=_("Document"), max_length=20)
    clause = django_filters.CharFilter(field_name="clause_number", label=_("Clause"), max_length=12)

    class Meta:
        """Of the table of interpretations."""

        model = Interpretation
        fields: ClassVar[list[str]] = []


INTERPRETATIONS: Listing = Listing(
    title=_("Interpretations"),
    door=queries.interpretations,
    table=InterpretationTable,
    filters=InterpretationFilter,
    order=("-given_at", "-id"),
    empty_title=_("No interpretations yet"),
    empty_hint=_("Only the quality department interprets regulations, on the page of a clause."),
)
