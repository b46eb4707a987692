#!/usr/bin/env node
const needed = 24;
if (Number.parseInt(process.versions.node, 10) < needed) {
  process.stderr.write(
    `live-metrics needs Node ${needed} or newer and was started with ${process.versions.node}; install it, for example with "npx -p node@${needed} live-metrics" [LM_NODE_TOO_OLD]\n`,
  );
  process.exitCode = 2;
} else {
  await import("../dist/cli/main.js");
}
