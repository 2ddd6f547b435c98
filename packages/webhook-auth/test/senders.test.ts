import { sign as octokitSign, verify as octokitVerify } from '@octokit/webhooks-methods'
import { Paddle } from '@paddle/paddle-node-sdk'
import { github, gitlab, paddle, razorpay, slack, stripe } from '@sallyport/webhook-auth/schemes'
import { verifyRequestSignature } from '@slack/events-api'
import Razorpay from 'razorpay'
import { Webhook } from 'standardwebhooks'
import Stripe from 'stripe'
import { describeLibraries, now, secret, whsec } from './support/library.ts'

const { webhooks } = new Stripe('sk_test_none')
const standard = new Webhook(whsec)
const paddleWebhooks = new Paddle('none').webhooks

describeLibraries({
  stripe: {
    scheme: stripe,
    secret,
    signs(payload) {
      const given = { payload, secret, timestamp: now / 1_000 }
      return { 'stripe-signature': webhooks.generateTestHeaderString(given) }
    },
    accepts: (body, headers, key) =>
      webhooks.constructEvent(body, headers['stripe-signature'] ?? '', key),
  },
  '@octokit/webhooks-methods': {
    scheme: github,
    secret,
    signs: async (body) => ({ 'x-hub-signature-256': await octokitSign(secret, body) }),
    accepts: (body, headers, key) => octokitVerify(key, body, headers['x-hub-signature-256'] ?? ''),
  },
  razorpay: {
    scheme: razorpay,
    secret,
    accepts: (body, headers, key) =>
      Razorpay.validateWebhookSignature(body, headers['x-razorpay-signature'] ?? '', key),
  },
  '@paddle/paddle-node-sdk': {
    scheme: paddle,
    secret,
    accepts: (body, headers, key) =>
      paddleWebhooks.isSignatureValid(body, key, headers['paddle-signature'] ?? ''),
  },
  '@slack/events-api': {
    scheme: slack,
    secret,
    accepts: (body, headers, key) =>
      verifyRequestSignature({
        signingSecret: key,
        requestSignature: headers['x-slack-signature'] ?? '',
        requestTimestamp: Number(headers['x-slack-request-timestamp']),
        body,
      }),
  },
  // Whose scheme GitLab follows.
  standardwebhooks: {
    scheme: gitlab,
    secret: whsec,
    signs: (body) => ({
      'webhook-id': 'msg_1',
      'webhook-timestamp': `${now / 1_000}`,
      'webhook-signature': standard.sign('msg_1', new Date(now), body),
    }),
    accepts: (body, headers, key) => new Webhook(key).verify(body, { ...headers }),
  },
})
