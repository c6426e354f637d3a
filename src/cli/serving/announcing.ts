/** Announces the server on this machine's networks until it stops. Loaded only where it is enabled. */
import {hostname} from 'node:os';
import type {Logger} from '../../server/logger.ts';
import type {RunningServer} from '../../server/server.ts';
import type {ServerSettings} from '../../server/settings.ts';
import type {Announcement} from '../../shared/nearby/announcement.ts';

interface AnnouncingServer {
  close(): Promise<void>;
}

interface Announced {
  server: Pick<RunningServer, 'url' | 'fingerprint'>;
  /** The current settings at each call. */
  settings: () => Pick<ServerSettings, 'host' | 'names' | 'registration'>;
  log: Logger;
}

/** A failed announcement is logged and does not stop the server. */
export function announceServer({server, settings, log}: Announced): AnnouncingServer {
  const url = new URL(server.url);
  const isEncrypted = url.protocol === 'https:';
  const current = (): Announcement => ({
    kind: 'server',
    name: settings().names?.[0] ?? hostname(),
    port: Number(url.port) || (isEncrypted ? 443 : 80),
    isEncrypted,
    fingerprint: server.fingerprint,
    registration: settings().registration,
  });
  const opened = import('../../shared/nearby/announcing.ts')
    .then(({openAnnouncing}) => openAnnouncing(current, {host: settings().host}))
    .catch((error: unknown) => {
      log.warn({error}, 'the server is not announced on its networks');
      return undefined;
    });
  return {close: async () => (await opened)?.close()};
}
