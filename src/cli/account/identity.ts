/** The proof of one's own server on this machine, by the secret in its data folder. */
import {randomBytes, timingSafeEqual} from 'node:crypto';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {ServerIdentity} from '../../client/line/identity.ts';
import {troubleOf} from '../../client/line/troubles.ts';
import {ChatError} from '../../shared/errors.ts';
import {CHALLENGE, IDENTITY_FILE, IDENTITY_PATH, proofOf, type End} from '../../shared/identity.ts';
import {http} from '../../shared/nodeHttp.ts';
import {servedFile, servedFolder} from '../serving/served.ts';
import type {Shell} from '../shell.ts';

const ANSWER_MS = 5_000;
const ANSWER_BYTES_MAX = 1_024;
const LOOPBACK = /^http:\/\/(?:127\.\d+\.\d+\.\d+|\[::1\]):\d+$/;

/** Only a server on this machine can be one's own; `undefined` for all others, whose proof is their certificate. */
export function identityOf(shell: Shell, serverUrl: string): Required<Pick<ServerIdentity, 'prove'>> | undefined {
  if (!LOOPBACK.test(serverUrl)) return undefined;
  return {
    async prove() {
      const folder = servedFolder(shell.paths, serverUrl);
      const secret = folder === undefined ? undefined : readSecret(join(folder, IDENTITY_FILE));
      // Never one's own, or its folder is gone: another server has the port now.
      if (secret === undefined) return;
      const address = serverUrl.replace('http://', '');
      const challenge = randomBytes(32).toString('base64url');
      const {proof, end} = await ask(`${serverUrl}${IDENTITY_PATH}?challenge=${challenge}`, address);
      const wanted = proofOf(secret, challenge, end);
      if (proof.length === wanted.length && timingSafeEqual(Buffer.from(proof), Buffer.from(wanted))) return;
      throw new ChatError('server-not-proved', `${address} (${servedFile(shell.paths)})`);
    },
  };
}

function readSecret(path: string): string | undefined {
  try {
    const secret = readFileSync(path, 'utf8').trim();
    return CHALLENGE.test(secret) ? secret : undefined;
  } catch {
    return undefined;
  }
}

/** What is answered, and where; an answer that is none has an empty proof. @throws why nobody answers */
function ask(url: string, address: string): Promise<{proof: string; end: End}> {
  return new Promise((resolve, reject) => {
    const asked = http.get(url, {agent: false, timeout: ANSWER_MS}, answer => {
      const {remoteAddress = '', remotePort = 0} = answer.socket;
      let text = '';
      answer.setEncoding('latin1').on('data', (part: string) => {
        text += part;
        if (text.length > ANSWER_BYTES_MAX) asked.destroy();
      });
      answer.once('close', () => resolve({proof: proofIn(text), end: {address: remoteAddress, port: remotePort}}));
    });
    const deadline = setTimeout(() => asked.destroy(new Error('no answer')), ANSWER_MS);
    asked.once('close', () => clearTimeout(deadline));
    asked.once('timeout', () => asked.destroy(new Error('no answer')));
    asked.once('error', error => {
      const {code, detail} = troubleOf(error, address);
      reject(new ChatError(code, detail));
    });
  });
}

function proofIn(text: string): string {
  try {
    const {proof} = JSON.parse(text) as {proof?: unknown};
    return typeof proof === 'string' && /^[A-Za-z0-9_-]*$/.test(proof) ? proof : '';
  } catch {
    return '';
  }
}
