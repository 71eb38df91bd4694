import { execFileSync } from "node:child_process";

const named = process.env.NESCIO_PYTHON;

/** The Python to compare with: `NESCIO_PYTHON`, else the system's; undefined where it has no PyTorch. */
export const pythonWithTorch: string | undefined = (
  named === undefined || named === "" ? ["python3", "/usr/bin/python3"] : [named]
).find(hasTorch);

/** Looks for it without loading it, which takes seconds. */
function hasTorch(python: string): boolean {
  const script = "import importlib.util as u, sys; sys.exit(u.find_spec('torch') is None)";
  try {
    execFileSync(python, ["-c", script], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}
