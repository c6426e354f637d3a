#!/usr/bin/env node
// Starts the program; plain old JavaScript, so that a runtime that is too old can still say so.
var parts = process.versions.node.split('.').map(Number);
if (parts[0] < 22 || (parts[0] === 22 && parts[1] < 13)) {
  process.stderr.write(
    'chat-tui needs Node 22.13 or newer and this is ' +
      process.versions.node +
      ". Install a newer one from https://nodejs.org, or start it with: npx -p node@24 node '" +
      process.argv[1].replace(/'/g, "'\\''") +
      "'\n",
  );
  process.exit(2);
} else {
  hideFetch();
  import('../dist/main.js').catch(function (error) {
    process.stderr.write('chat-tui cannot start: ' + error.message + '. Install it again.\n');
    process.exit(1);
  });
}

/**
 * Yoga and engine.io look for these globals when they are loaded, and have another way without them. Looking at either makes
 * Node load undici, some 50 ms of processor time (defining them anew as well); nothing here makes requests with it.
 */
function hideFetch() {
  delete globalThis.fetch;
  delete globalThis.WebSocket;
}
