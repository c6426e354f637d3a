/** The TLS certificate of a server: self-made, or from files that are read again when they change. */
import {DAY_MS} from '../../shared/limits.ts';
import {createPrivateKey, X509Certificate} from 'node:crypto';
import {readFile, stat} from 'node:fs/promises';
import {createSecureContext, type SecureContext} from 'node:tls';
import {ChatError} from '../../shared/errors.ts';
import {fingerprintOf} from '../../shared/access/fingerprint.ts';
import type {Logger} from '../logger.ts';
import {watchFiles} from './watchFiles.ts';
import {ownCertificate, type CertificateAndKey} from './ownCertificate.ts';

/** Source of key and certificate; `names` are host names and addresses of the server. */
export type TlsSource =
  {kind: 'own'; names: readonly string[]} | {kind: 'files'; certificateFile: string; keyFile: string};

export interface Tls {
  /** For new connections; existing ones keep theirs. */
  readonly context: SecureContext;
  /** Fingerprint of the current key. */
  readonly fingerprint: string;
  /** False if it was issued by an authority, so that clients can verify it. */
  readonly isSelfSigned: boolean;
  /** Milliseconds since 1970. */
  readonly validToMs: number;
  /** Reloads the files; if they are unusable, logs the reason and keeps the current certificate. */
  reload(): Promise<void>;
  close(): void;
}

interface Loaded extends Pick<Tls, 'context' | 'fingerprint' | 'isSelfSigned' | 'validToMs'> {
  pair: CertificateAndKey;
}

export interface TlsOptions {
  source: TlsSource;
  dataDir: string;
  /** Milliseconds since 1970. */
  now: () => number;
  /** Called after a change of key or certificate. */
  onChanged: () => void;
  log: Pick<Logger, 'info' | 'warn'>;
}

/** A warning is logged daily when fewer days than this are left before expiry. */
const WARN_DAYS = 30;

const dateOf = ({validToMs}: Loaded): string => new Date(validToMs).toISOString().slice(0, 10);

/** @throws tls-unusable */
export async function openTls({source, dataDir, now, onChanged, log}: TlsOptions): Promise<Tls> {
  const read = () => (source.kind === 'own' ? ownCertificate(dataDir, source.names) : readFiles(source));
  let shown = load(await read());
  const warnOfEnd = () => {
    const daysLeft = Math.floor((shown.validToMs - now()) / DAY_MS);
    if (daysLeft >= WARN_DAYS) return;
    const words = daysLeft < 0 ? 'the certificate has expired: nobody can come in' : 'the certificate expires soon';
    log.warn({validTo: dateOf(shown), daysLeft}, words);
  };
  const reload = async () => {
    try {
      const pair = await read();
      if (pair.certificate === shown.pair.certificate && pair.key === shown.pair.key) return;
      shown = load(pair);
      log.info({fingerprint: shown.fingerprint, validTo: dateOf(shown)}, 'another certificate is in use');
      warnOfEnd();
      onChanged();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({reason}, 'the certificate could not be read again; the one before stays in use');
    }
  };
  warnOfEnd();
  const daily = setInterval(warnOfEnd, DAY_MS);
  daily.unref();
  const stopWatching =
    source.kind === 'own' ? () => undefined : watchFiles([source.certificateFile, source.keyFile], () => void reload());
  return {
    get context() {
      return shown.context;
    },
    get fingerprint() {
      return shown.fingerprint;
    },
    get isSelfSigned() {
      return shown.isSelfSigned;
    },
    get validToMs() {
      return shown.validToMs;
    },
    reload,
    close() {
      clearInterval(daily);
      stopWatching();
    },
  };
}

function load(pair: CertificateAndKey): Loaded {
  const {certificate, key} = pair;
  try {
    const leaf = new X509Certificate(certificate);
    if (!leaf.checkPrivateKey(createPrivateKey(key)))
      throw new ChatError('tls-unusable', 'The key is not that of the certificate');
    return {
      pair,
      context: createSecureContext({cert: certificate, key, minVersion: 'TLSv1.2'}),
      fingerprint: fingerprintOf(leaf),
      isSelfSigned: leaf.checkIssued(leaf) && leaf.verify(leaf.publicKey),
      validToMs: Date.parse(leaf.validTo),
    };
  } catch (error) {
    if (error instanceof ChatError) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw new ChatError('tls-unusable', `Certificate or key cannot be used (${reason})`, {cause: error});
  }
}

/** @throws tls-unusable */
async function readFiles(source: {certificateFile: string; keyFile: string}): Promise<CertificateAndKey> {
  const [certificate, key] = await Promise.all([source.certificateFile, source.keyFile].map(readPem));
  return {certificate: certificate ?? '', key: key ?? ''};
}

const PEM_BYTES_MAX = 1024 * 1024;

async function readPem(path: string): Promise<string> {
  try {
    const {size} = await stat(path);
    if (size > PEM_BYTES_MAX) throw new Error('it is too large');
    return await readFile(path, 'utf8');
  } catch (error) {
    const {code = 'it is too large'} = error as {code?: string};
    throw new ChatError('tls-unusable', `${path} cannot be read (${code})`, {cause: error});
  }
}
