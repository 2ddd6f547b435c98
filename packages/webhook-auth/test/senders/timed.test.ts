import { LinearWebhookClient } from '@linear/sdk/webhooks'
import Mux from '@mux/mux-node'
import { linear, mux, sanity, webflow, workos } from '@sallyport/webhook-auth/schemes'
import { encodeSignatureHeader, isValidSignature } from '@sanity/webhook'
import { WorkOS } from '@workos-inc/node'
import { WebflowClient } from 'webflow-api'
import { describeLibraries, now, secret } from '../support/library.ts'

const video = new Mux({ tokenId: 'none', tokenSecret: 'none' })
const sso = new WorkOS('sk_none')
const sites = new WebflowClient({ accessToken: 'none' })

describeLibraries({
  '@linear/sdk': {
    scheme: linear,
    secret,
    accepts: (body, headers, key) =>
      new LinearWebhookClient(key).verify(Buffer.from(body), headers['linear-signature'] ?? ''),
  },
  '@mux/mux-node': {
    scheme: mux,
    secret,
    accepts: (body, headers, key) => video.webhooks.verifySignature(body, { ...headers }, key),
  },
  '@workos-inc/node': {
    scheme: workos,
    secret,
    signs: async (body) => ({
      'workos-signature': `t=${now}, v1=${await sso.webhooks.computeSignature(now, body, secret)}`,
    }),
    accepts: (payload, headers, key) =>
      sso.webhooks.verifyHeader({
        payload,
        sigHeader: headers['workos-signature'] ?? '',
        secret: key,
      }),
  },
  '@sanity/webhook': {
    scheme: sanity,
    secret,
    signs: async (body) => ({
      'sanity-webhook-signature': await encodeSignatureHeader(body, now, secret),
    }),
    accepts: (body, headers, key) =>
      isValidSignature(body, headers['sanity-webhook-signature'] ?? '', key),
  },
  'webflow-api': {
    scheme: webflow,
    secret,
    accepts: (body, headers, key) =>
      sites.webhooks.verifySignature({ headers: { ...headers }, body, secret: key }),
  },
})
