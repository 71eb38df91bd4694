/** How the names of MNIST's files, and of sets like it, are written: as they are published, and as they are unpacked elsewhere (Kaggle). */
export const spellings: readonly ((name: string) => string)[] = [
  (name) => name,
  (name) => name.replace(/-(idx[13]-ubyte)$/, ".$1"),
];
