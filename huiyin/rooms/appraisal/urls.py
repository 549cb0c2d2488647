"""Addresses of the appraisal room."""

from django.urls import path

from huiyin.rooms.appraisal.web import imports, issue, schemes, sheets, trials, years

app_name = "appraisal"
urlpatterns = [
    path("sheets", sheets.every, name="sheets"),
    path("sheets/people", sheets.people, name="people"),
    path("sheets/month", sheets.month, name="month"),
    path("sheets/evaluators", sheets.evaluators, name="evaluators"),
    path("sheets/<int:pk>", sheets.sheet, name="sheet"),
    path("people/<path:number>/<int:year>", years.person, name="person"),
    path("people/<path:number>/<int:year>/json", years.person_json, name="person_json"),
    path("people/<path:number>/<int:year>/pdf", years.person_pdf, name="person_pdf"),
    path("years", years.runs, name="years"),
    path("years/settle", years.settle, name="settle_year"),
    path("years/<int:year>", years.year, name="year"),
    path("runs/<int:run>", years.run, name="run"),
    path("runs/<int:pk>/publish", years.publish, name="publish_year"),
    path("runs/<int:pk>/results.json", years.run_json, name="run_json"),
    path("statistics", years.statistics_page, name="statistics"),
    path("schemes", schemes.schemes, name="schemes"),
    path("schemes/adopt", schemes.adopt, name="adopt_scheme"),
    path("schemes/<int:pk>", schemes.scheme, name="scheme"),
    path("schemes/<int:pk>/change", schemes.change, name="change_scheme"),
    path("schemes/<int:pk>/marks/<str:kind>", schemes.marks, name="marks"),
    path("schemes/<int:pk>/draft", schemes.draft, name="draft_scheme"),
    path("schemes/<int:pk>/discard", schemes.discard, name="discard_draft"),
    path("schemes/<int:pk>/approve", schemes.approve, name="approve_scheme"),
    path("schemes/<int:pk>/send-back", schemes.send_back, name="send_back_scheme"),
    path("schemes/<int:pk>/publish", schemes.publish, name="publish_scheme"),
    path("schemes/<int:pk>/withdraw", schemes.withdraw, name="withdraw_scheme"),
    path("schemes/<int:pk>/compare", trials.compare, name="compare_schemes"),
    path("schemes/<int:pk>/simulate", trials.simulate, name="simulate"),
    path("schemes/<int:scheme>/items", schemes.items, name="items"),
    path("schemes/<int:pk>/items/add", schemes.add_item, name="add_item"),
    path("schemes/<int:scheme>/items/<int:pk>", schemes.item, name="item"),
    path("schemes/<int:scheme>/items/<int:pk>/remove", schemes.drop_item, name="remove_item"),
    path("imports", imports.imports, name="imports"),
    path("imports/add", imports.hand_in, name="hand_in"),
    path("imports/<int:pk>", imports.import_page, name="import"),
    path("imports/<int:pk>/apply", imports.apply, name="apply_import"),
    path("imports/<int:pk>/refused", imports.refused_rows, name="refused_rows"),
    path("issues/add", issue.issue_forms, name="issue_forms"),
    path("issues/person", issue.issue_personal_form, name="issue_personal_form"),
    path("issues/<int:pk>", issue.issue, name="issue"),
]
