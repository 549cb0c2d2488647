"""axe-core in a page, without loosening the page's content policy."""

import json

from playwright.sync_api import Page

from tools.stage import ROOT

SOURCE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What stands around every page holds most of a page's links: it is looked at once, and then left out.
FRAME = [[".hy-side"], [".hy-top"], [".hy-places"]]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
SAID = "one => one.id + ': ' + one.nodes.map(node => node.html).join(' | ').slice(0, 300)"
OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def violations(page: Page, *, framed: bool = True, colours: bool = True) -> list[str]:
    """Return what axe finds, run in a world of its own, so that the page keeps its content policy.

    Without `framed` the bars around the page are not looked at; without `colours` contrasts are not reckoned: they take
    most of the time, and come out the same at every size.
    """
    looked_at = {"include": [["html"]], "exclude": [] if framed else FRAME}
    options = {**OPTIONS, "rules": {"color-contrast": {"enabled": colours}}}
    run = f"axe.run({json.dumps(looked_at)}, {json.dumps(options)})"
    session = page.context.new_cdp_session(page)
    try:
        frame = session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        own = session.send("Page.createIsolatedWorld", {"frameId": frame, "worldName": "axe"})
        world = {"contextId": own["executionContextId"]}
        if session.send("Runtime.evaluate", {"expression": "typeof axe", **world})["result"]["value"] == "undefined":
            session.send("Runtime.evaluate", {"expression": SOURCE.read_text("utf-8"), **world})
        asked = {
            "expression": f"{run}.then(found => found.violations.map({SAID}))",
            "awaitPromise": True,
            "returnByValue": True,
            **world,
        }
        found: list[str] = session.send("Runtime.evaluate", asked)["result"]["value"]
    finally:
        session.detach()
    return found


def overflow(page: Page) -> int:
    """Return by how many pixels a page is wider than its window."""
    wider: int = page.evaluate(OVERFLOW)
    return wider
