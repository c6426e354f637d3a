/** Certificates of every kind for tests: of an authority, self-signed, expired, not valid yet, for other names. */
import {createPublicKey, generateKeyPairSync, randomBytes, sign, X509Certificate, type KeyObject} from 'node:crypto';
import {writeFileSync} from 'node:fs';
import {isIP} from 'node:net';
import {join} from 'node:path';
import {AsnConvert, OctetString} from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';

export interface Made {
  certificate: string;
  key: string;
  privateKey: KeyObject;
}

export interface Wanted {
  names?: readonly string[];
  notBefore?: Date;
  notAfter?: Date;
  /** Absent: it signs itself. */
  issuer?: Made;
  isAuthority?: boolean;
  /** Absent: a new one. */
  privateKey?: KeyObject;
  commonName?: string;
}

const DAY_MS = 24 * 60 * 60 * 1_000;
export const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);

const ALGORITHM = new x509.AlgorithmIdentifier({algorithm: '1.2.840.10045.4.3.2'});
const bytesOf = (buffer: Buffer): ArrayBuffer => new Uint8Array(buffer).buffer;
const parse = <T>(der: Uint8Array, Type: new () => T): T => AsnConvert.parse(der, Type);

const nameOf = (commonName: string) =>
  new x509.Name([
    new x509.RelativeDistinguishedName([
      new x509.AttributeTypeAndValue({type: '2.5.4.3', value: new x509.AttributeValue({utf8String: commonName})}),
    ]),
  ]);

export function makeCertificate(wanted: Wanted = {}): Made {
  const {names = ['127.0.0.1', 'localhost'], notBefore = inDays(-10), notAfter = inDays(365), issuer} = wanted;
  const {commonName = wanted.isAuthority ? 'An authority' : 'A server', isAuthority = false} = wanted;
  const privateKey = wanted.privateKey ?? generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey;
  const extension = (id: string, critical: boolean, value: object) =>
    new x509.Extension({extnID: id, critical, extnValue: new OctetString(AsnConvert.serialize(value))});
  const alternatives = names.map(name => new x509.GeneralName(isIP(name) === 0 ? {dNSName: name} : {iPAddress: name}));
  const content = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: bytesOf(Buffer.concat([Buffer.from([0x40]), randomBytes(8)])),
    signature: ALGORITHM,
    issuer: issuer === undefined ? nameOf(commonName) : subjectOf(issuer),
    subject: nameOf(commonName),
    validity: new x509.Validity({notBefore, notAfter}),
    subjectPublicKeyInfo: parse(
      createPublicKey(privateKey).export({type: 'spki', format: 'der'}),
      x509.SubjectPublicKeyInfo,
    ),
    extensions: new x509.Extensions([
      extension(x509.id_ce_basicConstraints, true, new x509.BasicConstraints({cA: isAuthority})),
      ...(isAuthority
        ? []
        : [extension(x509.id_ce_subjectAltName, false, new x509.SubjectAlternativeName(alternatives))]),
    ]),
  });
  const signature = sign('sha256', Buffer.from(AsnConvert.serialize(content)), issuer?.privateKey ?? privateKey);
  const whole = new x509.Certificate({
    tbsCertificate: content,
    signatureAlgorithm: ALGORITHM,
    signatureValue: bytesOf(signature),
  });
  const certificate = new X509Certificate(Buffer.from(AsnConvert.serialize(whole))).toString();
  return {certificate, privateKey, key: privateKey.export({type: 'pkcs8', format: 'pem'}).toString()};
}

const subjectOf = ({certificate}: Made): x509.Name =>
  parse(new X509Certificate(certificate).raw, x509.Certificate).tbsCertificate.subject;

export interface Files {
  certificateFile: string;
  keyFile: string;
  flags: readonly string[];
}

/** As an operator has them on disk; written again when they are there. */
export function writePair(folder: string, {certificate, key}: Pick<Made, 'certificate' | 'key'>): Files {
  const files = {certificateFile: join(folder, 'fullchain.pem'), keyFile: join(folder, 'privkey.pem')};
  writeFileSync(files.keyFile, key, {mode: 0o600});
  writeFileSync(files.certificateFile, certificate);
  return {...files, flags: ['--tls-cert', files.certificateFile, '--tls-key', files.keyFile]};
}
