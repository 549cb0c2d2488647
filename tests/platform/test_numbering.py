"""Numbers have no gap and no duplicate, also when clients roll back."""

import random
import threading

import pytest
from django.db import connection, transaction

from huiyin.platform import numbering
from huiyin.platform.models import Counter


def test_a_series_counts_from_one(db):
    assert [numbering.take_one("a"), numbering.take_one("a"), numbering.take_one("b")] == [1, 2, 1]
    assert list(numbering.take("a", 3)) == [3, 4, 5]


def test_a_number_of_a_rolled_back_act_is_given_again(db):
    with transaction.atomic():
        numbering.take_one("a")
        transaction.set_rollback(True)
    assert numbering.take_one("a") == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="races are run on PostgreSQL")
def test_fifty_clients_of_whom_a_tenth_roll_back_leave_no_gap():
    kept: list[int] = []
    chance = random.Random(4)
    fates = [[chance.random() < 0.1 for _ in range(20)] for _ in range(50)]

    def client(fate: list[bool]) -> None:
        for fails in fate:
            with transaction.atomic():
                number = numbering.take_one("race")
                transaction.set_rollback(fails)
            if not fails:
                kept.append(number)
        connection.close()

    threads = [threading.Thread(target=client, args=(fate,)) for fate in fates]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kept) == list(range(1, len(kept) + 1))
    assert Counter.objects.get(series="race").value == len(kept)
