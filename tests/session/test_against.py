"""What is compared with: a run at an epoch, wherever its networks are, until the run goes."""

import pytest
from learnt_runs import learnt_run, use_learnt_run
from same import same
from small_runs import finish, keep, networks_of, small_network, use, whole_run

from digitpad import Hyperparameters
from digitpad.core.learning.settings import Architecture
from digitpad.session.against import Against
from digitpad.session.opened_files import shipped_network
from digitpad.session.runs.run import AtEpoch


@pytest.fixture
def listed(qtbot, keeper):
    """List the runs that are kept."""

    def listed():
        keeper.begin()
        finish(keeper, qtbot)

    return listed


@pytest.fixture
def told(session):
    """What is told at the foot."""
    told = []
    session.told.connect(told.append)
    return told


def names(against, with_experiments=False):
    return [name for name, _key in against.offered(with_experiments)]


def test_what_can_be_chosen(session, store, against, listed):
    assert names(against) == ["nothing", "the shipped network"]
    for number in range(1, 4):
        keep(store, f"mine {number}")
        trial = keep(store, f"trial {number}", experiment="costs")
    listed()
    mine = ["mine 3", "mine 2", "mine 1"]
    assert names(against) == ["nothing", "the shipped network", *mine]
    assert names(against, True)[2:] == [*mine, "trial 3", "trial 2", "trial 1"]
    against.choose(trial.id)
    assert names(against)[2:] == [*mine, "trial 3"]  # what is chosen stays
    use_learnt_run(session, number=9, name="now")
    assert names(against)[:3] == ["nothing", "this run", "the shipped network"]
    assert "now" not in names(against)


def test_a_run_without_another_epoch_is_not_compared_with_itself(session, against):
    run, networks = learnt_run(epochs=0)
    session.runs.put(run, networks=networks)
    session.use(run.id)
    assert names(against) == ["nothing", "the shipped network"]


def test_what_is_chosen_has_a_key(session, against):
    run, networks = use_learnt_run(session, epochs=3)
    for key, at, network in (
        ("this", AtEpoch(run.id, 0), networks[0]),
        ("shipped", AtEpoch(), shipped_network()),
        ("", None, None),
    ):
        against.choose(key)
        assert (against.key, against.at) == (key, at)
        assert (None if against.other is None else against.other.network) is network
    other, others = learnt_run(number=2, epochs=4)
    session.runs.put(other, networks=others)
    against.choose(other.id)
    assert against.key == other.id and against.other.network is others[4]
    session.use(other.id)
    assert against.key == "this" and against.other.network is others[4]


def test_the_networks_of_a_kept_run_are_read_and_stay(qtbot, session, store, against, listed):
    one = whole_run()
    networks = networks_of(one)
    store.keep(one, networks)
    listed()
    use(session, small_network(1))
    with qtbot.waitSignal(against.changed, check_params_cb=lambda: against.other is not None):
        against.choose(one.id)
    assert not session.runs.networks(one.id) and against.epochs == (1, 2, 3)
    assert same(against.other.network, networks[3])
    session.use(one.id)
    qtbot.waitUntil(lambda: session.run_id == one.id)
    session.show_shipped()
    session.runs.forget(one.id)
    against.move(2)
    assert same(against.other.network, networks[2])


def test_a_run_that_cannot_be_read_is_said(qtbot, session, store, against, listed):
    one = keep(store)
    listed()
    store.delete([one.id])
    with qtbot.waitSignal(session.failed) as failed:
        against.choose(one.id)
    assert failed.args[0] == "The run cannot be compared" and against.other is None


def test_a_run_that_goes_takes_the_comparison_with_it(qtbot, session, against, told):
    other, networks = learnt_run(number=2, epochs=4)
    session.runs.put(other, networks=networks)
    use_learnt_run(session)
    against.compare(AtEpoch(other.id, 3))
    session.runs.delete([other.id])
    assert against.at is against.other is None and against.epochs == ()
    said = "Run 2 after epoch 3 is gone: nothing is compared with it any more."
    qtbot.waitUntil(lambda: told[-1:] == [said])
    session.make(Architecture((5,)))  # in no list: it goes once another one is in use
    against.compare_here()
    assert against.at == AtEpoch(session.run_id, 0)
    session.show_shipped()
    assert against.at is None
    said = "Run 3 is gone: nothing is compared with it any more."
    qtbot.waitUntil(lambda: told[-1:] == [said])


