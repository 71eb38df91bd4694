/** What tells whether somebody sits before a screen. */
interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether what is printed goes to a terminal. */
  readonly isTerminal: boolean;
}

/**
 * Whether a browser can be opened for who runs the command: in a terminal of the machine itself, with a screen. Elsewhere what
 * opens browsers would start one that nobody sees, or one for terminals, which waits for input that does not come.
 */
export function wantsBrowser({ platform, env, isTerminal }: Surroundings): boolean {
  const has = (name: string): boolean => env[name] !== undefined && env[name] !== "";
  if (!isTerminal || has("CI") || has("SSH_CONNECTION")) return false;
  if (platform === "darwin" || platform === "win32") return true;
  return has("DISPLAY") || has("WAYLAND_DISPLAY") || has("WSL_DISTRO_NAME");
}
