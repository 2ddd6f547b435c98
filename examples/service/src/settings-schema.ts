import { bool, int, secret, text, url } from '@sallyport/config-validation'
import { cidrList } from '@sallyport/config-validation/network'
import * as z from 'zod/mini'
import { serviceFlags as flags } from './flags.ts'

const basic = {
  host: text({ default: '127.0.0.1', help: 'The address at which it listens.' }),
  port: int({ min: 0, max: 65_535, default: 3000, help: 'Its port; 0 takes one that is free.' }),
  drainMs: int({
    ...{ min: 0, max: 9_999_999, default: 5000 },
    help: 'How many milliseconds it serves on after SIGTERM, until balancers have noticed.',
  }),
  allow: cidrList({ default: ['127.0.0.0/8', '::1/128'], help: 'The networks that may come in.' }),
  trustedProxies: cidrList({ default: [], help: 'Proxies whose X-Forwarded-For is believed.' }),
}

const whoMayAsk = {
  adminToken: z.optional(
    secret({ help: "The administrator's token. Unless set it is made up, and shown once." }),
  ),
  readerToken: z.optional(secret({ help: 'Lets in who may look and not touch; else nobody.' })),
  wrongTokens: int({
    ...{ min: 1, max: 10_000, default: 10 },
    help: 'How many wrong tokens an address may send in a quarter of an hour.',
  }),
  wrongKeys: int({
    ...{ min: 1, max: 10_000, default: 10 },
    help: 'How many guesses at keys an address may send in a quarter of an hour.',
  }),
}

const stores = {
  dataDir: text({
    default: 'data',
    help: 'The folder of what it keeps, of one process at a time; made at the start. With :memory: all is gone at the end.',
  }),
  databaseUrl: z.optional(
    url({
      ...{ protocols: ['postgres', 'postgresql'], secret: true },
      help: 'The Postgres that keys are kept in instead, for all instances. Its tables are made at the start.',
    }),
  ),
  redisUrl: z.optional(
    url({
      ...{ protocols: ['redis', 'rediss'], secret: true },
      help: 'The Redis for limits, deliveries, flags and blocked networks, under orders:, for all instances. Unless set they are in memory.',
    }),
  ),
}

const webhooks = {
  githubSecret: z.optional(secret({ help: 'What GitHub signs with. Unless set it is made up.' })),
  trelloSecret: z.optional(
    secret({ help: "What Trello signs with: the application's. Unless set it is made up." }),
  ),
  monitorSecret: z.optional(
    secret({ help: 'What the monitor sends in X-Webhook-Secret. Unless set it is made up.' }),
  ),
  publicUrl: z.optional(
    url({ help: 'Where senders reach the service: Trello signs it. Unless set http://HOST:PORT.' }),
  ),
  hooksPerMinute: int({
    ...{ min: 1, max: 1_000_000_000, default: 600 },
    help: 'How many webhooks each sender may deliver in a minute.',
  }),
}

const downstream = {
  downstreamMs: int({
    ...{ min: 0, max: 60_000, default: 0 },
    help: 'How many milliseconds the stand-in for Airtable takes over a webhook.',
  }),
  downstreamFails: int({
    ...{ min: 0, max: 100, default: 0 },
    help: 'How many of a hundred webhooks it fails at.',
  }),
}

const audit = {
  auditOrigin: text({
    default: 'service.example/audit',
    help: 'Names the audit log in its checkpoints, for good.',
  }),
  auditSigningKey: z.optional(
    z
      .array(secret())
      .check(
        z.minLength(1),
        z.describe(
          "Signs the log's checkpoints; while keys change the old one too. Unless set it is made up, and kept in DATA_DIR.",
        ),
      ),
  ),
  auditFormerKeys: z._default(
    z.array(text()).check(z.describe('Verifier keys that have signed the log before.')),
    [],
  ),
  printAudit: bool({
    default: true,
    help: 'Whether entries are printed too, a line each, for a shipper.',
  }),
  pseudonymKey: z.optional(
    secret({
      minLength: 16,
      help: "Makes pseudonyms of people's ids in the audit log, and cuts addresses short.",
    }),
  ),
}

const controls = {
  controlsFile: z.optional(
    text({ help: 'The JSON file that says what flags hold, also beside REDIS_URL.' }),
  ),
  flags: z.object({
    maintenance_mode: z.optional(bool({ help: flags.maintenance_mode.help })),
    maintenance_message: z.optional(
      text({ maxLength: 1_000, help: flags.maintenance_message.help }),
    ),
    verbose_logging: z.optional(bool({ help: flags.verbose_logging.help })),
    rate_limiting_enabled: z.optional(bool({ help: flags.rate_limiting_enabled.help })),
  } satisfies Record<keyof typeof flags, z.ZodMiniType>),
}

const metrics = {
  metricsPort: z.optional(
    int({
      ...{ min: 0, max: 65_535 },
      help: 'Where /metrics has a port of its own, for whoever reaches it. Unless set it is on PORT.',
    }),
  ),
  metricsHost: text({ default: '127.0.0.1', help: 'The address of that port.' }),
}

/** Every setting: its name, what it must be, and what it is for. */
export const settingsSchema = z.object({
  ...basic,
  ...whoMayAsk,
  ...stores,
  ...webhooks,
  ...downstream,
  ...audit,
  ...controls,
  ...metrics,
})
