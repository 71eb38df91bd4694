/**
 * Opens an address in the browser of who runs the command. That it cannot be opened is told of, and no error: anybody can enter
 * an address.
 *
 * @param options.notice Takes what is told.
 * @param options.open What opens browsers. Default: the package of that name.
 */
export async function openBrowser(
  address: string,
  {
    notice,
    open = openByPackage,
  }: { readonly notice: (text: string) => void; readonly open?: (address: string) => Promise<unknown> },
): Promise<void> {
  try {
    await open(address);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    notice(`No browser could be opened (${why}): open the address in one yourself.`);
  }
}

async function openByPackage(address: string): Promise<unknown> {
  return (await import("open")).default(address);
}
