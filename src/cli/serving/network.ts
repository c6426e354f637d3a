/** Network settings of a server from its flags: TLS, proxies, public address. */
import {hostname} from 'node:os';
import type {ServerSettings} from '../../server/settings.ts';
import {hostOf, isLoopbackHost} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import type {ServerFlags, Shell} from '../shell.ts';
import {ownAddresses} from './reachable.ts';

type Network = Pick<ServerSettings, 'tls' | 'trustedProxies' | 'publicUrl' | 'registration'>;

/** @throws settings-invalid */
export function networkOf(flags: ServerFlags): Network {
  const {trustedProxy, publicUrl} = flags;
  const [problem] = contradictions(flags);
  if (problem !== undefined) throw new ChatError('settings-invalid', problem);
  return {
    ...tlsOf(flags),
    registration: registrationOf(flags),
    ...(trustedProxy !== undefined && {trustedProxies: trustedProxy}),
    ...(publicUrl !== undefined && {publicUrl}),
  };
}

/** All problems that prevent a start with these settings, one sentence each: invalid settings, then contradictions. */
export async function problemsOf(shell: Pick<Shell, 'serverProblems' | 'serverSettings'>): Promise<string[]> {
  const problems = await shell.serverProblems();
  return problems.length > 0 ? problems : contradictions(await shell.serverSettings());
}

/** Contradictions between settings, one sentence each. */
function contradictions({announce, host, tls, tlsCert, tlsKey}: ServerFlags): string[] {
  const isHalf = (tlsCert === undefined) !== (tlsKey === undefined);
  return [
    ...(announce === 'on' && isLoopback(host)
      ? [
          '--announce is for a server that others reach, and this one listens on this machine alone. Add --host 0.0.0.0.',
        ]
      : []),
    ...(isHalf ? ['--tls-cert and --tls-key belong together. Give both, or neither.'] : []),
    ...(tls === 'off' && tlsCert !== undefined
      ? ['--tls off and --tls-cert contradict each other. Leave one of them out.']
      : []),
  ];
}

/** `auto` means open only if the server listens on this machine alone. */
export function registrationOf({
  registration,
  host,
  trustedProxy,
  publicUrl,
}: Pick<ServerFlags, 'registration' | 'host' | 'trustedProxy' | 'publicUrl'>): Network['registration'] {
  if (registration !== 'auto') return registration;
  return !isLoopback(host) || trustedProxy !== undefined || publicUrl !== undefined ? 'invite' : 'open';
}

function tlsOf({tls, tlsCert, tlsKey, host, publicUrl, names = []}: ServerFlags): Pick<Network, 'tls'> {
  if (tls === 'off') return {};
  if (tlsCert !== undefined && tlsKey !== undefined)
    return {tls: {kind: 'files', certificateFile: tlsCert, keyFile: tlsKey}};
  if (tls === 'auto' && isLoopback(host)) return {};
  const told = publicUrl === undefined ? [] : [hostOf(new URL(publicUrl))];
  const named = [host, ...told, ...names, hostname(), 'localhost'].filter(
    name => !EVERYWHERE.includes(name) && /^[\w.:-]+$/.test(name),
  );
  return {tls: {kind: 'own', names: [...new Set([...named, ...ownAddresses()])]}};
}

const EVERYWHERE = ['0.0.0.0', '::'];

const isLoopback = (host: string): boolean => isLoopbackHost(host.includes(':') ? `[${host}]` : host);

/** Warnings for the operator at every start. */
export function warnings({tls, host, trustedProxies}: ServerSettings): string[] {
  if (tls !== undefined || isLoopback(host) || trustedProxies !== undefined) return [];
  return [
    'WARNING: connections are not encrypted (--tls off): passwords and messages can be read on the way. That ' +
      'is for a server behind a proxy; then say which: --trusted-proxy ADDRESS',
  ];
}
