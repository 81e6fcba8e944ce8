"""What mentors answer and officers ask in the demo: invented, one to three points a comment."""

# {name: what a mentor says with an outcome}
COMMENTS = {
    "four-sides": "1. Весы на втором месте стоят правильно: пока контейнер закрыт, вес ещё можно сверить.\n"
    "2. Скажите, кто кого сменяет через полчаса у дверей: тот, кто смотрит за людьми, устаёт первым.",
    "short": "Из шести строк не видно, что делать человеку, которого вчера не было.\n\n"
    "1. Что вы ищете и где это может лежать? Две тонны не спрячешь в одном месте.\n"
    "2. Воздух меряют до дверей, а не после.\n"
    "3. Кто что делает, и что заставит вас остановиться?",
    "short-good": "Теперь это план: видно, кого позвать и когда. Осталось одно: запишите, кто снимает фотографии.",
    "reefer": "Начать с передней стенки: хорошая мысль, так делают редко. Чертёж установки спросите у линии по номеру модели, он стоит "
    "на табличке внутри дверцы щита; линия обычно отвечает за день.",
    "team": "Отвечает всему, что спрошено. «Если нас стало трое» возьмите в памятку группы: такого правила я ещё не видел.",
    "drugs": "Собака хороша, но порядок опасен.\n\n"
    "1. Собаку пускают туда, где уже мерили воздух.\n"
    "2. Сверлить стенку рефрижератора можно только с механиком: в ней хладагент и кабель.\n"
    "3. Вы ищете то, что ожидаете найти. Что ещё весит две тонны?",
    "drugs-good": "Все три точки исправлены, и кинолог в плане. Можно выполнять.",
    "weight": "1. Двадцать минут до весов стоят того: без осей вы не знаете, с какого конца начинать.\n"
    "2. Добавьте, кто едет с контейнером к весам, чтобы пломба не оставалась одна.",
    "record": "Запись у вас образцовая, а воздух стоит после створки.\n\n"
    "1. Переставьте четвёртый и пятый шаги.\n"
    "2. Напишите, когда вы прекращаете: сейчас такого места в плане нет.",
    "careful": "The reasons are good: three signs together, not one. Two things before I can let it pass.\n\n"
    "1. In your list the door opens before the unit is isolated and before the air is measured. The text says it right.\n"
    "2. Who does what? A colleague would have to ask you.\n\n"
    "And yes, weigh first: the seal does not mind.",
    "handover": "I have not seen hand-over points in a search plan before, and they answer what goes wrong most often. It meets all that "
    "is asked. Show it to your unit.",
    "small-team": "A plan that says what three people do not do is a plan. Name the guard's task in one line: what is he to look at?",
    "questions": "A good order, since nobody can skip a question without noticing.\n\n1. Write the answers that make you stop.\n"
    "2. Say who may decide to go on when the leader is away.",
}

# {name: (a question, the step it is asked from, the answer or none, thanks or none)}
QUESTIONS = {
    "begin": (
        "Здравствуйте! Я в группе с понедельника и увидела, что вы наставник. С чего начать, если смена ночная, а компьютер один на всех?",
        "programme-welcome/three-pillars",
        "Добро пожаловать! Начните с курса «Добро пожаловать в программу»: он короткий, и можно по одному уроку. Сайт помнит "
        "место, так что смены не мешают. На первую встречу приходите с одним вопросом со своего поста.",
        "Спасибо, начну сегодня.",
    ),
    "two-seals": (
        "На контейнере две пломбы: одна из накладной, вторая без записи, обе целые. В уроке сказано «процедура для чужого груза», а у "
        "нас такой нет. Что делать первым?",
        "container-marking/a-new-seal",
        "Ничего не снимать и не дёргать. Фото обеих, вблизи и с дверью; номер второй записать и спросить линию, чья она. Пока нет "
        "ответа, контейнер стоит. Напишите мне, как у вас называется человек, который может его остановить?",
        None,
    ),
    "ten": (
        "Почему остаток 10 записывают как 0? Тогда два разных остатка дают одну цифру, и часть ошибок не видна.",
        "container-marking/the-check-digit",
        "Вы правы, это слабое место: остатки 0 и 10 выглядят одинаково. Поэтому владельцам советуют не давать номеров с остатком 10. Если "
        "такой встретится, прочтите номер второй раз, с другой стенки.",
        "Понятно, спасибо! Теперь читаю с двух стенок.",
    ),
    "hinges": (
        "Как отличить заводскую заклёпку на петле от заменённой, если контейнер покрашен целиком? Зеркала у нас нет.",
        "container-marking/view-verify-tug-twist", None, None,
    ),
    "same-party": (
        "The sender and the consignee have the same address in two countries. Is that a sign, or is it how a family firm writes its "
        "papers? My shift could not agree.",
        "container-marking/space-and-density", None, None,
    ),
    "short-inside": (
        "У нас рулетка на десять метров, а внутри почти двенадцать. Мерим в два приёма, и каждый раз выходит по-разному, до восьми "
        "сантиметров. С какой разницы начинать беспокоиться?",
        "container-marking/space-and-density",
        "Два приёма дают ошибку на стыке: положите на пол доску и мерьте оба раза до неё. Восемь сантиметров тогда станут двумя. "
        "Беспокоиться стоит с десяти, и всегда, если внутри короче только по одной стенке.",
        None,
    ),
}  # fmt: skip
