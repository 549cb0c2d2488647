"""Requests in the demo company: some wait, one granted, one refused, one withdrawn."""

from datetime import timedelta

from huiyin.platform import clock
from huiyin.rooms.approvals.queries import own_requests
from huiyin.rooms.approvals.usecases import decide_request, file_request, withdraw_request
from huiyin.site.demo.load import Story
from huiyin.site.demo.work import MANAGER, READER, SUPERVISOR

# Key, who asks, days ago, what, why, then what becomes of it and what is answered.
REQUESTS = (
    (
        "shift",
        READER,
        3,
        "申请 11 月 28 日与早班对调",
        "当日上午带老人复诊，已与同事说好",
        "granted",
        "同意，已告知前台",
    ),
    ("stock", SUPERVISOR, 2, "增购雨伞架 2 个", "雨天大堂滴水，上周有住户滑倒", "refused", "库房尚有 1 个，先调用"),
    (
        "lecture",
        SUPERVISOR,
        1,
        "请消防站来讲一课",
        "冬季用电高峰前组织一次",
        "withdrawn",
        "消防站本月已排满，改下月再报",
    ),
    ("cards", SUPERVISOR, 0, "加印回访服务卡 500 张", "本季满意度回访量增加，现存不足一百张", "", ""),
    ("leave", READER, 0, "申请 12 月 3 日调休半天", "11 月 15 日停水抢修加班未休", "", ""),
)


def tell_requests(story: Story) -> None:
    """Ask, and let the manager decide on some."""
    if story.until + timedelta(days=1) != clock.today():
        return
    for key, who, ago, label, reason, outcome, answer in REQUESTS:
        day = clock.today() - timedelta(days=ago)
        with story.on(day, 8):
            story.once(story.actor(who), f"request:{key}", file_request, label=label, reason=reason)
        if not outcome:
            continue
        row = own_requests(story.actor(who)).get(label__endswith=label)
        with story.on(day, 8, 40):
            if outcome == "withdrawn":
                given = {"approval": row, "seen": row.version, "reason": answer}
                story.once(story.actor(who), f"request:{key}:withdraw", withdraw_request, **given)
            else:
                decision = {"approval": row, "seen": row.version, "granted": outcome, "reason": answer}
                story.once(story.actor(MANAGER), f"request:{key}:decide", decide_request, **decision)
