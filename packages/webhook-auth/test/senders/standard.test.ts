import { verifyWebhook } from '@clerk/backend/webhooks'
import { WebhookHandler } from '@liveblocks/node'
import {
  clerk,
  dodopayments,
  liveblocks,
  polar,
  replicate,
  resend,
} from '@sallyport/webhook-auth/schemes'
import DodoPayments from 'dodopayments'
import { validateWebhook } from 'replicate'
import { Resend } from 'resend'
import { Webhook } from 'standardwebhooks'
import {
  describeLibraries,
  type Headers,
  whsec as secret,
  secret as text,
} from '../support/library.ts'

const dodo = new DodoPayments({ bearerToken: 'none', webhookKey: 'none' })
const mail = new Resend('re_none')

/** The three values that Standard Webhooks sends, under headers that begin so. */
const valuesOf = (headers: Headers, prefix: string) => ({
  id: headers[`${prefix}-id`] ?? '',
  timestamp: headers[`${prefix}-timestamp`] ?? '',
  signature: headers[`${prefix}-signature`] ?? '',
})

describeLibraries({
  '@clerk/backend': {
    scheme: clerk,
    secret,
    accepts: (body, headers, signingSecret) =>
      verifyWebhook(
        new Request('https://api.example/hooks', { method: 'POST', headers: { ...headers }, body }),
        { signingSecret },
      ),
  },
  resend: {
    scheme: resend,
    secret,
    accepts: (payload, headers, webhookSecret) =>
      mail.webhooks.verify({ payload, webhookSecret, headers: valuesOf(headers, 'svix') }),
  },
  dodopayments: {
    scheme: dodopayments,
    secret,
    accepts: (body, headers, key) => dodo.webhooks.unwrap(body, { headers: { ...headers }, key }),
  },
  // As Polar's library calls it.
  standardwebhooks: {
    scheme: polar,
    secret: text,
    accepts: (body, headers, key) =>
      new Webhook(Buffer.from(key).toString('base64')).verify(body, { ...headers }),
  },
  replicate: {
    scheme: replicate,
    secret,
    accepts: (body, headers, key) =>
      validateWebhook({ ...valuesOf(headers, 'webhook'), body, secret: key }),
  },
  '@liveblocks/node': {
    scheme: liveblocks,
    secret,
    bodyOf: (data) => ({ type: 'storageUpdated', data }),
    accepts: (rawBody, headers, key) =>
      new WebhookHandler(key).verifyRequest({ rawBody, headers: { ...headers } }),
  },
})
