"""Pages of the board, of the people behind its figures, and of the use of 其它."""

from huiyin.platform.screens import form_view, list_view
from huiyin.rooms.appraisal.screens import board as screens
from huiyin.rooms.appraisal.screens import others
from huiyin.rooms.appraisal.web.flat import flat_view

board = flat_view(screens.BOARD)
owed = flat_view(screens.OWED)
generate = form_view(screens.GENERATE)
other_use = flat_view(others.OTHER_USE)
other_texts = list_view(others.OTHERS)
