import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import Metro from "metro";

const projectRoot = dirname(fileURLToPath(import.meta.url));
const config = await Metro.loadConfig({ cwd: projectRoot }, { projectRoot, watchFolders: [dirname(projectRoot)], resolver: { useWatchman: false } });
await Metro.runBuild(config, { entry: "index.js", out: join(projectRoot, "bundle.js"), dev: false, platform: "ios" });
