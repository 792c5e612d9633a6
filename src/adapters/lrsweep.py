"""lrsweep's adapter for Python: a training script follows the rates of a sweep and reports its figures.

One file without dependencies, for Python 3.8 or later; PyTorch 1.13 or later if there is one. A script changes by four lines:

    run = lrsweep.start(lr=0.1, momentum=0.9, width=64)   # the defaults when started by hand; run.lr, run.width, run.seed
    scheduler = run.scheduler(optimizer)
    for epoch in run.epochs():
        ...                                                # optimizer.step(), and scheduler.step() or not
        run.log(train_loss=..., val_accuracy=...)

Without param groups: run.rate(step). To go on from a checkpoint: keep it in run.directory, run.epochs(start=...).
Lightning: callbacks=[run.lightning_callback()]. Hugging Face's Trainer: callbacks=[run.trainer_callback()].
"""
import functools
import gc
import json
import math
import os
import random
import re
import shutil
import socket
import stat
import sys
import tempfile
import time

VERSION = 1
PROTOCOL = 1
NAN_AND_INFINITIES = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}
# A schedule goes over these; what else the optimizer has stays as it is.
SCHEDULED = ("lr", "momentum", "betas")


class Error(Exception):
    """Something is wrong between the script and the sweep. The sweep shows the message with the run."""


def start(*, epochs=10, seed=0, **defaults):
    """The run that the sweep has started. Started by hand, it is one with these defaults, epochs and seed."""
    if "LRSWEEP_RUN" not in os.environ:
        first = {"seed": seed, "epochs": epochs, "optimizer": {}, "parameters": {}}
        return Run(_ByHand(), first, defaults)
    owner = os.environ.setdefault("LRSWEEP_STARTED", str(os.getpid()))
    # A child of the process that speaks must not speak too: a DataLoader's worker, a rank that Lightning starts.
    link = _Listener() if owner != str(os.getpid()) or _rank() > 0 else _Speaker()
    return Run(link, link.first, defaults)


def _rank():
    for name in ("RANK", "LOCAL_RANK", "SLURM_PROCID"):
        if os.environ.get(name, "").isdigit():
            return int(os.environ[name])
    distributed = _torch_distributed()
    return distributed.get_rank() if distributed else 0


def _rank_count():
    distributed = _torch_distributed()
    return distributed.get_world_size() if distributed else int(os.environ.get("WORLD_SIZE", "1"))


def _torch_distributed():
    """torch.distributed where a process group exists."""
    module = sys.modules.get("torch.distributed")
    return module if module and module.is_available() and module.is_initialized() else None


