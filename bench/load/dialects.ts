/** How the measured servers are spoken to: ours, and a bare socket.io relay as reference. */
import {randomBytes} from 'node:crypto';
import type {LoadSocket} from './socket.ts';

export interface Dialect {
  /** Logs a socket in and puts it into its room. */
  enter(socket: LoadSocket, client: {token: string; roomId: number}): Promise<void>;
  /** The packet that sends a text and asks for an acknowledgement. */
  message(roomId: number, text: string, ackId: number): string;
}

const entryId = () => randomBytes(16).toString('base64url');

export const DIALECTS: Record<'chat-tui' | 'socket.io', Dialect> = {
  'chat-tui': {
    async enter(socket, {token}) {
      socket.send(`40${JSON.stringify({protocolVersion: 1, programVersion: 'bench', token})}`);
      await socket.expect('40{');
      socket.send('420["sessionOpen",{}]');
      await socket.expect('430[{"ok":true');
    },
    message: (roomId, text, ackId) =>
      `42${ackId}["messageSend",{"roomId":${roomId},"clientMsgId":"${entryId()}","kind":"message","text":"${text}"}]`,
  },
  'socket.io': {
    async enter(socket, {roomId}) {
      socket.send('40');
      await socket.expect('40{');
      socket.send(`420["join","${roomId}"]`);
      await socket.expect('430[');
    },
    message: (roomId, text, ackId) => `42${ackId}["message",{"room":"${roomId}","body":"${text}"}]`,
  },
};
