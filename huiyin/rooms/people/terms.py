"""The words of the people room."""

from collections.abc import Mapping

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permit(models.TextChoices):
    """What one may be allowed to do here."""

    READ_PEOPLE = "people.read_people", _("read people and units")
    KEEP_PEOPLE = "people.keep_people", _("keep people and units")
    REVEAL_CONTACT = "people.reveal_contact", _("reveal contact data")
    GRANT_ROLES = "people.grant_roles", _("grant roles and accounts")
    READ_TRAIL = "people.read_trail", _("read the audit trail")


class Business(models.TextChoices):
    """Which kind of business a unit runs (业态)."""

    PROPERTY = "property", _("Property")
    HOTEL = "hotel", _("Hotel")
    COMPANY = "company", _("Company")


class Level(models.TextChoices):
    """Staff class (P-4.3.3): the class picks the appraisal form."""

    OPERATIONAL = "operational", _("Operational staff")
    MANAGERIAL = "managerial", _("Managerial staff")


class LeaveKind(models.TextChoices):
    """Lawful leave: it never costs a point and exempts from inspection (AMB-17)."""

    ANNUAL = "annual", _("Annual leave")
    SICK = "sick", _("Sick leave")
    PERSONAL = "personal", _("Personal leave")
    MARRIAGE = "marriage", _("Marriage leave")
    MATERNITY = "maternity", _("Maternity leave")
    BEREAVEMENT = "bereavement", _("Bereavement leave")
    INJURY = "injury", _("Work-injury leave")
    CIVIC = "civic", _("Civic duty")


class Role(models.TextChoices):
    """The roles that the regulations name; what each may do stands in ``site/roles.py`` alone."""

    GENERAL_MANAGER = "general_manager", _("General manager")
    QUALITY = "quality", _("Quality department")
    MANAGER = "manager", _("Customer service manager")
    SUPERVISOR = "supervisor", _("Supervisor")
    EMPLOYEE = "employee", _("Employee")
    ADMINISTRATOR = "administrator", _("System administrator")


# Every account with a person behind it has this role; it is not given and not taken.
BY_ITSELF = frozenset({Role.EMPLOYEE})


class Language(models.TextChoices):
    """Languages of the pages."""

    CHINESE = "zh-hans", _("Simplified Chinese")
    ENGLISH = "en", _("English")


MAXIMUM_UNIT_DEPTH = 8
TOKEN_LONGEST_DAYS = 366
TOKENS_MOST = 10
ROSTER_MOST_ROWS = 2000

# Surnames that are read otherwise than the character alone.
SURNAMES: Mapping[str, str] = {
    "曾": "zeng", "单": "shan", "仇": "qiu", "解": "xie", "查": "zha", "区": "ou", "朴": "piao", "任": "ren",
    "盖": "ge", "缪": "miao", "尉迟": "yu chi", "万俟": "mo qi", "员": "yun", "乐": "yue", "覃": "qin", "冼": "xian",
    "折": "she", "黑": "he", "秘": "bi", "繁": "po", "逄": "pang", "翟": "zhai", "隗": "wei", "厍": "she",
}  # fmt: skip

# The staff workbook (员工 as in format v1 of the appraisal workbook, with the columns behind 离职日期 optional).
# Its words are data, not interface, and so stay Chinese in every language.
LEVEL_WORDS: Mapping[str, Level] = {"操作层": Level.OPERATIONAL, "管理层": Level.MANAGERIAL}
BUSINESS_WORDS: Mapping[str, Business] = {"物业": Business.PROPERTY, "酒店": Business.HOTEL, "公司": Business.COMPANY}
YES_WORDS = frozenset({"是", "1", "1.0", "True", "true"})
SHEET_UNITS, SHEET_POSTS, SHEET_EMPLOYEES = "部门", "岗位", "员工"
SHEETS: Mapping[str, tuple[str, ...]] = {
    SHEET_UNITS: ("编号", "名称", "上级", "业态", "停用"),
    SHEET_POSTS: ("名称", "层级"),
    SHEET_EMPLOYEES: (
        "工号",
        "姓名",
        "部门",
        "业态",
        "岗位",
        "层级",
        "入职日期",
        "离职日期",
        "电话",
        "邮箱",
        "调动日期",
    ),
}
OPTIONAL_COLUMNS = frozenset({"停用", "离职日期", "电话", "邮箱", "调动日期"})

# What the trail says after a person's name; the key is the write door.
SENTENCES: Mapping[str, Promise] = {
    "record_unit": _("added the unit %(subject)s"),
    "change_unit": _("changed the unit %(subject)s"),
    "close_unit": _("closed the unit %(subject)s"),
    "open_unit": _("opened the unit %(subject)s again"),
    "record_post": _("added the post %(subject)s"),
    "change_post": _("changed the post %(subject)s"),
    "remove_post": _("removed the post %(subject)s"),
    "hire_employee": _("took on %(subject)s"),
    "change_employee": _("changed the name or number of %(subject)s"),
    "change_contact": _("changed the contact data of %(subject)s"),
    "reveal_contact": _("looked at the contact data of %(subject)s; reason: %(reason)s"),
    "transfer_employee": _("transferred %(subject)s"),
    "leave_service": _("recorded that %(subject)s leaves"),
    "come_back": _("took %(subject)s on again"),
    "correct_employment": _("corrected an employment period of %(subject)s"),
    "correct_placement": _("corrected a placement of %(subject)s"),
    "remove_placement": _("removed a placement of %(subject)s"),
    "mirror_placements": _("brought departments and posts up to the day: %(people)s people"),
    "record_leave": _("recorded leave of %(subject)s"),
    "change_leave": _("changed leave of %(subject)s"),
    "withdraw_leave": _("withdrew leave of %(subject)s"),
    "appoint_appraiser": _("named the appraiser of %(subject)s"),
    "change_appraiser": _("changed the appraiser of %(subject)s"),
    "withdraw_appraiser": _("withdrew an appraiser of %(subject)s"),
    "name_deputy": _("named a deputy for %(subject)s"),
    "change_deputy": _("changed a deputy of %(subject)s"),
    "withdraw_deputy": _("withdrew a deputy of %(subject)s"),
    "make_account": _("made an account for %(subject)s"),
    "make_service_account": _("made the account %(subject)s"),
    "disable_account": _("disabled the account %(subject)s"),
    "enable_account": _("enabled the account %(subject)s"),
    "reset_password": _("gave the account %(subject)s a new password"),
    "reset_second_factor": _("removed two-step sign-in from the account %(subject)s"),
    "give_role": _("gave %(subject)s a role"),
    "change_role": _("changed a role of %(subject)s"),
    "take_role": _("took a role from %(subject)s"),
    "choose_language": _("chose the language of the account %(subject)s"),
    "set_own_password": _("changed the password of the account %(subject)s"),
    "sign_out_everywhere": _("signed the account %(subject)s out everywhere else"),
    "make_token": _("made an API token for %(subject)s"),
    "revoke_token": _("revoked an API token of %(subject)s"),
    "hand_in_roster": _("handed in the staff workbook %(subject)s"),
    "record_roster": _("took over the people of an appraisal workbook: %(new)s new"),
    "import_roster": _("imported the staff workbook %(subject)s: %(new)s new, %(changed)s changed"),
}