def test_a_comparison_with_the_run_in_use_ends_with_its_use(session, against):
    """One that was chosen by its name stays, also once that run was in use."""
    two, networks = learnt_run(number=2)
    session.runs.put(two, networks=networks)
    one, _ = use_learnt_run(session)
    against.choose("this")
    session.use(one.id, 2)
    assert against.key == "this"
    changes = []
    against.changed.connect(lambda: changes.append((against.at, against.other)))
    session.use(two.id)
    assert against.at is None and changes == [(None, None)]
    against.compare_here()
    session.show_shipped()
    assert against.at is None
    against.choose("shipped")
    session.use(one.id)
    assert against.key == "shipped"
    against.choose(two.id)
    for run, key in ((two, "this"), (one, two.id)):
        session.use(run.id)
        assert against.key == key and against.other.network is networks[5]


def test_it_stays_at_its_epoch_while_the_run_learns(session, train, trainer, against):
    run = train(Hyperparameters(epochs=9))
    trainer.advance(9000)
    last = trainer.advance(9100)
    against.compare_here()
    assert against.at == AtEpoch(run.id, 2) and against.other.network is last
    trainer.advance(9200)
    assert session.runs.epoch == 3 and against.other.network is last
    assert against.epochs == (0, 1, 2, 3)
    against.compare(AtEpoch(run.id))  # its last one, whichever that is
    newest = trainer.end(9300)
    assert against.other.network is newest and against.other.at == AtEpoch(run.id, 4)


def test_another_name_is_told(qtbot, session, against):
    run, _ = use_learnt_run(session)
    against.compare(AtEpoch(run.id, 3))
    with qtbot.waitSignal(against.changed):
        session.runs.rename(run.id, "mine")
    assert against.other.name == "mine after epoch 3"
    with qtbot.assertNotEmitted(against.changed):
        session.use(run.id, 2)
        against.compare(AtEpoch(run.id, 3))


def test_steps_go_over_the_epochs_that_are_kept(session, against):
    run, networks = learnt_run(epochs=3000)
    kept = dict.fromkeys((0, *range(64, 3000, 64), 3000), networks[1])
    session.runs.put(run, networks=kept)
    session.use(run.id)
    against.choose("this")
    for wanted, epoch in ((1, 64), (65, 128), (127, 64), (1000, 1024), (3000, 3000), (2999, 2944)):
        against.move(wanted)
        assert against.at == against.other.at == AtEpoch(run.id, epoch)
    against.choose("shipped")
    against.move(5)
    assert against.key == "shipped"


@pytest.mark.parametrize("opens", [False, True])
@pytest.mark.parametrize("which", ["this", "other", "shipped", "none"])
def test_it_comes_back_at_the_next_start(
    qtbot, session, keeper, windows, trainer, against, which, opens
):
    """opens: whether another network is in use then, so that *this* is another run."""
    runs = [learnt_run(number=number, epochs=4) for number in (1, 2)]
    for run, networks in runs:
        session.runs.put(run, "job", networks=networks)
    (one, networks), (two, _) = runs
    session.use(two.id)
    session.use(one.id)
    left = {"this": (one.id, 2), "other": (two.id, 3), "shipped": ()}.get(which)
    left = None if left is None else AtEpoch(*left)
    against.compare(left)
    assert not keeper.keep_now()
    session = type(trainer)().session()
    session.runs.are_read = False
    later = windows(session)
    again = Against(session, later)
    if opens:
        use(session, small_network(1))
        which, left = ("none", None) if which == "this" else (which, left)
    later.begin()
    finish(later, qtbot)
    assert again.at == left
    qtbot.waitUntil(lambda: again.other is not None or which == "none")
    if which in ("this", "other"):
        assert same(again.other.network, runs[which == "other"][1][left.epoch])
        assert again.key == (two.id if which == "other" else "this")
