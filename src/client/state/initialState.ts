/** The state before anything is known. */
import {DEFAULT_LIMITS} from '../../shared/limits.ts';
import {DEFAULT_PREFERENCES} from '../../shared/preferences.ts';
import type {State} from './state.ts';
import {emptyUsers} from './userTable.ts';

export const initialState: State = {
  connection: {status: 'connecting'},
  limits: DEFAULT_LIMITS,
  onlineCount: 0,
  addressAsked: [],
  userByName: emptyUsers,
  contacts: new Map(),
  preferences: DEFAULT_PREFERENCES,
  roomById: {},
  drafts: [],
  invites: [],
  threads: new Map(),
  transferById: {},
  notices: [],
};
