"""A plausible decision on an award or a sanction."""

from huiyin.rooms.appraisal.layouts.content import RulingPaper


def ruling(*, sanction: bool = True) -> RulingPaper:
    """A sanction with all its steps, or an award with none of them."""
    return {
        "form_code": "KF-JC-01",
        "person": {
            "company": "回音物业服务有限公司", "department": "滨江管理处", "name": "赵敏", "staff_no": "E0007",
            "post": "客服管理员", "level": "操作层",
        },
        "ruling_no": "JC-2026-0007",
        "kind": "处分" if sanction else "奖励",
        "level": "警告" if sanction else "嘉奖",
        "points": "" if sanction else "3",
        "happened_on": "2026-11-02",
        "place": "服务前台" if sanction else "3 栋大堂",
        "facts": "业主投诉漏水，经办人与业主争执并使用不雅之词。" if sanction else "暴雨夜协助 6 户业主排水。",
        "clause": "《行政奖罚标准工作规程》第 12 条 （DB5）" if sanction else "《行政奖罚标准工作规程》第 4 条",
        "evidence": "前台录音 20261102-03，业主书面投诉" if sanction else "业主锦旗、值班日志",
        "statement": "当时情绪激动，已向业主道歉。" if sanction else "",
        "hearing": "2026-11-03 已听取本人陈述" if sanction else "",
        "check": "事实清楚，程序合规（顾明珠，2026-11-04）" if sanction else "",
        "union": "2026-11-04 已通知工会" if sanction else "",
        "decision": "给予警告，期限六个月。" if sanction else "给予嘉奖一次。",
        "term": "至 2027-05-05 止" if sanction else "",
        "appeal": "对本决定不服，可在送达次日起 7 日内提出申诉。" if sanction else "",
        "answer": "维持原决定：经核查录音，事实无误（周九，2026-11-16）" if sanction else "",
        "proposer": {"name": "王丽华", "date": "2026-11-02"},
        "decider": {"name": "陈志强", "date": "2026-11-05"},
        "delivery": "本人签收（直接送达，2026-11-06）" if sanction else "",
        "receipt": {"name": "", "date": ""},
    }  # fmt: skip
