/** Restarts the embedded server of this machine after it died; the first client that misses it does. */
import type {Client} from '../../../client/client.ts';
import {ensureServer} from '../../serving/embedded.ts';
import {lastUrlOf} from '../../serving/serverFile.ts';
import type {Shell} from '../../shell.ts';

/** Tries to connect that may fail before the server is taken for dead; the first comes at once. */
const TRIES = 2;

/** Only for the server that this program started. @returns how to stop */
export async function keepServer(shell: Shell, client: Client): Promise<() => void> {
  if (client.options.serverUrl !== lastUrlOf(await shell.serverDir())) return () => {};
  let isStarting = false;
  /** Whoever stopped it on purpose does not want it back. */
  let isWanted = true;
  const start = async () => {
    isStarting = true;
    try {
      await ensureServer(shell);
    } finally {
      isStarting = false;
    }
  };
  return client.subscribe(() => {
    const {connection, server} = client.getState();
    if (connection.status === 'online') isWanted = true;
    if (connection.status !== 'reconnecting') return;
    if (connection.code === 'server-closing') isWanted = false;
    if (isWanted && !isStarting && server?.isEmbedded === true && connection.attempt >= TRIES)
      client.background(start());
  });
}
