import { defineScheme } from './define-scheme.ts'
import type { DeclaredScheme, Scheme } from './scheme.ts'

type Own = Pick<DeclaredScheme, 'id' | 'sender' | 'source'> & Partial<DeclaredScheme>

/** A scheme of the Standard Webhooks specification, under headers that begin so. */
export const standardScheme = (
  prefix: 'webhook' | 'svix',
  version: 'v1' | 'v1a',
  own: Own,
): Scheme =>
  defineScheme({
    mac: version === 'v1' ? 'hmac-sha256' : 'ed25519',
    secret: version === 'v1' ? 'whsec' : 'whpk',
    encoding: 'base64',
    signature: { header: `${prefix}-signature`, separator: ' ', prefix: `${version},` },
    timestamp: { header: `${prefix}-timestamp`, unit: 's' },
    deliveryId: { header: `${prefix}-id` },
    signed: '{id}.{timestamp}.{body}',
    evidence: 'vector',
    ...own,
  })