class Run:
    """One training run. Parameters and figures of the optimizer are attributes: run.lr, run.width."""

    def __init__(self, link, first, defaults):
        self._link, self._first = link, first
        self.seed, self.epoch_count = first["seed"], first["epochs"]
        self.steps_per_epoch, self.attempt = first.get("steps_per_epoch"), first.get("attempt", 1)
        #: Epochs whose figures the sweep has kept.
        self.reported = first.get("reported", 0)
        #: Why the epochs ended: "done", "pruned" or "pause".
        self.end = None
        self.epoch = -1
        self._by_step = bool(first.get("by_step"))
        self._group_names = [group["name"] for group in first["optimizer"].get("groups", [])]
        self._line, self._attached, self._names_met = None, [], set()
        self._rate_count, self._has_asked_rates, self._has_begun, self._has_noted = 0, False, False, False
        self._pending, self._sent = {}, -1
        self.parameters = self._take_parameters(defaults)

    def __getattr__(self, name):
        try:
            return self.__dict__["parameters"][name]
        except KeyError:
            raise AttributeError(f"the run has no parameter {name}: give start() a default for it") from None

    @property
    def directory(self):
        """A folder of the run's own, for checkpoints. It survives a retry on the same machine."""
        if "directory" not in self._first:
            self._first["directory"] = tempfile.mkdtemp(prefix="lrsweep-")
        return self._first["directory"]

    def seed_everything(self):
        """Seeds Python, and NumPy and PyTorch where the script has imported them. Returns the seed."""
        random.seed(self.seed)
        if "numpy" in sys.modules:
            sys.modules["numpy"].random.seed(self.seed % 2**32)
        if "torch" in sys.modules:
            sys.modules["torch"].manual_seed(self.seed)
        return self.seed

    def epochs(self, start=0):
        """The epochs to train, from 0, or from `start` where a checkpoint was restored. Figures from there on count anew."""
        if self._has_begun:
            self._fail("run.epochs() was called twice: a run has one loop over its epochs")
        self._has_begun = True
        if self._link.is_by_hand:
            for self.epoch in range(int(start), self.epoch_count):
                yield self.epoch
                self._end_epoch()
            self.end = "done"
            return
        self._begin(int(start))
        while True:
            line = self._link.next_line()
            if "end" in line:
                self.end = line["end"]
                self._link.tell_modules()
                return
            self._line, self.epoch, self._rate_count = line, line["epoch"], 0
            for attached in self._attached:
                attached.begin_epoch()
            yield self.epoch
            self._end_epoch()

    def log(self, figures=None, **more):
        """
        Reports the epoch's figures: log(val_loss=0.3), or log({"val/loss": 0.3}) for names with a slash. They may come in
        several calls. After the last epoch, they are the run's final figures.
        """
        given = {name: self._number(name, value) for name, value in {**(figures or {}), **more}.items()}
        if self.end is not None:
            if self.end != "pause":
                self._link.send({"final": _finite(given)}, None)
            return
        if self.epoch < 0:
            self._fail("run.log() was called outside of `for epoch in run.epochs():`")
        if self._sent == self.epoch and not self._link.is_by_hand:
            self._fail(f"epoch {self.epoch} was reported before {_listed(given)} came: log them together")
        self._pending.update(given)
        if all(name in self._pending for name in self._first.get("metrics", given)):
            self._send_figures()

    def rate(self, step=0, group=0, of="lr"):
        """The learning rate of a step of this epoch, or `of="momentum"`. `group` is a name of the YAML's optimizer.groups."""
        self._has_asked_rates = True
        if self._line is None or of not in self._line["groups"][0]:
            return getattr(self, of)
        if isinstance(group, str):
            group = self._group_names.index(group) + 1
        if step >= self._rate_count:
            self._rate_count = step + 1
            self._refuse_more_than(step + 1)
        return _at(self._line["groups"][group][of], step)

    def scheduler(self, optimizer):
        """Lets a PyTorch optimizer follow the sweep. Returns a scheduler whose step() may be called or not."""
        optimizer = _unwrapped(optimizer)
        for attached in self._attached:
            if attached.optimizer is optimizer:
                return attached.scheduler
        self._attached.append(_Attached(self, optimizer))
        return self._attached[-1].scheduler

    def note(self, text):
        """A sentence for the sweep's log of this run."""
        self._link.send({"note": text}, f"lrsweep: {text}")

    def takes(self, name):
        """Whether a figure of this name is a column of the sweep. By hand, every one is."""
        names = self._first.get("metrics")
        return names is None or name in names or name in self._first.get("optional", [])

    def lightning_callback(self, every="epoch"):
        """For Lightning's Trainer. With every="validation" an epoch of the sweep goes from one validation to the next."""
        return _lightning_callback(self, every)

    def trainer_callback(self):
        """For Hugging Face's Trainer. An epoch of the sweep ends with an evaluation, or else with the Trainer's epoch."""
        return _trainer_callback(self)

    def _take_parameters(self, defaults):
        optimizer = {name: value for name, value in self._first["optimizer"].items() if name != "groups"}
        given = self._first["parameters"]
        for name in given:
            if name in optimizer:
                self._fail(f"{name} is both in script.parameters and in optimizer: remove one")
        for name in {**optimizer, **given}:
            # The rate reaches the optimizer by run.scheduler() or run.rate(), so it needs no name.
            if name not in defaults and name != "lr":
                call = ", ".join(f"{key}=…" for key in [*defaults, name])
                self._fail(f"the YAML gives {name}, which start() does not name. Write lrsweep.start({call})")
        for name in {**defaults, **given}:
            if name in self.__dict__ or hasattr(Run, name):
                self._fail(f"a parameter cannot be called {name}: run.{name} is something else. Rename it")
        return {**defaults, **{name: _like(defaults.get(name), value) for name, value in {**optimizer, **given}.items()}}

    def _begin(self, start):
        if start > self.reported:
            self._link.restart(self, start)
        self._link.begin(start)

    def _end_epoch(self):
        if self._pending:
            self._send_figures()
        if self._sent != self.epoch:
            self._fail(f"epoch {self.epoch} ended without figures: call run.log(…) in the loop")

    def _send_figures(self):
        figures, self._pending, self._sent = self._pending, {}, self.epoch
        if self._line is not None:
            self._check_followed()
            self._check_steps()
        words = ", ".join(f"{name} {value:.6g}" for name, value in figures.items())
        steps = self._steps()
        line = {"epoch": self.epoch, "metrics": _finite(figures), **({"steps": steps} if steps else {})}
        self._link.send(line, f"epoch {self.epoch}: {words}")

    def _steps(self):
        return max([self._rate_count, *(attached.count for attached in self._attached)])

    def _check_followed(self):
        """A script that takes no rates would train with other ones than the sweep writes down."""
        lr = self._first["optimizer"].get("lr")
        is_constant = all(group["lr"] == lr for group in self._line["groups"])
        if not self._attached and not self._has_asked_rates and not (is_constant and not self._group_names):
            self._fail("nothing follows the rates of the sweep: call run.scheduler(optimizer), or use run.rate(step)")
        lacking = [name for name in self._group_names if self._attached and name not in self._names_met]
        if lacking:
            self._fail(f"no optimizer has a param group named {_listed(lacking)}, which the YAML's optimizer.groups lists")

    def _refuse_more_than(self, count):
        if self._by_step and self.steps_per_epoch is not None and count > self.steps_per_epoch:
            self._fail(
                f"epoch {self.epoch} has more than {self.steps_per_epoch} steps, which is training.steps_per_epoch in "
                "the YAML. Count the calls of optimizer.step() in an epoch, and write that number"
            )

    def _check_steps(self):
        planned, steps = self.steps_per_epoch, self._steps()
        if not self._by_step or planned is None or steps >= planned:
            return
        words = f"epoch {self.epoch} took {steps} steps, but training.steps_per_epoch is {planned} in the YAML"
        if steps >= 0.99 * planned or _scales_gradients():
            if not self._has_noted:
                self.note(words)
            self._has_noted = True
            return
        if steps == 0:
            self._fail(
                f"{words}. No call of optimizer.step() was seen: call scheduler.step() after each step, where scheduler is "
                "run.scheduler(optimizer), or use run.rate(step)"
            )
        batches = f"{planned} batches, {steps} steps"
        self._fail(f"{words}. Does it accumulate gradients ({batches})? Then write steps_per_epoch: {steps}")

    def _number(self, name, value):
        try:
            # A tensor that has a gradient warns when it becomes a float by itself.
            return float(value.item() if hasattr(value, "item") else value)
        except (TypeError, ValueError, RuntimeError):
            return self._fail(f"run.log() takes numbers, but {name} is {str(value)[:80]!r}")

    def _fail(self, text):
        self._link.send({"error": text}, None)
        raise Error(text)


