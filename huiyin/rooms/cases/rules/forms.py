"""What a complaint's form must state (H-5d)."""

FOUR = ("时间", "事由", "接待人", "处理结果")


def lacking(time: object, cause: str, receiver: str, result: str) -> list[str]:
    """Return which of time, cause, receiver and result are empty, as the regulation calls them."""
    stated = (time, cause.strip(), receiver.strip(), result.strip())
    return [name for name, value in zip(FOUR, stated, strict=True) if not value]
