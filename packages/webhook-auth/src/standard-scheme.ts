import type { DeclaredScheme } from './scheme.ts'

/** What the schemes of the Standard Webhooks specification have in common, under headers that begin so. */
export const standardScheme = (
  prefix: 'webhook' | 'svix',
  version: 'v1' | 'v1a',
): Omit<DeclaredScheme, 'id' | 'sender' | 'source'> => ({
  mac: version === 'v1' ? 'hmac-sha256' : 'ed25519',
  secret: version === 'v1' ? 'whsec' : 'whpk',
  encoding: 'base64',
  signature: { header: `${prefix}-signature`, separator: ' ', prefix: `${version},` },
  timestamp: { header: `${prefix}-timestamp`, unit: 's' },
  deliveryId: { header: `${prefix}-id` },
  signed: '{id}.{timestamp}.{body}',
  evidence: 'vector',
})