class _Attached:
    """An optimizer that follows the run. Its steps are counted by a hook and by scheduler.step(): the larger count holds."""

    def __init__(self, run, optimizer):
        self.run, self.optimizer = run, optimizer
        self.count = self.by_optimizer = self.by_scheduler = 0
        self.limit, self.is_varying, self.entries = math.inf, False, []
        if not run._link.is_by_hand:
            self._check_groups()
        self._hook()
        self.scheduler = _scheduler(self)
        if run._line is not None:
            self.begin_epoch()

    def begin_epoch(self):
        self.count = self.by_optimizer = self.by_scheduler = 0
        self.limit = self.run.steps_per_epoch if self.run._by_step and self.run.steps_per_epoch else math.inf
        self._find_entries()
        self.write()

    def after_optimizer(self, *_):
        self.by_optimizer += 1
        if self.by_optimizer > self.count:
            self._advance(self.by_optimizer)

    def after_scheduler(self):
        self.by_scheduler += 1
        if self.by_scheduler > self.count:
            self._advance(self.by_scheduler)

    def _advance(self, count):
        self.count = count
        if count > self.limit:
            self.run._refuse_more_than(count)
        if self.is_varying:
            self.write()

    def write(self):
        """Writes the rates of the next step into the param groups."""
        groups = self.optimizer.param_groups
        if self.run._line is None:
            return
        if len(groups) != len(self.entries):
            self._find_entries()
        step = self.count
        for group, entry in zip(groups, self.entries):
            lr = _at(entry["lr"], step)
            if hasattr(group["lr"], "fill_"):
                group["lr"].fill_(lr)
            else:
                group["lr"] = lr
            if "momentum" not in entry:
                continue
            momentum = _at(entry["momentum"], step)
            if "momentum" in group:
                group["momentum"] = momentum
            else:
                group["betas"] = (momentum, *group["betas"][1:])

    def _find_entries(self):
        lines = self.run._line["groups"]
        self.entries = [lines[index] for index in self._places()]
        self.is_varying = any(type(value) is list for entry in self.entries for value in entry.values())

    def _places(self):
        """For each param group, which entry of an epoch's line is its own. The first entry has the optimizer's own values."""
        names, groups = self.run._group_names, self.optimizer.param_groups
        own = [group.get("name") for group in groups]
        if names and not any(own):
            if len(own) - len(names) not in (0, 1):
                self.run._fail(
                    f"the YAML lists {len(names)} param groups ({_listed(names)}), but the optimizer has {len(own)}. "
                    f'Name them in the script: {{"params": …, "name": "{names[0]}"}}'
                )
            own = [None, *names][-len(own) :]
        self.run._names_met.update(own)
        return [names.index(name) + 1 if name in names else 0 for name in own]

    def _check_groups(self):
        groups, figures = self.optimizer.param_groups, self.run._first["optimizer"]
        if not self.run._group_names and len({float(group["lr"]) for group in groups}) > 1:
            self.run._fail(
                "the optimizer's param groups have different rates, which the YAML does not know. Give each a name, as "
                '{"params": …, "name": "head"}, and list them: optimizer: {groups: [{name: head, lr: 0.01}, …]}'
            )
        for group, place in zip(groups, self._places()):
            named = figures["groups"][place - 1] if place > 0 else {}
            group.update({key: value for key, value in named.items() if key in group and key not in (*SCHEDULED, "name")})
            has_momentum = "momentum" in {**figures, **named} or "betas" in {**figures, **named}
            if has_momentum and "momentum" not in group and "betas" not in group:
                kind = type(self.optimizer).__name__
                self.run._fail(f"the YAML's optimizer has a momentum, but {kind} has neither momentum nor betas")

    def _hook(self):
        if hasattr(self.optimizer, "register_step_post_hook"):
            self.optimizer.register_step_post_hook(self.after_optimizer)
            return
        step = self.optimizer.step

        @functools.wraps(step)
        def counted(*args, **kwargs):
            result = step(*args, **kwargs)
            self.after_optimizer()
            return result

        self.optimizer.step = counted


