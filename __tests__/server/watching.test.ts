/** What watches a server: whether it lives, whether it can take what people send, and its figures. */
import {describe, expect, test} from '@jest/globals';
import {readFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {world, type World} from '../support/world.ts';

const get = async (url: string): Promise<{status: number; text: string}> => {
  const answer = await fetch(url);
  return {status: answer.status, text: await answer.text()};
};

async function measured(): Promise<{made: World; url: string}> {
  const made = await world({settings: {metrics: '127.0.0.1:0'}});
  const ready = made.logLines
    .map(line => JSON.parse(line) as {msg: string; metrics?: string})
    .find(({metrics}) => metrics);
  return {made, url: ready?.metrics ?? ''};
}

const figure = (text: string, name: string): number =>
  Number(new RegExp(`^${name.replaceAll(/[{}"]/g, '\\$&')} (.+)$`, 'm').exec(text)?.[1]);

describe('health', () => {
  test('is told to anybody, and readiness says why not', async () => {
    const made = await world({settings: {limits: {usersMax: 2}}});
    expect(await get(`${made.url}/healthz`)).toEqual({status: 200, text: '{"ok":true}'});
    expect(await get(`${made.url}/readyz`)).toEqual({status: 200, text: '{"ok":true}'});
    await made.people('ann', 'bob');
    expect(await get(`${made.url}/readyz`)).toEqual({status: 503, text: '{"ok":false,"why":"full"}'});
    expect((await get(`${made.url}/healthz`)).status).toBe(200);
    expect((await get(`${made.url}/metrics`)).status).toBe(404);
  });
});

test('the dashboard asks for figures that there are', async () => {
  const {url} = await measured();
  const {text} = await get(url);
  const dashboard = readFileSync('docs/grafana-dashboard.json', 'utf8');
  const asked = new Set(Array.from(dashboard.matchAll(/\b(?:chat_tui|nodejs|process)_[a-z0-9_]+/g), ([name]) => name));
  const missing = [...asked].filter(name => !text.includes(`# TYPE ${name.replace(/_(?:bucket|sum|count)$/, '')} `));
  expect(missing).toEqual([]);
});

describe('metrics', () => {
  test('are on a port of their own: connections, deliveries, commits, refusals, disk', async () => {
    const {made, url} = await measured();
    const [ann, bob] = await made.people('ann', 'bob');
    await made.say(ann!, made.lobby, 'a secret text');
    await bob!.codeOf('adminUsers', {});
    const {status, text} = await get(url);
    expect(status).toBe(200);
    expect(figure(text, 'chat_tui_connections')).toBe(2);
    expect(figure(text, 'chat_tui_people_online')).toBe(2);
    expect(figure(text, 'chat_tui_ready')).toBe(1);
    expect(figure(text, 'chat_tui_deliveries_total')).toBeGreaterThan(1);
    expect(figure(text, 'chat_tui_refusals_total{code="not-allowed"}')).toBe(1);
    expect(figure(text, 'chat_tui_commit_seconds_count')).toBeGreaterThan(0);
    expect(figure(text, 'chat_tui_fsync_seconds_sum')).toBeGreaterThan(0);
    expect(figure(text, 'chat_tui_message_bytes')).toBeGreaterThan(0);
    expect(figure(text, 'chat_tui_disk_free_bytes')).toBeGreaterThan(0);
    expect(text).toContain('nodejs_eventloop_lag_seconds');
    expect(text).not.toMatch(/ann|bob|secret/);
    expect((await get(url.replace('/metrics', '/readyz'))).text).toBe('ok\n');
    expect((await get(url.replace('/metrics', '/../../etc/passwd'))).status).toBe(404);
    await made.server.close();
    await expect(get(url)).rejects.toThrow('fetch failed');
  });

  test('are told in words as well, without any tool', async () => {
    const made = await world();
    const lines = (await made.server.runConsole('stats')).join('\n');
    for (const fact of [
      'connections +0',
      'memory +\\d',
      'open files +(?:\\d|of|without)',
      'writes that wait +0',
      'disk +\\d',
    ])
      expect(lines).toMatch(new RegExp(`^${fact}`, 'm'));
  });

  test('on a port that is taken are told, and the server does not start half', async () => {
    const taken = createServer();
    await new Promise<void>(resolve => taken.listen(0, '127.0.0.1', resolve));
    const {port} = taken.address() as {port: number};
    await expect(world({settings: {metrics: String(port)}})).rejects.toMatchObject({code: 'metrics-unusable'});
    taken.close();
  });
});
