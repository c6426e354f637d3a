/** Builds the file routes of a server: authentication by token, and audit of downloads. */
import type {IncomingMessage} from 'node:http';
import type {NetworkBans} from './door/networkBans.ts';
import {tokenHashOf} from './signIn/sessions.ts';
import {openDisk} from './files/disk.ts';
import {openFileRoutes, type FileRoutes} from './files/http/routes.ts';
import {kickOf} from './storeContract/sanctionRefusals.ts';
import {missingRequirement} from './signIn/required.ts';
import {openDownloadAudit} from './audit/downloadAudit.ts';
import type {Logger} from './logger.ts';
import type {ServerSettings} from './settings.ts';
import {clientAddressOf} from './sockets/clientAddress.ts';
import type {Store} from './storeContract/store.ts';

interface FilePorts {
  /** Milliseconds since 1970. */
  now: () => number;
  log: Logger;
}

interface FileParts {
  settings: ServerSettings;
  ports: FilePorts;
  store: Store;
  networkBans: NetworkBans;
}

export function openFiles({settings, ports, store, networkBans}: FileParts): FileRoutes {
  const {dataDir, limits} = settings;
  const now = () => ports.now();
  const authorise = async (token: string, req: IncomingMessage) => {
    const refusal = networkBans.refusal(clientAddressOf(req).address, now());
    if (refusal !== undefined) throw refusal;
    const account = await store.sessionFind(tokenHashOf(token), now(), clientAddressOf(req).address);
    const kick = account && kickOf(account, now());
    if (kick !== undefined) throw kick;
    if (account !== undefined && (await missingRequirement({settings, store}, account)) !== undefined) return undefined;
    return account;
  };
  const downloadAudit = openDownloadAudit({store, log: ports.log, now});
  return openFileRoutes({
    store,
    fileStore: openDisk(dataDir),
    limits,
    authorise,
    now,
    log: ports.log,
    onDownloaded: (account, file, req) => downloadAudit.record(account, file, clientAddressOf(req).address),
  });
}
