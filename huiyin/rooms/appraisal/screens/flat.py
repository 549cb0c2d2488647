"""Lists that are reckoned with in memory and not read from a table: page, CSV, XLSX and the API's list alike."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from huiyin.platform.actor import Actor
from huiyin.platform.doors import Door
from huiyin.platform.forms import DoorForm
from huiyin.platform.screens import Text
from huiyin.platform.tables import Table


@dataclass(frozen=True)
class Flat:
    """A list: which door reads it, by what form it is asked, how its rows are shown.

    ``read`` takes the actor and the form's values and returns what the door gives; ``rows`` takes that and returns the
    rows; ``beside`` takes all three and returns what else the page shows.
    """

    title: Text
    name: str
    door: Door[..., Any]
    form: type[DoorForm]
    table: type[Table]
    read: Callable[[Actor, Mapping[str, Any]], Any]
    rows: Callable[[Any], Sequence[Any]] = lambda found: found
    beside: Callable[[Actor, Mapping[str, Any], Any], Mapping[str, Any]] = lambda _actor, _values, _found: {}
    empty_title: Text = ""
    empty_hint: Text = ""
    template: str = "appraisal/flat.html"

    def asked(self, actor: Actor, given: Any) -> tuple[DoorForm, dict[str, Any]]:
        """Return the form with what was asked, and its values; refuse what cannot be read, at its field."""
        form = self.form(given, actor=actor)
        return form, form.accept()
