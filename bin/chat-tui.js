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
  startWithFlags();
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

/**
 * Bounds the young generation of a server's heap. V8 must know its flags when it starts, so the same process begins again with
 * them. Where that cannot be done (Windows, Node before 22.15) the server works as well and takes more memory. The screen
 * bounds its heap without flags.
 */
function startWithFlags() {
  var words = process.argv.slice(2);
  var flags = flagsFor(words).filter(function (flag) {
    var name = flag.split('=')[0];
    return !process.execArgv.some(function (given) {
      return given.split('=')[0] === name;
    });
  });
  if (flags.length === 0 || process.platform === 'win32' || !process.execve) return;
  var command = [process.execPath].concat(process.execArgv, flags, [process.argv[1]], words);
  process.execve(process.execPath, command, process.env);
}

function flagsFor(words) {
  // MiB. What is young in a server is in flight.
  return words.indexOf('serve') >= 0 ? ['--max-semi-space-size=4'] : [];
}
