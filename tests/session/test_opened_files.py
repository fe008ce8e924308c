"""Network files as the program uses them."""

import threading

from digitpad.session import opened_files
from digitpad.session.opened_files import shipped_network


def test_the_shipped_network_is_one_however_many_ask_at_once():
    opened_files._shipped_network.cache_clear()
    together, found = threading.Barrier(4), []

    def ask():
        together.wait(30)
        found.append(shipped_network())

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(found) == 4 and len({id(network) for network in found}) == 1
