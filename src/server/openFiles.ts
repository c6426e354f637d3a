/** The file routes of a server: whose token is good, and that downloads are recorded. */
import {tokenHashOf} from './door/sessions.ts';
import {openFileRoutes, type FileRoutes} from './files/routes.ts';
import {kickOf} from './hub/kicks.ts';
import {openTakings} from './hub/takings.ts';
import type {Log} from './log.ts';
import type {ServerSettings} from './settings.ts';
import type {Store} from './store.ts';

interface FilePorts {
  /** Milliseconds since 1970. */
  now: () => number;
  log: Log;
}

export function openFiles({dataDir, limits}: ServerSettings, ports: FilePorts, store: Store): FileRoutes {
  const now = () => ports.now();
  const authorise = async (token: string) => {
    const account = await store.sessionFind(tokenHashOf(token), now());
    const kick = account && kickOf(account, now());
    if (kick !== undefined) throw kick;
    return account;
  };
  const takings = openTakings({store, log: ports.log, now});
  return openFileRoutes({
    store,
    dataDir,
    limits,
    authorise,
    now,
    log: ports.log,
    onTaken: (account, file, address) => takings.taken(account, file, address),
  });
}
