"""What a lesson weighs over the wire: the first visit and the next lesson, before pictures."""

import re

from bench import stage

PACKED = {"Accept-Encoding": "gzip"}
HEADERS = 350  # bytes an answer's own headers take, rounded up


def main() -> None:
    """Print the figures."""
    with stage.application() as app:
        officer = stage.officer(app)
        first, following = (officer.client.get(path, headers=PACKED) for path in officer.lessons[:2])
        page = officer.client.get(officer.lessons[0]).get_data(as_text=True)
        parts = sorted(set(re.findall(r'<(?:link|script)[^>]*(?:href|src)="(/static/[^"]+)"', page)))
        weights = [len(officer.client.get(part, headers=PACKED).data) for part in parts]
        every = [len(officer.client.get(path, headers=PACKED).data) for path in officer.lessons]
        stage.say("first visit to a lesson", (len(first.data) + sum(weights) + HEADERS * (1 + len(parts))) / 1024, 40, unit=" KB")
        stage.say("first visit, requests", 1 + len(parts), 5)
        stage.say("the next lesson", (len(following.data) + HEADERS) / 1024, 10, unit=" KB")
        stage.say("the heaviest lesson", (max(every) + HEADERS) / 1024, 10, unit=" KB")


if __name__ == "__main__":
    main()
