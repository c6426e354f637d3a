/**
 * What a command means is what was on screen at Enter: by the time that it goes on, another room may be there, or another message
 * may be the newest.
 */
import {describe, expect, test} from '@jest/globals';
import {sendAndWait} from '../../src/client/actions/messages/message.ts';
import {enterThread, leaveThread} from '../../src/client/actions/messages/threads.ts';
import {submit} from '../../src/client/input/submit.ts';
import {newId} from '../../src/cli/shell.ts';
import {world} from '../support/world.ts';
import {member, type Member} from './support/member.ts';

const LOBBY = 1;

/** Ann is in the lobby, has said something there, and is in another room besides. */
async function annInTwoRooms() {
  const {url, clock} = await world();
  const ann = await member(url, 'ann', {now: () => clock.now()});
  await submit(ann.client, '/create elsewhere');
  const elsewhere = ann.client.getState().currentRoomId!;
  await sendAndWait(ann.client, elsewhere, {text: 'said elsewhere'});
  enter(ann, LOBBY);
  await sendAndWait(ann.client, LOBBY, {text: 'said in the lobby'});
  await ann.sees('both', () => ann.texts(LOBBY).length + ann.texts(elsewhere).length === 2);
  return {ann, elsewhere};
}

const enter = ({client}: Member, roomId: number) => client.dispatch({type: 'roomEntered', roomId});
const newest = (one: Member, roomId: number) => one.room(roomId).entries.at(-1)!;

