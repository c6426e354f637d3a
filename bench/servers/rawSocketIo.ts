/** Reference: socket.io only; one event per message and member, nothing stored. */
import {join} from 'node:path';
import {ROOT} from '../measuring/processes.ts';
import {socketIo as protocol} from '../protocols/socketIo.ts';
import {inRooms, type ChatServer} from '../server.ts';

export const rawSocketIo: ChatServer = {
  name: 'raw socket.io',
  kind: 'reference',
  protocol,
  isDurable: false,
  prepare: async (_folder, port, people) => ({
    command: [process.execPath, join(ROOT, 'bench/references/socketio.ts'), String(port)],
    clients: inRooms(people, (_, room) => [String(room)]),
  }),
};