def _scheduler(attached):
    """A scheduler for this optimizer; PyTorch's own class where there is PyTorch. Its step() leaves the rates to the hook."""
    module = sys.modules.get("torch.optim.lr_scheduler")
    base = getattr(module, "LRScheduler", getattr(module, "_LRScheduler", object))

    class SweepLR(base):
        """Follows the sweep. Its state is where the run is; the rates come from the sweep again."""

        def __init__(self):
            self.optimizer = attached.optimizer
            self.base_lrs = self.get_last_lr()
            self.verbose = False
            # accelerate counts here too, where it accumulates gradients.
            self._step_count = 1

        def step(self, *_, **__):
            # accelerate steps once for each process, and only after the optimizer has.
            if not sys._getframe(1).f_globals.get("__name__", "").startswith("accelerate."):
                attached.after_scheduler()

        @property
        def last_epoch(self):
            return max(attached.run.epoch, 0)

        def get_lr(self):
            return self.get_last_lr()

        def get_last_lr(self):
            return [float(group["lr"]) for group in attached.optimizer.param_groups]

        def state_dict(self):
            return {"epoch": attached.run.epoch, "step": attached.count}

        def load_state_dict(self, state_dict):
            attached.write()

    return SweepLR()


class _ByHand:
    """No sweep: figures are printed."""

    is_by_hand = True

    def send(self, message, words):
        if "final" in message:
            words = ", ".join(f"{name} {value}" for name, value in message["final"].items())
        if words is not None and _rank() == 0:
            print(words, flush=True)


