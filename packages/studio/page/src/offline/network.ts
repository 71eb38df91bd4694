/** How long the host may take, in milliseconds, before what is kept will do: a network may be there and say nothing. */
const patience = 4000;

/**
 * The host's answer; undefined where it cannot be reached, or is in trouble itself.
 *
 * @param options.patient Whether to wait however long it takes. Default false.
 */
export async function fromNetwork(
  request: Request,
  { patient = false }: { readonly patient?: boolean } = {},
): Promise<Response | undefined> {
  let late: ReturnType<typeof setTimeout> | undefined;
  const answer = fetch(request).catch(() => undefined);
  const tooLate = new Promise<undefined>((resolve) => {
    if (!patient) late = setTimeout(() => resolve(undefined), patience);
  });
  const response = await Promise.race([answer, tooLate]);
  clearTimeout(late);
  return response === undefined || response.status >= 500 ? undefined : response;
}
