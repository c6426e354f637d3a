/** Checks of `doctor` on the way to a server: name, connection, encryption, identity, protocol, login, clock, files. */
import {lookup} from 'node:dns/promises';
import type {IncomingMessage} from 'node:http';
import {connect} from 'node:net';
import {agentFor} from '../../client/line/agentFor.ts';
import {prove} from '../../client/line/proof.ts';
import {askKey, requireKey, SELF_SIGNED, UnknownServer} from '../../client/line/secure.ts';
import {certificateReason, troubleOf} from '../../client/line/troubles.ts';
import type {ServerIdentity} from '../../client/line/identity.ts';
import {addressOf, hostOf, isLoopbackHost} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import {showFingerprint} from '../../shared/access/fingerprint.ts';
import {DAY_MS, TIMEOUTS} from '../../shared/limits.ts';
import {nodeHttp} from '../../shared/machine/nodeModules.ts';
import {FILES_PATH, HEALTH_PATH} from '../../shared/httpPaths.ts';
import {identityOf} from '../account/identity.ts';
import {findVerbToken} from '../account/logins.ts';
import {chooseServer, withClient} from '../account/session.ts';
import {EXIT} from '../ending/exits.ts';
import {knownKeyOf} from '../settings/knownServers.ts';
import type {Shell} from '../shell.ts';
import {fail, ok, warn, type Check, type WayFacts} from './check.ts';

const EXPIRY_DAYS = 30;
/** Message times are those of the server; a larger difference is noticeable. */
const CLOCK_MS_MAX = 30_000;

const portOf = (url: string): number => Number(new URL(url).port) || (url.startsWith('https:') ? 443 : 80);
const failed = (text: string) => ({...fail(text), exit: EXIT.noServer});

export const WAY: readonly Check<WayFacts>[] = [
  {
    name: 'server',
    isStep: true,
    async look(shell, facts) {
      const {serverUrl, fingerprint} = await chooseServer(shell, await shell.clientSettings());
      Object.assign(facts, {serverUrl, fingerprint});
      return ok(`${serverUrl}; another is named by --server.`);
    },
  },
  {
    name: 'name',
    isStep: true,
    async look(_shell, {serverUrl}) {
      const host = hostOf(new URL(serverUrl));
      try {
        const found = await lookup(host, {all: true});
        return ok(`${host} is ${found.map(({address}) => address).join(', ')}.`);
      } catch {
        return failed(`${host} has no address: check how it is written, and whether this machine has a network.`);
      }
    },
  },
  {
    name: 'connection',
    isStep: true,
    async look(_shell, {serverUrl}) {
      const beganMs = performance.now();
      await reach(serverUrl);
      return ok(`Port ${portOf(serverUrl)} answers after ${Math.round(performance.now() - beganMs)} ms.`);
    },
  },
  {
    name: 'encryption',
    isStep: true,
    async look(shell, {serverUrl, fingerprint}) {
      if (!serverUrl.startsWith('https:')) {
        if (isLoopbackHost(new URL(serverUrl).hostname)) return ok('None, and none is needed: it is on this machine.');
        return warn(
          'None: passwords and messages can be read on the way. Ask whoever runs the server for an https address.',
        );
      }
      const shown = await askKey(serverUrl);
      const known = knownKeyOf(shell.paths, serverUrl);
      const named = (await shell.clientSettings()).fingerprint ?? fingerprint;
      const wanted = named ?? (known === 'authority' ? undefined : known?.fingerprint);
      const address = addressOf(serverUrl);
      if (wanted !== undefined) requireKey(shown, wanted, address);
      else if (shown.refusal === SELF_SIGNED) throw new UnknownServer(address, shown.fingerprint);
      else if (shown.refusal !== undefined)
        throw new ChatError('certificate-refused', `${address}: ${certificateReason(shown.refusal)}`);
      const days = Math.floor((shown.validToMs - shell.now()) / DAY_MS);
      if (days < EXPIRY_DAYS) return warn(`Its certificate ends in ${days} days: tell whoever runs the server.`);
      const by =
        wanted === undefined ? 'an authority vouches for it' : `its key is ${showFingerprint(wanted)}, as it must be`;
      return ok(`TLS; ${by}.`);
    },
  },
  {
    name: 'identity',
    isStep: true,
    async look(shell, {serverUrl}) {
      const identity = identityOf(shell, serverUrl);
      if (identity?.secret() === undefined) return undefined;
      await prove(serverUrl, identity);
      return ok('It proved to be your own server.');
    },
  },
  {
    name: 'clock',
    async look(shell, facts) {
      const {headers} = await ask(shell, facts, 'GET', HEALTH_PATH);
      const aheadMs = Date.parse(headers.date ?? '') - shell.now();
      if (!Number.isFinite(aheadMs)) return warn('The server does not tell the time.');
      const seconds = Math.round(Math.abs(aheadMs) / 1_000);
      if (Math.abs(aheadMs) <= CLOCK_MS_MAX) return ok(`Here and there agree to ${Math.max(1, seconds)} s.`);
      return warn(
        `The clock here is ${seconds} s ${aheadMs > 0 ? 'behind' : 'ahead of'} the server’s: set it (timedatectl set-ntp true).`,
      );
    },
  },
  {
    name: 'protocol',
    isStep: true,
    look: (shell, {serverUrl, fingerprint}) =>
      withClient(shell, {serverUrl, fingerprint}, () =>
        Promise.resolve(ok('Program and server understand each other.')),
      ),
  },
  {
    name: 'login',
    async look(shell, {serverUrl, fingerprint}) {
      const found = await findVerbToken(shell, await shell.clientSettings(), serverUrl);
      if (found === undefined) return warn('None is kept for it: chat-tui login --user NAME.');
      return withClient(shell, {serverUrl, fingerprint, token: found.token}, client => {
        const {me, roomById} = client.getState();
        return Promise.resolve(ok(`${me?.name ?? ''} (${me?.role ?? ''}), in ${Object.keys(roomById).length} rooms.`));
      });
    },
  },
  {
    name: 'files',
    async look(shell, facts) {
      // Sends an upload request without a login: only a proxy that blocks uploads would answer in another form.
      const {statusCode, body} = await ask(shell, facts, 'PATCH', `${FILES_PATH}doctor`);
      if (body.startsWith('{"error":{"code":"')) return ok('Uploads come through.');
      return fail(
        `An upload is answered by something before the server (HTTP ${statusCode}): let PATCH and large bodies ` +
          'through (docs/operations.md, Behind a proxy).',
      );
    },
  },
];

