"""Who may do what: the one table of roles and permits. A role opens its permits over a unit and everything below it.

``OWN`` narrows a permit to what concerns the person himself; what 员工 has as ``BRANCH`` opens the unit in which he
serves and everything below it.
"""

from huiyin.rooms.appraisal.terms import Permit as Appraisal
from huiyin.rooms.duties.terms import Permit as Duties
from huiyin.rooms.customers.terms import Permit as Customers
from huiyin.rooms.people.terms import Permit as People
from huiyin.rooms.people.terms import Role
from huiyin.rooms.records.terms import Permit as Records
from huiyin.rooms.regulations.terms import Permit as Regulations

BRANCH, OWN = "branch", "own"

GRANTS: dict[str, dict[str, str]] = {
    # 员工: sees himself, his sheets, results, awards, sanctions and forms; states his own case and appeals; reads the
    # rules he is measured by (P-1.0b). Keeps the customers of the unit in which he serves.
    Role.EMPLOYEE: {
        People.READ_PEOPLE: OWN,
        Appraisal.READ_SHEETS: OWN,
        Appraisal.ANSWER_SHEETS: OWN,
        Appraisal.READ_SCHEMES: OWN,
        Appraisal.READ_RULINGS: OWN,
        Appraisal.ANSWER_RULING: OWN,
        Records.READ: OWN,
        Regulations.READ: OWN,
        Duties.READ_DUTIES: OWN,
        Customers.READ_CUSTOMERS: BRANCH,
        Customers.KEEP_CUSTOMERS: BRANCH,
        Customers.REVEAL_CUSTOMER_CONTACT: BRANCH,
    },
    # 主管: reads the people and sheets of the unit, drafts sheets, hands in its workbooks (P-3.2), proposes awards and
    # sanctions.
    Role.SUPERVISOR: {
        People.READ_PEOPLE: BRANCH,
        Appraisal.READ_SHEETS: BRANCH,
        Appraisal.READ_STATISTICS: BRANCH,
        Appraisal.READ_SCHEMES: BRANCH,
        Appraisal.IMPORT_SHEETS: BRANCH,
        Appraisal.DRAFT_SHEETS: BRANCH,
        Appraisal.READ_RULINGS: BRANCH,
        Appraisal.PROPOSE_RULING: BRANCH,
        Appraisal.DECIDE_REMINDERS: BRANCH,
        Records.READ: BRANCH,
        Regulations.READ: BRANCH,
        Duties.READ_DUTIES: BRANCH,
        Duties.REASSIGN: BRANCH,
        Customers.READ_CUSTOMERS: BRANCH,
        Customers.KEEP_CUSTOMERS: BRANCH,
        Customers.REVEAL_CUSTOMER_CONTACT: BRANCH,
        Customers.MERGE_CUSTOMERS: BRANCH,
    },
    # 客户经理: as the supervisor; confirms sheets, keeps the people, issues forms, settles the year, drafts disposals
    # (P-4.1, P-4.7).
    Role.MANAGER: {
        People.READ_PEOPLE: BRANCH,
        People.KEEP_PEOPLE: BRANCH,
        People.REVEAL_CONTACT: BRANCH,
        Appraisal.READ_SHEETS: BRANCH,
        Appraisal.READ_STATISTICS: BRANCH,
        Appraisal.READ_SCHEMES: BRANCH,
        Appraisal.DRAFT_SCHEME: BRANCH,
        Appraisal.IMPORT_SHEETS: BRANCH,
        Appraisal.DRAFT_SHEETS: BRANCH,
        Appraisal.CONFIRM_SHEETS: BRANCH,
        Appraisal.DECIDE_OBJECTIONS: BRANCH,
        Appraisal.ISSUE_FORMS: BRANCH,
        Appraisal.SETTLE_YEAR: BRANCH,
        Appraisal.READ_RULINGS: BRANCH,
        Appraisal.PROPOSE_RULING: BRANCH,
        Appraisal.DECIDE_REMINDERS: BRANCH,
        Appraisal.DECIDE_RULINGS: BRANCH,
        Records.READ: BRANCH,
        Records.ISSUE: BRANCH,
        Records.READ_RETENTION: BRANCH,
        Records.DRAFT_DISPOSAL: BRANCH,
        Regulations.READ: BRANCH,
        Regulations.DRAFT: BRANCH,
        Duties.READ_DUTIES: BRANCH,
        Duties.REASSIGN: BRANCH,
        Duties.WAIVE: BRANCH,
        Duties.KEEP_CALENDAR: BRANCH,
        Customers.READ_CUSTOMERS: BRANCH,
        Customers.KEEP_CUSTOMERS: BRANCH,
        Customers.REVEAL_CUSTOMER_CONTACT: BRANCH,
        Customers.MERGE_CUSTOMERS: BRANCH,
    },
    # 品质部: supervises and guides, publishes and interprets the rules, holds records; no line power (P-4.11, S-0b). As
    # the house's 人事 it checks awards and sanctions, and decides on appeals in which it had no part.
    Role.QUALITY: {
        People.READ_PEOPLE: BRANCH,
        People.READ_TRAIL: BRANCH,
        Appraisal.READ_SHEETS: BRANCH,
        Appraisal.READ_STATISTICS: BRANCH,
        Appraisal.DECIDE_OBJECTIONS: BRANCH,
        Appraisal.READ_SCHEMES: BRANCH,
        Appraisal.READ_RULINGS: BRANCH,
        Appraisal.CHECK_RULING: BRANCH,
        Appraisal.DECIDE_APPEALS: BRANCH,
        Records.READ: BRANCH,
        Records.READ_RETENTION: BRANCH,
        Records.HOLD: BRANCH,
        Records.DRAFT_DISPOSAL: BRANCH,
        Regulations.READ: BRANCH,
        Regulations.DRAFT: BRANCH,
        Regulations.PUBLISH: BRANCH,
        Regulations.INTERPRET: BRANCH,
        Duties.READ_DUTIES: BRANCH,
        Duties.KEEP_POLICIES: BRANCH,
        Customers.READ_CUSTOMERS: BRANCH,
    },
    # 总经理: owns the implementation; approves schemes and disposals, publishes schemes and years (P-3.1, P-4.12).
    Role.GENERAL_MANAGER: {
        People.READ_PEOPLE: BRANCH,
        People.KEEP_PEOPLE: BRANCH,
        People.REVEAL_CONTACT: BRANCH,
        People.READ_TRAIL: BRANCH,
        Appraisal.READ_SHEETS: BRANCH,
        Appraisal.READ_STATISTICS: BRANCH,
        Appraisal.READ_SCHEMES: BRANCH,
        Appraisal.DRAFT_SCHEME: BRANCH,
        Appraisal.IMPORT_SHEETS: BRANCH,
        Appraisal.DRAFT_SHEETS: BRANCH,
        Appraisal.CONFIRM_SHEETS: BRANCH,
        Appraisal.DECIDE_OBJECTIONS: BRANCH,
        Appraisal.ISSUE_FORMS: BRANCH,
        Appraisal.SETTLE_YEAR: BRANCH,
        Appraisal.PUBLISH_YEAR: BRANCH,
        Appraisal.APPROVE_SCHEME: BRANCH,
        Appraisal.PUBLISH_SCHEME: BRANCH,
        Appraisal.READ_RULINGS: BRANCH,
        Appraisal.PROPOSE_RULING: BRANCH,
        Appraisal.DECIDE_REMINDERS: BRANCH,
        Appraisal.DECIDE_RULINGS: BRANCH,
        Appraisal.DECIDE_GRAVE: BRANCH,
        Appraisal.DECIDE_APPEALS: BRANCH,
        Records.READ: BRANCH,
        Records.ISSUE: BRANCH,
        Records.READ_RETENTION: BRANCH,
        Records.HOLD: BRANCH,
        Records.DRAFT_DISPOSAL: BRANCH,
        Records.APPROVE_DISPOSAL: BRANCH,
        Regulations.READ: BRANCH,
        Duties.READ_DUTIES: BRANCH,
        Duties.REASSIGN: BRANCH,
        Duties.WAIVE: BRANCH,
        Duties.KEEP_POLICIES: BRANCH,
        Duties.KEEP_CALENDAR: BRANCH,
        Customers.READ_CUSTOMERS: BRANCH,
        Customers.KEEP_CUSTOMERS: BRANCH,
        Customers.REVEAL_CUSTOMER_CONTACT: BRANCH,
        Customers.MERGE_CUSTOMERS: BRANCH,
    },
    # 系统管理员: keeps accounts and people, reads the trail; sees no score.
    Role.ADMINISTRATOR: {
        People.READ_PEOPLE: BRANCH,
        People.KEEP_PEOPLE: BRANCH,
        People.GRANT_ROLES: BRANCH,
        People.READ_TRAIL: BRANCH,
        Regulations.READ: BRANCH,
        Duties.KEEP_CALENDAR: BRANCH,
    },
}
