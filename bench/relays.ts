/** The list of the relays. */
import type {Relay} from './relay.ts';
import {chatTui} from './relays/chatTui.ts';
import {croc} from './relays/croc.ts';
import {curl, plainHttp} from './relays/plainHttp.ts';
import {wormhole} from './relays/wormhole.ts';

export const RELAYS: readonly Relay[] = [chatTui, plainHttp, curl, wormhole, croc];
