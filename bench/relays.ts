/** The list of the relays. */
import type {Relay} from './relay.ts';
import {chatTui} from './relays/chatTui.ts';
import {croc} from './relays/croc.ts';
import {curl, plainHttp} from './relays/plainHttp.ts';
import {scp} from './relays/scp.ts';
import {wormhole} from './relays/wormhole.ts';

export const RELAYS: readonly Relay[] = [chatTui, plainHttp, curl, scp, wormhole, croc];
