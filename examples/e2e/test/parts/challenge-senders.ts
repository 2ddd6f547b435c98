import { createHmac } from 'node:crypto'
import type { Secret } from '@sallyport/core'
import { defineScheme, type Scheme } from '@sallyport/webhook-auth'
import {
  asanaChallenge,
  awsSnsChallenge,
  type Challenge,
  discordChallenge,
  dropboxChallenge,
  headChallenge,
  metaChallenge,
  microsoftGraphChallenge,
  notionChallenge,
  oktaChallenge,
  type SignedChallenge,
  slackChallenge,
  twitchChallenge,
  zoomChallenge,
} from '@sallyport/webhook-auth/challenges'
import {
  asana,
  discord,
  dropbox,
  meta,
  notion,
  slack,
  trello,
  twitch,
  zoom,
} from '@sallyport/webhook-auth/schemes'
import { testKeys } from '@sallyport/webhook-auth/testing'

export const secret = 'd9f1c2a7b4e84c0f9a3b5d6e7f801234'
const verifyToken = 'b51ad0e3f94c47d28c6a'
export const token = 'qgg8vlvZRS6UYooatFL8Aw'
export const keys = testKeys(discord)
const topic = 'arn:aws:sns:us-west-2:123456789012:MyTopic'
const subscribeUrl = `https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${topic}&Token=2336`

/** Stands for Amazon, whose keys nobody else has, and for senders that sign nothing. */
export const standIn: Scheme = defineScheme({
  ...{ id: 'stand-in', sender: 'Stand-in', mac: 'hmac-sha256', encoding: 'hex' },
  signature: { header: 'x-signature' },
  signed: '{body}',
  source: 'https://sender.example/webhooks',
  evidence: 'documentation',
})

export interface Asked {
  readonly method?: string
  readonly query?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
}
interface Answer {
  readonly status?: number
  readonly body: string
  readonly headers?: Readonly<Record<string, string>>
}

/** A sender, what it asks, and what it wants to hear. */
export interface Sender {
  readonly challenge: (given: Given) => Challenge | SignedChallenge
  /** @default a stand-in */
  readonly scheme?: Scheme
  readonly asks: Asked
  readonly wants: Answer
}

/** What is there while the test runs. */
export interface Given {
  readonly kept: string[]
  readonly keep: (secret: Secret) => boolean
  /** Amazon's host, on this machine. */
  readonly amazon: string
}

const post = (body: object): Asked => ({ method: 'POST', body: JSON.stringify(body) })
const encryptedToken = createHmac('sha256', secret).update(token).digest('hex')
export const hub = (challenge: string): string =>
  `?hub.mode=subscribe&hub.verify_token=${verifyToken}&hub.challenge=${challenge}`

export const signing: Readonly<Record<string, Sender>> = {
  zoom: {
    scheme: zoom,
    challenge: () => zoomChallenge({ secrets: secret }),
    asks: post({ event: 'endpoint.url_validation', payload: { plainToken: token } }),
    wants: { body: JSON.stringify({ plainToken: token, encryptedToken }) },
  },
  slack: {
    scheme: slack,
    challenge: () => slackChallenge,
    asks: post({ type: 'url_verification', challenge: token }),
    wants: { body: token },
  },
  twitch: {
    scheme: twitch,
    challenge: () => twitchChallenge,
    asks: post({
      challenge: token,
      subscription: { status: 'webhook_callback_verification_pending' },
    }),
    wants: { body: token },
  },
  discord: {
    scheme: discord,
    challenge: () => discordChallenge,
    asks: post({ type: 1 }),
    wants: { body: '{"type":1}' },
  },
  sns: {
    challenge: ({ amazon }) =>
      awsSnsChallenge({
        topics: [topic],
        fetch: (url, init) => fetch(amazon + new URL(url).search, init),
      }),
    asks: post({ Type: 'SubscriptionConfirmation', TopicArn: topic, SubscribeURL: subscribeUrl }),
    wants: { status: 204, body: '' },
  },
}

export const asking: Readonly<Record<string, Sender>> = {
  meta: {
    scheme: meta,
    challenge: () => metaChallenge({ verifyToken }),
    asks: { query: hub('1158201444') },
    wants: { body: '1158201444' },
  },
  dropbox: {
    scheme: dropbox,
    challenge: () => dropboxChallenge,
    asks: { query: `?challenge=${token}` },
    wants: { body: token, headers: { 'x-content-type-options': 'nosniff' } },
  },
  graph: {
    challenge: () => microsoftGraphChallenge,
    asks: { method: 'POST', query: '?validationToken=Validation%3a+Testing' },
    wants: {
      body: 'Validation: Testing',
      headers: { 'content-type': 'text/plain; charset=utf-8' },
    },
  },
  okta: {
    challenge: () => oktaChallenge,
    asks: { headers: { 'x-okta-verification-challenge': token } },
    wants: { body: JSON.stringify({ verification: token }) },
  },
  asana: {
    scheme: asana,
    challenge: ({ keep }) => asanaChallenge({ keep }),
    asks: { method: 'POST', headers: { 'x-hook-secret': token } },
    wants: { body: '{}', headers: { 'x-hook-secret': token } },
  },
  notion: {
    scheme: notion,
    challenge: ({ keep }) => notionChallenge({ keep }),
    asks: post({ verification_token: token }),
    wants: { body: '{}' },
  },
  trello: {
    scheme: trello,
    challenge: () => headChallenge,
    asks: { method: 'HEAD' },
    wants: { body: '' },
  },
}
