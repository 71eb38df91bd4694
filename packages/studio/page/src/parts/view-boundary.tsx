import { Component, type ReactNode } from "react";
import { problemOfPassed } from "../client/problems-pass.js";

/** Keeps a view's failure from taking the page along: its parts may not have come from the host. */
export class ViewBoundary extends Component<{ readonly children: ReactNode }, { readonly error?: unknown }> {
  override state: { readonly error?: unknown } = {};

  static getDerivedStateFromError(error: unknown): { readonly error: unknown } {
    return { error };
  }

  override render(): ReactNode {
    const { error } = this.state;
    if (error === undefined) return this.props.children;
    return (
      <div className="problem" role="alert">
        <p>This view cannot be shown: {problemOfPassed(error).message}. Load the page again.</p>
      </div>
    );
  }
}