class _Listener:
    """A process that the sweep does not hear, such as rank 1. It reads what the speaker has written into files."""

    is_by_hand = False

    def __init__(self):
        folder = os.environ.get("LRSWEEP_DIRECTORY")
        if folder is None:
            raise Error("a process other than the run's first needs LRSWEEP_DIRECTORY, which a sweep sets")
        self._folder, self._lines, self._rest = folder, None, ""
        self.first = _await(self._read_first)

    def restart(self, run, start):
        open(os.path.join(self._folder, f"again.{_rank()}"), "w").close()
        _execute_again(_await(lambda: (self._read_first() or {}).get("again")))

    def begin(self, start):
        pass

    def next_line(self):
        return json.loads(_await(self._read_line))

    def send(self, message, words):
        pass

    def tell_modules(self):
        pass

    def _read_first(self):
        """The first line, if it is of this start of the program and not of an earlier one."""
        try:
            with open(os.path.join(self._folder, "run.json"), encoding="utf-8") as file:
                first = json.load(file)
        except (OSError, ValueError):
            return None
        return first if first["nonce"] == os.environ["LRSWEEP_RUN"] else None

    def _read_line(self):
        if self._lines is None:
            try:
                self._lines = open(os.path.join(self._folder, "rates.jsonl"), encoding="utf-8")
            except FileNotFoundError:
                return None
        self._rest += self._lines.readline()
        if not self._rest.endswith("\n"):
            return None
        line, self._rest = self._rest, ""
        return line


class _Speaker:
    """The process that the sweep hears: lines come on standard input and go out on descriptor 3 or standard output."""

    is_by_hand = False

    def __init__(self):
        self._nonce, self._unread, self._told = os.environ["LRSWEEP_RUN"], b"", set()
        self._out = _descriptor()
        again = os.environ.get("LRSWEEP_AGAIN")
        if again is None:
            self.first = self.next_line(is_first=True)
        else:
            with open(os.path.join(os.environ["LRSWEEP_DIRECTORY"], "run.json"), encoding="utf-8") as file:
                self.first = json.load(file)
        if self.first["lrsweep"] != PROTOCOL:
            text = f"{__file__} speaks version {PROTOCOL} of the protocol, the sweep version {self.first['lrsweep']}. Delete it"
            self.send({"error": text}, None)
            raise Error(text)
        self._folder = os.environ["LRSWEEP_DIRECTORY"] = self.first["directory"]
        os.makedirs(self._folder, exist_ok=True)
        self._lines = open(os.path.join(self._folder, "rates.jsonl"), "w", encoding="utf-8")
        self._write_first()

    def _write_first(self):
        path = os.path.join(self._folder, "run.json")
        with open(path + ".new", "w", encoding="utf-8") as file:
            json.dump(self.first, file)
        os.replace(path + ".new", path)

    def restart(self, run, start):
        """The weights are ahead of the figures, so the run begins anew, in a process that has not loaded them."""
        if "LRSWEEP_AGAIN" in os.environ:
            run._fail(
                f"the script starts at epoch {start}, but only {run.reported} epochs were reported, and its checkpoint "
                "is not in run.directory. Keep it there, so that it can be cleared"
            )
        # The other ranks have read the checkpoint when they arrive here, too.
        ranks = range(1, _rank_count())
        _await(lambda: all(os.path.exists(os.path.join(self._folder, f"again.{rank}")) for rank in ranks) or None)
        for entry in os.scandir(self._folder):
            if entry.is_dir(follow_symlinks=False):
                shutil.rmtree(entry.path)
            else:
                os.unlink(entry.path)
        with socket.socket() as probe:
            probe.bind(("", 0))
            self.first["again"] = {"epoch": start, "port": probe.getsockname()[1]}
        self._write_first()
        _execute_again(self.first["again"])

    def begin(self, start):
        notes = []
        if "again" in self.first:
            notes.append(
                f"the checkpoint was at epoch {self.first['again']['epoch']}, but only {self.first['reported']} epochs were "
                "reported. The run's directory was cleared, and training begins anew"
            )
        notes += _other_copies()
        message = {"start": start, "adapter": f"python {VERSION}"}
        self.send({**message, **({"note": "; ".join(notes)} if notes else {})}, None)
        self.tell_modules()

    def next_line(self, is_first=False):
        while b"\n" not in self._unread:
            more = os.read(0, 1 << 16)
            if not more:
                sys.exit(
                    "lrsweep: standard input ended before the run's first line. Does a launcher close it?"
                    if is_first
                    else "lrsweep: the sweep has gone"
                )
            self._unread += more
        line, self._unread = self._unread.split(b"\n", 1)
        if not is_first:
            self._lines.write(line.decode() + "\n")
            self._lines.flush()
        return json.loads(line)

    def send(self, message, words):
        if sys.stdout is not None:
            try:
                sys.stdout.flush()
            except ValueError:
                pass
        # Another process, or code in C, may have left the line half full.
        before = "\n" if self._out == 1 else ""
        rest = f"{before}@lrsweep:{self._nonce} {json.dumps(message)}\n".encode()
        try:
            while rest:
                try:
                    rest = rest[os.write(self._out, rest) :]
                except BlockingIOError:
                    time.sleep(0.001)
        except BrokenPipeError:
            sys.exit("lrsweep: the sweep has gone")

    def tell_modules(self):
        modules = [path for path in _own_modules(os.getcwd()) if path not in self._told]
        self._told.update(modules)
        if modules:
            self.send({"modules": modules}, None)


