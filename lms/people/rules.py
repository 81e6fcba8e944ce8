"""What can be decided without a database: which role fits which node, which password will do, how a device is called."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256

from lms.lib.text import fold

SHORTEST_PASSWORD = 10
LONGEST_BACK = 1000  # characters of an address to come back to; escaped it is up to three times as long
LONGEST_PASSWORD = 200  # a longer one would only cost time to hash
# Among the passwords that are tried first everywhere, those of ten characters and more, and the keyboard's rows in Russian.
_TRIED_FIRST = (
    "1234567890 12345678910 0123456789 9876543210 0987654321 1234567891 1111111111 0000000000 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc "
    "qwertyuiop qwertyuiop123 qwerty12345 qwerty123456 qwertyqwerty asdfghjkl1 asdfghjkl; zxcvbnm123 password12 password123 "
    "password1234 passwordpassword password01 administrator letmein123 welcome123 iloveyou12 changeme123 q1w2e3r4t5 q1w2e3r4t5y6 "
    "йцукенгшщз йцукенгшщзхъ йцукен12345 фывапролдж пароль12345 пароль123456 парольпароль toshkent2020 tashkent2020 uzbekistan "
    "kazakhstan kyrgyzstan tajikistan turkmenistan qazaqstan2020 customs2020 container2020"
)
COMMON = frozenset(_TRIED_FIRST.split())

# At which level of the tree a role is held (house, rule 6).
HELD_AT: dict[str, tuple[str, ...]] = {
    "trainee": ("unit", "agency"),
    "focal_point": ("agency",),
    "coordinator": ("region", "country"),
    "admin": ("region", "country"),
    "mentor": ("region",),
    "trainer": ("region",),
    "donor": ("region", "country"),
}
LONGEST_ROLE_YEARS = 5


def fits(role: str, node_kind: str) -> bool:
    """Whether a role can be held at a node of that kind."""
    return node_kind in HELD_AT[role]


def years_later(day: date, years: int) -> date:
    """The same day some years later; 28 February for a leap day."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def password_fault(password: str, user_name: str) -> str | None:
    """Why a new password will not do: short, long, plain, common or name; None when it will."""
    if len(password) < SHORTEST_PASSWORD:
        return "short"
    if len(password) > LONGEST_PASSWORD:
        return "long"
    bare = fold(password)
    if len(set(bare)) < 5:
        return "plain"
    if bare in COMMON:
        return "common"
    return "name" if fold(user_name) in bare or bare in fold(user_name) else None


def token_hash(token: str) -> str:
    """What the database keeps of a sign-in's token."""
    return sha256(token.encode()).hexdigest()


# Fields that a page fills in by itself, buttons, choices from a list, and what nobody is shown. A test looks at every form.
OF_THE_PAGE = frozenset([
    "a", "accept", "activity", "add", "age", "agencies", "agency", "again", "all", "anyway", "call_names", "check", "clear",
    "confirm", "country", "course", "csrf_token", "data", "do", "effect", "enter", "find", "fold", "from", "go", "had", "heard", "invited",
    "is_trainee", "is_wanted", "iteration", "kept_key", "key", "kind", "lang", "last", "line", "list", "meeting", "mentor", "mode",
    "names_kept", "new_password", "next", "node", "numbers", "of", "office_id", "opened", "outcome", "page", "parent", "part",
    "password", "person", "presence", "present", "preview", "quarter", "replaces", "rest", "role", "save", "seen", "sex", "shared",
    "shown", "sort", "state", "status", "topic", "topics", "trainer", "type", "tz", "undated", "under", "unit", "unit_type", "use",
    "version", "wait", "warned", "what", "which", "who", "with", "zone",
])  # fmt: skip


_OF_SOMEBODY = re.compile(r"[mn]-(.{1,20})")  # the mark and the minutes of one line of a register


def typed(form: Mapping[str, Sequence[str]]) -> list[str]:
    """What a person wrote with their own hands in a form, and of whom. A chosen answer is sent as its place, one or two digits."""
    names = [name for name in form if name not in OF_THE_PAGE and not name.startswith("had-") and "." not in name]
    found = []
    for name in names:
        whose = _OF_SOMEBODY.fullmatch(name)
        said = [value for value in form[name] if value.strip() and (whose or not (value.isdigit() and len(value) < 3))]
        found += [f"{whose[1]}: {value}" if whose else value for value in said]
    return found


# In this order: Edge and Opera also say Chrome, Chrome also says Safari.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("YaBrowser", "Yandex"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "Mac"), ("Linux", "Linux"))


def device_name(user_agent: str) -> str:
    """What a browser says it is, in two words: enough to know one's own device by, too little to know a person by."""
    words = (next((name for sign, name in kinds if sign in user_agent), "") for kinds in (_BROWSERS, _SYSTEMS))
    return ", ".join(word for word in words if word)


def fits_in_an_address(path: str) -> str:
    """A path as it may stand inside another address: without its question where that is long."""
    return path if len(path) <= LONGEST_BACK else path.partition("?")[0][:LONGEST_BACK]


def is_own_path(path: str) -> bool:
    """Whether an address to come back to is a path of ours: `//host` and `/\\host` lead away, as does anything with a control character."""
    return path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable() and "\\" not in path
