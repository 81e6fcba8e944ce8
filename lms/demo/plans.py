"""Search plans as officers of the demo write them: invented, about the box of the assignment, some better than others."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Plan:
    """A search plan: text, steps in order, a word to the mentor. `then` is what a second version adds to the text, with the word
    that goes with it; its step `moved[0]` (from 1) comes to the place `moved[1]`."""

    text: str
    steps: tuple[str, ...]
    word: str = ""
    then: str = ""
    word_then: str = ""
    moved: tuple[int, int] = (1, 1)

    @property
    def again(self) -> "Plan":
        """The second version."""
        steps = list(self.steps)
        steps.insert(self.moved[1] - 1, steps.pop(self.moved[0] - 1))
        return Plan(f"{self.text}\n\n{self.then}", tuple(steps), self.word_then)


ORDER = Plan(
    "Цель: проверить, не скрыто ли что-либо в холодильной части и за первым рядом.\n\n"
    "Почему этот контейнер: установка выключена, а груз заявлен замороженным; вес на две тонны больше обычного; порт перевалки, где "
    "контейнер мог стоять открытым. Номер пломбы совпадает, но это говорит только о пломбе.\n\n"
    "Опасности: газ внутри, падение коробок, напряжение в установке. Стоп-правило: газ выше порога, свежий сварной шов, провод, "
    "которого нет на схеме. Все отходят, решает старший.",
    (
        "Документы: коносамент, манифест, температурный режим, маршрут",
        "Опасности: фумигант, табличка UN 3359; проверить газоанализатор",
        "Роли: старший, двое на досмотре, запись, безопасность",
        "Пломба: номер сверить с коносаментом, фото",
        "Осмотр с четырёх сторон, номер и контрольное число",
        "Открыть правую створку",
        "Проба воздуха",
        "Фото первого ряда",
        "Замеры: длина внутри и снаружи",
        "Выгрузка по плану, взвешивание выборки",
        "Проверка стенок, потолка и пола",
        "Закрыть, новая пломба, номер в документы",
    ),
    "План досмотра готов. Сомневаюсь в порядке: сначала пломба или сначала внешний осмотр?",
)
FOUR_SIDES = Plan(
    "Ищем разницу между бумагами и контейнером: лишние две тонны должны где-то лежать. Если груз не морозили, то и овощи, скорее "
    "всего, не овощи.\n\n"
    "До открытия: вентиляторы и компрессор обесточивает механик и вешает бирку, ключ у старшего. Воздух меряем через дренажные "
    "отверстия, пока двери закрыты. Внутрь никто не входит один.\n\n"
    "Нас пятеро: старший, двое досматривают, один пишет и снимает, один стоит у дверей и смотрит только за людьми. Останавливаемся, "
    "если прибор показал газ, если пол поднят или если стенка звучит глухо на всём протяжении: тогда вызываем лабораторию.",
    (
        "Сверить коносамент, накладную и температурный лист; выписать, что не сходится",
        "Взвесить контейнер ещё раз, вычесть тару",
        "Обойти с четырёх сторон: петли, заклёпки, заплаты, номер на всех местах",
        "Механик отключает установку, бирка на щит",
        "Пломба: осмотреть, сверить, сфотографировать до касания",
        "Замер воздуха снаружи через дренаж: низ, середина, верх",
        "Открыть правую створку на ремне, стоять сбоку, проветрить 30 минут",
        "Снять первый ряд на фото до касания",
        "Снаружи и внутри измерить длину, сравнить с 11,58 м",
        "Кожух вентиляторов, испаритель, Т-образный пол: зеркало и фонарь",
        "Выгрузить три ряда, взвесить каждую десятую коробку",
        "Закрыть, новая пломба, номер во все документы, позвонить перевозчику",
    ),
    "После первой встречи шаг с дренажем переписал. Правильно ли, что весы стоят вторыми?",
)
SHORT = Plan(
    "Контейнер подозрительный, потому что вес не сходится. Нужно открыть и посмотреть, нет ли наркотиков или сигарет.\n\n"
    "Работаем группой, соблюдаем технику безопасности.",
    (
        "Проверить документы",
        "Срезать пломбу и открыть двери",
        "Проверить воздух",
        "Выгрузить груз",
        "Найти тайник",
        "Составить акт",
    ),
    "Коротко, как делаем обычно.",
    "Что ищу: вложение за испарителем и между коробками первых рядов, лишние две тонны. Что может навредить: газ, падение груза, ток. "
    "Вчетвером: старший, двое досматривают, один пишет. Остановимся и вызовем лабораторию, если прибор покажет газ или увидим провод, "
    "которого нет на схеме.",
    "Спасибо за вопросы, на них и отвечаю. Воздух теперь раньше дверей.",
    (3, 2),
)
REEFER = Plan(
    "Рефрижератор прячет иначе, чем обычный контейнер: установка занимает полметра, и за ней никто не смотрит. Поэтому начинаем с того "
    "конца, где нет дверей.\n\n"
    "Почему он: выключен при заявленном морозе. Либо груз пропал, и тогда зачем его везут, либо мороз ему не нужен.\n\n"
    "Опасно: хладагент, острые рёбра испарителя, вентилятор может включиться. Отключает только механик порта, щит запирает на замок. "
    "Стоп: запах, шипение, шкала выше порога, любой предмет с батареей.",
    (
        "Температурный лист за весь рейс: когда и кем выключен",
        "Акт взвешивания, тара с таблички, разница в килограммах",
        "Осмотр снаружи, передняя стенка первой: болты установки, свежая краска",
        "Механик отключает и запирает щит",
        "Пломба и петли, фото",
        "Проба воздуха через уплотнитель двери",
        "Правая створка, ремень, проветривание",
        "Ряд у дверей: температура коробки термометром-щупом",
        "Проход до испарителя, снять кожух",
        "Замер длины до кожуха, сравнить с чертежом",
        "Выборка: каждая двадцатая коробка, вскрыть и взвесить",
        "Закрыть, опломбировать, записать, передать смене",
    ),
    "Щуп у нас есть, чертежа установки нет. Где его берут?",
)
TEAM = Plan(
    "План на четырёх человек и один погрузчик, потому что больше в ночной смене нет.\n\n"
    "Старший читает шаг вслух, никто не начинает следующий. Второй и третий досматривают, четвёртый снимает, пишет и держит связь с "
    "дежурным. Кто записывает, тот не трогает груз, и в акте не будет двух почерков.\n\n"
    "Ищем: пустоты за передней стенкой и под полом, коробки другого веса. Прекращаем, если воздух не проходит через 30 минут "
    "проветривания, если груз наклонился к дверям или если нас стало трое.",
    (
        "Дежурный предупреждён, время записано",
        "Документы разложены: что сошлось, что нет",
        "Осмотр снаружи вчетвером, каждый свою сторону",
        "Установка отключена механиком, подпись механика",
        "Пломба: сверить, потянуть, снять на фото",
        "Газоанализатор: дренаж, потом щель двери",
        "Створка на ремне, проветривание",
        "Фото каждого ряда до выгрузки",
        "Погрузчик вынимает первые два ряда, взвешивание поддонов",
        "Стенки молотком, пол зеркалом",
        "Загрузить, как было, повреждения в акт",
        "Новая пломба, номер читает второй человек вслух",
    ),
)
DRUGS_ONLY = Plan(
    "Цель: найти наркотики. Собака работает первой.\n\n"
    "Контейнер из порта перевалки, оттуда уже были случаи, поэтому открываем сразу. Собаку пускаем внутрь, если она реагирует, "
    "вынимаем груз.\n\nИнструменты: дрель, щуп, ломик.",
    (
        "Осмотреть пломбу",
        "Открыть двери",
        "Пустить собаку",
        "Просверлить переднюю стенку, если собака реагирует",
        "Выгрузить груз",
        "Замерить воздух, если пахнет",
        "Сфотографировать находку",
        "Акт и новая пломба",
    ),
    "Собака обучена, кинолог дежурит до 18:00.",
    "Собаке тоже нужен воздух, об этом я не подумал. Сначала замер снаружи и проветривание, потом собака на проходе, груз не трогаем. "
    "Цель теперь шире: лишние две тонны, чем бы они ни были. Сверлит только тот, кто знает, где проходят трубы; без механика не "
    "сверлим. Стоп: газ, усталость собаки, конец смены.",
    "Кинолог прочёл и согласен.",
    (6, 2),
)
WEIGHT = Plan(
    "Начинаю с веса. Заявлено столько, сколько обычно, а весы показали на две тонны больше. Это почти целый поддон на каждый метр "
    "или одна тяжёлая вещь у передней стенки. Взвешивание по осям скажет, что из двух.\n\n"
    "Что может навредить: перекошенный груз, газ, ток. Двери открываем только на ровной площадке.\n\n"
    "Кого зову: механика рефрижераторов, если кожух снимался; лабораторию, если прибор выше порога; руководителя, если найдено "
    "вложение. До их прихода закрываем и охраняем.",
    (
        "Весы: общий вес, потом каждая ось",
        "Документы: вес брутто, число мест, режим",
        "Снаружи: рессоры, наклон, следы у передних болтов",
        "Щит отключён и заперт",
        "Пломба четырьмя движениями, фото",
        "Воздух через уплотнитель",
        "Правая створка на ремне",
        "Проветрить, замер внутри на трёх высотах",
        "Первые ряды: фото, счёт мест",
        "Взвесить пять коробок с разных мест",
        "Дойти до места, которое показали оси",
        "Закрыть, пломба, документы, звонок",
    ),
    "Весы у нас через дорогу, 20 минут в одну сторону. Стоит ли?",
)
RECORD = Plan(
    "Ищу то, что добавили в порту перевалки: первые ряды у дверей и всё, что можно положить за десять минут. Пломба целая, но могли "
    "снять петли.\n\n"
    "Запись ведём так, чтобы её понял человек, которого там не было: кто, где, во сколько, что видел. Слова «подозрительно» в записи "
    "нет, есть то, что видно.\n\n"
    "До дверей: воздух, ремень, каски. Инструменты: анализатор, рулетка, эндоскоп, весы для коробок.",
    (
        "Документы и время порта перевалки: сколько стоял",
        "Петли, заклёпки, штанги: фото каждой",
        "Пломба: осмотреть, сверить, потянуть, повернуть",
        "Створка на ремне",
        "Воздух на трёх высотах",
        "Первый ряд: фото до касания, сумки, рваная плёнка",
        "Эндоскоп между коробками до середины",
        "Выборка и взвешивание",
        "Передняя стенка и кожух вентиляторов",
        "Акт: найдено, не найдено, повреждено",
        "Новая пломба и номер в документы",
    ),
    "Запись примера приложу отдельно, если нужно. Всё выдумано.",
    "Переставила: воздух меряем до того, как двинется створка. И добавила, когда прекращаем: газ выше порога, провод или батарея, "
    "сварной шов без ржавчины, груз, который держится только створкой. Решение записывает тот, кто не досматривает.",
    "Стоп-правило теперь есть. Перечитала за сменщика: понял без меня.",
    (5, 4),
)
CAREFUL = Plan(
    "What we look for: two tonnes that the papers do not know, and a reason why a frozen load travels warm.\n\n"
    "Why this box: switched off, weight over, a transhipment port. Each alone has an innocent reason; the three together ask for one.\n\n"
    "Before the doors: the mechanic isolates the unit and locks the panel; the air is measured through the drain holes; nobody "
    "stands in front of the doors. We stop if the meter is over its limit, if the load leans on the doors, or if we find a wire "
    "that the drawing does not have.",
    (
        "Papers: bill, manifest, temperature log, route and days in port",
        "Weigh again, take off the tare from the plate",
        "Walk round: hinges, rivets, patches, number on five places",
        "Seal: view and verify, photograph",
        "Open the right door on a strap",
        "Isolate the unit, lock the panel",
        "Air through drain and gasket, three heights",
        "Photograph the first row before touching it",
        "Measure the inside length, compare with outside",
        "Fan housing, evaporator and T-floor with mirror and lamp",
        "Unload three rows, weigh every tenth carton",
        "Close, new seal, number on all papers",
    ),
    "Is it right to weigh before the seal is looked at?",
    "I moved the air and the isolating of the unit before the door. Roles: Leader reads the steps aloud; two search; one writes and "
    "photographs; one watches people only. If the fifth is missing we wait for the next shift.",
    "Second version. The list can now be read aloud, one line at a time.",
    (5, 7),
)
HANDOVER = Plan(
    "The search may last longer than our shift, so the plan says where it can be stopped and handed over.\n\n"
    "Aim: the space behind the fan housing, the floor, and cartons of another weight. Danger: gas, current, a load that slid. Leader, "
    "two searchers, one record, one at the gate.\n\n"
    "Points of hand-over: after the air is clear; after the first three rows; after the housing is back on. At each of them the doors "
    "can be closed, a temporary seal put on, and the list signed by both leaders. We stop for good at gas, battery or fresh weld.",
    (
        "Papers, and who was told that we begin",
        "Outside and seal, photographs 1 to 12",
        "Panel locked by the mechanic",
        "Air from outside, meter reading written down",
        "Door on a strap, half an hour of air: hand-over point 1",
        "Three rows out, counted and weighed: hand-over point 2",
        "Housing off, lamp and mirror, housing on: hand-over point 3",
        "Walls by sound, floor by mirror",
        "Load back as it stood, damage written down",
        "New seal, papers, telephone call",
    ),
)
SMALL_TEAM = Plan(
    "We are three at night. The plan is for what three can do safely, and says what waits for the morning.\n\n"
    "At night: papers, weight, the walk round, the seal, the air from outside. No door is opened by three people. If the air is bad or a "
    "hinge pin is new, the box moves to the isolated bay and a guard stays.\n\n"
    "In the morning, with five: doors, first rows, fan housing, floor. We call the mechanic before and the laboratory only when the "
    "meter says so.",
    (
        "Compare bill, manifest and temperature log",
        "Weigh; write both numbers down",
        "Walk round with a lamp; hinge pins and bars",
        "Seal: view, verify, photograph",
        "Air through the drain holes",
        "Decide: wait, or move to the isolated bay",
        "Morning: mechanic isolates the unit",
        "Door on a strap, air again, first photograph",
        "Rows one to three out, weigh a sample",
        "Housing, evaporator, T-floor",
        "Close, new seal, papers, tell the carrier",
    ),
    "Is it a plan if half of it is waiting?",
)
QUESTIONS = Plan(
    "I write the plan as questions, because each step has to answer one before the next begins.\n\n"
    "Is it safe to stand here? Does the box say what the papers say? Was it opened by somebody else? Is the air good? What is in the "
    "first row? How much length is missing? Where do two tonnes lie?\n\n"
    "If a question cannot be answered we do not open further. Tools: meter, tape, lamp, mirror, scale, camera. Two search, one writes, "
    "one leads.",
    (
        "Safe to stand: load, gas label, current off",
        "Papers against box: number, size code, weight",
        "Opened before: hinges, rivets, seal, paint",
        "Air: gasket, then three heights",
        "Door on a strap; first row on a photograph",
        "Length inside and outside",
        "Two tonnes: axle weights, sample of cartons",
        "Fan housing and floor",
        "Close, seal, record, papers",
    ),
)
