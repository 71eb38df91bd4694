import type { DataFormat } from "./format.js";
import { cifarBatches } from "./formats/cifar-batches.js";
import { idxPair } from "./formats/idx-pair.js";

/** The parts a data set may come in. */
export type Split = "train" | "test";

/** One file of a registered data set. */
export interface RegistryFile {
  /** Its name without `.gz`. */
  readonly name: string;
  /** Its length in bytes once decompressed; the greatest one where there is no checksum. */
  readonly bytes: number;
  /** SHA-256, lower-case hex, of what `digestOf` says. Not there: none has been published, and none is verified. */
  readonly sha256?: string;
  /**
   * What the checksum is of: the decompressed bytes (gzip streams differ between mirrors), or the `.gz` file where
   * only that checksum has been published.
   */
  readonly digestOf: "content" | "gzip";
}

export interface RegistrySplit {
  readonly count: number;
  /** In the order that the format says. */
  readonly files: readonly RegistryFile[];
}

/** All that is known of a data set before it is on disk. Images are `height × width × channels`. */
export interface RegistryEntry {
  readonly name: string;
  readonly title: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly format: DataFormat;
  readonly classes: readonly string[];
  readonly license: string;
  readonly homepage: string;
  /** Addresses that a file name plus `.gz` is put behind, in the order they are tried. */
  readonly mirrors: readonly string[];
  /** How to get it where there is no mirror. */
  readonly instructions?: string;
  readonly splits: Readonly<Partial<Record<Split, RegistrySplit>>>;
}

const digits = Array.from("0123456789");
const letters = Array.from("ABCDEFGHIJ");

/** A split of 28×28 images in the file names that MNIST introduced. */
function split(
  prefix: "train" | "t10k",
  count: number,
  digestOf: RegistryFile["digestOf"],
  imagesSha256: string,
  labelsSha256: string,
): RegistrySplit {
  return {
    count,
    files: [
      {
        name: `${prefix}-images-idx3-ubyte`,
        bytes: 16 + count * 28 * 28,
        sha256: imagesSha256,
        digestOf,
      },
      { name: `${prefix}-labels-idx1-ubyte`, bytes: 8 + count, sha256: labelsSha256, digestOf },
    ],
  };
}

/** A batch of 10,000 images, or the first of them. Only the archive's checksum has been published, none of its files'. */
function cifarBatch(name: string): RegistryFile {
  return { name, bytes: 10_000 * (1 + 3 * 32 * 32), digestOf: "content" };
}

