"""The worker's queue in Redis, as real processes: what is due is done, and a Redis that stops is said once and waited for."""

import urllib.request

import pytest

from tests import queues
from tests.notices import post_office
from tests.processes.test_kill import free_port, server
from tests.processes.test_mail import settings, waiting  # noqa: F401 - a fixture
from tests.processes.test_worker import until

pytestmark = [pytest.mark.timeout(240), pytest.mark.usefixtures("waiting")]


def test_mail_goes_out_by_redis_and_when_that_stops_the_web_serves_and_the_log_has_one_line(app, db, url, tmp_path):
    port, queue, log = free_port(), free_port(), tmp_path / "log"

    def told(words: str) -> int:
        return log.read_text().count(words)

    with post_office.opened() as office, log.open("wb") as file:
        more = {name: value for name, value in settings(url, tmp_path, office).items() if name.startswith(("MAIL_", "PUBLIC_"))}
        with queues.running(queue) as redis, server(url, tmp_path, port, log=file, LMS_JOBS=f"redis://127.0.0.1:{queue}/0", **more):
            until(lambda: office.mails)
            redis.kill()
            until(lambda: told("does not reach its queue"))
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/signin", timeout=5) as page:
                assert page.status == 200
            with queues.running(queue):
                until(lambda: told("reaches its queue again"))
                assert (told("its queue"), told("Traceback")) == (2, 0)
