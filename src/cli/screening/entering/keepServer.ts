/** Restarts this machine's embedded server after a crash; the first client that notices does it. */
import type {Client} from '../../../client/client.ts';
import {ensureServer} from '../../serving/embedded.ts';
import {lastUrlOf} from '../../serving/serverFile.ts';
import type {Shell} from '../../shell.ts';

/** Failed connection attempts before the server is considered dead; the first one is immediate. */
const TRIES = 2;

/** Only for this machine's embedded server. @returns a function that stops watching */
export async function keepServer(shell: Shell, client: Client): Promise<() => void> {
  if (client.options.serverUrl !== lastUrlOf(await shell.serverDir())) return () => {};
  let isStarting = false;
  /** A server that was stopped on purpose is not restarted. */
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
