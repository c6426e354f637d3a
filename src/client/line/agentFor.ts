/** Chooses the HTTP agent for a server: it releases a connection only after the server's identity was verified. */
import type {Agent} from 'node:http';
import type {ServerIdentity} from './identity.ts';
import {provenAgent} from './proof.ts';
import {secureAgent} from './secure.ts';

/** `undefined` for an unencrypted server without a proof, which is identified by its address alone. */
export function agentFor(serverUrl: string, identity: ServerIdentity | undefined): Agent | undefined {
  if (serverUrl.startsWith('https:')) return secureAgent(serverUrl, identity?.fingerprint);
  return identity?.secret === undefined ? undefined : provenAgent(serverUrl, identity);
}
