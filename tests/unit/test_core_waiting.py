"""Long work in a library is done as usual, and ends on Ctrl-C."""

import os
import signal
import threading

import pytest

from smartspec.core.waiting import interruptibly


def test_the_result_and_the_error_of_the_work_come_through():
    assert interruptibly(lambda: "done", stop=lambda: None) == "done"
    with pytest.raises(ZeroDivisionError):
        interruptibly(lambda: 1 / 0, stop=lambda: None)


def test_ctrl_c_stops_the_work_and_waits_for_its_end():
    ended, stopped = [], threading.Event()

    def work() -> None:
        os.kill(os.getpid(), signal.SIGINT)
        assert stopped.wait(30)
        ended.append(True)

    with pytest.raises(KeyboardInterrupt):
        interruptibly(work, stop=stopped.set)
    assert ended == [True]


def test_work_that_does_not_hear_at_first_is_asked_again():
    asked: list[int] = []
    heard = threading.Event()

    def stop() -> None:
        asked.append(1)
        if len(asked) == 2:
            heard.set()

    def work() -> bool:
        os.kill(os.getpid(), signal.SIGINT)
        return heard.wait(30)

    with pytest.raises(KeyboardInterrupt):
        interruptibly(work, stop=stop)
    assert len(asked) == 2


def test_outside_the_main_thread_the_work_is_done_in_place():
    seen: list[threading.Thread] = []
    thread = threading.Thread(
        target=lambda: interruptibly(lambda: seen.append(threading.current_thread()), stop=bool)
    )
    thread.start()
    thread.join()
    assert seen == [thread]
