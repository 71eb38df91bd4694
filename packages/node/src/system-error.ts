/** Whether the error came from the operating system (`ENOENT`, `EACCES`, …) rather than from this program. */
export function isSystemError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return error instanceof Error && "syscall" in error && "code" in error && typeof error.code === "string";
}