def _descriptor():
    """Descriptor 3 if it came with the process and is a pipe; launchers close it for their children. Else standard output."""
    try:
        fd = int(os.environ["LRSWEEP_FD"])
        mode = os.fstat(fd).st_mode
        return fd if os.get_inheritable(fd) and (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)) else 1
    except (KeyError, ValueError, OSError):
        return 1


def _await(read):
    """Waits until there is something to read."""
    pause = 0.0005
    while True:
        found = read()
        if found is not None:
            return found
        time.sleep(pause)
        pause = min(pause * 1.5, 0.01)


def _execute_again(again):
    """Replaces this process by a new one of the same program."""
    command = list(getattr(sys, "orig_argv", [])) or _command_line()
    os.environ["LRSWEEP_AGAIN"] = str(again["epoch"])
    if "MASTER_PORT" in os.environ:
        # The store behind the old port still has the addresses of the process group that goes.
        os.environ.update(MASTER_PORT=str(again["port"]), TORCHELASTIC_USE_AGENT_STORE="False")
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    own = int(os.environ.get("LRSWEEP_FD", "2"))
    for name in os.listdir("/dev/fd") if os.path.isdir("/dev/fd") else []:
        try:
            if int(name) not in (0, 1, 2, own):
                os.set_inheritable(int(name), False)
        except OSError:
            continue
    os.execv(sys.executable, [sys.executable, *command[1:]])


def _command_line():
    """This process's command, for Python before 3.10."""
    try:
        with open("/proc/self/cmdline", "rb") as file:
            return [os.fsdecode(part) for part in file.read().split(b"\0")[:-1]]
    except OSError:
        return [sys.executable, *sys.argv]


def _own_modules(folder):
    """Files of this folder that the program has imported, with slashes."""
    paths = [getattr(module, "__file__", None) for module in list(sys.modules.values())]
    files = {os.path.abspath(path) for path in [*paths, sys.argv[0]] if isinstance(path, str) and path.endswith(".py")}
    inside = [path for path in files if path.startswith(folder + os.sep) and path != os.path.abspath(__file__)]
    # Some modules of PyTorch claim files that do not exist.
    own = [os.path.relpath(path, folder) for path in inside if os.path.isfile(path)]
    return sorted(path.replace(os.sep, "/") for path in own if not re.search(r"(?:site|dist)-packages", path))


def _other_copies():
    """Says so where the script has imported an adapter of another version than the sweep's own."""
    for folder in os.environ.get("PYTHONPATH", "").split(os.pathsep):
        path = os.path.join(folder, "lrsweep.py")
        if not folder or not os.path.isfile(path) or os.path.samefile(path, __file__):
            continue
        with open(path, encoding="utf-8") as file:
            version = re.search(r"^VERSION = (\d+)", file.read(), re.MULTILINE)
        if version and int(version[1]) != VERSION:
            return [f"{__file__} is version {VERSION} of the adapter, the sweep's is {version[1]}. Delete it, or copy {path}"]
    return []


def _at(rates, step):
    """One number if it is constant, else one number per step. After the last step, the last one."""
    if type(rates) is not list:
        return rates
    return rates[step] if step < len(rates) else rates[-1]


