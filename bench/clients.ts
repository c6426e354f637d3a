/** The list of the full-screen clients. */
import type {ScreenClient} from './client.ts';
import {bareInk} from './clients/bareInk.ts';
import {chatTui} from './clients/chatTui.ts';
import {irssi} from './clients/irssi.ts';
import {weechat} from './clients/weechat.ts';

export const CLIENTS: readonly ScreenClient[] = [chatTui, bareInk, weechat, irssi];
