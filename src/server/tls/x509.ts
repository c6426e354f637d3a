/** Makes a self-signed certificate: clients trust its key's fingerprint alone. */
import {createPublicKey, generateKeyPairSync, randomBytes, sign, X509Certificate, type KeyObject} from 'node:crypto';
import {isIP} from 'node:net';
import {AsnConvert, OctetString} from '@peculiar/asn1-schema';
import * as x509 from '@peculiar/asn1-x509';

export const makeKey = (): KeyObject => generateKeyPairSync('ec', {namedCurve: 'P-256'}).privateKey;

/** Validity without an end (RFC 5280, 4.1.2.5); the start is early because some clocks are wrong. */
const ALWAYS = {notBefore: new Date('2020-01-01T00:00:00Z'), notAfter: new Date('9999-12-31T23:59:59Z')};
const COMMON_NAME = '2.5.4.3';
const ECDSA_WITH_SHA256 = '1.2.840.10045.4.3.2';
const NAMES_MAX = 100;

/** @param names host names and addresses of the server */
export function selfMadeCertificate(privateKey: KeyObject, names: readonly string[]): string {
  const publicKey = createPublicKey(privateKey);
  const algorithm = new x509.AlgorithmIdentifier({algorithm: ECDSA_WITH_SHA256});
  const name = new x509.Name([
    new x509.RelativeDistinguishedName([
      new x509.AttributeTypeAndValue({type: COMMON_NAME, value: new x509.AttributeValue({utf8String: 'chat-tui'})}),
    ]),
  ]);
  const content = new x509.TBSCertificate({
    version: x509.Version.v3,
    serialNumber: bytesOf(serialNumber()),
    signature: algorithm,
    issuer: name,
    subject: name,
    validity: new x509.Validity(ALWAYS),
    subjectPublicKeyInfo: AsnConvert.parse(publicKey.export({type: 'spki', format: 'der'}), x509.SubjectPublicKeyInfo),
    extensions: new x509.Extensions([
      extension(x509.id_ce_basicConstraints, true, new x509.BasicConstraints({cA: false})),
      extension(x509.id_ce_extKeyUsage, false, new x509.ExtendedKeyUsage([x509.id_kp_serverAuth])),
      extension(
        x509.id_ce_subjectAltName,
        false,
        new x509.SubjectAlternativeName([...new Set(names)].slice(0, NAMES_MAX).map(toGeneralName)),
      ),
    ]),
  });
  const signature = sign('sha256', Buffer.from(AsnConvert.serialize(content)), privateKey);
  const certificate = new x509.Certificate({
    tbsCertificate: content,
    signatureAlgorithm: algorithm,
    signatureValue: bytesOf(signature),
  });
  return new X509Certificate(Buffer.from(AsnConvert.serialize(certificate))).toString();
}

const extension = (id: string, critical: boolean, value: object) =>
  new x509.Extension({extnID: id, critical, extnValue: new OctetString(AsnConvert.serialize(value))});

const toGeneralName = (name: string) => new x509.GeneralName(isIP(name) === 0 ? {dNSName: name} : {iPAddress: name});

/** Random, positive and without a leading zero. */
function serialNumber(): Buffer {
  const bytes = randomBytes(16);
  bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
  return bytes;
}

const bytesOf = (buffer: Buffer): ArrayBuffer => new Uint8Array(buffer).buffer;
