/** A room with three people who do things to messages, over real connections. */
import type {Entry} from '../../src/shared/entries/entry.ts';
import {world, type Person} from './world.ts';

export type Made = Awaited<ReturnType<typeof room>>;

/** Ann owns the server, bob and cid are members; all are in #lobby. */
export async function room() {
  const made = await world();
  const [ann, bob, cid] = await made.people('ann', 'bob', 'cid');
  const roomId = made.lobby;
  const say = async (by: Person, text: string, about: object = {}) => {
    const message = {roomId, clientMsgId: made.newId(), kind: 'message' as const, text, ...about};
    return (await by.request('messageSend', message)).seq;
  };
  const deed = (seq: number) => ({roomId, seq, clientMsgId: made.newId()});
  const entry = async (by: Person, seq: number): Promise<Entry | undefined> =>
    (await by.request('entryShow', {roomId, seqs: [seq]})).entries[0];
  const counts = async (of: Person) => {
    const back = await made.open(of.name, of.token);
    const {unread, mentions} = back.session.rooms.find(one => one.roomId === roomId)!;
    return {unread, mentions};
  };
  return {...made, ann: ann!, bob: bob!, cid: cid!, roomId, say, deed, entry, counts};
}

export const read = ({roomId}: Made, by: Person) => by.request('cursorMove', {roomId, seq: 1_000});
export const page = async ({roomId}: Made, by: Person) => (await by.request('entryList', {roomId, limit: 200})).entries;
