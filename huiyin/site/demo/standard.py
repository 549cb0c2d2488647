"""The next version of the standard as a manager of the demo company drafts it, to be tried on the year that is over."""

from datetime import date
from typing import Any

from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.queries.schemes import WEIGHTS, grids, schemes
from huiyin.rooms.appraisal.terms import FormKind
from huiyin.rooms.appraisal.usecases.draft_scheme import change_scheme, draft_scheme, set_marks
from huiyin.site.demo.load import Story

DRAFTER = "HY0001"
# Form → audience → section → marks in hundredths, where they differ from the shipped standard.
MARKS: dict[str, dict[str, dict[str, int]]] = {
    FormKind.MONTH: {"operational": {"工作出勤": 900, "参与性": 300, "工作效率": 800, "工作效果": 1400}},
    FormKind.YEAR: {"operational": {"工作出勤": 900, "参与性": 300, "工作效率": 800, "工作效果": 1400}},
    FormKind.CHECK: {
        "property": {"投诉受理与处理": 2500, "档案与登记": 1000},
        "hotel": {"回访": 1500, "客史录入": 1000},
        "company": {"巡访日报": 1500, "投诉受理与处理": 2000},
    },
}
SHARES = {"checks_share": 2500, "months_share": 3000, "year_share": 4500}


def propose(story: Story, day: date) -> None:
    """Draft the version of the coming year, copied from the one in force: other shares, other marks."""
    with story.on(day, 15):
        actor, base = story.actor(DRAFTER), schemes(SYSTEM).get(is_default_pack=True)
        name, begins = "员工绩效考核标准（修订草案）", date(story.until.year + 1, 1, 1)
        story.once(actor, "standard", draft_scheme, base=base, name=name, effective_from=begins)
        draft: Any = schemes(SYSTEM).get(name=name)
        weights = {field: getattr(draft, field) for field in WEIGHTS} | SHARES
        head = {"name": name, "effective_from": begins}
        story.once(actor, "standard:shares", change_scheme, scheme=draft, seen=draft.version, **head, **weights)
        for kind, marks in MARKS.items():
            draft = schemes(SYSTEM).get(pk=draft.pk)
            given = _with(draft, kind, marks)
            story.once(
                actor, f"standard:{kind}", set_marks, scheme=draft, seen=draft.version, kind=str(kind), marks=given
            )


def _with(draft: Any, kind: str, marks: dict[str, dict[str, int]]) -> dict[str, dict[str, int]]:
    """Return the marks of a draft's forms of one kind with some of them changed."""
    grid = next(one for one in grids(SYSTEM, scheme=draft) if one.kind == kind)
    return {
        audience: {
            name: marks.get(audience, {}).get(name, row[place] or 0)
            for _dimension, name, is_other, row in grid.rows
            if not is_other and row[place] is not None
        }
        for place, audience in enumerate(grid.audiences)
    }
