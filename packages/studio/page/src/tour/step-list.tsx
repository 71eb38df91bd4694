import { steps } from "./steps.js";

/** All steps, to go to. */
export function StepList({ at, go }: { readonly at: number; readonly go: (step: number) => void }) {
  return (
    <nav aria-label="Steps of the tour">
      <ol className="step-list">
        {steps.map(({ title }, step) => (
          <li key={title}>
            <button
              aria-label={`Step ${step + 1}: ${title}`}
              aria-current={step === at ? "step" : undefined}
              title={title}
              onClick={() => go(step)}
            >
              {step + 1}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}
