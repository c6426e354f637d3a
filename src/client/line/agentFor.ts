/** Chooses the HTTP agent for a server: one that releases a connection only after the right server has answered on it. */
import type {Agent} from 'node:http';
import type {ServerIdentity} from './identity.ts';
import {provenAgent} from './proof.ts';
import {secureAgent} from './secure.ts';

/** `undefined` where the address alone says whose server it is. */
export function agentFor(serverUrl: string, identity: ServerIdentity | undefined): Agent | undefined {
  if (serverUrl.startsWith('https:')) return secureAgent(serverUrl, identity?.fingerprint);
  return identity?.secret === undefined ? undefined : provenAgent(serverUrl, identity);
}
