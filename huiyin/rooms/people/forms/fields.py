"""Fields that several forms of the room share."""

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from huiyin.rooms.people.models import Employee, User

FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2199, 12, 31)
PHONE = RegexValidator(r"^\+?[0-9][0-9 ()/-]{2,18}$", _("Write a telephone number in digits."))


class DayField(forms.DateField):
    """A day between 1950 and 2199."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    # As typed on the page, and as people write days in workbooks.
    input_formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]
    default_validators = [MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]


class NumberInput(forms.TextInput):
    """A text input that suggests people while one types number, name or pinyin."""

    template_name = "people/number_input.html"


class NumberField(forms.CharField):
    """A thing chosen by what people call it: typed as number or name, carried by the API as the number.

    ``rows`` are what the actor may choose from; a form's ``narrow`` sets it.
    """

    kind = "employee"
    rows: QuerySet[Any]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=60, widget=NumberInput(attrs={"data-kind": self.kind}), **kwargs)

    def clean(self, value: Any) -> Any:
        """Return the row, or refuse what names none or several."""
        typed = super().clean(value)
        if not typed:
            return None
        found = self.named(typed)
        if len(found) == 1:
            return found[0]
        raise ValidationError(
            _("Several people have this name. Write the number.")
            if found
            else _("Nobody with this number is open to you.")
        )

    def named(self, typed: str) -> list[Any]:
        """Return who is meant by "0007", "0007 张三" or "张三"."""
        by_number = list(self.rows.filter(number=typed.split(maxsplit=1)[0]))
        return by_number or list(self.rows.filter(name=typed)[:2])

    def prepare_value(self, value: Any) -> Any:
        """Show a stored key as its number."""
        return self.shown(Employee.objects.filter(pk=value), "number") if isinstance(value, int) else value

    def shown(self, rows: QuerySet[Any], column: str) -> str:
        """Return one column of the row."""
        return str(rows.values_list(column, flat=True).first() or "")


class AccountField(NumberField):
    """An account, chosen by its user name."""

    kind = "account"

    def named(self, typed: str) -> list[Any]:
        """Return whose user name it is."""
        return list(self.rows.filter(username=typed.split(maxsplit=1)[0]))

    def prepare_value(self, value: Any) -> Any:
        """Show a stored key as its user name."""
        return self.shown(User.objects.filter(pk=value), "username") if isinstance(value, int) else value


def add_error_if_turned(form: forms.Form, cleaned: dict[str, Any], first: str = "start", last: str = "end") -> None:
    """Refuse a last day before the first, at its field."""
    start, end = cleaned.get(first), cleaned.get(last)
    if start and end and end < start:
        form.add_error(last, _("The last day lies before the first."))
