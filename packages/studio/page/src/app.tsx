import { lazy, Suspense, type ComponentType } from "react";
import { DrawView } from "./draw/draw-view.js";
import { useOffline } from "./offline/use-offline.js";
import { EngineNote } from "./parts/engine-note.js";
import { DropZone } from "./draw/drop-zone.js";
import { FullPageLink } from "./take/full-page-link.js";
import { Header } from "./parts/header.js";
import { NoService } from "./parts/no-service.js";
import { ModelToken } from "./parts/model-token.js";
import { ProblemNote } from "./parts/problem-note.js";
import { ViewBoundary } from "./parts/view-boundary.js";
import { Stage } from "./stage/stage.js";
import { useAddress } from "./state/address.js";
import { useStore } from "./state/store.js";
import { isOfService, type View } from "./state/state.js";
import { useCharacters } from "./client/use-characters.js";
import { useFirstModel } from "./client/use-first-model.js";
import { usePictures } from "./client/use-pictures.js";
import { useService } from "./client/use-service.js";
import { useVerdict } from "./client/use-verdict.js";
import { TourView } from "./tour/tour-view.js";

// Who draws need not wait for what these views are made of.
const UnderstandView = lazy(async () => ({
  default: (await import("./understand/understand-view.js")).UnderstandView,
}));
const TrainView = lazy(async () => ({ default: (await import("./train/train-view.js")).TrainView }));
const ReviewView = lazy(async () => ({ default: (await import("./review/review-view.js")).ReviewView }));
const WatchView = lazy(async () => ({ default: (await import("./watch/watch-view.js")).WatchView }));

/** What stands beside the stage. */
const panels: Readonly<Record<View, ComponentType>> = {
  draw: DrawView,
  understand: UnderstandView,
  train: TrainView,
  tour: TourView,
  review: ReviewView,
  watch: WatchView,
};

export function App() {
  const { state } = useStore();
  useFirstModel();
  useVerdict();
  useCharacters();
  usePictures();
  useAddress();
  useOffline();
  useService();
  const ofService = isOfService(state.view) && !state.embedded;
  const Panel = ofService && state.service !== true ? NoService : panels[state.view];
  return (
    <div className={state.embedded ? "page embedded" : "page"}>
      {!state.embedded && <Header />}
      <ProblemNote />
      {!ofService && <ModelToken />}
      <DropZone />
      <main className={ofService ? undefined : "columns"}>
        {state.embedded && <h1 className="for-listeners">Nescio studio</h1>}
        {!ofService && <Stage />}
        {!state.embedded && (
          <section className="panel" aria-labelledby={`tab-${state.view}`} id="panel">
            <ViewBoundary key={state.view}>
              <Suspense>
                <Panel />
              </Suspense>
            </ViewBoundary>
          </section>
        )}
      </main>
      {!state.embedded && <EngineNote />}
      {state.embedded && <FullPageLink />}
    </div>
  );
}
