"""Trying schemes on a past year: one, and two hundred side by side, whose marks and weights all differ."""

from bench.clock import best, timed
from bench.year import YEAR
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.appraisal.queries.settle import scheme_of_year
from huiyin.rooms.appraisal.queries.simulation import Alternative, alternative_of, simulate
from huiyin.rooms.appraisal.queries.trial_schemes import trial_schemes, with_head

MANY = 200


def figures() -> dict[str, float]:
    """Return seconds: trying the scheme in force, which must give the settled year, and trying many at once."""
    scheme = scheme_of_year(YEAR)
    seconds, found = best(lambda: simulate(SYSTEM, alternatives=[alternative_of(scheme)], year=YEAR))
    if any((one.before.total, one.before.rank) != (one.after.total, one.after.rank) for one in found[0].people):
        message = "the scheme in force does not give the settled year"
        raise RuntimeError(message)

    def grid() -> list[Alternative]:
        named = [(f"{place}", with_head(rows(place))) for place in range(MANY)]
        return trial_schemes(named, scheme)

    many, _found = timed(lambda: simulate(SYSTEM, alternatives=grid(), year=YEAR))
    return {"try": seconds, "many": many}


def rows(place: int) -> list[tuple[str, str, float]]:
    """Return one scheme: the shares go from 20 : 30 : 50 step by step, and marks move from 工作出勤 to 主动性."""
    step, moved = place / 10, place % 40 / 10
    return [
        ("检查占比", "", 20 + step / 2), ("月考核占比", "", 30 + step / 2), ("年终占比", "", 50 - step),
        ("满分:工作出勤", "操作层", 8 - moved), ("满分:主动性", "操作层", 5 + moved),
    ]  # fmt: skip
