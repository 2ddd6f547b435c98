import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** A pair of keys for tests. */
export interface Pair {
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
}

export const rsaPair: Pair = generateKeyPairSync('rsa', { modulusLength: 2_048 })
export const otherRsaPair: Pair = generateKeyPairSync('rsa', { modulusLength: 2_048 })
export const ecPair: Pair = generateKeyPairSync('ec', { namedCurve: 'P-256' })

interface CertificateFacts extends Pair {
  readonly name?: string
  readonly from?: string
  readonly to?: string
}

/** A certificate that its own key has signed (RFC 5280 §4.1), as PEM. */
export function certificateOf(facts: CertificateFacts): string {
  const { publicKey, privateKey, name = 'sns.amazonaws.com' } = facts
  const { from = '2020-01-01T00:00:00Z', to = '2049-01-01T00:00:00Z' } = facts
  const isRsa = publicKey.asymmetricKeyType === 'rsa'
  const algorithm = isRsa
    ? sequence(hex('06092a864886f70d01010b'), hex('0500'))
    : sequence(hex('06082a8648ce3d040302'))
  const who = sequence(der(0x31, sequence(hex('0603550403'), der(0x0c, Buffer.from(name)))))
  const content = sequence(
    hex('a003020102'),
    hex('020101'),
    algorithm,
    who,
    sequence(utcTime(from), utcTime(to)),
    who,
    publicKey.export({ format: 'der', type: 'spki' }),
  )
  const signature = sign('sha256', content, privateKey)
  const whole = sequence(content, algorithm, der(0x03, Buffer.concat([hex('00'), signature])))
  const lines = whole.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const hex = (text: string): Buffer => Buffer.from(text, 'hex')
const sequence = (...parts: readonly Uint8Array[]): Buffer => der(0x30, Buffer.concat(parts))
const utcTime = (time: string): Buffer =>
  der(0x17, Buffer.from(`${time.replace(/[-:T]/g, '').slice(2, 14)}Z`))

function der(tag: number, content: Uint8Array): Buffer {
  const { length } = content
  const size = length < 128 ? [length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
