/** Sentences for the owner of a new embedded server: how others can join. */
import type {Client} from '../../../client/client.ts';
import {currentRoom} from '../../../client/state/selectors.ts';
import {addressOf, isLoopbackHost, joinLinkOf} from '../../../shared/address.ts';

/** Shown once in the first room to the owner of an embedded server. */
export function welcomeOwner(client: Client): void {
  let isDone = false;
  const look = () => {
    const {me, server, connection} = client.getState();
    const room = currentRoom(client.getState())?.room;
    if (isDone || connection.status !== 'online' || me === undefined || room === undefined) return;
    isDone = true;
    stop();
    if (me.role === 'owner' && server?.isEmbedded === true)
      client.notify('info', wordsFor(client.options.serverUrl, client.options.identity?.fingerprint), room.roomId);
  };
  const stop = client.subscribe(look);
  look();
}

export function wordsFor(serverUrl: string, fingerprint?: string): string {
  const address = addressOf(serverUrl);
  const link = joinLinkOf({serverUrl, ...(fingerprint !== undefined && {fingerprint})});
  const others = `Others come in with chat-tui join ${address} or ${link}`;
  if (!isLoopbackHost(new URL(serverUrl).hostname)) return others;
  // A short text, because the chat of a small screen is narrow.
  return `${others}, on this machine only. For other machines: quit, stop the server, run chat-tui serve --host 0.0.0.0`;
}
