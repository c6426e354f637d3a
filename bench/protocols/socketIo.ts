/** The protocol of the references built on socket.io. Column: room. */
import type {Protocol} from '../protocol.ts';

export const socketIo: Protocol = {
  websocketPath: '/socket.io/?EIO=4&transport=websocket',
  login: [['40', '40{']],
  join: [['420["join","%1"]', '430[']],
  message: '421["message",{"room":"%1","body":"%B"}]',
  acknowledgement: '431[{"ok":true',
  keepAlive: ['3', '\\x81\\x012'],
};
