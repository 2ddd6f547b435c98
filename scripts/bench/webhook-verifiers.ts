import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { verify as octokit } from '@octokit/webhooks-methods'
import { defineScheme, type Scheme, verifier } from '@sallyport/webhook-auth'
import { github, gitlab, stripe } from '@sallyport/webhook-auth/schemes'

const require = createRequire(import.meta.url)
const { Webhook: Standard } = require('standardwebhooks')
const { Webhook: Svix1 } = require('svix-1')
const { Webhook: Svix2 } = require('svix')
const Stripe = require('stripe')
const { WebhookVerificationService: tern } = require('@hookflo/tern')
const { Paddle } = require('@paddle/paddle-node-sdk')

export type Bytes = Uint8Array | string
type Headers = Record<string, string>

/** How a sender signs. */
export interface Form {
  readonly secret: string
  readonly key: (secret: string) => Buffer
  readonly algorithm: string
  readonly encoding: 'hex' | 'base64' | 'base64url'
  readonly before: (time: string) => string
  readonly headers: (time: string, macs: readonly string[]) => Headers
}

const utf8 = (secret: string): Buffer => Buffer.from(secret)
const hex = {
  secret: 'a-secret-of-32-letters-0123456789',
  key: utf8,
  algorithm: 'sha256',
  encoding: 'hex',
} as const
/** How several senders sign. */
export const forms = {
  standard: {
    secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    key: (secret) => Buffer.from(secret.replace(/^whsec_/, ''), 'base64'),
    algorithm: 'sha256',
    encoding: 'base64',
    before: (time) => `m.${time}.`,
    headers: (time, macs) => ({
      'webhook-id': 'm',
      'webhook-timestamp': time,
      'webhook-signature': macs.map((mac) => `v1,${mac}`).join(' '),
    }),
  },
  stripe: {
    ...hex,
    before: (time) => `${time}.`,
    headers: (time, macs) => ({
      'stripe-signature': [`t=${time}`, ...macs.map((mac) => `v1=${mac}`)].join(),
    }),
  },
  github: {
    ...hex,
    before: () => '',
    headers: (_, macs) => ({ 'x-hub-signature-256': `sha256=${macs[0]}` }),
  },
  paddle: {
    ...hex,
    before: (time) => `${time}:`,
    headers: (time, macs) => ({
      'paddle-signature': [`ts=${time}`, ...macs.map((mac) => `h1=${mac}`)].join(';'),
    }),
  },
  sanity: {
    ...hex,
    encoding: 'base64url',
    before: (time) => `${time}.`,
    headers: (time, macs) => ({
      'sanity-webhook-signature': [`t=${time}`, ...macs.map((mac) => `v1=${mac}`)].join(),
    }),
  },
  vercel: {
    ...hex,
    algorithm: 'sha1',
    before: () => '',
    headers: (_, macs) => ({ 'x-vercel-signature': `${macs[0]}` }),
  },
} satisfies Readonly<Record<string, Form>>
export type FormName = keyof typeof forms

/** What is put before a verifier. */
export interface Given {
  readonly secret: string
  readonly body: unknown
  readonly headers: unknown
  readonly toleranceSeconds?: number | undefined
}
export type Verify = (given: Given) => unknown
export type Subject = Readonly<Partial<Record<FormName, Verify>>>

const withScheme =
  (scheme: Scheme): Verify =>
  ({ secret, body, headers, toleranceSeconds }) => {
    const more = toleranceSeconds === undefined ? {} : { toleranceSeconds }
    const check = verifier(scheme, { secrets: secret, ...more })
    return check({ headers: headers as Headers, body: body as Bytes })
  }

