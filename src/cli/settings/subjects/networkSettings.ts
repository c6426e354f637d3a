/** Settings of a server's encryption and of proxies before it. */
import {setting} from '../setting.ts';
import {choice, folder, networks, publicUrl} from '../values.ts';

export const NETWORK = {
  tls: setting({
    flag: '--tls <mode>',
    env: 'CHAT_TUI_TLS',
    key: 'serve.tls',
    kind: choice('auto', 'on', 'off'),
    fallback: 'auto',
    meaning:
      'Whether connections are encrypted: auto is everywhere but on this machine alone (127.0.0.1, ::1); off ' +
      'is for a server behind a proxy that encrypts.',
    scope: 'server',
  }),
  tlsCert: setting({
    flag: '--tls-cert <file>',
    env: 'CHAT_TUI_TLS_CERT',
    key: 'serve.tls-cert',
    kind: folder,
    meaning:
      'Certificate with its chain, as PEM; read again when it changes. Without it: one of the server’s own making.',
    scope: 'server',
  }),
  tlsKey: setting({
    flag: '--tls-key <file>',
    env: 'CHAT_TUI_TLS_KEY',
    key: 'serve.tls-key',
    kind: folder,
    meaning: 'Private key of that certificate, as PEM, without a passphrase.',
    scope: 'server',
  }),
  announce: setting({
    flag: '--announce <mode>',
    env: 'CHAT_TUI_ANNOUNCE',
    key: 'serve.announce',
    kind: choice('on', 'off'),
    fallback: 'off',
    meaning:
      'Whether the server tells the networks of this machine by multicast DNS that it is there, so that chat-tui nearby ' +
      'finds it: its name, port, fingerprint and who may make an account.',
    scope: 'server',
  }),
  trustedProxy: setting({
    flag: '--trusted-proxy <networks>',
    env: 'CHAT_TUI_TRUSTED_PROXY',
    key: 'serve.trusted-proxy',
    kind: networks,
    isList: true,
    meaning:
      'Addresses of proxies that say from whom a connection comes: X-Forwarded-For, Forwarded, or the PROXY ' +
      'protocol. Can be said several times.',
    scope: 'server',
  }),
  publicUrl: setting({
    flag: '--public-url <address>',
    env: 'CHAT_TUI_PUBLIC_URL',
    key: 'serve.public-url',
    kind: publicUrl,
    meaning: 'Where people reach the server, for join links: through a proxy, by a name, below a path.',
    scope: 'server',
  }),
} as const;