describe('a command that was typed in a room', () => {
  test.each(['/me waves', '/me waves :wave:'])(
    '%s is said there, although another room is on screen by then',
    async line => {
      const {ann, elsewhere} = await annInTwoRooms();
      const going = submit(ann.client, line);
      enter(ann, elsewhere);
      expect(await going).toEqual({kind: 'done'});
      await ann.sees('it', () => ann.texts(LOBBY).some(text => text.startsWith('waves')));
      expect(ann.texts(elsewhere)).toEqual(['said elsewhere']);
    },
  );

  test('answers and edits the message that was meant, also where another one has come', async () => {
    const {ann} = await annInTwoRooms();
    const meant = newest(ann, LOBBY);
    const going = [submit(ann.client, '/reply 1 :cat:'), submit(ann.client, '/reply :dog:')];
    const edited = submit(ann.client, '/edit 1 edited :cat:');
    const later = {
      seq: meant.seq + 1,
      id: newId(),
      sender: 'ann',
      sentAtMs: 1,
      kind: 'message' as const,
      text: 'later',
    };
    ann.client.dispatch({type: 'entriesAppended', roomId: LOBBY, entries: [later]});
    expect(await Promise.all([...going, edited])).toEqual([{kind: 'done'}, {kind: 'done'}, {kind: 'done'}]);
    const about = ann.room(LOBBY).pending.map(one => [one.about?.replyTo ?? one.messageAction?.seq, one.text]);
    expect(about).toEqual([
      [meant.seq, '🐱'],
      [meant.seq, '🐶'],
      [meant.seq, 'edited 🐱'],
    ]);
  });

  test('replies to the newest of that room', async () => {
    const {ann, elsewhere} = await annInTwoRooms();
    const meant = newest(ann, LOBBY);
    const going = submit(ann.client, '/reply well :tada:');
    enter(ann, elsewhere);
    expect(await going).toEqual({kind: 'done'});
    await ann.sees('the reply', () => ann.texts(LOBBY).includes('well 🎉'));
    expect(newest(ann, LOBBY)).toMatchObject({replyTo: {seq: meant.seq}});
    expect(ann.texts(elsewhere)).toEqual(['said elsewhere']);
  });

  test('corrects what was one’s last message then, and plans for that room', async () => {
    const {ann, elsewhere} = await annInTwoRooms();
    await submit(ann.client, 'two cats');
    await ann.sees('it', () => ann.texts(LOBBY).includes('two cats'));
    const going = [submit(ann.client, 's/two/a :cat: and/'), submit(ann.client, '/remind 10m feed them')];
    enter(ann, elsewhere);
    expect(await Promise.all(going)).toEqual([{kind: 'done'}, {kind: 'told', sentence: expect.anything()}]);
    await ann.sees('the correction', () => ann.texts(LOBBY).includes('a 🐱 and cats'));
    const {planned} = await ann.client.request('plannedList', {});
    expect(planned).toMatchObject([{roomId: LOBBY, text: 'feed them'}]);
  });

  test('in a thread is said in it', async () => {
    const {ann} = await annInTwoRooms();
    const root = newest(ann, LOBBY).seq;
    await submit(ann.client, '/thread 1 an answer');
    await ann.sees('the answer', () => ann.texts(LOBBY).includes('an answer'));
    enterThread(ann.client, {roomId: LOBBY, seq: root});
    const going = [submit(ann.client, 'in it :cat:'), submit(ann.client, '/code\nlet x')];
    leaveThread(ann.client);
    expect(await Promise.all(going)).toEqual([{kind: 'done'}, {kind: 'done'}]);
    await ann.sees('both', () => ann.texts(LOBBY).length === 4);
    expect(ann.room(LOBBY).entries.slice(-3)).toMatchObject([{threadOf: root}, {threadOf: root}, {threadOf: root}]);
  });

  test('in a thread is an answer in it that quotes a message of it or of the room', async () => {
    const {ann} = await annInTwoRooms();
    const root = newest(ann, LOBBY).seq;
    const {seq: beside} = await sendAndWait(ann.client, LOBBY, {text: 'beside it'});
    await submit(ann.client, '/thread 2 an answer');
    await ann.sees('the answer', () => ann.texts(LOBBY).includes('an answer'));
    const answer = newest(ann, LOBBY).seq;
    enterThread(ann.client, {roomId: LOBBY, seq: root});
    await ann.sees('the thread', ({openThread}) => openThread?.entries.length === 2);
    const lines = ['/reply 1 agreed :cat:', `/reply #lobby/${beside} that as well`, '/reply #elsewhere/2 there'];
    const going = lines.map(line => submit(ann.client, line));
    leaveThread(ann.client);
    expect(await Promise.all(going)).toEqual([{kind: 'done'}, {kind: 'done'}, {kind: 'done'}]);
    await ann.sees('both', () => ann.texts(LOBBY).length === 5);
    const said = ['agreed 🐱', 'that as well'].map(text =>
      ann.room(LOBBY).entries.find(entry => 'text' in entry && entry.text === text),
    );
    expect(said).toMatchObject([
      {threadOf: root, replyTo: {seq: answer}},
      {threadOf: root, replyTo: {seq: beside}},
    ]);
    const {entries} = await ann.client.request('threadList', {roomId: LOBBY, seq: root, limit: 10});
    expect(entries).toHaveLength(3);
  });

  test('behind /thread is what it would be in the thread, as when a draft comes back', async () => {
    const {ann} = await annInTwoRooms();
    const root = newest(ann, LOBBY).seq;
    await submit(ann.client, '/thread 1 an answer');
    await ann.sees('the answer', () => ann.texts(LOBBY).includes('an answer'));
    const answer = newest(ann, LOBBY).seq;
    const lines = ['/reply 1 agreed :cat:', `/reply #lobby/${answer} twice`, '//reply is a word'];
    for (const line of lines)
      expect(await submit(ann.client, `/thread #lobby/${root} ${line}`)).toEqual({kind: 'done'});
    await ann.sees('all', () => ann.texts(LOBBY).length === 5);
    const replyTo = {seq: answer};
    expect(ann.room(LOBBY).entries.slice(-3)).toMatchObject([
      {threadOf: root, replyTo, text: 'agreed 🐱'},
      {threadOf: root, replyTo, text: 'twice'},
      {threadOf: root, text: '/reply is a word'},
    ]);
    for (const [line, code] of [
      ['/me nods', 'not-in-thread'],
      ['/replay 1 x', 'command-unknown'],
    ])
      expect(await submit(ann.client, `/thread #lobby/${root} ${line}`)).toMatchObject({kind: 'refused', code});
    expect(ann.texts(LOBBY)).toHaveLength(5);
  });

  test.each(['/me nods', '/at 1h later'])('in a thread is refused where no thread takes it: %s', async line => {
    const {ann, elsewhere} = await annInTwoRooms();
    const there = {kind: 'refused', code: 'not-in-thread', detail: line.split(' ')[0]};
    enterThread(ann.client, {roomId: LOBBY, seq: newest(ann, LOBBY).seq});
    expect(await submit(ann.client, line)).toEqual(there);
    expect(ann.room(LOBBY).pending).toEqual([]);
    expect((await ann.client.request('plannedList', {})).planned).toEqual([]);
    enter(ann, elsewhere);
    expect(await submit(ann.client, line)).not.toEqual(there);
  });

  test('/unread names the room that it was typed in', async () => {
    const {ann, elsewhere} = await annInTwoRooms();
    const going = submit(ann.client, '/unread');
    enter(ann, elsewhere);
    expect(await going).toEqual({kind: 'unreadHere', roomId: LOBBY});
  });
});
