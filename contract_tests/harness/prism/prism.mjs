// Loaded into Prism's process before Prism itself, with `node --import`.

import { subscribe } from "node:diagnostics_channel";

// Prism prints its port only at log level "info". At that level it also logs every request, which
// costs a third of its speed. Node reports the port at any level.
subscribe("tracing:net.server.listen:asyncEnd", ({ server }) => {
  console.log(`listening on ${server.address().port}`);
});

// The harness holds the other end of stdin, which closes however the harness ends.
process.stdin.on("end", () => process.exit()).resume().unref();
