import { join } from "node:path";
import { userDataFolder } from "@nescio/node/internal";

/**
 * Where the review queue is kept where nobody says where: `reviews` in the user's data folder, which is `$XDG_DATA_HOME/nescio`
 * or `~/.local/share/nescio`, on macOS `~/Library/Application Support/nescio`, on Windows `%LOCALAPPDATA%\nescio\Data`.
 */
export function defaultReviewFolder(): string {
  return join(userDataFolder(), "reviews");
}
