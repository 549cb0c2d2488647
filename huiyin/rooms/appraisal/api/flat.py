"""Lists that are reckoned with in memory, over the API."""

from typing import Any

from django import forms
from django.http import HttpRequest
from ninja import Query, Router, Schema
from pydantic import Field, create_model

from huiyin.platform.actor import Actor
from huiyin.platform.api import PROBLEMS
from huiyin.rooms.appraisal.screens.flat import Flat

API_SIZE = 500


def flat_api(router: Router, path: str, flat: Flat, name: str) -> None:
    """Publish a list: its columns are the fields, the form's fields the parameters; ``start`` is the first row."""
    row = flat.table.schema(f"{name}_row")
    items: Any = list[row]  # type: ignore[valid-type]
    shape: Any = create_model(f"{name}_page", __base__=Schema, items=(items, ...), count=(int, ...))
    fields: dict[str, Any] = {
        key: ((int if isinstance(one, forms.IntegerField) else str) | None, None)
        for key, one in flat.form.base_fields.items()
    }
    asked: Any = create_model(f"{name}_query", __base__=Schema, start=(int, Field(0, ge=0)), **fields)

    def read(request: HttpRequest, query: Query[asked]) -> Any:
        asked_for: Any = query
        actor: Actor = request.actor  # type: ignore[attr-defined]
        actor.require(flat.door.permit)
        given = {
            key: str(value) for key, value in asked_for.model_dump().items() if value is not None and key != "start"
        }
        _form, values = flat.asked(actor, given)
        rows = list(flat.rows(flat.read(actor, values)))
        shown = rows[asked_for.start : asked_for.start + API_SIZE]
        return {"items": list(flat.table(shown).values(coded=True)), "count": len(rows)}

    read.permit = flat.door.permit  # type: ignore[attr-defined]
    read.__doc__ = flat.door.__doc__
    router.get(path, response={200: shape, **PROBLEMS}, operation_id=name, summary=str(flat.title))(read)