const listed = (header: string, separator: ',' | ';', time: string, mac: string) => ({
  signature: { header, separator, prefix: mac },
  timestamp: { header, separator, prefix: time },
})
const facts = {
  source: 'here',
  evidence: 'documentation',
  sender: 'x',
  mac: 'hmac-sha256',
} as const
const paddle = defineScheme({
  ...facts,
  id: 'paddle',
  encoding: 'hex',
  signed: '{timestamp}:{body}',
  ...withUnit(listed('paddle-signature', ';', 'ts=', 'h1='), 's'),
})
const sanity = defineScheme({
  ...facts,
  id: 'sanity',
  encoding: 'base64url',
  signed: '{timestamp}.{body}',
  ...withUnit(listed('sanity-webhook-signature', ',', 't=', 'v1='), 'ms'),
})
const vercel = defineScheme({
  ...facts,
  id: 'vercel',
  mac: 'hmac-sha1',
  encoding: 'hex',
  signature: { header: 'x-vercel-signature' },
  signed: '{body}',
})

function withUnit(of: ReturnType<typeof listed>, unit: 's' | 'ms') {
  return { signature: of.signature, timestamp: { ...of.timestamp, unit } }
}

const standardOf =
  (Webhook: typeof Standard): Verify =>
  ({ secret, body, headers }) =>
    new Webhook(secret).verify(body, headers)
const ternAs =
  (platform: string): Verify =>
  async ({ secret, body, headers, toleranceSeconds }) => {
    const request = new Request('http://localhost/', {
      method: 'POST',
      body: body as Bytes,
      headers: Object.entries(headers as Headers).map(([name, value]): [string, string] => [
        name.replace(/^webhook-/, 'svix-'),
        value,
      ]),
    })
    const more = toleranceSeconds === undefined ? [] : [toleranceSeconds]
    return (await tern.verifyWithPlatformConfig(request, platform, secret, ...more)).isValid
  }
const { webhooks } = new (Stripe.default ?? Stripe)('sk_test_none')
/** Of one header's text. */
const text = (headers: unknown, name: string): string => (headers as Headers)[name] as string

/** A library, with the version that is asked. */
function named(name: string, title: string = name): string {
  const file = new URL(`node_modules/${name}/package.json`, import.meta.url)
  return `${title} ${JSON.parse(readFileSync(file, 'utf8')).version}`
}

/** Who is asked, each with the schemes that it has. */
export const subjects: Readonly<Record<string, Subject>> = {
  sallyport: {
    standard: withScheme(gitlab),
    stripe: withScheme(stripe),
    github: withScheme(github),
    paddle: withScheme(paddle),
    sanity: withScheme(sanity),
    vercel: withScheme(vercel),
  },
  [named('standardwebhooks')]: { standard: standardOf(Standard) },
  [named('svix-1', 'svix')]: { standard: standardOf(Svix1) },
  [named('svix')]: { standard: standardOf(Svix2) },
  [named('stripe')]: {
    stripe: ({ secret, body, headers, toleranceSeconds }) =>
      webhooks.constructEvent(body, text(headers, 'stripe-signature'), secret, toleranceSeconds),
  },
  [named('@octokit/webhooks-methods')]: {
    github: ({ secret, body, headers }) =>
      octokit(secret, body as string, text(headers, 'x-hub-signature-256')),
  },
  [named('@hookflo/tern')]: {
    // Clerk's, which is Standard Webhooks with other names.
    standard: ternAs('clerk'),
    stripe: ternAs('stripe'),
    github: ternAs('github'),
    paddle: ternAs('paddle'),
    sanity: ternAs('sanity'),
    vercel: ternAs('vercel'),
  },
  [named('@paddle/paddle-node-sdk')]: {
    paddle: ({ secret, body, headers }) =>
      new Paddle('none').webhooks.isSignatureValid(body, secret, text(headers, 'paddle-signature')),
  },
}

/** The MAC of a body, as its sender makes it. */
export function macOf(form: Form, time: string, body: Bytes, secret: string = form.secret): string {
  const mac = createHmac(form.algorithm, form.key(secret)).update(form.before(time))
  return mac.update(body).digest(form.encoding)
}

/** Asks for a platform by name, whether there is one or not. */
export const askTern = (platform: string, headers: Headers): unknown =>
  ternAs(platform)({ secret: forms.github.secret, body: '{"a":1}', headers })
