"""The benchmark's work in hand-written PyTorch; `nescio bench --peer python3` starts it and asks.

One JSON object a line comes in on stdin, one JSON line goes out on stdout for each:

    {"do": "hello"}                                          versions, libraries, instruction sets
    {"do": "prepare", "id", "subject", "threads", "settings"}  makes a subject ready: {"weights", "form"}
    {"do": "run", "id", "times"}                             {"ms": [milliseconds of each time]}

What goes wrong is {"error": text}. The end of stdin ends the process.

Where PyTorch offers several ways (memory layouts, kinds of Adam, networks one by one or as groups), all are tried for a
moment with the threads that will be measured, and the fastest is taken: this is to be the best that one writes by hand.
It runs on PyTorch 1.13, which Debian has, and later.
"""

import ctypes
import json
import math
import os
import platform
import re
import signal
import sys
import time

# A terminal's Ctrl-C reaches this process too; whoever started it ends it.
signal.signal(signal.SIGINT, signal.SIG_IGN)

# What libraries print must not get between the answers.
answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

try:
    import torch
    import torch.nn.functional as F
except ImportError as error:
    torch = None
    missing = str(error)

CLASSES = 10
BATCHES = 16
LEARNING_RATE = 0.01
# The tutorial's: a class is answered when its median probability is over this.
ENOUGH = 0.2
# Of the sampled networks one in so many is measured; each further one costs the same.
MEASURED = 10


# Networks: shapes of the weights and biases in order, and the logits that they give.


def dense_shape(inputs, outputs):
    return [(outputs, inputs), (outputs,)]


def convolution_shape(inputs, outputs, kernel):
    return [(outputs, inputs, kernel, kernel), (outputs,)]


class Dense:
    """The tutorial's: 784, hidden layers, 10."""

    image = (1, 28, 28)

    def __init__(self, hidden):
        sizes = [784, *hidden, CLASSES]
        self.shapes = [shape for i, o in zip(sizes, sizes[1:]) for shape in dense_shape(i, o)]

    def logits(self, x, w):
        x = x.flatten(1)
        for i in range(0, len(w) - 2, 2):
            x = F.relu(F.linear(x, w[i], w[i + 1]), inplace=True)
        return F.linear(x, w[-2], w[-1])


class Boxed:
    """The model in the box: 5×5 pixels first, then 3×3 with a border; pools after the first two and the last."""

    image = (1, 28, 28)

    def __init__(self, channels):
        self.shapes = convolution_shape(1, channels[0], 5)
        for inputs, outputs in zip(channels, channels[1:]):
            self.shapes += convolution_shape(inputs, outputs, 3)
        self.count = len(channels)
        side = 24
        for i in range(self.count):
            side = side // 2 if self.is_pooled(i) else side
        self.shapes += dense_shape(channels[-1] * side * side, 64) + dense_shape(64, CLASSES)

    def is_pooled(self, i):
        return i < 2 or i == self.count - 1

    def logits(self, x, w):
        for i in range(self.count):
            x = F.conv2d(x, w[2 * i], w[2 * i + 1], padding=0 if i == 0 else 1)
            x = pooled(x) if self.is_pooled(i) else F.relu(x, inplace=True)
        return head(x, w)

    def logits_by_groups(self, x, stacked):
        """Of several networks at once, for one image: what is stacked are the networks' weights."""
        networks = stacked[0].shape[0]
        for i in range(self.count):
            w, b = stacked[2 * i].flatten(0, 1), stacked[2 * i + 1].flatten()
            x = F.conv2d(x, w, b, padding=0 if i == 0 else 1, groups=1 if i == 0 else networks)
            x = pooled(x) if self.is_pooled(i) else F.relu(x, inplace=True)
        w1, b1, w2, b2 = stacked[-4:]
        x = x.reshape(networks, 1, -1)
        x = torch.baddbmm(b1.unsqueeze(1), x, w1.transpose(1, 2)).relu_()
        return torch.baddbmm(b2.unsqueeze(1), x, w2.transpose(1, 2)).squeeze(1)


