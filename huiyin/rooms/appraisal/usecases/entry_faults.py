"""Why an entry cannot stand, in sentences."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from huiyin.kernel.points import show_points


def sentence(code: str, facts: Mapping[str, object]) -> str:
    """Say a fault of ``rules.work.judge``; points are shown with two decimals."""
    shown = {
        name: show_points(value) if isinstance(value, int) and name != "place" else value
        for name, value in facts.items()
    }
    sentences: Mapping[str, str] = {
        "unknown_item": _("The standard has no item “%(item)s” for this person."),
        "no_section": _("This form has no section “%(section)s”."),
        "no_fact": _("Say what happened."),
        "no_evidence": _("Say on what evidence: a text, a link or a file."),
        "outside": _("This day does not lie within the period (%(start)s to %(end)s)."),
        "on_leave": _("On %(day)s the person was on lawful leave; attendance costs no point then."),
        "range": _("This item costs from %(least)s to %(most)s."),
        "other_cap": _("其它 costs at most %(cap)s on a sheet."),
        "twice": _("This fact stands in line %(place)s already; it counts once."),
    }
    return sentences[code] % shown
