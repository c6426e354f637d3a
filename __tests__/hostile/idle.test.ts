/** Connections that hold on without saying what they want: cut after their time, and nobody else notices. */
import {afterEach, describe, expect, test} from '@jest/globals';
import {TIMEOUTS} from '../../src/shared/limits.ts';
import {PROTOCOL_VERSION} from '../../src/shared/version.ts';
import {
  closeRawLines,
  frame,
  rawLine,
  rawWebSocket,
  upgradeRequest,
  type RawLine,
} from '../support/hostile/hostileWire.ts';
import {world, type World} from '../support/world.ts';

afterEach(closeRawLines);

/** Instead of ten seconds. */
const HANDSHAKE_MS = 150;
/** For tests in which something must be done in time. */
const LONGER_MS = 1_500;
/** Looked after now and then, so it may take half as long again; the machine may be busy. */
const CUT_MS = 20_000;

const impatient = (handshakeMs = HANDSHAKE_MS): Promise<World> => world({ports: {handshakeMs}});

/** Keeps sending single bytes until the line is closed. */
function trickle(line: RawLine, byte: string): void {
  const timer = setInterval(() => line.write(byte), 20);
  line.socket.once('close', () => clearInterval(timer));
}

describe('B25 slow and idle connections', () => {
  test('have ten seconds in a real server', () => {
    expect(TIMEOUTS.connectMs).toBe(10_000);
  });

  test('that say nothing at all are cut', async () => {
    const made = await impatient();
    expect(await (await rawLine(made.url)).closed(CUT_MS)).toMatch(/^HTTP\/1\.1 408 |^$/);
  });

  test('that send their headers one byte at a time are cut', async () => {
    const made = await impatient();
    const line = await rawLine(made.url);
    line.write('GET /health HTTP/1.1\r\nHost: x\r\nX-Slow: ');
    trickle(line, 'a');
    expect(await line.closed(CUT_MS)).toMatch(/^HTTP\/1\.1 408 /);
  });

  test('that stop in the middle of asking for a WebSocket are cut', async () => {
    const made = await impatient();
    const line = await rawLine(made.url);
    line.write(upgradeRequest(made.url).slice(0, -6));
    expect(await line.closed(CUT_MS)).not.toContain('101');
  });

  test.each([
    ['to nowhere', 'POST /nothing', '404'],
    ['to a page that takes none', 'POST /health', '200'],
    ['without a login', 'POST /files/', '401'],
  ])('that send a body without an end %s are cut', async (_title, request, status) => {
    const made = await impatient();
    const line = await rawLine(made.url);
    line.write(`${request} HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000000\r\n\r\n`);
    trickle(line, 'a');
    expect((await line.closed(CUT_MS)).slice(0, 12)).toBe(`HTTP/1.1 ${status}`);
  });

  test('that opened a WebSocket and then say nothing are cut', async () => {
    const made = await impatient(LONGER_MS);
    const line = await rawWebSocket(made.url);
    expect(await line.closed(CUT_MS)).not.toContain('40{');
  });

  test('without a login are a hundred of one address, and keep out nobody who has one', async () => {
    const made = await world();
    const ann = await made.person('ann');
    const unauthenticated = await Promise.all(Array.from({length: 100}, () => made.device()));
    await expect(made.device()).rejects.toMatchObject({code: 'busy'});
    await (await ann.another()).settle();
    await unauthenticated[0]?.close();
    await ann.settle();
    await (await made.device()).settle();
  });

  test('without a login are a hundred of one address also where they come in the same moment', async () => {
    const made = await world();
    const lines = await Promise.all(Array.from({length: 150}, () => rawWebSocket(made.url)));
    const connect = frame(`40${JSON.stringify({protocolVersion: PROTOCOL_VERSION, programVersion: 'raw'})}`);
    for (const line of lines) line.write(connect);
    const answers = await Promise.all(lines.map(line => line.until(/4[04]\{/)));
    expect(answers.filter(answer => answer.includes('40{"sid"'))).toHaveLength(100);
    // Who went away in the middle of it left no place taken.
    await Promise.all(lines.map(line => (line.socket.destroy(), line.closed())));
    await made.isEmpty();
    await Promise.all(Array.from({length: 100}, () => made.device()));
  });

  test('in hundreds do not keep out somebody who means well', async () => {
    const made = await impatient(LONGER_MS);
    const ann = await made.person('ann');
    const idle = await Promise.all(Array.from({length: 300}, () => rawLine(made.url)));
    const half = await Promise.all(Array.from({length: 100}, () => rawWebSocket(made.url)));
    await made.say(await made.person('bob'), made.lobby, 'in between');
    await ann.next('entriesAppended', ({entries}) => entries.some(entry => entry.kind === 'message'));
    await Promise.all([...idle, ...half].map(line => line.closed(CUT_MS)));
    expect(ann.socket.connected).toBe(true);
  });
});
