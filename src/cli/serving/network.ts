/** Network settings of a server from its flags: TLS, proxies, public address. */
import {hostname} from 'node:os';
import type {ServerSettings} from '../../server/settings.ts';
import {hostOf, isLoopbackHost} from '../../shared/address.ts';
import {ChatError} from '../../shared/errors.ts';
import type {ServerFlags} from '../shell.ts';
import {ownAddresses} from './reachable.ts';

type Network = Pick<ServerSettings, 'tls' | 'trustedProxies' | 'publicUrl' | 'registration'>;

/** @throws settings-invalid */
export function networkOf(flags: ServerFlags): Network {
  const {trustedProxy, publicUrl, registration, host} = flags;
  if (flags.announce === 'on' && isLoopback(host))
    throw new ChatError(
      'settings-invalid',
      '--announce is for a server that others reach, and this one listens on this machine alone. Add --host 0.0.0.0.',
    );
  const isElsewhere = !isLoopback(host) || trustedProxy !== undefined || publicUrl !== undefined;
  return {
    ...tlsOf(flags),
    registration: registration !== 'auto' ? registration : isElsewhere ? 'invite' : 'open',
    ...(trustedProxy !== undefined && {trustedProxies: trustedProxy}),
    ...(publicUrl !== undefined && {publicUrl}),
  };
}

function tlsOf({tls, tlsCert, tlsKey, host, publicUrl, names = []}: ServerFlags): Pick<Network, 'tls'> {
  if ((tlsCert === undefined) !== (tlsKey === undefined))
    throw new ChatError('settings-invalid', '--tls-cert and --tls-key belong together. Give both, or neither.');
  if (tls === 'off') {
    if (tlsCert === undefined) return {};
    throw new ChatError('settings-invalid', '--tls off and --tls-cert contradict each other. Leave one of them out.');
  }
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