class Colour:
    """Convolutions of 3×3 with a border on images of 32×32 pixels; a pool after every second."""

    image = (3, 32, 32)

    def __init__(self, channels):
        self.shapes = []
        for inputs, outputs in zip([3, *channels], channels):
            self.shapes += convolution_shape(inputs, outputs, 3)
        self.count = len(channels)
        side = 32 >> (self.count // 2)
        self.shapes += dense_shape(channels[-1] * side * side, 128) + dense_shape(128, CLASSES)

    def logits(self, x, w):
        for i in range(self.count):
            x = F.conv2d(x, w[2 * i], w[2 * i + 1], padding=1)
            x = pooled(x) if i % 2 == 1 else F.relu(x, inplace=True)
        return head(x, w)


def pooled(x):
    # The same as the pool of the relu, with a quarter of its work.
    return F.relu(F.max_pool2d(x, 2), inplace=True)


def head(x, w):
    x = F.relu(F.linear(x.flatten(1), w[-4], w[-3]), inplace=True)
    return F.linear(x, w[-2], w[-1])


def weights_of(shapes):
    return sum(math.prod(shape) for shape in shapes)


# Work: a function to be timed, or one that says itself how long it took.


def product(settings):
    x = torch.randn(settings["batch"], 784)
    w = torch.randn(settings["hidden"][0], 784)
    columns = w.t().contiguous()
    out = torch.empty(x.shape[0], w.shape[0])
    forms = {
        "rows": lambda: torch.mm(x, w.t(), out=out),
        "columns": lambda: torch.mm(x, columns, out=out),
    }
    return w.numel(), {name: timed(form) for name, form in forms.items()}


def training(network, batch):
    """A step of variational inference: a draw of every weight, Monte-Carlo KL to N(0, 1), Adam."""
    layouts = {"contiguous": torch.contiguous_format}
    if any(len(shape) == 4 for shape in network.shapes):
        layouts["channels last"] = torch.channels_last
    forms = {}
    for layout, memory_format in layouts.items():
        for adam, options in {"Adam": {}, "Adam foreach": {"foreach": True}, "Adam fused": {"fused": True}}.items():
            try:
                forms[f"{layout}, {adam}"] = timed(training_step(network, batch, memory_format, options))
            except (TypeError, RuntimeError):
                # Not every version has every Adam for processors.
                continue
    return weights_of(network.shapes), forms


def training_step(network, batch, memory_format, adam):
    def parameter(shape):
        values = torch.randn(shape)
        if len(shape) == 4:
            values = values.contiguous(memory_format=memory_format)
        return values.requires_grad_()

    parameters = [(parameter(shape), parameter(shape)) for shape in network.shapes]
    optimizer = torch.optim.Adam([each for pair in parameters for each in pair], lr=LEARNING_RATE, **adam)
    images = torch.randint(0, 256, (BATCHES * batch, *network.image), dtype=torch.uint8)
    images = images.contiguous(memory_format=memory_format)
    labels = torch.randint(0, CLASSES, (BATCHES * batch,))
    at = 0

    def step():
        nonlocal at
        x = images[at : at + batch].float().mul_(1 / 255)
        y = labels[at : at + batch]
        at = (at + batch) % len(images)
        drawn = []
        divergence = 0
        for mu, rho in parameters:
            sigma = F.softplus(rho)
            epsilon = torch.randn_like(mu)
            w = mu + sigma * epsilon
            # log q(w) − log p(w): what both have of log 2π is gone.
            divergence = divergence + 0.5 * (w.square().sum() - epsilon.square().sum()) - sigma.log().sum()
            drawn.append(w)
        loss = F.cross_entropy(network.logits(x, drawn), y, reduction="sum") + divergence
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
        if not math.isfinite(loss.item()):
            raise ArithmeticError("the loss is not finite")

    return step


def prediction(settings):
    """Every sampled network classifies all images; then the tutorial's rule decides by the medians."""
    network = Dense(settings["hidden"])
    images, samples = settings["images"], settings["samples"]
    mu = [torch.randn(shape) for shape in network.shapes]
    sigma = [F.softplus(torch.randn(shape)) for shape in network.shapes]
    x = torch.rand(images, 784)
    # What those networks would have said that are not measured stands here from the start.
    log_probs = F.log_softmax(torch.randn(samples, images, CLASSES), dim=-1)
    measured = math.ceil(samples / MEASURED)

    def sample(at, rows):
        w = [torch.addcmul(m, s, torch.randn_like(m)) for m, s in zip(mu, sigma)]
        for start in range(0, images, rows):
            chunk = slice(start, start + rows)
            torch.log_softmax(network.logits(x[chunk], w), dim=-1, out=log_probs[at, chunk])

    def decide():
        # The logarithm keeps the order, so that only the medians' matters.
        medians = log_probs.median(dim=0).values
        return (medians > math.log(ENOUGH)).any(dim=1), medians.argmax(dim=1)

    def time_of_networks(count, rows):
        with torch.inference_mode():
            return time_of(lambda: [sample(at, rows) for at in range(count)])

    def measure(rows):
        with torch.inference_mode():
            return time_of_networks(measured, rows) * samples / measured + time_of(decide)

    # One network is enough to tell which is faster.
    forms = {"all images": images, "1,024 images": 1024, "256 images": 256}
    form = fastest({name: lambda rows=rows: time_of_networks(1, rows) for name, rows in forms.items()})
    return weights_of(network.shapes), {form: lambda: measure(forms[form])}


def image(settings):
    """One image by networks that were drawn before: mean probabilities, no gradients."""
    network = Boxed(settings["channels"])
    samples = settings["samples"]
    pixels = torch.randint(0, 256, (1, *network.image), dtype=torch.uint8)
    stacked = [torch.randn(samples, *shape) for shape in network.shapes]

    def laid(memory_format):
        def lay(values):
            return values.contiguous(memory_format=memory_format) if values.dim() == 4 else values

        return [[lay(values) for values in drawn] for drawn in zip(*stacked)]

    def one_by_one(networks):
        def ask():
            x = pixels.float().mul_(1 / 255)
            outputs = torch.cat([network.logits(x, w) for w in networks])
            return F.log_softmax(outputs, dim=-1).exp().mean(dim=0)

        return ask

    def by_groups():
        x = pixels.float().mul_(1 / 255)
        return F.log_softmax(network.logits_by_groups(x, stacked), dim=-1).exp().mean(dim=0)

    forms = {
        "one by one, contiguous": one_by_one(laid(torch.contiguous_format)),
        "one by one, channels last": one_by_one(laid(torch.channels_last)),
        "groups": by_groups,
    }

    def without_gradients(form):
        def measure():
            with torch.inference_mode():
                return time_of(form)

        return measure

    return weights_of(network.shapes), {name: without_gradients(form) for name, form in forms.items()}


subjects = {
    "product": product,
    "step": lambda settings: training(Dense(settings["hidden"]), settings["batch"]),
    "convolution": lambda settings: training(Boxed(settings["channels"]), settings["batch"]),
    "colour": lambda settings: training(Colour(settings["colourChannels"]), settings["batch"]),
    "prediction": prediction,
    "image": image,
}


def time_of(work):
    """Milliseconds."""
    since = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - since)


