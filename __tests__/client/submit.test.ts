/** What becomes of a typed line: messages, commands, and what is refused without being sent. */
import {describe, expect, test} from '@jest/globals';
import {complete} from '../../src/client/input/completion.ts';
import {submit} from '../../src/client/input/submit.ts';
import {COMMANDS} from '../../src/client/input/commandTable.ts';
import {labelOf, currentRoom} from '../../src/client/state/selectors.ts';
import {tableOf} from '../../src/shared/text/table.ts';
import {world} from '../support/world.ts';
import {member, type Member} from './support/member.ts';

const type = (one: Member, line: string) => submit(one.client, line);
const here = (one: Member) => {
  const room = currentRoom(one.client.getState())?.room;
  return room === undefined ? '' : labelOf(room);
};
const rowsOf = (outcome: Awaited<ReturnType<typeof type>>) => {
  if (outcome.kind === 'choose')
    return tableOf(outcome.choices.map(({row}) => (typeof row === 'string' ? [row] : row))).join('\n');
  return outcome.kind === 'show' ? outcome.rows.join('\n') : '';
};

describe('a typed line', () => {
  test('without a slash goes to the room on screen, as it is', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    expect(await type(ann, '  two\n  lines ')).toEqual({kind: 'done'});
    await ann.sees('it', () => ann.texts().includes('  two\n  lines '));
  });

  test('has emoji in place of their names, but in code, words and links; the next line does not overtake it', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    const lines = [
      'nice :cat: :Tada:! :nosuch: `:cat:` std::on::x 10:30:00 http://a.example/:x: :+1:',
      '/me waves :wave:',
      'second',
      '```\n:cat:\n```',
    ];
    const outcomes = await Promise.all(lines.map(line => type(ann, line)));
    expect(outcomes).toEqual(lines.map(() => ({kind: 'done'})));
    await ann.sees('all', () => ann.texts().length === 4);
    expect(ann.texts()).toEqual([
      'nice 🐱 🎉! :nosuch: `:cat:` std::on::x 10:30:00 http://a.example/:x: 👍',
      'waves 👋',
      'second',
      '```\n:cat:\n```',
    ]);
  });

  test('goes where it was typed, although another room is on screen when it can be sent', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    const lobby = ann.client.getState().currentRoomId!;
    await type(ann, '/create elsewhere');
    const elsewhere = ann.client.getState().currentRoomId!;
    ann.client.dispatch({type: 'roomEntered', roomId: lobby});
    const going = type(ann, 'for the lobby :cat:');
    ann.client.dispatch({type: 'roomEntered', roomId: elsewhere});
    expect(await going).toEqual({kind: 'done'});
    await ann.sees('it', () => ann.texts(lobby).includes('for the lobby 🐱'));
    expect(ann.texts(elsewhere)).toEqual([]);
  });

  test('with a blank before the slash is a command, unless it is a path or a piece of a program', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    expect(await type(ann, ' /quit bye')).toEqual({kind: 'quit', quitMessage: 'bye'});
    const texts = [' /etc/passwd', '  /* a comment */\n  code', ' //two', '  /opt\n  /usr'];
    for (const text of texts) expect(await type(ann, text)).toEqual({kind: 'done'});
    await ann.sees('them', () => ann.texts().length === texts.length);
    expect(ann.texts()).toEqual(texts);
  });

  test('with two slashes is sent with one', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    await type(ann, '//etc/passwd is a file');
    await ann.sees('it', () => ann.texts().length > 0);
    expect(ann.texts()).toEqual(['/etc/passwd is a file']);
  });

  test.each([
    ['/halp', 'command-unknown', '/halp (did you mean /help?)'],
    ['/jion #dev', 'command-unknown', '/jion (did you mean /join?)'],
    ['/transmogrify', 'command-unknown', '/transmogrify'],
    ['/etc/passwd', 'command-unknown', '/etc/passwd'],
    ['/', 'command-unknown', '/'],
    ['/ join #dev', 'command-unknown', '/'],
    ['/toString', 'command-unknown', '/toString'],
    ['', 'message-empty', ''],
    [' \n ', 'message-empty', ''],
    ['/me', 'message-empty', ''],
    ['/join', 'command-usage', '/join #room|link'],
    ['/join #Not/a/name', 'room-name-invalid', ''],
    ['/join #nowhere', 'room-not-found', '#nowhere'],
    ['/msg', 'command-usage', '/msg @name [text]'],
    ['/msg @nobody hello', 'user-not-found', 'nobody'],
    ['/msg @ann hello', 'direct-self', ''],
    ['/msg @bob @carol hello', 'user-not-found', 'bob'],
    ['/dm bob @Carol', 'user-not-found', 'bob'],
    ['/kick @bob @carol', 'one-person-only', '@bob @carol'],
    [' /quitt', 'command-unknown', '/quitt (did you mean /quit?)'],
    ['\t/leave #nowhere', 'not-in-room', '#nowhere'],
    ['\u3000/whois @nobody', 'user-not-found', 'nobody'],
    ['/whois @nobody', 'user-not-found', 'nobody'],
    ['/leave', 'lobby-stays', ''],
    ['/leave #nowhere', 'not-in-room', '#nowhere'],
    ['/create', 'command-usage', '/create #room [--private [--plain]] [--topic text]'],
    ['/create #lobby', 'room-exists', '#lobby'],
    ['/invite', 'command-usage', '/invite @name… [#room] [--history]'],
    ['/kick', 'command-usage', '/kick @name [10m|2h|1d] [why]'],
    ['/passwd my secret', 'command-usage', '/passwd, without the password: it is asked for in a form'],
    [`/topic ${'x'.repeat(501)}`, 'topic-too-long', ''],
    ['/help nothing', 'command-unknown', '/nothing'],
  ])('%j is refused and never sent', async (line, code, detail) => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    const before = ann.room().room.lastSeq;
    expect(await type(ann, line)).toEqual({kind: 'refused', code, detail});
    await ann.client.request('ping', {});
    expect(ann.room().room.lastSeq).toBe(before);
    expect(ann.room().pending).toEqual([]);
  });
});

