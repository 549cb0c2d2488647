"""Made-up pages around the parts of the shell, drawn without a database and answered to a browser without a server."""

import datetime as dt
import mimetypes
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django_filters
import django_tables2 as tables
from django import forms
from django.contrib.messages.storage.base import Message
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import RequestFactory

from huiyin.platform.actor import STRANGER
from huiyin.platform.models import Job
from huiyin.site import navigation

ORIGIN = "http://huiyin.test"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'"
)
NAMES = ("周晓岚", "吴建国", "郑雅文", "王德明", "冯梓萱", "陈立新")
MORNING = dt.datetime(2025, 11, 24, 9, 5, tzinfo=dt.UTC)


SOMEBODY = SimpleNamespace(pk=7, is_authenticated=True, get_username=lambda: "somebody")


class Sheets(tables.Table):  # type: ignore[misc]
    name = tables.Column("姓名", linkify=lambda record: f"/detail?{record['pk']}")
    kind = tables.Column("类型", orderable=False)
    score = tables.Column("得分", attrs={"td": {"class": "num"}, "th": {"class": "num"}})


class SheetFilter(django_filters.FilterSet):  # type: ignore[misc]
    q = django_filters.CharFilter(label="姓名")
    kind = django_filters.ChoiceFilter(label="类型", choices=[("周检", "周检"), ("月检", "月检")])


class SheetForm(forms.Form):
    employee = forms.CharField(label="员工", help_text="工号或姓名。")
    points = forms.DecimalField(label="扣分", min_value=0)
    ground = forms.CharField(label="事由", widget=forms.Textarea, required=False)
    level = forms.ChoiceField(label="层级", choices=[("a", "操作层"), ("b", "管理层")], widget=forms.RadioSelect)


def request_for(url: str, data: dict[str, Any] | None = None) -> HttpRequest:
    maker = RequestFactory()
    request: Any = maker.get(url) if data is None else maker.post(url, data)
    request.user = SOMEBODY
    request.actor = STRANGER
    return request  # type: ignore[no-any-return]


def shell(**more: Any) -> dict[str, Any]:
    def place(label: str, icon: str, url: str) -> dict[str, Any]:
        return {"label": label, "url": url, "icon": icon, "current": False}

    places = [place("首页", "home", "/"), place("考评单", "sheet", "/list"), place("年度结果", "trophy", "/figures")]
    groups = [{"label": "绩效考评", "items": [*places, place("统计", "chart", "/chart")]}]
    return {
        "bars": navigation.draw(groups),
        "palette_url": "/palette",
        "crumbs": [("绩效考评", "/")],
        "user_label": "周晓岚",
        **more,
    }


def list_page(request: HttpRequest) -> dict[str, Any]:
    rows = [
        {"pk": at, "name": NAMES[at % 6], "kind": "周检" if at % 2 else "月检", "score": 90 + at} for at in range(12)
    ]
    rows = [row for row in rows if str(request.GET.get("q", "")) in str(row["name"])]
    order = str(request.GET.get("sort", ""))
    page = {"next_url": "?after=2", "previous_url": "", "first_url": "", "count_label": str(len(rows))}
    return {
        "page_title": "考评单",
        "table": Sheets(rows, order_by=order),
        "filter": SheetFilter(request.GET, queryset=Job.objects.none()),
        "page": page,
        "bulk_actions": [{"label": "确认所选", "url": "/list"}],
        "export_csv_url": "?format=csv",
        "empty_title": "还没有考评单",
    }


def form_page(request: HttpRequest) -> dict[str, Any]:
    form = SheetForm(request.POST or None)
    context = {"form": form, "form_id": "sheet-new", "idempotency_key": "k1", "version": 3, "cancel_url": "/list"}
    return {"page_title": "新建考评单", **context}


def conflict_page(_request: HttpRequest) -> dict[str, Any]:
    form = SheetForm({"employee": "周晓岚", "points": "3.5", "ground": "", "level": "a"})
    field = {"name": "points", "label": "扣分", "mine": "3.50", "theirs": "2.00", "value": "2.00"}
    conflict = {"by": "吴建国", "at": MORNING, "fields": [field], "reload_url": "/conflict"}
    return {"page_title": "修改考评单", "form": form, "form_id": "sheet-1", "version": 4, "conflict": conflict}


