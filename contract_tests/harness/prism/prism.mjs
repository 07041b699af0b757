// Loaded into Prism's process before Prism itself, with `node --import`.

import { subscribe } from "node:diagnostics_channel";

// Prism tells its port at log level "info" only, and at that level it also logs every request, which
// costs a third of its speed. Node tells the port at any level.
subscribe("tracing:net.server.listen:asyncEnd", ({ server }) => {
  console.log(`listening on ${server.address().port}`);
});

// The harness holds the other end of stdin. When the harness ends, however it ends, stdin ends.
process.stdin.on("end", () => process.exit()).resume().unref();
