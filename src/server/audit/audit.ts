/** Audit records of actions on accounts, people and files. */
import type {ServerContext} from '../context.ts';
import {storable} from '../storeContract/storable.ts';

export interface Doer {
  userId: number;
  name: string;
  /** Absent for the server's console. */
  address?: string;
  port?: number;
}

export type DeedName =
  | 'passwd'
  | 'kick'
  | 'role'
  | 'delete'
  | 'keep'
  | 'stop'
  | 'announce'
  | 'backup'
  | 'export'
  | 'import'
  | 'note'
  | 'config'
  | 'mute'
  | 'ban'
  | 'disable'
  | 'erase'
  | 'purge'
  | 'room delete'
  | 'room lock'
  | 'room remove'
  | 'room role'
  | 'invite'
  | 'log-out'
  | 'reset'
  | 'second-factor'
  | 'keys'
  | 'ssh-key'
  | 'program-token';

export interface Deed {
  method: DeedName;
  about?: string;
}

/** Records an action without waiting for it; a failure is logged. */
export function recordDeed(server: ServerContext, by: Doer, {method, about = ''}: Deed): void {
  const {name, address = 'console', port = 0} = by;
  server.store
    .loginRecord({
      name,
      address,
      port,
      atMs: server.now(),
      isSuccess: true,
      method,
      about: storable(about).slice(0, 500),
    })
    .catch((error: unknown) => server.log.error({error}, 'a deed could not be recorded'));
}

/** The caller of a request and their address. */
export const doerOf = ({userId, name}: Doer, {address, port}: {address: string; port: number}): Doer => ({
  userId,
  name,
  address,
  port,
});
