/** The list of the servers. */
import type {ChatServer} from './server.ts';
import {chatTui} from './servers/chatTui.ts';
import {ejabberd, ejabberdStoring} from './servers/ejabberd.ts';
import {ergo} from './servers/ergo.ts';
import {gatheringSocketIo} from './servers/gatheringSocketIo.ts';
import {inspircd} from './servers/inspircd.ts';
import {ngircd} from './servers/ngircd.ts';
import {prosody, prosodyStoring} from './servers/prosody.ts';
import {rawSocketIo} from './servers/rawSocketIo.ts';

export const SERVERS: readonly ChatServer[] = [
  chatTui,
  rawSocketIo,
  gatheringSocketIo,
  ngircd,
  inspircd,
  ergo,
  prosody,
  ejabberd,
  prosodyStoring,
  ejabberdStoring,
];
