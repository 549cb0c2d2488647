"""Pages that take recorded facts onto a draft, refuse them, or put them back."""

from huiyin.platform.screens import form_view
from huiyin.rooms.appraisal.screens import facts

take = form_view(facts.TAKE_FACT)
refuse = form_view(facts.REFUSE_FACT)
reopen = form_view(facts.REOPEN_FACT)
