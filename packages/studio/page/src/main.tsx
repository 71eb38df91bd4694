import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app.js";
import { Studio } from "./client/studio.js";
import { stateOfAddress } from "./state/address.js";
import { StoreProvider } from "./state/store.js";

const studio = new Studio();

createRoot(document.getElementById("studio")!).render(
  <StrictMode>
    <StoreProvider studio={studio} initial={stateOfAddress(location)}>
      <App />
    </StoreProvider>
  </StrictMode>,
);
