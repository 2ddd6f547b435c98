import type { Scheme } from '../scheme.ts'

/** Something in a header that could be a signature. */
export interface Digest {
  readonly text: string
  readonly bytes: Uint8Array
  readonly encoding: 'hex' | 'base64' | 'base64url'
}

const forms = /(?<![0-9a-fA-F])[0-9a-fA-F]{40,}(?![0-9a-fA-F])|[A-Za-z0-9+/_-]{27,}={0,2}/g
const longest = 8_192
const most = 8

/** What in a header could be a signature of such a scheme. */
export function digestsIn(
  value: string,
  { mac, encoding: usual }: Pick<Scheme, 'mac' | 'encoding'>,
): readonly Digest[] {
  const texts = value.slice(0, longest).match(forms) ?? []
  return texts.slice(0, most).flatMap((text) => {
    const encoding = encodingOf(text, usual === 'base64url')
    const bytes = Buffer.from(text, encoding)
    const isShared = /^(hmac|keyed)/.test(mac)
    const isLikely = isShared ? [20, 32, 64].includes(bytes.length) : bytes.length >= 64
    return isLikely ? [{ text, bytes, encoding }] : []
  })
}

function encodingOf(text: string, isUrlUsual: boolean): Digest['encoding'] {
  if (/^[0-9a-fA-F]+$/.test(text)) return 'hex'
  // Without a letter that tells them apart it is what the scheme has.
  return /[-_]/.test(text) || (isUrlUsual && !/[+/=]/.test(text)) ? 'base64url' : 'base64'
}

/** Whether a header could have a signature of any scheme. */
export const looksSigned = (value: string): boolean =>
  digestsIn(value, { mac: 'hmac-sha256', encoding: 'hex' }).length > 0