describe('commands', () => {
  test('leave a private room only after a question, and lead back to the room before', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    await type(ann, '/create #dev');
    await type(ann, '/create #den --private');
    const asked = await type(ann, '/leave');
    expect(here(ann)).toBe('#den');
    expect(asked).toMatchObject({kind: 'choose', choices: [{row: 'Leave #den'}, {row: 'Stay'}]});
    if (asked.kind === 'choose') await asked.choices[0]?.take(ann.client);
    expect(here(ann)).toBe('#dev');
  });

  test('make, enter, describe and leave rooms', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    await type(ann, '/create #dev --topic what we build');
    expect(here(ann)).toBe('#dev');
    expect(rowsOf(await type(ann, '/topic'))).toBe('what we build');
    await type(ann, "/topic don't panic");
    await ann.sees('the topic', state => currentRoom(state)?.room.topic === "don't panic");
    await type(ann, '/topic --clear');
    await ann.sees('no topic', state => currentRoom(state)?.room.topic === '');
    expect(rowsOf(await type(ann, '/LIST'))).toMatch(/^#dev {4}\* .*1 member\s*\n#lobby {2}\*/);
    expect(rowsOf(await type(ann, '/list lob'))).not.toContain('dev');
    // A room without a member is gone.
    const bob = await member(url, 'bob');
    await type(bob, '/join #dev');
    await type(ann, '/part');
    expect(here(ann)).toBe('#lobby');
    expect(rowsOf(await type(ann, '/list'))).toMatch(/^#dev {5}/);
    await type(bob, '/part');
    expect(rowsOf(await type(ann, '/list'))).not.toContain('#dev');
  });

  test('keep a private room for those who are invited', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    const bob = await member(url, 'bob');
    await type(ann, '/create #secret --private');
    expect(await type(bob, '/join #secret')).toMatchObject({kind: 'refused', code: 'room-not-found'});
    await type(ann, '/invite @bob');
    await bob.sees('the invitation', state => state.invites.length === 1);
    expect(bob.notices()).toEqual(['ann invites you to #secret. Use /join #secret']);
    await type(bob, '/join secret');
    expect(here(bob)).toBe('#secret');
    expect(bob.client.getState().invites).toEqual([]);
    expect(rowsOf(await type(ann, '/members'))).toMatch(/@ann.*owner[^]*@bob/);
  });

  test('write to one person, and open the conversation', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    const bob = await member(url, 'bob');
    await type(ann, '/msg @BOB   hello  "you"');
    expect(here(ann)).toBe('@bob');
    await bob.sees('the message', state =>
      Object.values(state.roomById).some(({room}) => room.kind === 'direct' && room.unread === 1),
    );
    await type(bob, '/query ann');
    expect(here(bob)).toBe('@ann');
    await bob.sees('the text', state => {
      const last = currentRoom(state)?.entries.at(-1);
      return last?.kind === 'message' && last.text === 'hello  "you"';
    });
  });

  test('say what somebody does, and who they are', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    await type(ann, "/me isn't here");
    await ann.sees('the action', () =>
      ann.room().entries.some(entry => entry.kind === 'action' && entry.text === "isn't here"),
    );
    await type(ann, '/away at lunch');
    expect(rowsOf(await type(ann, '/whois @ann'))).toMatch(
      /State {5}away: at lunch\nRole {6}owner\nSince {5}\d{4}-\d\d-\d\d/,
    );
    await type(ann, '/back');
    expect(ann.client.getState().me?.state).toBe('online');
  });

  test('hand to the screen what only the screen can do', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    expect(await type(ann, '/passwd')).toEqual({kind: 'open', overlay: 'passwordForm'});
    expect(await type(ann, '/logout')).toEqual({kind: 'logout'});
    expect(await type(ann, '/exit good night, all')).toEqual({kind: 'quit', quitMessage: 'good night, all'});
    expect(await type(ann, '/retry')).toEqual({kind: 'told', sentence: 'Nothing of yours has failed.'});
    expect(await type(ann, '/discard')).toEqual({kind: 'told', sentence: 'No message of yours has failed.'});
  });

  test('end the connections of somebody else', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    const bob = await member(url, 'bob');
    expect(await type(bob, '/kick @ann')).toMatchObject({code: 'not-allowed'});
    await type(ann, '/kick @bob far too loud');
    await bob.sees('the end', ({connection}) => connection.status === 'ended');
    await ann.sees('why', () =>
      ann.room().entries.some(entry => entry.kind === 'kicked' && entry.text === 'far too loud'),
    );
  });

  test('are all in the help, each with a page of its own', async () => {
    const {url} = await world();
    const ann = await member(url, 'ann');
    const list = rowsOf(await type(ann, '/help'));
    for (const {name, summary} of COMMANDS) {
      expect(list).toContain(`/${name}`);
      expect(rowsOf(await type(ann, `/help /${name}`))).toContain(summary);
      expect(summary).toMatch(/^[A-Z].*\.$/);
    }
    expect(rowsOf(await type(ann, '/help leave'))).toContain('Also: /part');
  });

  test.each(['__proto__', 'constructor x', 'set @bob __proto__ x', 'set @bob constructor x'])(
    'take any words, and complete them, also such as every object knows: %s',
    async words => {
      const {url} = await world();
      const ann = await member(url, 'ann');
      const thrown: string[] = [];
      for (const line of COMMANDS.map(({name}) => `/${name} ${words}`)) {
        const note = (error: unknown) => void thrown.push(`${line}: ${String(error)}`);
        await complete(ann.client.getState(), line, line.length).catch(note);
        await type(ann, line).catch(note);
      }
      expect(thrown).toEqual([]);
    },
  );

  test('have names and aliases that no two share', () => {
    const names = COMMANDS.flatMap(({name, aliases = []}) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    const wanted =
      'help join leave create list topic invite msg members whois send files get accept decline cancel retry ' +
      'discard me away back passwd logout quit kick';
    expect(names).toEqual(expect.arrayContaining(wanted.split(' ')));
  });
});
