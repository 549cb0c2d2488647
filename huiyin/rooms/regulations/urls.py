"""Addresses of the regulations room."""

from django.urls import path

from huiyin.rooms.regulations import web

app_name = "regulations"
urlpatterns = [
    path("", web.documents, name="documents"),
    path("add", web.record_document, name="record_document"),
    path("adopt", web.adopt_document, name="adopt_document"),
    path("catalogue", web.demands, name="catalogue"),
    path("catalogue/<str:clause_id>", web.demand, name="demand"),
    path("clauses", web.clauses, name="clauses"),
    path("clauses/<int:pk>", web.clause, name="clause"),
    path("clauses/<int:pk>/change", web.change_clause, name="change_clause"),
    path("clauses/<int:pk>/remove", web.remove_clause, name="remove_clause"),
    path("clauses/<int:pk>/interpret", web.interpret_clause, name="interpret_clause"),
    path("editions/<int:pk>", web.edition, name="edition"),
    path("editions/<int:pk>/print", web.print_edition, name="print_edition"),
    path("editions/<int:pk>/change", web.change_draft, name="change_draft"),
    path("editions/<int:pk>/discard", web.discard_draft, name="discard_draft"),
    path("editions/<int:pk>/publish", web.publish_edition, name="publish_edition"),
    path("editions/<int:pk>/repeal", web.repeal_edition, name="repeal_edition"),
    path("editions/<int:pk>/clauses/add", web.add_clause, name="add_clause"),
    path("interpretations", web.interpretations, name="interpretations"),
    path("<int:pk>", web.document, name="document"),
    path("<int:pk>/change", web.change_document, name="change_document"),
    path("<int:pk>/draft", web.start_draft, name="start_draft"),
    path("<int:pk>/compare", web.compare, name="compare"),
]
