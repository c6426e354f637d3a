/** A program of its own that uses the keychain as it is told, one step an argument, and prints each result as a line of JSON. */
import {execFileSync} from 'node:child_process';
import {
  deleteToken,
  loadToken,
  probeKeychain,
  saveToken,
  type TokenPlace,
} from '../../../src/client/credentials/credentials.ts';
import {ChatError} from '../../../src/shared/errors.ts';

const place: TokenPlace = {store: 'keychain', dir: '', serverUrl: 'http://127.0.0.1:7420', name: 'ann'};

let frozenPid: number | undefined;

/** The process behind the session's Secret Service. */
function keychainPid(): number {
  const question = 'org.freedesktop.DBus.GetConnectionUnixProcessID';
  const args = ['--session', '--print-reply=literal', '--dest=org.freedesktop.DBus', '/', question];
  const answer = execFileSync('dbus-send', [...args, 'string:org.freedesktop.secrets'], {encoding: 'utf8'});
  return Number(/uint32 (\d+)/.exec(answer)?.[1]);
}

const STEPS: Readonly<Record<string, () => unknown>> = {
  probe: probeKeychain,
  load: () => loadToken(place),
  save: () => saveToken(place, 'ct_secret'),
  delete: () => deleteToken(place),
  /** From here on the keychain takes every question and answers none. */
  freeze: () => process.kill((frozenPid = keychainPid()), 'SIGSTOP'),
};

for (const step of process.argv.slice(2)) {
  try {
    const value = await STEPS[step]?.();
    process.stdout.write(`${JSON.stringify({step, value: value ?? null})}\n`);
  } catch (error) {
    const {code, detail} = error instanceof ChatError ? error : {code: 'bug', detail: String(error)};
    process.stdout.write(`${JSON.stringify({step, code, detail})}\n`);
  }
}
if (frozenPid !== undefined) process.kill(frozenPid, 'SIGKILL');
// A question that is never answered holds a thread, which would hold the process.
process.exit();
