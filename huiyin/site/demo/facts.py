"""What may go wrong and right in the demo company: wordings for every standard item, grounds for every award."""

import random
import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path

from huiyin.site.demo.company import COMPANY, HOTEL, PROPERTY

_BEFORE = re.compile(r"([\u4e00-\u9fff])(\d)")
_BEHIND = re.compile(r"(\d)([\u4e00-\u9fff])")
SPOTS = {
    PROPERTY: ("服务前台", "3 栋大堂", "东门", "收费窗口", "地库入口"),
    HOTEL: ("总台", "大堂", "客服中心", "宾客休息区", "礼宾处"),
    COMPANY: ("接待区", "样品间", "客服热线席", "营业大厅", "会议室"),
}
FIRMS = ("宏达建材", "恒通装饰", "锦绣家居", "顺发门业", "天和装饰城", "新雅橱柜", "万家乐装饰", "中兴家具厂")
ACTIVITIES = {
    PROPERTY: ("重阳节敬老活动", "业主消防演练", "亲子植树活动", "端午包粽子活动"),
    HOTEL: ("常住客答谢酒会", "客人生日会", "中秋团拜", "协议客户座谈会"),
    COMPANY: ("经销商座谈会", "新品推介会", "展会接待", "客户技术交流会"),
}
MERITS = {
    PROPERTY: (
        "暴雨夜主动协助 6 户业主排水，业主送锦旗",
        "发现高层外墙砖松动并及时围护，避免伤人",
        "连续三个月片区收缴率第一",
        "拾获业主钱包及时归还，收到书面表扬",
        "提出装修巡查一单清建议，已采纳并推广",
    ),
    HOTEL: (
        "协助突发疾病客人就医并全程陪护，客人书面致谢",
        "当月收到宾客点名表扬 5 次",
        "拾获客人贵重物品 2 件并全部归还",
        "完善客史偏好卡，二次入住率提升，建议已推广",
        "妥善化解团队客人投诉，客人续订",
    ),
    COMPANY: (
        "巡访中发现批次质量隐患并当日紧急报告，避免损失",
        "促成两家经销商恢复合作",
        "当月有效建议 3 条被采纳",
        "协助客户解决仓储受潮问题，客户来函表扬",
        "带教新员工两名均一次考核合格",
    ),
}


@cache
def wordings() -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return (what happened, where it is proved) by standard item."""
    lines = (Path(__file__).parent / "facts.txt").read_text("utf-8").splitlines()
    found: dict[str, list[tuple[str, str]]] = {}
    for line in lines:
        if not line.startswith("#"):
            code, fact, proof = line.split("|")
            found.setdefault(code, []).append((fact, proof))
    return found


def _customer(dice: random.Random, business: str) -> str:
    if business == PROPERTY:
        return f"{dice.randint(1, 12)} 栋 {dice.randint(2, 28)}{dice.randint(1, 4):02d} 业主"
    if business == HOTEL:
        return f"{dice.randint(5, 22)}{dice.randint(1, 26):02d} 房客人"
    return dice.choice(FIRMS)


def tell(dice: random.Random, code: str, business: str, day: date) -> tuple[str, str]:
    """Return one wording of an item with made-up particulars: (fact, evidence)."""
    fact, proof = dice.choice(wordings()[code])
    particulars = {
        "customer": _customer(dice, business),
        "spot": dice.choice(SPOTS[business]),
        "activity": dice.choice(ACTIVITIES[business]),
        "no": f"{day:%m}{dice.randint(1, 480):03d}",
        "date": f"{day.month} 月 {day.day} 日",
        "hour": f"{dice.randint(8, 17)}:{dice.randint(0, 59):02d}",
        "min": dice.randint(10, 40),
        "n": dice.randint(2, 4),
        "late": dice.randint(4, 9),
        "low": dice.randint(52, 78),
        "rate": dice.randint(10, 14),
        "rate9": dice.randint(90, 94),
        "m1": dice.randint(6, 14),
        "m2": dice.randint(16, 29),
        "m3": dice.randint(32, 55),
    }
    return _spaced(fact.format(**particulars)), _spaced(proof.format(**particulars))


def _spaced(text: str) -> str:
    """Set a space between Chinese and figures, as the office's forms do."""
    return _BEFORE.sub(r"\1 \2", _BEHIND.sub(r"\1 \2", text))


def merit(dice: random.Random, business: str, points: int, day: date, serial: str) -> str:
    """Return the ground of a bonus: the award's level for its points, its number, and what for."""
    level = "嘉奖" if points <= 3 else "记功" if points <= 6 else "记大功"  # noqa: PLR2004 - the ladder of awards
    return f"{level} JL-{day:%Y%m}-{serial}：{dice.choice(MERITS[business])}"
