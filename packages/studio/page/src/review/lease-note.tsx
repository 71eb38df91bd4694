import { useEffect, useState } from "react";
import type { ReviewItem } from "./review-session.js";
import { useSession } from "./use-session.js";

/** From when on the end of the lease is told, in milliseconds before it. */
const soon = 60_000;

/** Says when the time for which a review is the reviewer's comes to its end. */
export function LeaseNote({ item: { until } }: { readonly item: ReviewItem }) {
  const { session } = useSession();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const left = until === null ? Infinity : until - now;
  return (
    <div className="lease" role="status">
      {left <= 0 && (
        <>
          <p>
            Your time for this one has ended: another reviewer may get it. Your label counts if nobody has it
            by then.
          </p>
          <button onClick={() => void session.renew()}>Claim anew</button>
        </>
      )}
      {left > 0 && left <= soon && <p>This one is yours for less than a minute more.</p>}
    </div>
  );
}
