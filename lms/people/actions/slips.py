"""Names and first passwords as they are printed on a slip: made by chance, easy to read aloud and to type."""

import re
import secrets
from collections.abc import Callable, Sequence
from hashlib import shake_256
from itertools import islice

# Things of the region in Latin letters: pomegranate, juniper, kettle … None is chosen to say anything of a person.
_THINGS = (
    "anor archa arpa aslon ayiq bahor balik baraka behi besh bodom bogcha bugdoy bulbul buloq bulut burgut chashma chinor choynak "
    "dala daryo dengiz dolana dorbin dovul dutor ekin gilam gilos halqa hovli humo igna ipak jayron jiyda jolbars kabutar kaklik "
    "kapalak karvon kashta kema kemalak koprik lagan laylak mayiz megan mevali minora momiq nafas nihol noxat ohu olcha olma oltin "
    "oqqush osmon oyna paxta payvand pista piyoz qamish qanot qayin qorgon qovun qozon qumri quyosh rubob samo sandiq savat sayroq "
    "shamol sharq somsa soya suhbat supra tandir tarvuz tepa terak togay tolqin tonggi toshloq tulpor turna tushlik uchqun ufq uzum "
    "varrak vodiy xurjun yaproq yashil yaylov yogoch zamin zanjir zarra"
)
WORDS = _THINGS.split()
# No 0, 1, I, L, O: nobody asks on the telephone which of the two was meant.
REF_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CONSONANTS, _VOWELS, _ENDS = "bdghkmnprstvz", "aeiou", ("", "", "l", "m", "n", "r", "s", "t")
# Pieces that would make a made-up word a rude one in one of the languages spoken at the counter.
_UNFIT = re.compile("am|bok|dur|gad|gov|hez|hui|kot|kut|mud|nah|pid|pis|pop|put|ser|sik|suk|tit|zad|zas")


def a_user_name() -> str:
    """Such as bahor-417. It says nothing about the person."""
    return f"{secrets.choice(WORDS)}-{secrets.randbelow(900) + 100}"


def a_first_password(of: bytes | None = None) -> str:
    """Such as bodat-tepan-52-guhor: three made-up words and two digits, over 48 bits by chance (test_slips counts them). With `of`, which
    nobody may know or guess, the same of the same."""
    choose = secrets.choice if of is None else _Drawn(of).choice
    one, two, three = _word(choose), _word(choose), _word(choose)
    return f"{one}-{two}-{choose('23456789')}{choose('23456789')}-{three}"


class _Drawn:
    """Choices that follow from a secret alone."""

    def __init__(self, of: bytes) -> None:
        self._bytes = iter(shake_256(of).digest(8 * 400))  # a word takes five; far fewer than a tenth are unfit

    def choice(self, of: Sequence[str]) -> str:
        return of[int.from_bytes(islice(self._bytes, 8)) % len(of)]


def _word(choose: Callable[[Sequence[str]], str]) -> str:
    while True:
        word = "".join(choose(letters) for letters in (_CONSONANTS, _VOWELS, _CONSONANTS, _VOWELS)) + choose(_ENDS)
        if not _UNFIT.search(word):
            return word


def a_ref(cc: str | None) -> str:
    """Such as UZ-87PK; XX where somebody serves no country."""
    return f"{cc or 'XX'}-" + "".join(secrets.choice(REF_LETTERS) for _ in range(4))
