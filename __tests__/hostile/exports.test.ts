/** A file of an export that is wrong, cut, endless or hostile: nothing is stored of it, and what is wrong is told. */
import {describe, expect, test} from '@jest/globals';
import {closeSync, openSync, readFileSync, readdirSync, writeFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';
import {world} from '../support/world.ts';

import {exported, linesOf, temporary} from '../server/movingSupport.ts';

describe('B142 a file of an export', () => {
  test('that is wrong anywhere changes nothing, and says where', async () => {
    const {path} = await exported();
    const good = readFileSync(path, 'utf8').trimEnd().split('\n');
    const to = await world();
    const [ann] = await to.people('ann');
    const folder = temporary();
    const at = good.findIndex(line => line.includes('"text":"first, mended"'));
    const changed = (index: number, line: string) =>
      good.map((one, place) => (place === index ? line : one)).join('\n');
    const entry = JSON.parse(good[at] ?? '') as object;
    const CASES: readonly (readonly [what: string, text: string, told: RegExp])[] = [
      ['nothing', '', /cut after line 0/],
      ['another file', 'hello\n', /line 1 is no JSON object/],
      ['JSON of something else', '{"a":1}\n', /no export of chat-tui/],
      [
        'a newer format',
        changed(0, JSON.stringify({type: 'export', format: 2, madeAtMs: 1, program: 'x'})),
        /newer program/,
      ],
      ['a cut end', good.slice(0, -1).join('\n'), /cut after line/],
      ['half a line', `${good.join('\n').slice(0, -10)}`, /no JSON object/],
      ['a missing line', good.filter((_, index) => index !== at).join('\n'), /missing, doubled or in another order/],
      ['a doubled line', [...good.slice(0, at), good[at], ...good.slice(at)].join('\n'), /doubled/],
      ['a line after the end', [...good, good[at]].join('\n'), /after the end/],
      [
        'a kind of later',
        changed(at, JSON.stringify({...entry, kind: 'hologram'})),
        new RegExp(`line ${at + 1} is not as it should be`),
      ],
      ['a name that is none', changed(at, JSON.stringify({...entry, sender: '../x'})), /\(sender\)/],
      ['a text that is none', changed(at, JSON.stringify({...entry, text: {}})), /\(text\)/],
      ['a text without end', changed(at, JSON.stringify({...entry, text: 'x'.repeat(1_000_001)})), /\(text\)/],
      ['what is no UTF-8', changed(at, '\u0000'), /no JSON object/],
      ['another room', changed(at, JSON.stringify({...entry, roomId: 77})), /belongs to another room/],
      [
        'a room that has no name',
        good.map(line => line.replace('"name":"garden"', '"name":"../etc"')).join('\n'),
        /no name that a room can have/,
      ],
    ];
    for (const [what, text, told] of CASES) {
      writeFileSync(join(folder, 'file'), text);
      expect([what, (await to.server.runConsole(`import ${join(folder, 'file')}`)).join()]).toEqual([
        what,
        expect.stringMatching(told),
      ]);
    }
    // A gibibyte without an end of line, which takes no room on the disk.
    const long = openSync(join(folder, 'long'), 'w');
    writeSync(long, `${good[0]}\n{"type":"`);
    writeSync(long, 'x', 1024 ** 3);
    closeSync(long);
    expect((await to.server.runConsole(`import ${join(folder, 'long')}`)).join()).toMatch(/line 2 is too long/);
    writeFileSync(join(folder, 'bytes'), Buffer.concat([Buffer.from(`${good[0]}\n`), Buffer.from([0xff, 0xfe, 0x0a])]));
    expect((await to.server.runConsole(`import ${join(folder, 'bytes')}`)).join()).toMatch(/line 2 is not UTF-8/);
    for (const line of [
      'import relative',
      `import ${folder}`,
      'export #garden',
      'export #nowhere --to /x/y',
      `export --all --to ${path}`,
      `import ${path} --map x`,
      'backup relative',
    ])
      expect([line, await to.server.runConsole(line)]).toEqual([
        line,
        [expect.stringMatching(/stopped|exported|no room|backup was made|Usage|Use/i)],
      ]);
    expect((await ann!.request('roomList', {})).rooms.map(({name}) => name)).toEqual(['lobby']);
  });

  test('with hostile texts, ids that come twice and times of the future brings text alone', async () => {
    const {path} = await exported();
    const to = await world();
    const [ann] = await to.people('ann');
    const folder = temporary();
    const good = linesOf(path);
    const hostile = good.map(line =>
      line['type'] === 'entry'
        ? {
            ...line,
            sentAtMs: Number.MAX_SAFE_INTEGER,
            ...('text' in line && {text: '\u001b]0;x\u0007\ud800 @ann __proto__'}),
          }
        : line,
    );
    writeFileSync(join(folder, 'hostile'), hostile.map(line => JSON.stringify(line)).join('\n'));
    expect((await to.server.runConsole(`import ${join(folder, 'hostile')} --owner @ann`)).join()).toMatch(/entries/);
    const {room} = await ann!.next('roomOpened', one => one.room.name === 'garden');
    expect(room).toMatchObject({mentions: 0, unread: 0});
    const {entries} = await ann!.request('entryList', {roomId: room.roomId});
    expect(entries.every(({sentAtMs}) => sentAtMs <= to.clock.now())).toBe(true);
    expect((await ann!.request('inboxList', {})).items).toEqual([]);
    const twice = good.map(line => (line['type'] === 'entry' ? {...line, id: 'A'.repeat(22), sender: 'ann'} : line));
    writeFileSync(join(folder, 'twice'), twice.map(line => JSON.stringify(line)).join('\n'));
    expect((await to.server.runConsole(`import ${join(folder, 'twice')} --into #twice --owner @ann`)).join()).toMatch(
      /there twice/,
    );
    await to.say(ann!, room.roomId, 'and it goes on');
  });

  test('is whole or is not there, and nobody asks for one from another machine', async () => {
    const from = await world();
    const [ann] = await from.people('ann');
    const folder = temporary();
    await from.say(ann!, from.lobby, 'hello');
    expect(await from.server.runConsole(`export --all --to ${join(folder, 'no', 'file')}`)).toEqual([
      expect.stringMatching(/Nothing was exported/),
    ]);
    expect(readdirSync(folder)).toEqual([]);
    for (const [name, args] of [
      ['export', {all: true, to: '/tmp/x'}],
      ['import', {path: '/etc/passwd'}],
      ['backup', {folder: '/tmp/x'}],
    ] as const)
      expect(await ann!.codeOf('adminCommand', {name, args})).toBe(`machine-only chat-tui admin ${name}`);
  });
});
