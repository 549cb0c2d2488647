"""Two merges of the same customer at once: one is done, the other is told that the customer changed."""

import threading

import pytest
from django.db import connection

from huiyin.kernel.errors import Conflict
from huiyin.platform.actor import SYSTEM
from huiyin.rooms.customers import usecases
from huiyin.rooms.customers.models import Merge, Party
from tests.customers.conftest import register


def at_once(*acts):
    """Run acts side by side; return what each said."""
    ready, said = threading.Barrier(len(acts)), []

    def run(act):
        ready.wait()
        try:
            act()
            said.append("done")
        except Conflict:
            said.append("conflict")
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def merging(kept, gone):
    kept, gone = Party.objects.get(pk=kept.pk), Party.objects.get(pk=gone.pk)
    return lambda: usecases.merge_parties(SYSTEM, party=kept, seen=kept.version, other=gone, reason="同一人")


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_of_two_merges_at_once_one_is_done(request):
    company = request.getfixturevalue("company")
    kept, one, two = (register(company, name) for name in ("张三丰", "张三风", "张三峰"))
    assert at_once(merging(kept, one), merging(kept, two)) == ["conflict", "done"]
    assert Merge.objects.count() == Party.objects.exclude(survivor=None).count() == 1
    left = Party.objects.filter(survivor=None).exclude(pk=kept.pk).get()
    assert at_once(merging(kept, left), merging(left, kept)) == ["conflict", "done"]
    assert Party.objects.filter(survivor=None).count() == 1
