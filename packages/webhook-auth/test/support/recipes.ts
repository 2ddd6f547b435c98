import type { Scheme } from '@sallyport/webhook-auth'
import * as schemes from '@sallyport/webhook-auth/schemes'

/** How a sender signs, as its documentation says it, with `<body>`, `<time>`, `<id>` and `<sig>`. */
export interface Recipe {
  readonly scheme: Scheme
  readonly hash?: 'sha1'
  /** @default 'hex' */
  readonly as?: 'base64'
  /** What the text of the secret stands for. @default 'utf8' */
  readonly key?: 'utf8' | 'base64'
  /** That it signs a time, in seconds. */
  readonly time?: true
  /** @default '<body>' */
  readonly signed?: string
  readonly send: Readonly<Record<string, string>>
}

const { anthropic, grafana } = schemes

/** What is signed is the body, and the header has the signature alone. */
const plain = (scheme: Scheme, header: string, as?: 'base64'): Recipe => ({
  scheme,
  ...(as && { as }),
  send: { [header]: '<sig>' },
})
/** Such a signature, after the name of the hash. */
const named = (scheme: Scheme, header: string, more: Partial<Recipe> = {}): Recipe => ({
  scheme,
  ...more,
  send: { [header]: more.hash === 'sha1' ? 'sha1=<sig>' : 'sha256=<sig>' },
})

export const recipes: readonly Recipe[] = [
  named(schemes.ashby, 'Ashby-Signature'),
  named(schemes.cursor, 'X-Webhook-Signature'),
  named(schemes.doppler, 'X-Doppler-Signature'),
  named(schemes.intercom, 'X-Hub-Signature', { hash: 'sha1' }),
  named(schemes.jira, 'X-Hub-Signature'),
  named(schemes.meta, 'X-Hub-Signature-256'),
  named(schemes.mollie, 'X-Mollie-Signature'),
  named(schemes.npmHooks, 'x-npm-signature'),
  named(schemes.typeform, 'Typeform-Signature', { as: 'base64' }),
  plain(schemes.asana, 'X-Hook-Signature'),
  plain(schemes.attio, 'Attio-Signature'),
  plain(schemes.calCom, 'X-Cal-Signature-256'),
  plain(schemes.checkr, 'X-Checkr-Signature'),
  plain(schemes.clickup, 'X-Signature'),
  plain(schemes.dropbox, 'X-Dropbox-Signature'),
  plain(schemes.lemonSqueezy, 'X-Signature'),
  plain(schemes.sentry, 'Sentry-Hook-Signature'),
  plain(schemes.docusign, 'X-DocuSign-Signature-1', 'base64'),
  plain(schemes.fourthwall, 'X-Fourthwall-Hmac-SHA256', 'base64'),
  plain(schemes.heroku, 'Heroku-Webhook-Hmac-SHA256', 'base64'),
  plain(schemes.jobber, 'X-Jobber-Hmac-SHA256', 'base64'),
  plain(schemes.woocommerce, 'X-WC-Webhook-Signature', 'base64'),
  plain(schemes.xero, 'x-xero-signature', 'base64'),
  { ...plain(schemes.segment, 'X-Signature'), hash: 'sha1' },
  { ...plain(schemes.vercel, 'x-vercel-signature'), hash: 'sha1' },
  { scheme: schemes.circleci, send: { 'circleci-signature': 'v1=<sig>' } },
  {
    scheme: schemes.airtable,
    key: 'base64',
    send: { 'X-Airtable-Content-MAC': 'hmac-sha256=<sig>' },
  },
  {
    scheme: schemes.calendly,
    time: true,
    signed: '<time>.<body>',
    send: { 'Calendly-Webhook-Signature': 't=<time>,v1=<sig>' },
  },
  {
    scheme: schemes.elevenlabs,
    time: true,
    signed: '<time>.<body>',
    send: { 'ElevenLabs-Signature': 't=<time>,v0=<sig>' },
  },
  {
    scheme: schemes.customerIo,
    time: true,
    signed: 'v0:<time>:<body>',
    send: { 'X-CIO-Timestamp': '<time>', 'X-CIO-Signature': '<sig>' },
  },
  {
    scheme: schemes.zoom,
    time: true,
    signed: 'v0:<time>:<body>',
    send: { 'x-zm-request-timestamp': '<time>', 'x-zm-signature': 'v0=<sig>' },
  },
  {
    scheme: grafana({ timestampHeader: 'X-Time' }),
    time: true,
    signed: '<time>:<body>',
    send: { 'X-Grafana-Alerting-Signature': '<sig>', 'X-Time': '<time>' },
  },
  { ...plain(grafana(), 'X-Grafana-Alerting-Signature') },
  {
    scheme: anthropic,
    key: 'base64',
    as: 'base64',
    time: true,
    signed: '<id>.<time>.<body>',
    send: {
      'webhook-id': '<id>',
      'webhook-timestamp': '<time>',
      'webhook-signature': 'v1,<sig>',
    },
  },
]
