"""What a matter may be about, guessed from what was typed; a person decides."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from huiyin.rooms.cases.terms import Category

# The words of customers are data, not interface, and so stay Chinese in every language.
_WORDS: Mapping[str, tuple[str, ...]] = {
    Category.SAFETY: ("安全", "保安", "门禁", "陌生人", "被盗", "失窃", "打架", "火", "烟", "电梯困人"),
    Category.REPAIR: ("维修", "漏水", "渗水", "坏", "停电", "停水", "电梯", "空调", "堵塞", "水管", "灯"),
    Category.HYGIENE: ("卫生", "垃圾", "保洁", "异味", "蟑螂", "脏", "打扫"),
    Category.NOISE: ("噪音", "噪声", "吵", "装修声", "邻居", "施工"),
    Category.PARKING: ("停车", "车位", "车辆", "堵车", "充电桩"),
    Category.FEES: ("收费", "费用", "账单", "发票", "物业费", "押金", "退款", "价格"),
    Category.PRODUCT: ("质量", "开裂", "破损", "色差", "次品", "不合格", "产品"),
    Category.DELIVERY: ("送货", "发货", "缺货", "延误", "物流", "配送", "到货"),
    Category.ROOM: ("房间", "客房", "早餐", "餐厅", "前台", "入住", "退房", "床"),
    Category.SERVICE: ("态度", "服务", "冷淡", "推诿", "不理", "骂", "粗暴"),
}
ALIKE = 0.35
LEAST = 2
ENOUGH = 3


def category_of(text: str) -> str:
    """Return the category whose words stand in a text most often, or none."""
    hits = {category: sum(text.count(word) for word in words) for category, words in _WORDS.items()}
    best = max(hits, key=lambda category: hits[category])
    return best if hits[best] else ""


def department_of(latest: Sequence[str]) -> str:
    """Return the department that had the latest matters of a category: three at least, and more than half; or none."""
    found = Counter(latest).most_common(1)
    return found[0][0] if found and found[0][1] >= ENOUGH and 2 * found[0][1] > len(latest) else ""


def _pairs(text: str) -> set[str]:
    signs = "".join(sign for sign in text if sign.isalnum())
    return {signs[place : place + LEAST] for place in range(len(signs) - 1)}


def alike(first: str, second: str) -> float:
    """Return how much two texts have in common, from 0 to 1: the pairs of characters that both hold."""
    mine, theirs = _pairs(first), _pairs(second)
    return len(mine & theirs) / min(len(mine), len(theirs)) if mine and theirs else 0.0


def repeats(text: str, earlier: Iterable[tuple[int, str]]) -> list[int]:
    """Return the keys of earlier matters that a text may repeat, the likest first."""
    scored = [(alike(text, other), key) for key, other in earlier]
    return [key for score, key in sorted(scored, reverse=True) if score >= ALIKE]
