/** Lists one’s scheduled messages and reminders, the next one first. */
import type {Handler} from '../handler.ts';
import {toPlanned} from './plannedAdd.ts';

export const plannedList: Handler<'plannedList'> = {
  access: 'account',
  token: 'never',
  lane: 'chat',
  order: 'alone',
  limit: {count: 120, perSeconds: 60},
  async run({me, store}) {
    return {planned: (await store.plannedList(me.userId)).map(toPlanned)};
  },
};
