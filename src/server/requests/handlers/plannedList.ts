/** What somebody has planned, the next first. */
import type {Handler} from '../handler.ts';
import {toPlanned} from './plannedAdd.ts';

export const plannedList: Handler<'plannedList'> = {
  access: 'account',
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store}) {
    return {planned: (await store.plannedList(me.userId)).map(toPlanned)};
  },
};