def detail_page(_request: HttpRequest) -> dict[str, Any]:
    due = {"label": "本人确认", "at": MORNING, "tone": "soon", "clause": "P-1.0b", "clause_url": "/clause"}
    figure = {"label": "得分", "value": "96.50", "numerator": "100.00 − 3.50", "cutoff": MORNING, "rows_url": "/list"}
    return {
        "page_title": "周晓岚 月考核",
        "thing": {"number": "KP-2025-01250", "name": "周晓岚 月考核", "state": "待确认", "tone": "soon", "due": due},
        "facts": [("考评日期", {"at": MORNING.date(), "date_only": True}), ("得分", {"figure": figure}), ("加分", "")],
        "actions": [
            {"label": "确认", "url": "/detail", "method": "post", "primary": True, "confirm": "确认后不能再提出异议。"},
            {"label": "撤回", "url": "/detail", "method": "post", "refused": "只有客户经理可以撤回。"},
        ],
        "timeline": [
            {"at": MORNING, "who": "吴建国", "sentence": "修改了扣分", "kind": "edit", "changes": [
                {"label": "扣分", "before": "2.00", "after": "3.50"}]},
            {"at": MORNING, "who": "系统", "sentence": "由导入建立", "kind": "move"},
        ],
        "timeline_kinds": [{"key": "edit", "label": "修改"}, {"key": "move", "label": "流转"}],
    }  # fmt: skip


def preview_page(_request: HttpRequest) -> dict[str, Any]:
    refused = [{"sheet": "扣分明细", "row": 645, "reason": "扣分不能是负数。"}]
    new = [{"sheet": "考评单", "row": 2, "label": "KP-2025-00001 周晓岚"}]
    preview = {"refused": refused, "refused_count": 8, "new": new, "new_count": 1, "apply_url": "/preview"}
    return {"page_title": "导入预览", "preview": preview, "idempotency_key": "k2"}


def formula_page(_request: HttpRequest) -> dict[str, Any]:
    leaf = {
        "label": "C 年终考评",
        "formula": "德 + 勤 + 能 + 绩",
        "result": "98.00",
        "clause": "P-4.7a",
        "clause_url": "/",
    }
    months = {"label": "B 月考核平均", "numbers": "1,153.20 ÷ 12", "result": "96.10", "steps": [leaf]}
    top = {"label": "年度总分", "formula": "30% × B + 50% × C", "result": "96.68", "steps": [months, leaf]}
    return {"page_title": "年度总分", "formula": top}


def job_page(_request: HttpRequest, *, percent: int = 42) -> dict[str, Any]:
    state = "running" if percent < 100 else "done"
    job = {
        "id": "1",
        "url": "/job/part",
        "title": "批量打印",
        "state": state,
        "percent": percent,
        "started_at": MORNING,
    }
    return {"page_title": "任务", "job": job | ({"result_url": "/list"} if percent >= 100 else {})}


def palette(_request: HttpRequest) -> dict[str, Any]:
    items = [{"label": name, "hint": "客服组", "url": "/detail", "icon": "person"} for name in NAMES[:3]]
    return {"groups": [{"label": "员工", "items": items}], "q": ""}


PAGES = {
    "/list": ("parts/list_page.html", list_page),
    "/form": ("parts/form_page.html", form_page),
    "/conflict": ("parts/form_page.html", conflict_page),
    "/detail": ("parts/detail_page.html", detail_page),
    "/preview": ("parts/preview_page.html", preview_page),
    "/formula": ("parts/formula_page.html", formula_page),
    "/job": ("parts/job_page.html", job_page),
    "/palette": ("parts/palette_results.html", palette),
}


def draw(url: str, data: dict[str, Any] | None = None, **more: Any) -> str:
    """Draw one of the pages."""
    template, context = PAGES[urlsplit(url).path]
    request = request_for(url, data)
    return render_to_string(template, shell(**context(request), **more), request)


class Site:
    """Answers a browser: pages from above, static files as they lie, forms by a redirect to the list."""

    def __init__(self) -> None:
        """Start with nothing said and no work done."""
        self.percent = 0
        self.said: list[Message] = []

    def answer(self, route: Any) -> None:
        """Answer one request of the browser."""
        request, parts = route.request, urlsplit(route.request.url)
        if parts.path.startswith("/static/"):
            path = Path(str(finders.find(parts.path.removeprefix("/static/"))))
            kind = mimetypes.guess_type(path.name)[0]
            route.fulfill(body=path.read_bytes(), content_type=kind or "application/octet-stream")
        elif parts.path == "/job/part":
            self.percent += 50
            self._send(route, render_to_string("parts/job.html", job_page(request, percent=self.percent)))
        elif request.method == "POST" and parts.path == "/form":
            self._take_form(route, {key: values[0] for key, values in parse_qs(request.post_data or "").items()})
        else:
            said, self.said = self.said, []
            self._send(route, draw(f"{parts.path}?{parts.query}", messages=said))

    def _take_form(self, route: Any, data: dict[str, str]) -> None:
        if SheetForm(data).is_valid():
            self.said = [Message(25, "考评单已保存。")]
            route.fulfill(status=303, headers={"Location": f"{ORIGIN}/list"})
        else:
            self._send(route, draw("/form", data), status=422)

    def _send(self, route: Any, body: str, status: int = 200) -> None:
        headers = {"Content-Security-Policy": POLICY, "Content-Type": "text/html; charset=utf-8"}
        route.fulfill(status=status, headers=headers, body=body)
