"""Cases of the demo company: what its customers said in its last days, in every state.

Made up; any likeness is chance.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from huiyin.platform import clock
from huiyin.rooms.cases import usecases
from huiyin.rooms.customers import queries as customers
from huiyin.site.demo.load import GENERAL_MANAGER, Story

COUNT = 120
DAYS = 8
# Kind → what is said, by business.
SAID: dict[str, tuple[tuple[str, str], ...]] = {
    "property": (
        ("complaint", "三号楼电梯又坏了，两天没人维修"), ("complaint", "楼上装修噪音太大，中午也不停"),
        ("complaint", "楼道垃圾堆了两天，保洁没来打扫"), ("request", "厨房水管漏水，请派人维修"),
        ("request", "车位被占，请联系车主挪车"), ("consultation", "物业费可以按季度交吗"),
        ("suggestion", "建议在北门加装路灯"), ("praise", "保安师傅帮忙把老人送回家，非常感谢"),
        ("violation", "业主擅自封闭阳台，巡查发现"), ("emergency", "地下车库冒烟，疑似电线短路"),
    ),
    "hotel": (
        ("complaint", "前台办理入住等了四十分钟，态度冷淡"), ("complaint", "房间空调不制冷，换房拖了一晚"),
        ("complaint", "早餐品种少，餐厅收拾不及时"), ("request", "请加一床被子"),
        ("consultation", "退房可以延到下午两点吗"), ("praise", "客房服务员拾到手表及时归还"),
        ("suggestion", "建议房间多放两瓶水"),
    ),
    "company": (
        ("complaint", "这批瓷砖色差明显，要求退换"), ("complaint", "发货延误一周，影响装修工期"),
        ("complaint", "防水涂料开裂，怀疑质量不合格"), ("request", "请寄新款样品"),
        ("consultation", "经销合同到期怎么续签"), ("suggestion", "建议外包装加防潮层"),
        ("praise", "业务员回访很细致"),
    ),
}  # fmt: skip
TAKEN = {"property": "HY0001", "hotel": "HY0002", "company": "HY0003"}
CHANNELS = ("telephone", "telephone", "telephone", "visit", "messenger", "mail", "patrol")


@dataclass(frozen=True)
class Act:
    """What happens next to a case, how many hours after the last act, and with what words."""

    name: str
    hours: int
    given: dict[str, Any]


VERIFIED = Act("verify_case", 3, {"founded": True, "finding": "到现场查看，情况属实。"})
HANDLED = Act("write_result", 20, {"result": "已处理完毕，现场复查正常。"})
TOLD = Act("report_case", 1, {"told": "已向责任部门主任报告处理结果。"})
ANSWERED = Act("answer_case", 2, {"answer": "已向客户说明结果并致歉，客户表示接受。"})
CALLED = Act("close_case", 30, {"reason": "已回访，客户满意。"})
RAISED = Act("escalate_case", 4, {"reason": "涉及费用，本部门无法决定。"})
DECIDED = Act("decide_case", 6, {"decision": "同意由公司承担费用，三日内办妥。"})
LEFT = Act("ask_exit", 4, {"exit_asked": "withdrawn", "reason": "客户来电表示撤诉。"})
GRANTED = Act("decide_exit", 5, {"granted": True, "reason": "已电话核实。"})
WAYS = (
    (VERIFIED, HANDLED, TOLD, ANSWERED, CALLED),
    (VERIFIED, RAISED, DECIDED, HANDLED, TOLD, ANSWERED, CALLED),
    (VERIFIED, HANDLED, TOLD, ANSWERED, CALLED),
    (VERIFIED, LEFT, GRANTED),
)
GUIDED = (
    VERIFIED,
    Act(
        "guide_case",
        20,
        {
            "result": "已重新核算，本月公摊水费更正为 12.6 元。",
            "guidance": "今后可持缴费单到前台核对抄表记录；对公摊比例有疑问的，可向业主委员会提出。",
        },
    ),
    TOLD,
    ANSWERED,
)
EXPLAINED = (
    Act(
        "explain_rule",
        1,
        {
            "rule": "临时管理规约第十二条：不得擅自封闭阳台",
            "position": "refused",
            "explanation": "说明封闭阳台影响外立面和逃生，并出示规约条文；业主表示邻居已封闭，不接受。",
        },
    ),
    VERIFIED,
)
# What is written about an emergency: hours after it was heard of, and the words.
WRITTEN = (
    Act("end_emergency", 1, {"told": "明火已扑灭，现场通风，车库恢复使用。"}),
    Act(
        "write_first_report",
        1,
        {
            "course": "地下车库冒烟，值班员到场后断电，用灭火器扑灭。",
            "handling": "断电、疏散、设警戒线，通知工程部。",
            "cause": "疑似电线短路",
            "loss": "无人员伤亡",
        },
    ),
    Act(
        "write_final_report",
        4,
        {
            "course": "地下车库东侧桥架冒烟，十二分钟到场，半小时内扑灭。",
            "cause": "电缆接头老化短路。",
            "loss": "烧损电缆约二十米，折合三千元；无人员伤亡。",
            "handling": "断电、疏散、扑救，当日更换电缆并复查。",
            "prevention": "工程部本月内检测全部电缆接头，增设烟感两处，每季度演练一次。",
        },
    ),
)
# Demands of the month before, so that the month can be compared.
EARLIER = 8
AT_ONCE = (Act("settle_at_once", 0, {"result": "已当场答复，客户满意。"}),)


def tell_cases(story: Story) -> None:
    """Register what was said and lead each as far as it had come when the story ends."""
    lot = random.Random("cases")  # noqa: S311 - a made-up company
    actors = {business: story.actor(account) for business, account in TAKEN.items()}
    parties = {business: _callers(actor, business) for business, actor in actors.items()}
    moments = sorted(_moments(lot, story.until))
    for place, at in enumerate(moments):
        business = tuple(SAID)[place % 3]
        kind, text = SAID[business][place // 3 % len(SAID[business])]
        party = lot.choice(parties[business])
        way: tuple[Act, ...] = (
            AT_ONCE if kind in {"consultation", "suggestion", "praise"} else WAYS[place // 3 % len(WAYS)]
        )
        given = {
            "kind": kind, "text": text, "party": party, "unit": party.unit, "channel": lot.choice(CHANNELS),
            "level": "2" if kind == "emergency" else "", "caller_phone": f"1390000{6000 + place:04d}",
        }  # fmt: skip
        way = way[: lot.randint(0, len(way))] if len(way) > 1 else way
        if not story.knows(f"case:{place}"):
            with clock.fixed(at):
                case = story.once(actors[business], f"case:{place}", usecases.record_case, **given)
            _lead(story, actors[business], case, way, f"case:{place}")


def tell_special_cases(story: Story) -> None:
    """Tell a representation, a rule that a customer does not accept, and some questions of the month before."""
    actor = story.actor(TAKEN["property"])
    party, zone = _callers(actor, "property")[0], timezone.get_default_timezone()
    told = (
        ("representation", "对本月公摊水费核算结果申述，认为多计两吨", GUIDED),
        ("complaint", "巡查要求拆除封闭阳台，业主来访表示不理解", EXPLAINED),
    )
    known = {"party": party, "unit": party.unit, "channel": "visit", "caller_phone": "13900007000"}
    for kind, text, way in told:
        at = datetime.combine(story.until - timedelta(days=4), time(9), zone)
        with clock.fixed(at):
            case = story.once(actor, f"case:{kind}:special", usecases.record_case, kind=kind, text=text, **known)
        if case is not None:
            _lead(story, actor, case, way, f"case:{kind}:special")
    for place in range(EARLIER):
        kind, text = [one for one in SAID["property"] if one[0] in {"consultation", "suggestion"}][place % 2]
        day = story.until.replace(day=1) - timedelta(days=2 + place)
        with clock.fixed(datetime.combine(day, time(9), zone)):
            case = story.once(actor, f"case:earlier:{place}", usecases.record_case, kind=kind, text=text, **known)
        if case is not None:
            _lead(story, actor, case, AT_ONCE, f"case:earlier:{place}")


def _callers(actor: Any, business: str) -> list[Any]:
    rows = customers.parties(actor).filter(business=business).order_by("pk")
    return list(rows[:40]) or list(customers.parties(actor).order_by("pk")[:40])


def _moments(lot: random.Random, until: date) -> Iterator[datetime]:
    for _place in range(COUNT):
        day = until - timedelta(days=lot.randrange(DAYS))
        zone = timezone.get_default_timezone()
        yield datetime.combine(day, time(lot.randint(8, 9), lot.randrange(60)), zone)


def _lead(story: Story, actor: Any, case: Any, way: tuple[Act, ...], key: str) -> None:
    """Do one act after the other until the story's last morning."""
    at, chief = case.registered_at, story.actor(GENERAL_MANAGER)
    last = datetime.combine(story.until, time(9, 59), timezone.get_default_timezone())
    if case.level:
        with clock.fixed(at + timedelta(minutes=12)):
            heard = {"case": case, "seen": case.version, "told": "已到现场，人员疏散。"}
            story.once(actor, f"{key}:heard", usecases.acknowledge_emergency, **heard)
        way = (*WRITTEN, *way)
    for act in way:
        at += timedelta(hours=act.hours)
        if at > last:
            return
        door = getattr(usecases, act.name)
        above = act.name in {"close_case", "decide_case", "decide_exit"}
        ended = {"ended_at": at} if act.name == "end_emergency" else {}
        given = {"case": case, **act.given, **ended}
        with clock.fixed(at):
            case.refresh_from_db()
            given["seen"] = case.version
            story.once(chief if above else actor, f"{key}:{act.name}", door, **given)
