"""Who may do what: the one table of roles and permits. A role opens its permits over a unit and everything below it.

``OWN`` narrows a permit to what concerns the person himself.
"""

from huiyin.rooms.appraisal.terms import Permit as Appraisal
from huiyin.rooms.people.terms import Permit as People
from huiyin.rooms.people.terms import Role
from huiyin.rooms.records.terms import Permit as Records
from huiyin.rooms.regulations.terms import Permit as Regulations

BRANCH, OWN = "branch", "own"

GRANTS: dict[str, dict[str, str]] = {
    # 员工: sees himself, his sheets, his results and his forms; reads the rules he is measured by (P-1.0b).
    Role.EMPLOYEE: {
        People.READ_PEOPLE: OWN,
        Appraisal.READ_SHEETS: OWN,
        Appraisal.READ_SCHEMES: OWN,
        Records.READ: OWN,
        Regulations.READ: OWN,
    },
    # 主管: reads the people and sheets of the unit and hands in its workbooks (P-3.2).
    Role.SUPERVISOR: {
        People.READ_PEOPLE: BRANCH,
        Appraisal.READ_SHEETS: BRANCH,
        Appraisal.READ_STATISTICS: BRANCH,
        Appraisal.READ_SCHEMES: BRANCH,
        Appraisal.IMPORT_SHEETS: BRANCH,
        Records.READ: BRANCH,
        Regulations.READ: BRANCH,
    },
    # 客户经理: as the supervisor, and keeps the people, issues forms, settles the year (P-4.1, P-4.7).
    Role.MANAGER: {
        People.READ_PEOPLE: BRANCH,
        People.KEEP_PEOPLE: BRANCH,
        People.REVEAL_CONTACT: BRANCH,
        Appraisal.READ_SHEETS: BRANCH,
        Appraisal.READ_STATISTICS: BRANCH,
        Appraisal.READ_SCHEMES: BRANCH,
        Appraisal.DRAFT_SCHEME: BRANCH,
        Appraisal.IMPORT_SHEETS: BRANCH,
        Appraisal.ISSUE_FORMS: BRANCH,
        Appraisal.SETTLE_YEAR: BRANCH,
        Records.READ: BRANCH,
        Records.ISSUE: BRANCH,
        Regulations.READ: BRANCH,
        Regulations.DRAFT: BRANCH,
    },
    # 品质部: supervises and guides, publishes and interprets the rules; no line power (P-4.11, S-0b).
    Role.QUALITY: {
        People.READ_PEOPLE: BRANCH,
        People.READ_TRAIL: BRANCH,
        Appraisal.READ_SHEETS: BRANCH,
        Appraisal.READ_STATISTICS: BRANCH,
        Appraisal.READ_SCHEMES: BRANCH,
        Records.READ: BRANCH,
        Regulations.READ: BRANCH,
        Regulations.DRAFT: BRANCH,
        Regulations.PUBLISH: BRANCH,
        Regulations.INTERPRET: BRANCH,
    },
    # 总经理: owns the implementation; approves and publishes schemes, publishes the year (P-3.1).
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
        Appraisal.ISSUE_FORMS: BRANCH,
        Appraisal.SETTLE_YEAR: BRANCH,
        Appraisal.PUBLISH_YEAR: BRANCH,
        Appraisal.APPROVE_SCHEME: BRANCH,
        Appraisal.PUBLISH_SCHEME: BRANCH,
        Records.READ: BRANCH,
        Records.ISSUE: BRANCH,
        Regulations.READ: BRANCH,
    },
    # 系统管理员: keeps accounts and people, reads the trail; sees no score.
    Role.ADMINISTRATOR: {
        People.READ_PEOPLE: BRANCH,
        People.KEEP_PEOPLE: BRANCH,
        People.GRANT_ROLES: BRANCH,
        People.READ_TRAIL: BRANCH,
        Regulations.READ: BRANCH,
    },
}
