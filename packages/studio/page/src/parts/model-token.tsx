import { lazy, Suspense } from "react";
import { useStore } from "../state/store.js";

// Few services want one.
const TokenForm = lazy(async () => ({ default: (await import("../service/token-form.js")).TokenForm }));

/** Where the service wants a token for the model that the page opens with. */
export function ModelToken() {
  const { tokenWanted } = useStore().state;
  if (tokenWanted === undefined) return null;
  return (
    <div className="problem" role="alert">
      <div>
        <p>The service wants a token. {tokenWanted}</p>
        <Suspense>
          <TokenForm />
        </Suspense>
      </div>
    </div>
  );
}