/** The data sets known by name, with what it takes to find, fetch and check them. */
export const registry: readonly RegistryEntry[] = [
  {
    name: "mnist",
    title: "MNIST, handwritten digits",
    height: 28,
    width: 28,
    channels: 1,
    format: idxPair,
    classes: digits,
    license: "CC BY-SA 3.0",
    homepage: "http://yann.lecun.com/exdb/mnist/",
    mirrors: [
      "https://ossci-datasets.s3.amazonaws.com/mnist/",
      "https://storage.googleapis.com/cvdf-datasets/mnist/",
    ],
    splits: {
      train: split(
        "train",
        60_000,
        "content",
        "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
        "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
      ),
      test: split(
        "t10k",
        10_000,
        "content",
        "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
        "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
      ),
    },
  },
  {
    name: "notmnist",
    title: "notMNIST, letters A to J from fonts, in MNIST's format",
    height: 28,
    width: 28,
    channels: 1,
    format: idxPair,
    classes: letters,
    license: "published with the permission of the author, Yaroslav Bulatov",
    homepage: "https://github.com/davidflanagan/notMNIST-to-MNIST",
    mirrors: ["https://raw.githubusercontent.com/davidflanagan/notMNIST-to-MNIST/master/"],
    splits: {
      test: split(
        "t10k",
        10_000,
        "content",
        "8e7f38ae95cc8f48e0986175ffc9137e5007ebcf3d8fdf6656c904eb9dab198b",
        "5f8e6012f2ce730700d8d05fca098bc47f71d25b890e4bec7ac5ebfd614a4001",
      ),
    },
  },
  {
    name: "notmnist-tutorial",
    title: "the 459 notMNIST letters of the tutorial's repository",
    height: 28,
    width: 28,
    channels: 1,
    format: idxPair,
    classes: letters,
    license: "MIT",
    homepage: "https://github.com/paraschopra/bayesian-neural-network-mnist",
    mirrors: [],
    instructions:
      "No mirror has it as IDX files. Clone https://github.com/paraschopra/bayesian-neural-network-mnist and give its folder not-mnist as the data set, or put the IDX files in FOLDER/notmnist-tutorial/ and set NESCIO_DATA=FOLDER.",
    splits: {
      test: split(
        "t10k",
        459,
        "content",
        "71b9e988988ce5e9607b5458fea6af209b172acb3103830d62c2c9e437ac6595",
        "fb1de46080bcb3007145328e2a271225f1d68cef9fd87db7b9c543343d753f41",
      ),
    },
  },
  {
    name: "kmnist",
    title: "KMNIST, cursive Japanese characters",
    height: 28,
    width: 28,
    channels: 1,
    format: idxPair,
    classes: Array.from("おきすつなはまやれを"),
    license: "CC BY-SA 4.0",
    homepage: "http://codh.rois.ac.jp/kmnist/",
    mirrors: [
      "https://codh.rois.ac.jp/kmnist/dataset/kmnist/",
      "http://codh.rois.ac.jp/kmnist/dataset/kmnist/",
    ],
    splits: {
      train: split(
        "train",
        60_000,
        "gzip",
        "51467d22d8cc72929e2a028a0428f2086b092bb31cfb79c69cc0a90ce135fde4",
        "e38f9ebcd0f3ebcdec7fc8eabdcdaef93bb0df8ea12bee65224341c8183d8e17",
      ),
      test: split(
        "t10k",
        10_000,
        "content",
        "76fbd229ce87db80dd281af5e6670de4ad0e42fb30a7bd643972994c47c1f42e",
        "a11dc742be8e781a40a92f53d6a4957e7b7d36df2faa097659131ebfd8fd60c6",
      ),
    },
  },
  {
    name: "fashion-mnist",
    title: "Fashion-MNIST, articles of clothing",
    height: 28,
    width: 28,
    channels: 1,
    format: idxPair,
    classes: [
      "T-shirt/top",
      "Trouser",
      "Pullover",
      "Dress",
      "Coat",
      "Sandal",
      "Shirt",
      "Sneaker",
      "Bag",
      "Ankle boot",
    ],
    license: "MIT",
    homepage: "https://github.com/zalandoresearch/fashion-mnist",
    mirrors: [
      "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",
      "https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/",
    ],
    splits: {
      train: split(
        "train",
        60_000,
        "gzip",
        "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
        "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
      ),
      test: split(
        "t10k",
        10_000,
        "gzip",
        "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
        "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
      ),
    },
  },
  {
    name: "cifar10",
    title: "CIFAR-10, photos of animals and vehicles, in colour",
    height: 32,
    width: 32,
    channels: 3,
    format: cifarBatches,
    classes: ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"],
    license: "none stated; Alex Krizhevsky, for research",
    homepage: "https://www.cs.toronto.edu/~kriz/cifar.html",
    mirrors: [],
    instructions:
      "Download https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz, put its data_batch_1.bin to data_batch_5.bin and test_batch.bin in FOLDER/cifar10/, and set NESCIO_DATA=FOLDER. The first batches are enough for --limit.",
    splits: {
      train: {
        count: 50_000,
        files: ["1", "2", "3", "4", "5"].map((batch) => cifarBatch(`data_batch_${batch}.bin`)),
      },
      test: { count: 10_000, files: [cifarBatch("test_batch.bin")] },
    },
  },
];

/** The registered data set of that name, if there is one. */
export function findRegistryEntry(name: string): RegistryEntry | undefined {
  return registry.find((entry) => entry.name === name);
}

/** The splits of an entry, training first, with all their files. */
export function registryFiles(entry: RegistryEntry): { split: Split; count: number; file: RegistryFile }[] {
  return (["train", "test"] as const).flatMap((name) => {
    const part = entry.splits[name];
    return part ? part.files.map((file) => ({ split: name, count: part.count, file })) : [];
  });
}
