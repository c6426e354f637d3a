/** By which agent of Node's a server is asked: one that hands out no connection before the right server answers on it. */
import type {Agent} from 'node:http';
import type {ServerIdentity} from './identity.ts';
import {provenAgent} from './proof.ts';
import {secureAgent} from './secure.ts';

/** `undefined` where the address alone says whose server it is. */
export function agentFor(serverUrl: string, identity: ServerIdentity | undefined): Agent | undefined {
  if (serverUrl.startsWith('https:')) return secureAgent(serverUrl, identity?.fingerprint);
  return identity?.secret === undefined ? undefined : provenAgent(serverUrl, identity);
}