async function reach(serverUrl: string): Promise<void> {
  const socket = connect({host: hostOf(new URL(serverUrl)), port: portOf(serverUrl)});
  try {
    await new Promise<void>((resolve, reject) => {
      socket.setTimeout(TIMEOUTS.connectMs, () => reject(new ChatError('no-server', addressOf(serverUrl))));
      socket.once('connect', resolve).once('error', reject);
    });
  } catch (error) {
    const {code, detail} = troubleOf(error, addressOf(serverUrl));
    throw new ChatError(code, detail);
  } finally {
    socket.destroy();
  }
}

interface Answer extends Pick<IncomingMessage, 'headers' | 'statusCode'> {
  body: string;
}

const BODY_MAX = 10_000;

/** Sends a request only after the server's key was verified. */
async function ask(shell: Shell, {serverUrl, fingerprint}: WayFacts, method: string, path: string): Promise<Answer> {
  const known = serverUrl.startsWith('https:') ? knownKeyOf(shell.paths, serverUrl) : undefined;
  const named = (await shell.clientSettings()).fingerprint ?? fingerprint;
  const key = named ?? (known === 'authority' ? undefined : known?.fingerprint);
  const identity: ServerIdentity | undefined = key === undefined ? identityOf(shell, serverUrl) : {fingerprint: key};
  const agent = agentFor(serverUrl, identity);
  const {request} = serverUrl.startsWith('https:') ? await import('node:https') : nodeHttp();
  return new Promise((resolve, reject) => {
    const asked = request(
      serverUrl + path,
      {
        method,
        timeout: TIMEOUTS.connectMs,
        ...(agent !== undefined && {agent}),
        headers: {'Tus-Resumable': '1.0.0', 'Content-Length': '0'},
      },
      answer => {
        let body = '';
        answer.setEncoding('utf8').on('data', (text: string) => {
          body += text;
          if (body.length > BODY_MAX) answer.destroy();
        });
        answer.once('close', () => resolve({headers: answer.headers, statusCode: answer.statusCode, body}));
      },
    );
    asked.once('timeout', () => asked.destroy(new ChatError('no-server', addressOf(serverUrl))));
    asked.once('error', error => {
      const {code, detail} = troubleOf(error, addressOf(serverUrl));
      reject(new ChatError(code, detail));
    });
    asked.end();
  });
}
