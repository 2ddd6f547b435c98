import { createRequire } from 'node:module'
import { signRequest, verifyRequest } from '@contentful/node-apps-toolkit/requests'
import { contentful, hygraph } from '@sallyport/webhook-auth/schemes'
import { describeLibraries, type Headers, now, secret } from '../support/library.ts'

// It has no types.
const { generateWebhookSignature, verifyWebhookSignature } = createRequire(import.meta.url)(
  '@hygraph/utils',
) as {
  generateWebhookSignature(given: { rawPayload: string; secret: string }): string
  verifyWebhookSignature(given: { rawPayload: string; signature: string; secret: string }): boolean
}

/** Contentful's have 64 letters. */
const long = secret + secret
const requestOf = (body: string, headers: Headers = {}) => ({
  ...{ method: 'POST' as const, path: '/', body },
  headers: { ...headers },
})

describeLibraries({
  '@contentful/node-apps-toolkit': {
    scheme: contentful,
    secret: long,
    signs(body) {
      const request = requestOf(body, { 'x-contentful-topic': 'Entry.publish' })
      return { ...request.headers, ...signRequest(long, request, now) }
    },
    accepts: (body, headers, key) => verifyRequest(key, requestOf(body, headers)),
  },
  '@hygraph/utils': {
    scheme: hygraph,
    secret,
    signs: (rawPayload) => ({ 'gcms-signature': generateWebhookSignature({ rawPayload, secret }) }),
    accepts: (rawPayload, headers, key) =>
      verifyWebhookSignature({
        rawPayload,
        signature: headers['gcms-signature'] ?? '',
        secret: key,
      }),
  },
})
