import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { defineScheme, type MacName, type Scheme } from '@sallyport/webhook-auth'

/** A kind of public key that checks signatures, and who signs with the other half of it. */
export interface SigningKind {
  readonly scheme: Scheme
  readonly publicKey: KeyObject
  sign(content: Uint8Array): Buffer
}

const schemeOf = (mac: MacName): Scheme =>
  defineScheme({
    id: `signed-${mac}`,
    sender: 'Signed',
    mac,
    encoding: 'base64',
    secret: 'pem',
    signature: { header: 'x-signature', separator: ' ' },
    signed: '{body}',
    source: 'https://sender.example/webhooks',
    evidence: 'documentation',
  })

const ed = generateKeyPairSync('ed25519')
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
/** Of a length that is no whole number of bytes, and so of a signature that is longer than it needs. */
const rsa = generateKeyPairSync('rsa', { modulusLength: 2_049 })
const even = generateKeyPairSync('rsa', { modulusLength: 2_048 })

const pss = (key: KeyObject, saltLength: number) => (content: Uint8Array) =>
  sign('sha512', content, { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength })

export const signingKinds: readonly SigningKind[] = [
  {
    scheme: schemeOf('ed25519'),
    publicKey: ed.publicKey,
    sign: (content) => sign(null, content, ed.privateKey),
  },
  {
    scheme: schemeOf('ecdsa-p256'),
    publicKey: ec.publicKey,
    sign: (content) => sign('sha256', content, ec.privateKey),
  },
  {
    scheme: schemeOf('ecdsa-p256-raw'),
    publicKey: ec.publicKey,
    sign: (content) => sign('sha256', content, { key: ec.privateKey, dsaEncoding: 'ieee-p1363' }),
  },
  ...[rsa, even].flatMap(({ publicKey, privateKey }) => [
    {
      scheme: schemeOf('rsa-sha256'),
      publicKey,
      sign: (content: Uint8Array) => sign('sha256', content, privateKey),
    },
    { scheme: schemeOf('rsa-pss-sha512'), publicKey, sign: pss(privateKey, 64) },
    {
      scheme: schemeOf('rsa-pss-sha512'),
      publicKey,
      sign: pss(privateKey, constants.RSA_PSS_SALTLEN_MAX_SIGN),
    },
  ]),
]

/** The key as its sender shows it. */
export const pemOf = ({ publicKey }: Pick<SigningKind, 'publicKey'>): string =>
  publicKey.export({ format: 'pem', type: 'spki' }).toString()
