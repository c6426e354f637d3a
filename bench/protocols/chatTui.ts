/** Our own wire. Columns: token, room id, room name. */
import type {Protocol} from '../protocol.ts';
import {socketIo} from './socketIo.ts';

export const chatTui: Protocol = {
  ...socketIo,
  login: [
    ['40{"protocolVersion":1,"programVersion":"bench","token":"%1"}', '40{'],
    ['420["sessionOpen",{}]', '430[{"ok":true'],
  ],
  join: [['421["roomJoin",{"name":"%3"}]', '431[{"ok":true']],
  message: '422["messageSend",{"roomId":%2,"clientMsgId":"%I","kind":"message","text":"%B"}]',
  acknowledgement: '432[{"ok":true',
};