def _unwrapped(optimizer):
    """PyTorch's own optimizer inside Lightning's or accelerate's."""
    inner = getattr(optimizer, "optimizer", None)
    return _unwrapped(inner) if hasattr(inner, "param_groups") else optimizer


def _scales_gradients():
    """Whether a GradScaler is at work, which leaves out steps whose gradients overflow."""
    for one in gc.get_objects():
        if type(one).__name__.endswith("GradScaler") and hasattr(one, "is_enabled") and one.is_enabled():
            return True
    return False


def _finite(figures):
    """JSON has no NaN and no infinities: they are strings."""
    return {name: value if math.isfinite(value) else NAN_AND_INFINITIES[str(value)] for name, value in figures.items()}


def _like(default, value):
    """A value of the YAML in the type of its default: 1 for a rate is 1.0, a list for a pair is a tuple."""
    if isinstance(default, float) and type(value) is int:
        return float(value)
    return tuple(value) if isinstance(default, tuple) and isinstance(value, list) else value


def _listed(names):
    return ", ".join(names)


def _lightning_callback(run, every):
    if every not in ("epoch", "validation"):
        raise Error('every is "epoch" or "validation"')
    lightning = sys.modules.get("lightning.pytorch") or sys.modules.get("pytorch_lightning")
    if lightning is None:
        import lightning.pytorch as lightning

    class SweepCallback(lightning.Callback):
        def on_train_start(self, trainer, module):
            # Lightning restores current_epoch only now.
            is_by_epoch = every == "epoch"
            start = trainer.current_epoch if is_by_epoch else trainer.global_step // (run.steps_per_epoch or 1)
            self.epochs = run.epochs(start=start)
            self.go_on(trainer)

        def go_on(self, trainer):
            if next(self.epochs, None) is None:
                trainer.should_stop = True

        def report(self, trainer):
            if run.end is None:
                run.log({name: value for name, value in trainer.callback_metrics.items() if run.takes(name)})
                self.go_on(trainer)

        def on_train_epoch_end(self, trainer, module):
            if every == "epoch":
                self.report(trainer)

        def on_validation_end(self, trainer, module):
            if every == "validation" and not trainer.sanity_checking:
                self.report(trainer)

    return SweepCallback()


def _trainer_callback(run):
    from transformers import TrainerCallback

    def evaluates(args):
        """How often: "no", "epoch" or "steps"."""
        strategy = getattr(args, "eval_strategy", getattr(args, "evaluation_strategy", "no"))
        return getattr(strategy, "value", strategy)

    class SweepCallback(TrainerCallback):
        epochs = None
        is_due = False

        def on_train_begin(self, args, state, control, optimizer=None, **_):
            self.figures = {}
            if optimizer is not None:
                run.scheduler(optimizer)
            is_by_steps = evaluates(args) == "steps"
            start = state.global_step // int(args.eval_steps) if is_by_steps else round(state.epoch or 0)
            self.epochs = run.epochs(start=start)
            self.go_on(control)

        def go_on(self, control):
            if next(self.epochs, None) is None:
                control.should_training_stop = True

        def report(self, control):
            self.is_due = False
            if self.epochs is not None and run.end is None:
                run.log({name: value for name, value in self.figures.items() if run.takes(name)})
                self.figures = {}
                self.go_on(control)

        def on_step_begin(self, args, state, control, **_):
            # The Trainer's own scheduler has written its rates.
            for attached in run._attached:
                attached.write()

        def on_log(self, args, state, control, logs=None, **_):
            # At the end the Trainer logs means over all epochs.
            if logs and "train_runtime" not in logs:
                self.figures.update({name: value for name, value in logs.items() if isinstance(value, (int, float))})
                self.figures.update({"train_loss": logs["loss"]} if "loss" in logs else {})

        def on_evaluate(self, args, state, control, metrics=None, **_):
            if self.epochs is not None:
                self.figures.update(metrics or {})
                self.report(control)

        def on_epoch_end(self, args, state, control, **_):
            self.is_due = evaluates(args) == "no"

        def on_epoch_begin(self, args, state, control, **_):
            if self.is_due:
                self.report(control)

        def on_train_end(self, args, state, control, **_):
            if self.is_due:
                self.report(control)

    return SweepCallback()
