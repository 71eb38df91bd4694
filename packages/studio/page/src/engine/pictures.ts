import { NescioError, type Picture } from "@nescio/core";
import { decodeHere } from "@nescio/core/internal";

/**
 * Pictures by the page's numbers, files or decoded ones that are small. Of files that were decoded, which are large, only the last
 * is kept.
 */
export class Pictures {
  readonly #inputs = new Map<number, File | Picture>();
  #last: { readonly id: number; readonly picture: Picture } | undefined;

  /**
   * Keeps a picture under a number; a file, if it can be decoded.
   *
   * @throws NescioError as `answer` for what is no picture, or too large; its subject is the file's name.
   */
  async take(id: number, input: File | Picture): Promise<Picture> {
    const picture = input instanceof File ? await decoded(input) : input;
    this.#inputs.set(id, input);
    this.#last = { id, picture };
    return picture;
  }

  async get(id: number): Promise<Picture> {
    if (this.#last?.id === id) return this.#last.picture;
    const input = this.#inputs.get(id);
    if (input === undefined) throw new Error(`there is no picture ${id}`);
    if (!(input instanceof File)) return input;
    // Two decoded at once may not fit.
    this.#last = undefined;
    const picture = await decoded(input);
    this.#last = { id, picture };
    return picture;
  }

  forget(): void {
    this.#inputs.clear();
    this.#last = undefined;
  }
}

async function decoded(file: File): Promise<Picture> {
  try {
    return await decodeHere(file);
  } catch (error) {
    throw named(error, file.name);
  }
}

/** An error of a file, which says of which. */
function named(error: unknown, name: string): unknown {
  if (error instanceof NescioError) return new NescioError({ ...error.toJSON(), subject: name });
  // What a browser says where a file has gone, or is a folder.
  if (!(error instanceof DOMException)) return error;
  const found = error.message.replace(/\.$/, "");
  return new NescioError({
    code: "inaccessible",
    subject: name,
    expected: "a file that can be read",
    found,
    next: "It may have been moved or changed since.",
  });
}
