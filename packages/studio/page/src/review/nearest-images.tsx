import { useEffect, useState } from "react";
import { trainingImage } from "../service/reviews.js";
import { serviceErrorOf } from "../service/request.js";

type Loaded =
  | { readonly images: readonly { readonly place: number; readonly address: string }[] }
  | { readonly why: string };

/** The training images that look most like the input. */
export function NearestImages({
  model,
  places,
}: {
  readonly model: string;
  readonly places: readonly number[];
}) {
  const [loaded, setLoaded] = useState<Loaded>();
  const key = places.join();
  useEffect(() => {
    let wanted = true;
    const addresses: string[] = [];
    const load = async (place: number) => {
      const address = URL.createObjectURL(await trainingImage(model, place));
      addresses.push(address);
      return { place, address };
    };
    setLoaded(undefined);
    Promise.all(places.map(load)).then(
      (images) => wanted && setLoaded({ images }),
      (error: unknown) => wanted && setLoaded({ why: serviceErrorOf(error).message }),
    );
    return () => {
      wanted = false;
      for (const address of addresses) URL.revokeObjectURL(address);
    };
    // Places are the same where they read the same.
  }, [model, key]);
  if (places.length === 0) return null;
  return (
    <>
      <h3>The training images that look most like it</h3>
      {loaded !== undefined && "why" in loaded && <p className="hint">{loaded.why}</p>}
      <ul className="nearest">
        {loaded !== undefined &&
          "images" in loaded &&
          loaded.images.map(({ place, address }) => (
            <li key={place}>
              <img className="pixels" src={address} alt={`Training image ${place}`} />
              <span>{place}</span>
            </li>
          ))}
      </ul>
    </>
  );
}
