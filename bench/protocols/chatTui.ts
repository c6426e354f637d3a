/** The wire of this project, as today's client speaks it. Columns: token, room id, room name. */
import {CAPABILITIES, PROTOCOL_MINOR, PROTOCOL_VERSION} from '../../src/shared/version.ts';
import type {Protocol} from '../protocol.ts';
import {socketIo} from './socketIo.ts';

/** Without minor version and capabilities the server would speak 1.0 and encode events separately. */
const HANDSHAKE = JSON.stringify({
  protocolVersion: PROTOCOL_VERSION,
  protocolMinor: PROTOCOL_MINOR,
  capabilities: CAPABILITIES,
  programVersion: 'bench',
  token: '%1',
});

export const chatTui: Protocol = {
  ...socketIo,
  login: [
    [`40${HANDSHAKE}`, '40{'],
    ['420["sessionOpen",{}]', '430[{"ok":true'],
  ],
  join: [['421["roomJoin",{"name":"%3"}]', '431[{"ok":true']],
  message: '422["messageSend",{"roomId":%2,"clientMsgId":"%I","kind":"message","text":"%B"}]',
  acknowledgement: '432[{"ok":true',
};
