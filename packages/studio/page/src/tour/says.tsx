/** A verdict that the words tell of: the one that is there when the step is entered, or that after one of its tries. */
export function Says({ after, children }: { readonly after?: number; readonly children: string }) {
  return (
    <strong className="says" data-after={after}>
      “{children}”
    </strong>
  );
}
