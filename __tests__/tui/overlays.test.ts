import {describe, expect, test} from '@jest/globals';
import {renderToString} from 'ink';
import {COMMANDS} from '../../src/client/input/commandTable.ts';
import type {Overlay} from '../../src/tui/overlay.ts';
import {
  openConfirm,
  openFilePicker,
  openHelp,
  openPasswordForm,
  openShow,
  openSwitcher,
} from '../../src/tui/overlays.ts';
import {fuzzyFilter, fuzzyScore} from '../../src/tui/overlays/picking/fuzzy.ts';
import {placesFor} from '../../src/tui/overlays/picking/places.ts';
import {edges, factsOf, onStage, press, typed} from '../support/screen/overlayKeys.ts';
import {ctrl, DOWN, ENTER, ESC, F1, pilot, TAB} from '../support/screen/pilot.ts';
import {room, stage, user} from '../support/screen/stage.ts';

describe('the switcher', () => {
  const labels = (text: string) => placesFor(text, factsOf(onStage())).map(place => place.label);

  test('shows what wants attention first: mentions, direct messages, unread rooms, then the rest', () => {
    expect(labels('')).toEqual(['#docs', '@anna', '#ops', '#dev', '#lobby', '@bob']);
  });

  test('# looks for rooms, @ for people, / for commands', () => {
    expect(labels('#').every(label => label.startsWith('#'))).toBe(true);
    expect(labels('@')).toEqual(['@anna', '@bob', '@zoe']);
    expect(labels('/top')).toEqual(['/topic']);
  });

  test('finds by a few letters, the best first', () => {
    expect(labels('do')[0]).toBe('#docs');
    expect(labels('lby')[0]).toBe('#lobby');
  });

  test('offers the rooms one is invited to and those that can be joined, and nothing that would fail', () => {
    const made = stage({
      rooms: [room(1, 'lobby'), room(2, 'dev')],
      members: [user('bob'), user('cy', {displayName: ''})],
    });
    const {client} = made;
    const facts = () => factsOf(made);
    const listed = [
      {roomId: 77, kind: 'public', name: 'garden', topic: 'Roses', memberCount: 3, isMember: false},
    ] as const;
    client.dispatch({type: 'inviteReceived', roomId: 78, roomName: 'den', by: 'bob', sentAtMs: 1});
    const join = (name: string) => ({label: `#${name}`, effect: {type: 'joinRoom', name}});
    expect(placesFor('#gar', facts(), listed)).toMatchObject([{...join('garden'), note: 'join · Roses'}]);
    expect(placesFor('@cy', facts(), listed)[0]?.note).toBe('online');
    expect(placesFor('den', facts(), listed)[0]).toMatchObject({...join('den'), note: '@bob invites you'});
    expect(placesFor('', facts(), listed).map(({label}) => label)).toEqual(expect.arrayContaining(['#garden', '#den']));
    expect(placesFor('#brandnew', facts(), listed)).toEqual([]);
    const retrying = {status: 'reconnecting', attempt: 1, retryAtMs: 1, code: 'no-server', detail: ''} as const;
    client.dispatch({type: 'connectionChanged', connection: retrying});
    const kinds = placesFor('', facts(), listed).map(({effect}) => effect.type);
    expect(new Set(kinds)).toEqual(new Set(['enterRoom']));
  });

  test.each([
    ['a room', 'dev', {type: 'enterRoom', roomId: 2}],
    ['a person with a conversation', '@anna', {type: 'enterRoom', roomId: 5}],
    ['a person without one', '@bo', {type: 'openDirect', name: 'bob'}],
    ['a command', '/topic', {type: 'write', text: '/topic '}],
  ])('Enter goes to %s', (_title, text, effect) => {
    expect(press(openSwitcher(), ...typed(text), 'enter')).toEqual({effects: [effect]});
  });

  test('on the screen: Ctrl+G, letters, Enter', async () => {
    const {client} = onStage();
    const one = await pilot(client);
    await one.press(ctrl('g'));
    expect(one.text()).toContain('Go to');
    expect(one.text()).toMatch(/#docs.*@1 2 /);
    await one.press('d', 'e', 'v', ENTER);
    expect(one.screen().at(-1)).toBe('#dev >');
    expect(one.text()).not.toContain('Go to');
  });

  test('names from outside cannot break the box', async () => {
    const {client} = stage({
      rooms: [room(1, 'lobby', {topic: '\u001B[2J\u202Egnp\u0007\n\ttopic 漢字 👩‍👩‍👧'})],
      members: [user('eve', {displayName: '\u001B]0;owned\u0007 \u200Badmin'})],
    });
    const one = await pilot(client);
    await one.press(ctrl('g'));
    expect(one.escapes).toEqual([]);
    expect(one.droppedCount()).toBe(0);
    expect(edges(one).size).toBe(1);
  });
});

describe('finding by letters', () => {
  test('a run of letters is better than scattered ones, a start better than a middle', () => {
    expect(fuzzyFilter(['xaxb', 'cab', 'abc'], 'ab', name => name)).toEqual(['abc', 'cab', 'xaxb']);
  });

  test('letters that are not all there are no match', () => {
    expect(fuzzyScore('lobby', 'lx')).toBeUndefined();
  });
});

describe('the password form', () => {
  const fill = (...words: string[]) => words.flatMap((word, index) => [...(index > 0 ? ['tab'] : []), ...typed(word)]);

  test('asks for the change when everything is right', () => {
    const {effects} = press(openPasswordForm(), ...fill('old secret', 'new secret', 'new secret'), 'enter');
    expect(effects).toEqual([{type: 'changePassword', oldPassword: 'old secret', newPassword: 'new secret'}]);
  });

  test.each([
    ['a short new one', ['old secret', 'short', 'short']],
    ['two that differ', ['old secret', 'new secret', 'new sceret']],
    ['no old one', ['', 'new secret', 'new secret']],
  ])('does not ask with %s', (_title, words) => {
    expect(press(openPasswordForm(), ...fill(...words), 'enter').effects).toEqual([]);
  });

  test('on the screen: nothing typed can be read, and a refusal stays in the form', async () => {
    const {client, asked} = onStage();
    const one = await pilot(client);
    await one.press('/passwd', ENTER);
    await one.until('Old password');
    await one.press('old secret', TAB, 'new secret', TAB, 'other', ENTER);
    expect(one.text()).toContain('The new passwords differ. Type the new one again.');
    expect(one.text()).toMatch(/Old password +•{10}/);
    expect(one.text()).not.toContain('secret');
    expect(asked).toEqual([]);
  });
});

describe('reading', () => {
  test('F1 lists every key and every command, and scrolls', async () => {
    const one = await pilot(onStage().client, {columns: 66, rows: 30});
    await one.press(F1);
    const seen = new Set<string>();
    for (let page = 0; page < 24; page++) {
      for (const line of one.screen()) seen.add(line);
      await one.press('\u001B[6~');
    }
    const all = [...seen].join('\n');
    expect(all).toContain('Ctrl+G');
    for (const {name, usage} of COMMANDS) expect(all).toContain(` /${name} ${usage}`.trimEnd());
    await one.press(ESC);
    expect(one.text()).not.toContain('Anywhere');
  });

  test('the help begins with what there is to do here, has a row each, filters, and writes a command', async () => {
    const one = await pilot(onStage().client, {columns: 80, rows: 24});
    await one.press(F1);
    expect(one.text().indexOf('Commands of here')).toBeLessThan(one.text().indexOf('Writing'));
    for (const filter of ['', 'topic']) {
      await one.press(...Array.from(filter));
      // Keys or a command at the left of each row: nothing goes on in a second one.
      const inside = one.screen().flatMap(line => /│ (.*)│/.exec(line)?.slice(1) ?? []);
      expect(inside.slice(0, -2).filter(row => /^\s{6,}\S/.test(row))).toEqual([]);
    }
    expect(one.text()).toContain('Commands of here');
    await one.press(ENTER);
    expect(one.screen().at(-1)).toBe('#lobby > /topic');
    await one.press(ctrl('c'), ctrl('s'), F1);
    expect(one.text()).toMatch(/> [^]*(?:A chosen message|Writing)/);
    await one.press(F1);
    expect(one.text()).not.toContain('Help ─');
  });

  test('in a terminal that is too small an open box still takes its keys', async () => {
    const one = await pilot(onStage().client);
    await one.press(ctrl('g'));
    await one.resize(19, 5);
    await one.press(ESC, 'h', 'e', 'y');
    await one.resize(80, 24);
    expect(one.screen().at(-1)).toContain('> hey');
  });

  test('the answer to a command is wrapped and scrolled', async () => {
    const one = await pilot(onStage().client, {columns: 40, rows: 12});
    await one.press('/help', ENTER);
    await one.until('more');
    const first = one.text();
    await one.press('\u001B[6~');
    expect(one.text()).not.toBe(first);
    await one.press(ESC);
    expect(one.text()).not.toContain('more');
  });

  test('an answer that fits when it is wrapped is shown whole', async () => {
    const one = await pilot(onStage().client, {columns: 80, rows: 24});
    await one.press('/help send', ENTER);
    await one.until('People who are away');
    expect(one.text()).toContain('written ./@name.');
    expect(one.text()).not.toContain('more');
  });

  test('a table stays one: what does not fit beside goes on under its own column', () => {
    const overlay = openShow('Table', ['first     takes what is offered to everybody', 'second    goes']);
    const shown = renderToString(overlay.draw(factsOf(onStage()), {columns: 30, rows: 3}), {columns: 30});
    expect(shown.split('\n').map(line => line.trimEnd())).toEqual([
      'first     takes what is',
      '          offered to everybody',
      'second    goes',
    ]);
  });

  test('whatever is in an answer, it is only text', () => {
    const overlay = openShow('Title \u0007', ['\u001B[31mred\u001B[2J', 'two\nlines', 'wide 漢字 \u202Eevil', '']);
    const shown = renderToString(overlay.draw(factsOf(onStage()), {columns: 12, rows: 8}), {columns: 12});
    expect(overlay.title).toBe('Title ␇');
    expect(shown.split('\n').map(line => line.trimEnd())).toEqual([
      '␛[31mred␛[2J',
      'two',
      'lines',
      'wide 漢字',
      '  \uFFFDevil',
      '',
      '',
      '',
    ]);
  });
});

describe('a question', () => {
  const ask = () =>
    openConfirm({
      question: 'server',
      title: 'Quit',
      text: 'Others are connected.',
      choices: [
        {choice: 'keep', key: 'k', label: 'Keep'},
        {choice: 'stop', key: 't', label: 'Stop'},
        {choice: 'cancel', key: 's', label: 'Stay'},
      ],
    });
  const answer = (choice: string) => [{type: 'answer', question: 'server', choice}];

  test.each([
    ['Enter takes the first', ['enter'], answer('keep')],
    ['Down and Enter the second', ['down', 'enter'], answer('stop')],
    ['a letter takes its own', ['t'], answer('stop')],
    ['Esc answers nothing', ['escape'], []],
    ['staying answers nothing', ['s'], []],
  ])('%s', (_title, chords, effects) => {
    expect(press(ask(), ...chords)).toEqual({effects});
  });
});

describe('every overlay', () => {
  const kinds: readonly [string, () => Overlay][] = [
    ['the switcher', () => openSwitcher()],
    ['the file picker', () => openFilePicker('/', '/', 1)],
    ['the password form', openPasswordForm],
    ['the help', () => openHelp()],
    ['an answer', () => openShow('Title', ['one', 'two'])],
  ];

  test.each(kinds)('%s closes by Esc and by Ctrl+C', (_title, openOne) => {
    expect(press(openOne(), 'escape')).toEqual({effects: []});
    expect(press(openOne(), 'ctrl+c')).toEqual({effects: []});
  });

  test.each([
    [40, 12],
    [80, 24],
    [200, 50],
  ])('fits %i×%i', async (columns, rows) => {
    const one = await pilot(onStage().client, {columns, rows});
    for (const open of [[ctrl('g')], [F1], [ctrl('x'), 'f']]) {
      await one.press(...open);
      expect(one.screen().filter(line => line.includes('╭') || line.includes('╰'))).toHaveLength(2);
      await one.press(DOWN, ESC);
    }
    expect(one.droppedCount()).toBe(0);
  });
});