def timed(work):
    return lambda: time_of(work)


def fastest(forms):
    """The name of the form with the least time, in turn after a run of each to warm up."""
    for measure in forms.values():
        measure()
    least = {name: math.inf for name in forms}
    for _ in range(3 if len(forms) > 1 else 0):
        for name, measure in forms.items():
            least[name] = min(least[name], measure())
    return min(least, key=least.get)


# Libraries and threads.


def loaded_libraries():
    """Paths of the libraries in this process that compute; none where the system does not tell."""
    try:
        with open("/proc/self/maps", encoding="utf-8") as maps:
            paths = {line.split(maxsplit=5)[-1].strip() for line in maps}
    except OSError:
        return []
    return sorted(path for path in paths if re.search(r"/[^/]*(blas|blis|mkl|atlas|dnnl|omp)[^/]*\.so", path))


def open_blas():
    """OpenBLAS as it is loaded, or nothing."""
    for path in loaded_libraries():
        if "openblas" in os.path.basename(path):
            return ctypes.CDLL(path)
    return None


def from_open_blas(name, result, *arguments):
    function = getattr(blas, name, None)
    if function is None:
        return None
    function.restype = result
    return function(*arguments)


def use_threads(count):
    torch.set_num_threads(count)
    # OpenBLAS with threads of its own does not hear of that.
    from_open_blas("openblas_set_num_threads", None, count)


def keeps_to_one_thread():
    """Whether a product on one thread takes no more of the processor than of the clock."""
    use_threads(1)
    x = torch.randn(512, 512)
    settle()
    processor, clock = time.process_time(), time.perf_counter()
    for _ in range(8):
        x @ x
    return time.process_time() - processor < 1.5 * (time.perf_counter() - clock)


def settle():
    # Threads of OpenMP and OpenBLAS look out for work a while: the next to be measured shall have the cores to itself.
    time.sleep(0.05)


# Requests.

blas = None
prepared = {}


def hello():
    global blas
    # Loads what is loaded at the first use.
    torch.randn(64, 64) @ torch.randn(64, 64)
    blas = open_blas()
    config = from_open_blas("openblas_get_config", ctypes.c_char_p)
    capability = re.search(r"CPU capability usage: (.*)", torch.__config__.show())
    return {
        "python": platform.python_version(),
        "torch": str(torch.__version__),
        "capability": capability.group(1) if capability else None,
        "mkldnn": torch.backends.mkldnn.is_available(),
        "mkl": torch.backends.mkl.is_available(),
        "openBlas": config.decode() if config else None,
        "libraries": loaded_libraries(),
        "keepsToOneThread": keeps_to_one_thread(),
    }


def prepare(id, subject, threads, settings):
    use_threads(threads)
    weights, forms = subjects[subject](settings)
    form = fastest(forms)
    prepared[id] = (threads, forms[form])
    settle()
    return {"weights": weights, "form": form}


def run(id, times):
    threads, measure = prepared[id]
    use_threads(threads)
    ms = [measure() for _ in range(times)]
    settle()
    return {"ms": ms}


requests = {"hello": hello, "prepare": prepare, "run": run}


def answer(line):
    if torch is None:
        return {"error": missing}
    try:
        request = json.loads(line)
        return requests[request.pop("do")](**request)
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    if torch is not None:
        torch.manual_seed(1)
    for line in sys.stdin:
        print(json.dumps(answer(line)), file=answers, flush=True)


if __name__ == "__main__":
    main()
