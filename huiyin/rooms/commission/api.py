"""The commission room's API: the lists, forms and acts of the pages."""

from ninja import Router

from huiyin.platform.api import api_act, api_list, api_make
from huiyin.rooms.commission.screens import lists

router = Router()
api_list(router, "/lines", lists.LINES, "commission_lines")
api_list(router, "/statements", lists.STATEMENTS, "commission_statements")
api_list(router, "/stays", lists.STAYS, "return_stays")
api_list(router, "/rules", lists.RULES, "commission_rules")
api_make(router, "/stays", lists.RECORD_STAY, "record_return_stay")
api_act(router, "/stays/{pk}/refund", lists.RECORD_REFUND, "record_refund")
api_make(router, "/rules", lists.RECORD_RULE, "record_commission_rule")
api_make(router, "/statements", lists.DRAFT, "draft_commission_statement")
api_act(router, "/statements/{pk}/approve", lists.APPROVE, "approve_commission_statement")
