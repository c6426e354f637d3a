/** Errors of connecting: no server, or not the expected one, was reached; nothing was sent. */
import {errorKind, ownError, ownUsage, unreachable, type ErrorKind} from './errorKind.ts';

/** Retried automatically until the expected server answers, so the person must be told why it fails. */
const ANOTHER = {isAnother: true, isToldOnCut: true} as const;

export const CONNECTING_ERRORS = {
  'no-server': unreachable('No server answers at {detail}. Check the address, or start one with: chat-tui serve', {
    pausesTransfer: true,
  }),
  'server-not-proved': unreachable(
    'Whoever answers at {detail} is not your own server, which was there before; nothing was sent. Start ' +
      'yours again, or delete the file if another is there now.',
    {...ANOTHER, pausesTransfer: true},
  ),
  'host-unknown': unreachable(
    'The name of the server at {detail} is not known. Check how it is spelled, and the network.',
  ),
  'host-unreachable': unreachable(
    'There is no way through the network to {detail}. Check the network, and the address.',
  ),
  'certificate-refused': unreachable(
    'The certificate of {detail}. Nothing was sent. Ask the operator of the server.',
    ANOTHER,
  ),
  'nearby-none': ownUsage('This machine is on no network, so nobody is nearby. Connect it, and try again.'),
  'nearby-unusable': ownUsage(
    'Nobody nearby can be found: a program here keeps port {detail} (UDP, multicast DNS) to itself, or this machine ' +
      'allows no multicast. End that program, or join by an address or a link.',
  ),
  'server-unknown': unreachable(
    'Nobody vouches for {detail}, met for the first time; nothing was sent. Use its join link, or compare ' +
      'this with the fingerprint that the server prints at its start, and run: chat-tui trust ADDRESS ' +
      '--fingerprint FINGERPRINT',
  ),
  'server-key-changed': unreachable(
    '{detail}. Somebody may be in between; nothing was sent. Ask the operator of the server; if it was ' +
      'changed on purpose, run: chat-tui trust ADDRESS',
    ANOTHER,
  ),
  'key-not-trusted': ownError('{detail}. It was not taken for the right one, and nothing is remembered.'),
  'tls-needed': unreachable('{detail} takes encrypted connections only. Use https://{detail}', ANOTHER),
  'tls-missing': unreachable(
    '{detail} does not speak TLS. Check the address; only if its operator says that it is not encrypted, use http://{detail}',
    ANOTHER,
  ),
  'tls-failed': unreachable(
    'No secure connection came about with {detail}. Check whether the address begins with http:// or https://.',
  ),
  'server-moved': unreachable(
    '{detail} sends the connection elsewhere, which is not followed. Ask for the address that is right now.',
  ),
  'upgrade-missing': unreachable(
    '{detail} answers, but makes no WebSocket of it. A proxy in between has to pass upgrades on.',
  ),
  'proxy-limits': unreachable(
    'A proxy before {detail} limits how large requests may be (HTTP 413), and lets nothing through. Tell its operator.',
  ),
  'address-crowded': errorKind(
    'Too many connections from this address begin at {detail}. Wait a few seconds and try again.',
    true,
    {isLocal: true, isTrouble: true, isBrief: true},
  ),
  'not-a-server': unreachable(
    'What answers at {detail} is no chat-tui server, or a proxy that does not reach it. Check the address and the port.',
  ),
} satisfies Record<string, ErrorKind>;
